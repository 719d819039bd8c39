#include "tools/played_year/living_wish.h"

#include <algorithm>
#include <utility>

#include "model/facts.h"
#include "model/life_facts.h"
#include "model/redaction.h"
#include "model/result.h"
#include "tools/played_year/ids.h"

namespace played_year {

using model::EventHash;
using model::FoldedClaim;
using model::Kind;
using model::Step;
using model::WishField;
using sample_year::SampleStep;

namespace {

model::WishPart part_of(const model::WishEntry& e) {
  return {e.name,  e.sex,   e.age,     e.address,    e.content,
          e.proof, e.phone, e.consent, e.consent_by, e.consent_how};
}

bool over_limit(const std::optional<std::uint32_t>& value_yuan) {
  return value_yuan && *value_yuan > model::kValueLimitYuan;
}

// The fields that are named, as an amendment's part has them.
model::WishPart part_of(const model::WishEntry& entry, const model::WishFields& fields) {
  const model::WishPart all = part_of(entry);
  model::WishPart out;
  if (fields.has(WishField::kName)) out.name = all.name;
  if (fields.has(WishField::kSex)) out.sex = all.sex;
  if (fields.has(WishField::kAge)) out.age = all.age;
  if (fields.has(WishField::kAddress)) out.address = all.address;
  if (fields.has(WishField::kContent)) out.content = all.content;
  if (fields.has(WishField::kProof)) out.proof = all.proof;
  if (fields.has(WishField::kPhone)) out.phone = all.phone;
  if (fields.has(WishField::kConsent)) {
    out.consent = all.consent;
    out.consent_by = all.consent_by;
    out.consent_how = all.consent_how;
  }
  return out;
}

std::optional<std::string> remark(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(model::encode_remark(text));
}

}  // namespace

void LivingWish::take(const SampleStep& step, const Write& write) {
  std::visit([&](const auto& what) { play(step, what, write); }, step.what);
  do_duties(step.day, write);
}

std::optional<model::Date> LivingWish::wakes_on() const {
  // Where nobody published it, nobody decides.
  if (!folded_ || !offer_) return std::nullopt;
  const model::Date due = model::due_on(*folded_);
  return due == model::Date{} ? std::nullopt : std::optional(due.plus_days(1));
}

void LivingWish::wake(const model::Date& day, const Write& write) {
  do_duties(day, write);
  model::check(!wakes_on() || *wakes_on() > day, "what is over time is freed when it is looked at");
}

void LivingWish::play(const SampleStep& step, const sample_year::Register& what, const Write& write) {
  home_ = what.home;
  id_ = subject_id(step.day, stage_.seed(), "wish", wish_);
  registered_on_ = step.day;
  entry_ = what.entry;
  if (what.campaign) campaign_ = stage_.campaign(*what.campaign);
  const std::uint32_t running = stage_.next_running(home_, stage_.desk(step.at));
  const model::Registered fact{what.on.year,
                               running,
                               what.on,
                               entry_.category,
                               entry_.targets,
                               entry_.value_yuan,
                               over_limit(entry_.value_yuan),
                               campaign_};
  say(step, Kind::kRegistered, model::encode(fact), {}, model::encode(part_of(entry_)), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Amend& what, const Write& write) {
  if (!allowed(Step::kAmend)) return;
  entry_ = what.entry;
  model::Amended fact;
  fact.fields = what.fields;
  if (what.fields.has(WishField::kCategory)) fact.category = entry_.category;
  if (what.fields.has(WishField::kTargets)) fact.targets = entry_.targets;
  if (what.fields.has(WishField::kValue)) {
    fact.value_yuan = entry_.value_yuan;
    fact.hand_over = over_limit(entry_.value_yuan);
  }
  std::optional<std::string> part;
  if (what.fields.personal()) part = model::encode(part_of(entry_, what.fields));
  say(step, Kind::kAmended, model::encode(fact), folded_->heads, std::move(part), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Vet& what, const Write& write) {
  if (!allowed(model::step_of(what.outcome))) return;
  say(step, Kind::kVetted, model::encode(model::Vetted{what.outcome, what.on}), folded_->heads,
      remark(what.remark), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Publish& what, const Write& write) {
  if (!allowed(Step::kPublish)) return;
  // The script has the words that the public may read. Proposing others would take longer than all the rest.
  model::WishPart person;
  person.name = entry_.name;
  person.age = entry_.age;
  const model::PublicText proposed = model::propose_public_text(person, folded_->targets);
  model::Targets targets = model::public_targets(folded_->targets, entry_.age);
  targets.bits &= stage_.programme().policy().public_kinds.bits;
  const model::Published fact{static_cast<std::uint16_t>(what.slots),
                              folded_->category,
                              targets,
                              step.day,
                              stage_.programme().policy_event(),
                              folded_->campaign,
                              model::wish_number(*folded_)};
  PlayedDraft draft;
  draft.writer = stage_.desk(step.at);
  draft.place = what.scope;
  draft.kind = Kind::kPublished;
  draft.flags = model::kFlagOpen;
  draft.home = home_;
  if (offer_) draft.based_on = offer_->heads;
  draft.body = model::encode(fact);
  draft.part = model::encode(model::PublicPart{proposed.who, proposed.ages, what.text});
  draft.day = step.day;
  put(std::move(draft), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Claim& what, const Write& write) {
  if (!offer_ || offer_->state() != model::OfferState::kOpen) {
    ++refused_;
    return;
  }
  const model::SubjectId volunteer = stage_.volunteer(what.volunteers.front());
  const bool already = std::ranges::any_of(folded_->claims, [&](const FoldedClaim& other) {
    const bool live = other.state == model::ClaimState::kProvisional || model::takes_slot(other.state);
    return live && other.volunteer == volunteer;
  });
  if (already) {
    ++refused_;
    return;
  }
  const sample_year::SampleYear& year = stage_.year();
  const sample_year::Volunteer& leads = year.volunteers()[what.volunteers.front()];
  model::ClaimPart part{leads.name, leads.phone, year.units()[what.unit].name, ""};
  for (std::size_t i = 1; i < what.volunteers.size(); ++i)
    part.remark += (i == 1 ? "同行：" : "、") + year.volunteers()[what.volunteers[i]].name;
  const model::Claimed fact{claim_id(what.claim), volunteer, stage_.unit(what.unit), what.on_paper, what.on};
  std::vector<EventHash> based_on = offer_->heads;
  if (std::ranges::find(based_on, offer_->published.hash) == based_on.end() &&
      based_on.size() < model::kBasedOnMax)
    based_on.push_back(offer_->published.hash);
  helpers_[what.claim] = what.volunteers;
  say(step, Kind::kClaimed, model::encode(fact), std::move(based_on), model::encode(part), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Release& what, const Write& write) {
  const FoldedClaim* const of = claim(what.claim);
  if (!of || (of->state != model::ClaimState::kProvisional && of->state != model::ClaimState::kGranted)) {
    ++refused_;
    return;
  }
  say(step, Kind::kReleased, model::encode(model::Released{of->claim, step.day}), known_of(*of),
      remark(what.reason), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Fulfil& what, const Write& write) {
  const FoldedClaim* const of = claim(what.claim);
  if (!of || of->state == model::ClaimState::kDeclined || of->state == model::ClaimState::kReleased ||
      of->state == model::ClaimState::kConfirmed) {
    ++refused_;
    return;
  }
  constexpr std::uint32_t kMinutesOfHour = 60;
  model::Fulfilled fact;
  fact.claim = of->claim;
  fact.on = what.on;
  if (what.value_yuan != 0) fact.value_yuan = what.value_yuan;
  fact.minutes = std::min(what.hours * kMinutesOfHour, model::kMinutesMax);
  const std::vector<std::uint32_t>& helpers = helpers_[what.claim];
  if (helpers.size() > 1)
    for (const std::uint32_t helper : helpers) fact.shares.push_back({stage_.volunteer(helper), 1});
  say(step, Kind::kFulfilled, model::encode(fact), known_of(*of), remark(what.what), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Confirm& what, const Write& write) {
  if (!allowed(Step::kConfirm)) return;
  const FoldedClaim* const of = claim(what.claim);
  if (!of || of->fulfilled.hash.is_zero()) {
    ++refused_;
    return;
  }
  const model::Confirmed fact{of->claim, what.on, what.satisfaction, what.disputed};
  std::vector<EventHash> based_on = folded_->heads;
  for (const EventHash& known : {of->claimed.hash, of->fulfilled.hash, of->confirmed.hash})
    if (!known.is_zero() && based_on.size() < model::kBasedOnMax &&
        std::ranges::find(based_on, known) == based_on.end())
      based_on.push_back(known);
  say(step, Kind::kConfirmed, model::encode(fact), std::move(based_on), remark(what.remark), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Withdraw& what, const Write& write) {
  if (!allowed(Step::kWithdraw)) return;
  say(step, Kind::kWithdrawn, model::encode(model::Withdrawn{what.on}), folded_->heads, remark(what.reason),
      write);
}

void LivingWish::play(const SampleStep& step, const sample_year::HandOver& what, const Write& write) {
  if (!allowed(Step::kNoteHandOver)) return;
  const auto stage = static_cast<model::HandOverStage>(what.stage);
  say(step, Kind::kHandOverNoted, model::encode(model::HandOverNoted{stage, what.on}), folded_->heads,
      remark(what.to + "：" + what.text), write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Close& what, const Write& write) {
  // An office that closes a wish of which slots stay free looks for nobody any more, and says so first.
  if (folded_->state == model::WishState::kClaimed && offer_ && !offer_->taken_down)
    take_down(step.day, write);
  if (!allowed(Step::kClose)) return;
  if (folded_->state == model::WishState::kHandedOver && folded_->days.done_on == model::Date{}) {
    ++refused_;
    return;
  }
  say(step, Kind::kClosed, model::encode(model::Closed{what.on}), folded_->heads, {}, write);
}

void LivingWish::play(const SampleStep& step, const sample_year::Erase& what, const Write& write) {
  PlayedDraft draft;
  draft.writer = stage_.desk(step.at);
  draft.place = model::kPlaceOfAll;
  draft.kind = Kind::kErased;
  erased_ = true;
  draft.home = home_;
  draft.body = model::encode(model::Erased{what.on});
  draft.day = step.day;
  put(std::move(draft), write);
}

bool LivingWish::allowed(Step step) {
  model::check(folded_.has_value(), "a life begins with its registration");
  if (model::step_allowed(folded_->state, step)) return true;
  ++refused_;
  return false;
}

model::SubjectId LivingWish::claim_id(std::uint32_t claim) const {
  return subject_id(registered_on_, stage_.seed(), "claim", wish_, claim);
}

const FoldedClaim* LivingWish::claim(std::uint32_t claim) const {
  return folded_ ? folded_->claim(claim_id(claim)) : nullptr;
}

std::vector<EventHash> LivingWish::known_of(const FoldedClaim& claim) const {
  std::vector<EventHash> out{claim.claimed.hash};
  for (const EventHash& hash : {claim.fulfilled.hash, claim.confirmed.hash})
    if (!hash.is_zero()) out.push_back(hash);
  for (const EventHash& head : offer_->heads)
    if (out.size() < model::kBasedOnMax) out.push_back(head);
  return out;
}

void LivingWish::say(const SampleStep& step, Kind kind, std::string body, std::vector<EventHash> based_on,
                     std::optional<std::string> part, const Write& write) {
  PlayedDraft draft;
  draft.writer = stage_.desk(step.at);
  draft.place = home_;
  draft.kind = kind;
  draft.based_on = std::move(based_on);
  draft.body = std::move(body);
  draft.part = std::move(part);
  draft.day = step.day;
  put(std::move(draft), write);
}

void LivingWish::put(PlayedDraft&& draft, const Write& write) {
  draft.subject = id_;
  events_.push_back(write(std::move(draft)));
  fold();
}

void LivingWish::fold() {
  folded_ = model::fold_wish(events_, home_, stage_.authority());
  const bool published = std::ranges::any_of(
      events_, [](const model::Event& event) { return event.header().kind == Kind::kPublished; });
  if (published) offer_ = model::Publications(events_, home_, stage_.authority()).offer();
  if (folded_) folded_->erased = erased_;
  if (offer_) offer_->erased = erased_;
}

}  // namespace played_year
