#include "node/desk/desk_entries.h"

#include <algorithm>

#include "model/consent.h"
#include "model/form1.h"
#include "node/desk/desk.h"
#include "node/desk/desk_doctor.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::FoldedWish;
using model::Result;
using model::SubjectId;
using model::WishEntry;
using model::WishField;
using model::WishPart;

namespace {

WishPart part_of(const WishEntry& e) {
  return {e.name,  e.sex,   e.age,     e.address,    e.content,
          e.proof, e.phone, e.consent, e.consent_by, e.consent_how};
}

bool same_consent(const WishPart& a, const WishPart& b) {
  return a.consent == b.consent && a.consent_by == b.consent_by && a.consent_how == b.consent_how;
}

// What is not given stays as it is.
WishPart consent_of(const WishInput& input, const WishEntry& given, const WishPart& now) {
  WishPart out;
  out.consent = input.consent ? given.consent : now.consent;
  out.consent_by = input.consent_by.value_or(now.consent_by);
  out.consent_how = input.consent_how.value_or(now.consent_how);
  return out;
}

std::optional<bool> loses_consent(const Amendment& change, const FoldedWish& wish, const WishText& text) {
  const model::WishFields fields = change.amended.fields;
  if (!fields.has(WishField::kAge) && !fields.has(WishField::kConsent) && !fields.has(WishField::kTargets))
    return false;
  const WishPart& now = text.part;
  const WishPart& then = change.words;
  const model::Targets targets = fields.has(WishField::kTargets) ? change.amended.targets : wish.targets;
  if (model::names_guardian(then)) return false;
  if (!text.held.has(WishField::kAge) || !text.held.has(WishField::kConsent)) return std::nullopt;
  // Of some that are public from before, only the guardian is noted.
  const bool takes_back = now.consent_by == model::ConsentBy::kGuardian && then.consent_by != now.consent_by;
  return model::lacks_guardian_consent(then, targets) &&
         (takes_back || !model::lacks_guardian_consent(now, wish.targets));
}

bool over_limit(const std::optional<std::uint32_t>& value_yuan, std::uint32_t limit_yuan) {
  return value_yuan && *value_yuan > limit_yuan;
}

}  // namespace

std::string name_in_hand(const model::WishKey& wish) {
  return wish.home.text() + '/' + model::to_hex(wish.id.view());
}

Error no_writer() {
  return {"node.no_writer", "this node has not finished joining; let it reach its parent once",
          "本节点尚未完成加入；请让它连上一次上级节点"};
}

Error unknown_volunteer() {
  return {"volunteer.unknown", "this node knows no such volunteer; look at the list of volunteers",
          "本节点没有这名志愿者；请查看志愿者列表"};
}

Error unknown_place(model::PlaceCode code) {
  return {"place.unknown", "the tree has no place " + code.text() + "; look at the list of places",
          "地区树中没有 " + code.text() + "；请查看地区列表"};
}

Error duplicate_of(const std::string& number) {
  return {"wish.duplicate", "the same wish of the same person is registered as " + number,
          "同一个人的同一心愿已登记，编号 " + number};
}

Error erased_before() {
  return {
      "wish.was_erased",
      "this person's wish was erased at their request, so the same is not entered again; if they wish for "
      "it anew, say it in other words",
      "此人的这条心愿已应本人要求删除，不再录入；如本人重新提出，请另写心愿内容"};
}

Draft volunteer_draft(const model::SubjectId& id, model::PlaceCode place) {
  Draft out;
  out.place = place;
  out.kind = model::Kind::kVolunteerSet;
  out.subject = id;
  return out;
}

Draft take_down_draft(const model::FoldedOffer& offer, const model::Date& on) {
  Draft out;
  out.place = offer.scope;
  out.kind = model::Kind::kTakenDown;
  out.subject = offer.id;
  out.home = offer.home;
  out.based_on = offer.heads;
  out.body = model::encode(model::TakenDown{on});
  return out;
}

std::optional<Error> check_length(const std::string& en, const std::string& zh, const std::string& text,
                                  std::size_t characters_max) {
  const auto characters = std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  if (static_cast<std::size_t>(characters) <= characters_max) return std::nullopt;
  const std::string limit = std::to_string(characters_max);
  return Error("row.too_long", "The " + en + " has more than " + limit + " characters. Shorten it.",
               "“" + zh + "”超过" + limit + "个字。请缩短。");
}

