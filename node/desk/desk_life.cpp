// The public life of a wish, as its home and those above it take part in it.

#include <algorithm>

#include "model/form1.h"
#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/desk_offer.h"
#include "node/desk/heard.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::FoldedClaim;
using model::FoldedWish;
using model::Kind;
using model::PlaceCode;
using model::Result;
using model::Step;
using model::WishField;

namespace {

std::string what_leaked(const std::vector<model::Leak>& leaks, bool chinese) {
  struct Words {
    const char* zh;
    const char* en;
  };
  const auto words = [](model::Leak::What what) -> Words {
    switch (what) {
      case model::Leak::What::kName:
        return {"姓名", "name"};
      case model::Leak::What::kAddress:
        return {"住址", "address"};
      case model::Leak::What::kPhone:
        return {"电话", "phone"};
      case model::Leak::What::kIdNumber:
        return {"证件号码", "ID number"};
      case model::Leak::What::kSchool:
        return {"学校", "school"};
      case model::Leak::What::kAge:
        return {"年龄", "age"};
    }
    return {"", ""};
  };
  std::string out;
  for (const model::Leak& leak : leaks) {
    const std::string one = chinese ? std::string(words(leak.what).zh) + "“" + leak.found + "”"
                                    : std::string(words(leak.what).en) + " “" + leak.found + "”";
    out += (out.empty() ? "" : chinese ? "、" : ", ") + one;
  }
  return out;
}

std::string what_looks(const PublicationProposal& proposal, bool chinese) {
  std::string out;
  const auto add = [&](const std::string& text, const std::vector<model::PersonalSpan>& spans) {
    for (const model::PersonalSpan& span : spans)
      out += (out.empty() ? ""
              : chinese   ? "、"
                          : ", ") +
             ("“" + text.substr(span.begin, span.end - span.begin) + "”");
  };
  add(proposal.text.who, proposal.who_looks);
  add(proposal.text.content, proposal.looks);
  return out;
}

std::string all_of(const model::PublicPart& text) {
  return text.who + "\n" + text.ages + "\n" + text.content;
}

Error publisher_needed(PlaceCode scope) {
  return {"publish.not_above", "only a node at " + scope.text() + " or above it may publish there",
          "只有 " + scope.text() + " 或其上级的节点才能在该范围发布"};
}

Error remark_needed() {
  return {"wish.remark_needed", "say why, so that the clerk knows what to do: give a remark",
          "请填写说明，让经办人知道原因"};
}

}  // namespace

Result<PublicationProposal> Desk::propose_publication(const std::string& which,
                                                      const PublicationInput& reworded) const {
  const auto wish = find_for(which, Step::kPublish);
  if (!wish) return wish.error();
  return proposal_of(*wish, reworded);
}

Result<PublicationProposal> Desk::proposal_of(const FoldedWish& wish,
                                              const PublicationInput& reworded) const {
  Safety safety(parts_.store, parts_.own.place());
  PublicationProposal out{view(wish, safety), {}, {}, {}, {}};
  // What is not here can't be looked for in the text.
  for (const WishField field : {WishField::kName, WishField::kAddress, WishField::kPhone, WishField::kContent,
                                WishField::kAge, WishField::kConsent})
    if (!out.view.text || !out.view.text->held.has(field))
      return Error("publish.no_text",
                   "the words of the wish are not here yet; wait until the node is in step",
                   "本节点还没有这条心愿的文字；请等待同步完成");
  const model::WishPart& part = out.view.text->part;
  // What a reviewer released before stays, unless it is reworded.
  const model::PublicText first = model::propose_public_text(part, wish.targets);
  const model::PublicPart proposed =
      released(wish.key()).value_or(model::PublicPart{first.who, first.ages, first.content});
  out.text = {model::tidy_text(reworded.who.value_or(proposed.who)),
              model::tidy_text(reworded.ages.value_or(proposed.ages)),
              model::tidy_text(reworded.content.value_or(proposed.content))};
  out.targets = model::public_targets(wish.targets, part.age);
  out.targets.bits &= parts_.store.programme()->policy().public_kinds.bits;
  out.looks = model::looks_personal(out.text.content);
  // A family name and ** look like a name, by intent; other words there do not.
  if (out.text.who != first.who) out.who_looks = model::looks_personal(out.text.who);
  out.leaks = model::leaks(all_of(out.text), part, wish.targets);
  return out;
}

