// Taking up published wishes: by one volunteer, by a unit for its members, or by the publisher's word in
// somebody else's place.

#include <algorithm>

#include "model/form1.h"
#include "model/form2.h"
#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/desk_offer.h"
#include "node/desk/heard.h"
#include "node/forms/form_file.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::EventHash;
using model::FoldedClaim;
using model::FoldedOffer;
using model::Kind;
using model::Result;
using model::SubjectId;

namespace {

// The unit that checked_claim() found; null for what is none.
const model::Unit* unit_of(const ClaimInput& input, const model::Programme& programme) {
  const auto id = model::parse_uuid(input.unit);
  return id ? programme.unit(*id) : nullptr;
}

std::optional<SubjectId> id_of(const model::Unit* unit) {
  return unit ? std::optional(unit->id) : std::nullopt;
}

bool same_person(const model::ClaimPart& a, const model::ClaimPart& b) {
  return a.name == b.name && a.phone == b.phone;
}

// Both as they are kept.
NameAndPhone name_and_phone(const ClaimInput& input) {
  return {model::normal_name(input.name), model::normal_phone(input.phone)};
}

std::optional<SubjectId> volunteer_in(const std::map<NameAndPhone, SubjectId>& known,
                                      const ClaimInput& input) {
  if (input.volunteer) return input.volunteer;
  const auto at = known.find(name_and_phone(input));
  return at == known.end() ? std::nullopt : std::optional(at->second);
}

Error claimed_already() {
  return {"claim.already", "this volunteer has claimed the wish already", "该志愿者已认领这条心愿"};
}

// The word of a node that was revoked counts for nothing, though it may write.
Error not_heard() {
  return {"claim.not_heard",
          "this node's word does not count any more: it was revoked; have it enrolled anew",
          "本节点已被撤销，所作认领无效；请重新加入"};
}

Error of_row(std::size_t row, const Error& error) {
  const std::string number = std::to_string(row);
  return {error.code, "row " + number + ": " + error.en, "第 " + number + " 行：" + error.zh};
}

}  // namespace

SubjectId Desk::new_subject() {
  SubjectIds ids(parts_.clock, parts_.random);
  return ids.next();
}

Result<> Desk::check_claim(const ClaimInput& input) const {
  if (model::tidy_text(input.name).empty() || model::tidy_text(input.phone).empty())
    return Error("claim.name_needed", "say who takes it up: a name and a phone", "请填写认领人姓名和电话");
  for (const auto& [en, zh, text, max] :
       {std::tuple{"name", "姓名", &input.name, model::kNameCharactersMax},
        std::tuple{"phone", "电话", &input.phone, model::kPhoneCharactersMax},
        std::tuple{"unit", "单位", &input.unit, model::kAddressCharactersMax},
        std::tuple{"remark", "说明", &input.remark, kRemarkCharactersMax}})
    if (auto error = check_length(en, zh, *text, max)) return *error;
  if (auto error = check_day(input.on, parts_.clock)) return *error;
  if (!parts_.own.writer()) return no_writer();
  if (is_revoked()) return not_heard();
  if (input.volunteer && erased_here(*input.volunteer))
    return Error("volunteer.erased",
                 "this volunteer was erased at their request; leave the id out, and they get a new one",
                 "这名志愿者已应本人要求删除；请不写标识，将重新登记");
  return {};
}

bool Desk::is_revoked() const {
  const auto writer = parts_.own.writer();
  const auto authority = parts_.store.authority();
  const model::Writer* own = writer ? authority->writer(*writer) : nullptr;
  const model::Node* node = own ? authority->node(own->enrolled) : nullptr;
  return node && node->revoked;
}

ClaimInput Desk::as_registered(const ClaimInput& input) const {
  ClaimInput out = input;
  if (!input.volunteer || !input.name.empty() || !input.phone.empty()) return out;
  const auto known = registered(*input.volunteer);
  const auto text = known ? view(*known).text : std::nullopt;
  if (!text) return out;
  out.name = text->name;
  out.phone = text->phone;
  if (out.unit.empty() && known->unit) out.unit = model::uuid_text(*known->unit);
  return out;
}

