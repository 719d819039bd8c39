// What the node that published a wish writes by itself, as node/desk/duties.cpp does.

#include <algorithm>
#include <utility>

#include "model/life_facts.h"
#include "sync/sealed_box.h"
#include "tools/played_year/ids.h"
#include "tools/played_year/living_wish.h"

namespace played_year {

using model::EventHash;
using model::Kind;

void LivingWish::do_duties(const model::Date& day, const Write& write) {
  while (offer_) {
    std::vector<PlayedDraft> drafts;
    for (const model::Owed& owed : model::owed_by_publisher(*folded_, *offer_, day, stage_.programme()))
      if (!stands(owed)) drafts.push_back(of_publisher(owed.kind, owed.body, owed.answers, day));
    add_disclosures(day, drafts);
    if (drafts.empty()) return;
    for (PlayedDraft& draft : drafts) events_.push_back(write(std::move(draft)));
    fold();
  }
}

void LivingWish::take_down(const model::Date& day, const Write& write) {
  put(of_publisher(Kind::kTakenDown, model::encode(model::TakenDown{day}), {}, day), write);
  do_duties(day, write);
}

// Whether the very same stands in the logs already.
bool LivingWish::stands(const model::Owed& owed) const {
  return std::ranges::any_of(events_, [&](const model::Event& event) {
    const auto& based_on = event.header().based_on;
    const auto answers = [&](const EventHash& answered) {
      return std::ranges::find(based_on, answered) != based_on.end();
    };
    if (event.header().kind != owed.kind || event.body() != owed.body) return false;
    const model::Writer* writer = stage_.authority().writer(event.header().writer);
    return writer && writer->enrolled == offer_->publisher && std::ranges::all_of(owed.answers, answers);
  });
}

PlayedDraft LivingWish::of_publisher(Kind kind, std::string body, const std::vector<EventHash>& answers,
                                     const model::Date& day) const {
  PlayedDraft draft;
  draft.writer = stage_.writer_of(offer_->publisher);
  draft.place = offer_->scope;
  draft.kind = kind;
  draft.subject = id_;
  draft.home = home_;
  draft.based_on = offer_->heads;
  if (draft.based_on.size() + answers.size() > model::kBasedOnMax)
    draft.based_on.resize(model::kBasedOnMax - answers.size());
  for (const EventHash& answered : answers)
    if (std::ranges::find(draft.based_on, answered) == draft.based_on.end())
      draft.based_on.push_back(answered);
  draft.body = std::move(body);
  draft.day = day;
  return draft;
}

// Whoever has a grant and is not of the family's own offices learns where to go.
void LivingWish::add_disclosures(const model::Date& day, std::vector<PlayedDraft>& drafts) const {
  if (folded_->erased) return;
  const model::Authority& authority = stage_.authority();
  for (const model::FoldedDecision& decision : offer_->decisions) {
    if (decision.state != model::ClaimState::kGranted) continue;
    const model::FoldedClaim* claim = folded_->claim(decision.claim);
    const model::Writer* claimer = claim ? authority.writer(claim->claimed.log.writer) : nullptr;
    if (!claimer || authority.at_or_above(claimer->place, home_)) continue;
    const bool told = std::ranges::any_of(events_, [&](const model::Event& event) {
      if (event.header().kind != Kind::kDisclosed) return false;
      const auto fact = model::decode_disclosed(event.body());
      return fact && fact->claim == decision.claim;
    });
    const model::Node* node = told ? nullptr : authority.node(claimer->enrolled);
    if (!node) continue;
    model::WishPart family;
    family.name = entry_.name;
    family.address = entry_.address;
    family.phone = entry_.phone;
    family.content = entry_.content;
    const auto sealed = wishsync::seal_box(model::encode(family), node->sealing_key,
                                           digest_of(stage_.seed(), "sealed", wish_, events_.size()));
    if (!sealed) continue;
    PlayedDraft draft = of_publisher(Kind::kDisclosed, model::encode(model::Disclosed{decision.claim}),
                                     {decision.decided.hash}, day);
    draft.flags = model::kFlagOpen;
    draft.part = model::encode_sealed(*sealed);
    drafts.push_back(std::move(draft));
  }
}

}  // namespace played_year