Result<std::optional<std::string>> remark_part(const std::string& remark) {
  const std::string text = model::tidy_text(remark);
  if (auto error = check_length("remark", "说明", text, kRemarkCharactersMax)) return *error;
  if (text.empty()) return std::optional<std::string>{};
  return std::optional(model::encode_remark(text));
}

std::optional<Error> check_day(const std::optional<model::Date>& typed, const Clock& clock) {
  if (!typed) return std::nullopt;
  if (*typed < kDayFirst)
    return Error(
        "day.too_early",
        "the day " + typed->text() + " is before " + kDayFirst.text() + "; look whether the year is right",
        "日期 " + typed->text() + " 早于 " + kDayFirst.text() + "；请检查年份");
  const model::Date today = model::Date::in_china(clock.wall_ms());
  if (clock.wall_ms() < kClockFloorMs || typed->days_since(today) <= 1) return std::nullopt;
  return Error("day.future",
               "the day " + typed->text() + " is still to come: today is " + today.text() +
                   " by this machine's clock; correct the day, or the clock where that is wrong",
               "日期 " + typed->text() + " 尚未到：按本机时钟今天是 " + today.text() +
                   "；请更正日期，时钟有误时请校准时钟");
}

std::optional<Error> check_step_day(const std::optional<model::Date>& typed, const FoldedWish& wish,
                                    const Clock& clock) {
  if (auto error = check_day(typed, clock)) return error;
  if (!typed || *typed >= wish.on) return std::nullopt;
  return Error("day.too_early",
               "the day " + typed->text() + " is before that on the wish's form, " + wish.on.text() +
                   "; correct the day, or, if it is wrong, amend that on the form",
               "日期 " + typed->text() + " 早于登记日期 " + wish.on.text() +
                   "；请更正日期，登记日期有误时请先更正登记日期");
}

std::optional<Error> check_step_day(const std::optional<model::Date>& typed, const model::FoldedClaim& claim,
                                    const Clock& clock) {
  if (auto error = check_day(typed, clock)) return error;
  if (!typed || *typed >= claim.on) return std::nullopt;
  return Error(
      "day.too_early",
      "the day " + typed->text() + " is before that of the claim, " + claim.on.text() + "; correct the day",
      "日期 " + typed->text() + " 早于认领日期 " + claim.on.text() + "；请更正日期");
}

Result<WishEntry> read_entry(const WishInput& input) {
  // A form of one row, so that a wish typed here is read exactly as one that is imported. The number
  // in front keeps the row from being taken for a footer.
  const auto columns = model::form1_columns();
  std::string sex = input.sex.value_or("");
  if (sex == model::word(model::Sex::kUnstated).key) sex.clear();
  const model::Grid grid = {
      std::vector<std::string>(columns.begin(), columns.end()),
      {"1", input.name.value_or(""), sex, input.age.value_or(""), input.address.value_or(""),
       input.content.value_or(""), input.proof.value_or(""), input.phone.value_or("")}};
  auto form = model::read_form1(grid);
  if (!form) return form.error();
  if (!form->refused.empty()) return form->refused.front().reason;
  if (form->rows.empty())
    return Error("row.no_name",
                 "The name and the wish are empty, or are the headings of the form. Write both.",
                 "姓名和心愿内容是空的，或者只是表头。请填写。");
  WishEntry entry = std::move(form->rows.front().entry);
  entry.consent = model::tidy_text(input.consent.value_or(""));
  if (auto error = check_length("consent", "同意情况", entry.consent, kConsentCharactersMax)) return *error;
  entry.consent_by = input.consent_by.value_or(model::ConsentBy::kUnstated);
  entry.consent_how = input.consent_how.value_or(model::ConsentHow::kUnstated);
  if (input.category) entry.category = *input.category;
  if (input.targets) entry.targets = *input.targets;
  if (input.value) entry.value_yuan = input.value->yuan;
  if (entry.value_yuan.value_or(0) > model::kValueYuanMax)
    return Error("wish.bad_value", "the value is more than a wish can be worth; give it in yuan",
                 "价值过大；请以元为单位填写");
  return entry;
}