Result<ClaimInput> Desk::checked_claim(const ClaimInput& given) const {
  const ClaimInput input = as_registered(given);
  if (auto fits = check_claim(input); !fits) return fits.error();
  return with_unit(input);
}

Newcomers::Met Desk::meet(const ClaimInput& input) {
  return newcomers_.meet(name_and_phone(input), [this] { return new_subject(); });
}

SubjectId Desk::volunteer_of(const ClaimInput& input, const KnownVolunteers& known, const Newcomers::Met& met,
                             std::vector<Draft>& with) {
  const auto registered = volunteer_in(known, input);
  if (registered && !erased_here(*registered)) return *registered;
  Draft draft = volunteer_draft(met.id(), parts_.own.place());
  const auto programme = parts_.store.programme();
  draft.body = model::encode(model::VolunteerSet{id_of(unit_of(input, *programme)), std::nullopt});
  auto [name, phone] = name_and_phone(input);
  draft.part = model::encode(model::VolunteerPart{std::move(name), std::move(phone)});
  with.push_back(std::move(draft));
  return with.back().subject;
}

model::ClaimPart Desk::claim_part(const ClaimInput& input) const {
  const auto programme = parts_.store.programme();
  const model::Unit* unit = unit_of(input, *programme);
  return {model::normal_name(input.name), model::normal_phone(input.phone), unit ? unit->name : input.unit,
          model::tidy_text(input.remark)};
}

bool Desk::is_publisher(const FoldedOffer& offer) const {
  const auto writer = parts_.own.writer();
  const auto authority = parts_.store.authority();
  const model::Writer* own = writer ? authority->writer(*writer) : nullptr;
  return own && own->enrolled == offer.publisher;
}

Result<> Desk::check_first_claim(const OfferInHand& taken, const model::ClaimPart& part,
                                 const std::optional<SubjectId>& volunteer) const {
  if (taken.offer.erased)
    return Error("wish.erased", "the wish was erased at the person's request", "这条心愿已应本人要求删除");
  for (const FoldedClaim& claim : taken.claims) {
    if (claim.state != model::ClaimState::kProvisional && !model::takes_slot(claim.state)) continue;
    if (claim.volunteer == volunteer) return claimed_already();
    const auto text = view(claim).text;
    if (text && same_person(*text, part)) return claimed_already();
  }
  return {};
}

model::Claimed Desk::claimed(const ClaimInput& input, const SubjectId& volunteer) {
  const auto programme = parts_.store.programme();
  return {new_subject(), volunteer, id_of(unit_of(input, *programme)), input.on_paper,
          input.on.value_or(today())};
}

Draft Desk::claim_draft(const OfferInHand& taken, const ClaimInput& input,
                        const model::Claimed& claimed) const {
  std::vector<EventHash> based_on = taken.offer.heads;
  const EventHash& published = taken.offer.published.hash;
  if (std::ranges::find(based_on, published) == based_on.end() && based_on.size() < model::kBasedOnMax)
    based_on.push_back(published);
  return draft_of_home(taken, Kind::kClaimed, model::encode(claimed), std::move(based_on),
                       model::encode(claim_part(input)));
}

Result<std::vector<ClaimAnswer>> Desk::claim(const std::vector<std::string>& which, const ClaimInput& given) {
  const auto input = checked_claim(given);
  if (!input) return input.error();
  const Newcomers::Met met = meet(*input);
  std::vector<Draft> with;
  const SubjectId volunteer = volunteer_of(*input, known_volunteers(), met, with);
  std::vector<ClaimAnswer> out;
  for (const std::string& one : which) {
    auto answer = claim_one(one, *input, volunteer, with);
    if (answer)
      out.push_back(std::move(*answer));
    else
      out.push_back({one, "", {}, answer.error()});
  }
  return out;
}