std::optional<model::PublicPart> Desk::released(const model::WishKey& key) const {
  const auto offer = parts_.ledger.offer(key);
  const auto part = offer ? parts_.store.part(offer->published) : std::nullopt;
  return part ? model::decode_public_part(model::part_payload(*part)) : std::nullopt;
}

Result<> Desk::check_scope(const FoldedWish& wish, PlaceCode scope) const {
  const auto authority = parts_.store.authority();
  const model::Place* place = authority->place(scope);
  const auto line = authority->line_above(wish.home);
  if (!place || (scope != wish.home && std::ranges::find(line, scope) == line.end()))
    return Error("publish.bad_scope",
                 "a wish is published at its own place or one above it, not at " + scope.text(),
                 "心愿只能在本地或其上级范围发布，不能在 " + scope.text() + " 发布");
  if (!authority->at_or_above(parts_.own.place(), scope)) return publisher_needed(scope);
  // Also where it was taken down: who saw it there would not hear of it in a narrower one.
  if (wish.scope != PlaceCode{} && !authority->at_or_above(scope, wish.scope))
    return Error("publish.bad_scope",
                 "the wish was published in " + wish.scope.text() + "; that can be widened, not narrowed",
                 "该心愿已在 " + wish.scope.text() + " 范围发布，只能扩大，不能缩小");
  if (!parts_.store.programme()->policy().may_publish(place->level))
    return Error("publish.level", "the city does not let places of this level publish",
                 "按市级设置，该层级不能发布心愿");
  return {};
}

std::optional<model::FoldedOffer> Desk::publication(const model::WishKey& key) const {
  const auto authority = parts_.store.authority();
  const auto events = heard_about(parts_.store, key.id, *authority);
  return model::Publications(events, key.home, *authority).offer();
}

bool Desk::is_public(const FoldedWish& wish) const {
  const auto offer = publication(wish.key());
  return offer && !offer->taken_down;
}

Result<> Desk::check_change_of_public(const FoldedWish& wish, const Amendment& change,
                                      const model::WishPart& now) const {
  const model::WishFields fields = change.amended.fields;
  const bool dearer = fields.has(WishField::kValue) && change.amended.hand_over;
  const bool of_others = fields.has(WishField::kTargets);
  if (change.loses_consent == false && !dearer && !of_others && !fields.personal()) return {};
  if (!is_public(wish)) return {};
  if (!change.loses_consent)
    return Error(
        "publish.no_text",
        "the wish is public, and its words, which tell whether this change may be, are not here yet; "
        "wait until the node is in step",
        "这条心愿已公开，本节点还没有它的文字，无法判断能否这样修改；请等待同步完成");
  if (*change.loses_consent)
    return Error("publish.no_guardian_consent",
                 "the wish is public, and with this change it is a child's to which no guardian has agreed: "
                 "amend it with who consented and how (consent_by guardian), or take it down first",
                 "这条心愿已公开，修改后即为尚未登记监护人同意的未成年人心愿：请同时补填同意人（监护人）和"
                 "同意方式，或先撤下再修改");
  if (dearer)
    return Error(
        "publish.too_dear",
        "the wish is public, and with this change it is worth more than a micro-wish may be: take it "
        "down first, then hand it over",
        "这条心愿已公开，修改后价值超过微心愿限额：请先撤下再修改，然后转办");
  const auto text = released(wish.key());
  if (!text) return {};
  // What stood there before is no fault of this change.
  auto leaks = model::leaks(all_of(*text), change.words, of_others ? change.amended.targets : wish.targets);
  const auto before = model::leaks(all_of(*text), now, wish.targets);
  std::erase_if(leaks,
                [&](const model::Leak& leak) { return std::ranges::find(before, leak) != before.end(); });
  if (!leaks.empty())
    return Error("publish.personal",
                 "the wish is public, and its public text would then hold of the person: " +
                     what_leaked(leaks, false) + "; publish it in other words first, or take it down",
                 "这条心愿已公开，修改后公开内容中将含有个人信息：" + what_leaked(leaks, true) +
                     "；请先改写后重新发布，或先撤下");
  return {};
}