Result<Amendment> read_amendment(const WishInput& input, const FoldedWish& wish, const WishText& now,
                                 std::uint32_t limit_yuan) {
  WishInput whole = input;
  // Only to have the given fields read: a row needs these two.
  if (!whole.name) whole.name = "甲";
  if (!whole.content) whole.content = "心愿";
  const auto entry = read_entry(whole);
  if (!entry) return entry.error();
  const WishPart given = part_of(*entry);

  Amendment out;
  model::Amended& body = out.amended;
  const auto differs = [&](WishField field, bool same) {
    if (same && !wish.unsettled.has(field)) return false;
    body.fields.add(field);
    return true;
  };
  const auto personal = [&](WishField field, bool is_given, auto member) {
    if (!is_given) return;
    if (differs(field, now.held.has(field) && now.part.*member == given.*member))
      out.part.*member = given.*member;
  };
  personal(WishField::kName, input.name.has_value(), &WishPart::name);
  personal(WishField::kSex, input.sex.has_value(), &WishPart::sex);
  personal(WishField::kAge, input.age.has_value(), &WishPart::age);
  personal(WishField::kAddress, input.address.has_value(), &WishPart::address);
  personal(WishField::kContent, input.content.has_value(), &WishPart::content);
  personal(WishField::kProof, input.proof.has_value(), &WishPart::proof);
  personal(WishField::kPhone, input.phone.has_value(), &WishPart::phone);
  if (input.consent || input.consent_by || input.consent_how) {
    const WishPart consent = consent_of(input, *entry, now.part);
    if (differs(WishField::kConsent, now.held.has(WishField::kConsent) && same_consent(consent, now.part)))
      model::copy_field(WishField::kConsent, consent, out.part);
  }
  if (input.on && differs(WishField::kOn, *input.on == wish.on)) body.on = *input.on;
  if (input.category && differs(WishField::kCategory, *input.category == wish.category))
    body.category = *input.category;
  if (input.targets && differs(WishField::kTargets, *input.targets == wish.targets))
    body.targets = *input.targets;
  if (input.campaign && differs(WishField::kCampaign, *input.campaign == wish.campaign))
    body.campaign = *input.campaign;
  if (input.value && differs(WishField::kValue, input.value->yuan == wish.value_yuan)) {
    body.value_yuan = input.value->yuan;
    body.hand_over = over_limit(body.value_yuan, limit_yuan);
  }
  out.words = now.part;
  for (std::size_t f = 0; f < model::kPersonalFieldCount; ++f)
    if (const auto field = static_cast<WishField>(f); out.amended.fields.has(field))
      model::copy_field(field, out.part, out.words);
  out.loses_consent = loses_consent(out, wish, now);
  return out;
}

Draft registered_draft(const SubjectId& id, model::PlaceCode home, const WishEntry& entry,
                       const model::Date& on, std::uint32_t running, const std::optional<SubjectId>& campaign,
                       std::uint32_t limit_yuan) {
  Draft draft;
  draft.place = home;
  draft.kind = model::Kind::kRegistered;
  draft.subject = id;
  draft.body =
      model::encode(model::Registered{on.year, running, on, entry.category, entry.targets, entry.value_yuan,
                                      over_limit(entry.value_yuan, limit_yuan), campaign});
  draft.part = model::encode(part_of(entry));
  return draft;
}

SubjectId SubjectIds::next() {
  // RFC 9562, 6.2, method 1: the twelve bits after the milliseconds count.
  constexpr std::uint64_t kCountsPerMs = 4096;
  auto random = random_.bytes<10>();
  const std::uint64_t within = count_ % kCountsPerMs;
  random[0] = static_cast<std::uint8_t>(within >> 8);
  random[1] = static_cast<std::uint8_t>(within & 0xff);
  return model::make_uuid7(wall_ms_ + count_++ / kCountsPerMs, random);
}

KnownWishes::KnownWishes(const Ledger& ledger, const Texts& texts, model::PlaceCode home)
    : ledger_(ledger), texts_(texts), own_(texts.is_own(home)) {
  if (own_) return;
  WishFilter filter;
  filter.places = {home};
  std::optional<model::WishKey> before;
  for (;;) {
    const auto page = ledger.wishes(filter, before, kEntryPageWishes);
    for (const FoldedWish& wish : page) {
      const auto text = texts.of(wish);
      if (!text) continue;
      WishEntry entry;
      entry.name = text->part.name;
      entry.address = text->part.address;
      entry.content = text->part.content;
      entry.phone = text->part.phone;
      others_[model::sha256(model::duplicate_key(entry))] = wish.key();  // The oldest comes last and stays.
    }
    if (page.size() < kEntryPageWishes) return;
    before = page.back().key();
  }
}

std::optional<FoldedWish> KnownWishes::find(const std::string& duplicate_key) const {
  if (own_) {
    const auto key = texts_.same_wish(duplicate_key);
    return key ? ledger_.wish(*key) : std::nullopt;
  }
  const auto at = others_.find(model::sha256(duplicate_key));
  return at == others_.end() ? std::nullopt : ledger_.wish(at->second);
}

}  // namespace node