Result<ClaimAnswer> Desk::claim_one(const std::string& which, const ClaimInput& input,
                                    const SubjectId& volunteer, std::vector<Draft>& with) {
  const auto taken = take_offer_in_hand(which);
  if (!taken) return taken.error();
  const FoldedOffer& offer = taken->offer;
  if (offer.state() != model::OfferState::kOpen) return not_open(offer);
  if (auto fits = check_first_claim(*taken, claim_part(input), volunteer); !fits) return fits.error();
  const model::Claimed claim = claimed(input, volunteer);
  Record record{with, {}};
  record.drafts.push_back(claim_draft(*taken, input, claim));
  if (const auto written = write_about(*taken, std::move(record)); !written) return written.error();
  with.clear();
  const auto authority = parts_.store.authority();
  const auto events = heard_about(parts_.store, offer.id, *authority);
  const model::Publications publications(events, offer.home, *authority);
  for (const FoldedClaim& own : own_claims(offer.key(), *publications.offer()))
    if (own.claim == claim.claim) return ClaimAnswer{which, offer.number, view(own), {}};
  return not_heard();
}

// ---- A unit for its members ----

Result<ClaimAnswer> Desk::plan_claim(const std::string& which, const ClaimInput& input,
                                     const KnownVolunteers& known, Planned& planned) {
  const auto taken = take_offer_in_hand(which);
  if (!taken) return taken.error();
  const FoldedOffer& offer = taken->offer;
  if (offer.state() != model::OfferState::kOpen) return not_open(offer);
  const model::ClaimPart part = claim_part(input);
  if (auto fits = check_first_claim(*taken, part, volunteer_in(known, input)); !fits) return fits.error();
  std::vector<model::ClaimPart>& before = planned[offer.number];
  if (std::ranges::any_of(before, [&](const model::ClaimPart& one) { return same_person(one, part); }))
    return claimed_already();
  // The publisher grants each at once; elsewhere all of them ask.
  if (is_publisher(offer) && offer.taken() + before.size() >= offer.slots)
    return Error("claim.not_open", "the rows before take all places of the wish " + offer.number,
                 "心愿 " + offer.number + " 的名额已被前面的行占满");
  before.push_back(part);
  return ClaimAnswer{which, offer.number, {}, {}};
}

Result<std::vector<MemberAnswer>> Desk::claim_for_members(std::vector<MemberClaim> members, bool dry_run) {
  for (MemberClaim& member : members) {
    if (model::tidy_text(member.input.unit).empty())
      return of_row(member.row, {"claim.unit_needed", "say which unit claims for its members", "请填写单位"});
    auto checked = checked_claim(member.input);
    if (!checked) return of_row(member.row, checked.error());
    member.input = std::move(*checked);
  }
  std::vector<MemberAnswer> out;
  std::vector<Newcomers::Met> met;
  for (const MemberClaim& member : members) met.push_back(meet(member.input));
  KnownVolunteers known = known_volunteers();
  Planned planned;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const MemberClaim& member = members[i];
    std::vector<Draft> with;
    const SubjectId volunteer = dry_run ? SubjectId{} : volunteer_of(member.input, known, met[i], with);
    for (const std::string& which : member.wishes) {
      auto answer = dry_run ? plan_claim(which, member.input, known, planned)
                            : claim_one(which, member.input, volunteer, with);
      out.push_back({member.row, answer ? std::move(*answer) : ClaimAnswer{which, "", {}, answer.error()}});
    }
    const bool registered = !dry_run && with.empty();
    if (registered && !member.input.volunteer) known.try_emplace(name_and_phone(member.input), volunteer);
  }
  return out;
}