// Of a wish that is fulfilled no more is to be said in public than what became of it: by another node, where
// the one that published it is lost, or with room for somebody who did it too.
Result<> Desk::check_publishing_anew(const FoldedWish& wish, const std::optional<model::FoldedOffer>& offer,
                                     std::uint16_t slots) const {
  using enum model::WishState;
  if (wish.state != kFulfilled && wish.state != kConfirmed && wish.state != kClosed) return {};
  const auto writer = parts_.own.writer();
  const model::Writer* self = writer ? parts_.store.authority()->writer(*writer) : nullptr;
  const bool takes_over =
      offer && self && offer->publisher != self->enrolled && !offer->taken_down && slots == offer->slots;
  const bool makes_room = wish.state != kClosed && offer && slots > offer->slots &&
                          std::ranges::any_of(wish.claims, &model::FoldedClaim::unsettled);
  if (takes_over || makes_room) return {};
  return Error(
      "wish.step_not_allowed",
      "the wish is fulfilled; it is published anew only by another node that takes it over with as many "
      "places, or with more places while a claim waits to be settled",
      "该心愿已落实：只有其他节点按原名额接管发布，或有认领待核定时增加名额，才能重新发布");
}

Result<WishView> Desk::publish(const std::string& which, const PublicationInput& input) {
  const auto taken = take_in_hand(which, Step::kPublish);
  if (!taken) return taken.error();
  auto draft = publication_draft(taken->wish, input);
  if (!draft) return draft.error();
  const auto written = write({{std::move(*draft)}, {}});
  if (!written) return written.error();
  wait_for(written->arrival);
  return shown(taken->wish.key());
}

Result<Draft> Desk::publication_draft(const FoldedWish& wish, const PublicationInput& input) const {
  const auto proposal = proposal_of(wish, input);
  if (!proposal) return proposal.error();
  if (auto error = check_step_day(input.on, wish, parts_.clock)) return *error;
  if (wish.hand_over)
    return Error("publish.too_dear", "the wish is worth more than a micro-wish may be: hand it over",
                 "心愿价值超过微心愿限额，应当转办");
  if (proposal->view.lacks_guardian_consent)
    return Error(
        "publish.no_guardian_consent",
        "this is a child's wish and no guardian's consent is noted with a name and how: ask a guardian, and "
        "amend the wish by who consented (consent_by guardian, the name in consent) and how",
        "这是未成年人的心愿，监护人同意尚未登记齐全：请征得监护人同意，在心愿中补填同意人（监护人及其姓名）"
        "和同意方式，再发布");
  const PlaceCode scope = input.scope.value_or(wish.scope != PlaceCode{} ? wish.scope : parts_.own.place());
  if (auto fits = check_scope(wish, scope); !fits) return fits.error();
  const std::uint16_t slots = input.slots.value_or(wish.slots);
  if (slots < 1 || slots > model::kSlotsMax || slots < wish.taken())
    return Error(
        "publish.bad_slots",
        "a wish has 1 to " + std::to_string(model::kSlotsMax) + " places, and not fewer than are taken",
        "名额应为 1 至 " + std::to_string(model::kSlotsMax) + "，且不少于已认领的名额");

  const model::PublicPart& text = proposal->text;
  if (text.content.empty())
    return Error("publish.empty", "write what the public is to read of the wish", "请填写对外公开的心愿内容");
  for (const auto& [en, zh, words, max] :
       {std::tuple{"content", "公开内容", &text.content, model::kContentCharactersMax},
        std::tuple{"who", "称呼", &text.who, model::kNameCharactersMax},
        std::tuple{"ages", "年龄段", &text.ages, model::kNameCharactersMax}})
    if (auto error = check_length(en, zh, *words, max)) return *error;
  if (const auto& leaks = proposal->leaks; !leaks.empty())
    return Error(
        "publish.personal",
        "the text for the public still holds of the person: " + what_leaked(leaks, false) + "; reword it",
        "公开内容中仍有个人信息：" + what_leaked(leaks, true) + "；请改写");
  if (!input.confirmed && !(proposal->looks.empty() && proposal->who_looks.empty())) {
    const auto looks = [&](bool chinese) { return what_looks(*proposal, chinese); };
    return Error("publish.unconfirmed",
                 "this looks personal: " + looks(false) + "; reword it, or confirm that it may go public",
                 "以下内容疑似个人信息：" + looks(true) + "；请改写，或确认可以公开");
  }

  const auto offer = publication(wish.key());
  if (auto fits = check_publishing_anew(wish, offer, slots); !fits) return fits.error();
  Draft draft;
  draft.place = scope;
  draft.kind = Kind::kPublished;
  draft.flags = model::kFlagOpen;
  draft.subject = wish.id;
  draft.home = wish.home;
  if (offer) draft.based_on = offer->heads;
  draft.body = model::encode(
      model::Published{slots, wish.category, proposal->targets, input.on.value_or(today()),
                       parts_.store.programme()->policy_event(), wish.campaign, model::wish_number(wish)});
  draft.part = model::encode(text);
  return draft;
}

Result<WishView> Desk::take_down(const std::string& which) {
  const auto taken = take_in_hand(which, Step::kTakeDown);
  if (!taken) return taken.error();
  const FoldedWish& wish = taken->wish;
  const auto authority = parts_.store.authority();
  if (!authority->at_or_above(parts_.own.place(), wish.scope))
    return Error("publish.not_above",
                 "only a node at " + wish.scope.text() + " or above it may take down what is public there",
                 "只有 " + wish.scope.text() + " 或其上级的节点才能撤下在该范围公开的心愿");
  const auto offer = publication(wish.key());
  if (!offer || offer->taken_down)
    return Error("wish.step_not_allowed", "the wish is not public any more", "该心愿已不再公开");
  const auto written = write({{take_down_draft(*offer, today())}, {}});
  if (!written) return written.error();
  parts_.duties.do_now(wish.key(), parts_.committer);
  wait_for(parts_.store.last_arrival());
  return shown(wish.key());
}