Result<std::vector<MemberAnswer>> Desk::claim_form(std::string_view bytes, const std::string& file_name,
                                                   const std::string& unit, bool dry_run,
                                                   std::optional<model::Date> on) {
  const auto grid = read_form_file(bytes, file_name, FormKind::kForm2);
  if (!grid) return grid.error();
  const auto form = model::read_form2(*grid);
  if (!form) return form.error();
  if (form->rows.size() > kClaimFormRowsMax) {
    const std::string most = std::to_string(kClaimFormRowsMax);
    return Error("form.too_many_rows",
                 "The form has more than " + most + " rows. Split it into several files.",
                 "表格超过 " + most + " 行。请分成几个文件。");
  }
  ClaimInput of_all;
  of_all.unit = unit;
  if (const auto named = with_unit(of_all); !named) return named.error();
  std::vector<MemberAnswer> refused;
  for (const model::RefusedRow& row : form->refused) refused.push_back({row.row, {"", "", {}, row.reason}});
  std::vector<MemberClaim> members;
  for (const model::Form2Row& row : form->rows) {
    ClaimInput input;
    input.name = row.member;
    input.phone = row.phone;
    input.unit = unit.empty() ? row.unit : unit;
    input.on_paper = true;
    input.on = on;
    const auto refuse = [&](Error error) {
      refused.push_back({row.row, {row.number, "", {}, std::move(error)}});
    };
    if (input.unit.empty())
      refuse({"row.no_unit", "The row has no 所在单位. Write it, or name one unit for all rows.",
              "这一行没有所在单位。请填写，或统一指定单位。"});
    else if (const auto named = with_unit(input); !named)
      refuse(named.error());
    else
      members.push_back({row.row, std::move(input), {row.number}});
  }
  auto out = claim_for_members(std::move(members), dry_run);
  if (!out) return out;
  std::ranges::move(refused, std::back_inserter(*out));
  std::ranges::stable_sort(*out, {}, &MemberAnswer::row);
  return out;
}

// ---- In somebody else's place ----

Result<OfferView> Desk::reassign(const std::string& which, std::optional<SubjectId> named,
                                 const std::optional<ClaimInput>& given) {
  std::optional<ClaimInput> to;
  if (given) {
    auto checked = checked_claim(*given);
    if (!checked) return checked.error();
    to = std::move(*checked);
  }
  const auto taken = take_offer_in_hand(which);
  if (!taken) return taken.error();
  const FoldedOffer& offer = taken->offer;
  const auto fits = [](const FoldedClaim& c) {
    return c.state == model::ClaimState::kGranted || c.state == model::ClaimState::kDisputed;
  };
  const auto claim = pick(taken->claims, named, fits);
  if (!claim) return claim.error();
  if (!is_publisher(offer))
    return Error("publish.not_above", "only the node that published the wish gives it to somebody else",
                 "只有发布该心愿的节点才能改派");
  if (!fits(*claim)) return claim_ended(*claim, "不能改派");
  // A deed of which nobody was sure is given up by the home first, in whose name this node may speak.
  std::vector<Draft> first;
  if (claim->state == model::ClaimState::kDisputed)
    first.push_back(release_draft(*taken, *claim, today(), std::nullopt));
  Draft freed;
  freed.place = offer.scope;
  freed.kind = Kind::kFreed;
  freed.subject = offer.id;
  freed.home = offer.home;
  freed.based_on = offer.heads;
  for (const EventHash& word : words_of(*taken, *claim))
    if (freed.based_on.size() < model::kBasedOnMax) freed.based_on.push_back(word);
  freed.body = model::encode(model::Freed{claim->claim, model::ClaimReason::kReassigned, today()});
  if (!to) {
    first.push_back(std::move(freed));
    if (const auto written = write_about(*taken, {std::move(first), {}}); !written) return written.error();
    return shown_offer(offer.key());
  }
  if (offer.taken_down) return not_open(offer);
  if (offer.over_granted())
    return Error("claim.over_granted",
                 "more volunteers have this wish than it has places; take one back without naming anybody",
                 "该心愿的认领已超过名额；请先收回，不要指定新的认领人");
  const Newcomers::Met met = meet(*to);
  const SubjectId volunteer = volunteer_of(*to, known_volunteers(), met, first);
  if (auto free = check_first_claim(*taken, claim_part(*to), volunteer); !free) return free.error();
  const model::Claimed claim_of_named = claimed(*to, volunteer);
  first.push_back(claim_draft(*taken, *to, claim_of_named));
  Record ended = acted({{std::move(freed)}, {}});
  const auto done = parts_.duties.give(
      offer.key(),
      {acted({std::move(first), {}}), claim_of_named, claim->claim, std::move(ended.drafts.front())},
      parts_.committer);
  if (!done) return done.error();
  wait_for(parts_.store.last_arrival());
  return shown_offer(offer.key());
}

}  // namespace node