Result<WishView> Desk::confirm(const std::string& which, const ConfirmationInput& input) {
  auto part = remark_part(input.remark);
  if (!part) return part.error();
  if (auto error = check_day(input.on, parts_.clock)) return *error;
  if (!input.disputed && (input.satisfaction < 1 || input.satisfaction > 5))
    return Error("confirm.satisfaction_needed", "ask the family how satisfied they are, from 1 to 5",
                 "请填写困难群众的满意度（1 至 5）");
  if (input.disputed && !*part) return remark_needed();
  const auto taken = take_in_hand(which, Step::kConfirm);
  if (!taken) return taken.error();
  const FoldedWish& wish = taken->wish;
  const Error not_fulfilled("claim.not_fulfilled",
                            "no claim of this wish is reported as fulfilled; report it first",
                            "这条心愿还没有登记落实情况，请先登记落实");
  if (wish.claims.empty() && !input.claim) return not_fulfilled;
  const auto claim = pick(wish.claims, input.claim, [](const FoldedClaim& c) {
    return c.state == model::ClaimState::kFulfilled || (c.unsettled && !model::takes_slot(c.state));
  });
  if (!claim) return claim.error();
  if (claim->state == model::ClaimState::kProvisional || claim->state == model::ClaimState::kGranted)
    return not_fulfilled;
  if (!model::takes_slot(claim->state) && !claim->unsettled) return claim_ended(*claim, "不能登记回访");
  if (!input.claim && claim->state == model::ClaimState::kConfirmed)
    return Error("claim.ended", "the family was asked already; name the claim to correct what they said",
                 "该认领已回访；如需更正，请指明是哪一个认领");
  if (wish.erased) part->reset();
  Draft draft;
  draft.place = wish.home;
  draft.kind = Kind::kConfirmed;
  draft.subject = wish.id;
  const auto authority = parts_.store.authority();
  draft.based_on =
      latest_words_of(*claim, heard_about(parts_.store, wish.id, *authority), wish.home, *authority);
  draft.based_on.push_back(claim->claimed.hash);
  for (const model::EventHash& known : wish.heads)
    if (draft.based_on.size() < model::kBasedOnMax &&
        std::ranges::find(draft.based_on, known) == draft.based_on.end())
      draft.based_on.push_back(known);
  draft.body = model::encode(
      model::Confirmed{claim->claim, input.on.value_or(today()), input.satisfaction, input.disputed});
  draft.part = std::move(*part);
  const auto written = write({{std::move(draft)}, {}});
  if (!written) return written.error();
  parts_.duties.do_now(wish.key(), parts_.committer);
  wait_for(parts_.store.last_arrival());
  return shown(wish.key());
}

Result<WishView> Desk::note_hand_over(const std::string& which, model::HandOverStage stage,
                                      std::optional<model::Date> on, const std::string& remark) {
  auto part = remark_part(remark);
  if (!part) return part.error();
  if (auto error = check_day(on, parts_.clock)) return *error;
  if (!*part) return remark_needed();
  const auto taken = take_in_hand(which, Step::kNoteHandOver);
  if (!taken) return taken.error();
  return write_step(taken->wish, Kind::kHandOverNoted,
                    model::encode(model::HandOverNoted{stage, on.value_or(today())}), std::move(*part));
}

Result<WishView> Desk::close(const std::string& which, const std::string& remark,
                             std::optional<model::Date> on) {
  auto part = remark_part(remark);
  if (!part) return part.error();
  const auto taken = take_in_hand(which, Step::kClose);
  if (!taken) {
    // Whoever sees a wish that is all confirmed wonders what it waits for.
    const auto wish = find(which);
    if (wish && wish->state == model::WishState::kClaimed && !wish->taken_down &&
        wish->taken() < wish->slots && std::ranges::all_of(wish->claims, [](const FoldedClaim& claim) {
          return !model::takes_slot(claim.state) || claim.state == model::ClaimState::kConfirmed;
        }))
      return Error(
          "wish.step_not_allowed",
          "the wish still offers places that nobody took; publish it with no more than are taken, or "
          "take it down, then close it",
          "该心愿还有空余名额；请先由发布方减少名额重新发布，或撤下，再办结");
    return taken.error();
  }
  const FoldedWish& wish = taken->wish;
  if (auto error = check_step_day(on, wish, parts_.clock)) return *error;
  if (wish.state == model::WishState::kHandedOver && wish.days.done_on == model::Date{})
    return Error("wish.not_done",
                 "nothing says yet that it was done where it was handed over; note that first",
                 "尚未登记转办已办理完毕，请先登记转办结果");
  if (wish.erased) part->reset();
  return write_step(wish, Kind::kClosed, model::encode(model::Closed{on.value_or(today())}),
                    std::move(*part));
}

}  // namespace node
