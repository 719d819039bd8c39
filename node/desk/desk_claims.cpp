// Published wishes, and what whoever takes them up does here. This node may be far from the wish's home and
// hold nothing of it but what was published: all here rests on that, and on what was claimed at this place.

#include <algorithm>

#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/desk_offer.h"
#include "node/desk/heard.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::Event;
using model::EventHash;
using model::FoldedClaim;
using model::FoldedOffer;
using model::Kind;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

namespace {

Error unknown_offer(const std::string& which) {
  return {"offer.unknown", "no wish " + which + " is published here; look at the list of published wishes",
          "本节点没有已发布的心愿 " + which + "；请查看已发布的心愿"};
}

}  // namespace

// The claims that this node knows of. Away from the home it sees the publisher's word alone.
std::vector<FoldedClaim> Desk::own_claims(const model::WishKey& key, const FoldedOffer& offer) const {
  const auto authority = parts_.store.authority();
  const auto events = heard_about(parts_.store, key.id, *authority);
  if (const auto wish = model::fold_wish(events, key.home, *authority)) return wish->claims;
  std::vector<FoldedClaim> out;
  auto away = model::fold_claims(events, key.home, *authority);
  for (FoldedClaim& claim : away.claims) {
    // What the family said is heard here from the publisher alone.
    if (const model::FoldedDecision* decision = offer.decision(claim.claim))
      if (decision->state == model::ClaimState::kConfirmed || decision->state == model::ClaimState::kDisputed)
        claim.state = decision->state;
    out.push_back(std::move(claim));
  }
  return out;
}

Result<FoldedOffer> Desk::find_offer(const std::string& which) const {
  const auto authority = parts_.store.authority();
  std::optional<SubjectId> id = model::parse_uuid(which);
  std::optional<PlaceCode> of;  // The home that a number names.
  if (!id) {
    // A number begins with its home's code, so that no more than its wishes are looked through.
    const auto home = PlaceCode::parse(which.substr(0, which.find('-')));
    if (!home) return unknown_offer(which);
    of = *home;
    OfferFilter filter;
    filter.places = {*home};
    std::optional<model::WishKey> before;
    for (bool more = true; more && !id;) {
      const auto page = parts_.ledger.offers(filter, before, kWishPageMax);
      for (const FoldedOffer& offer : page)
        if (offer.number == which) id = offer.id;
      more = page.size() == kWishPageMax;
      if (more) before = page.back().key();
    }
    if (!id) return unknown_offer(which);
  }
  auto offers = model::fold_offers(heard_about(parts_.store, *id, *authority), *authority);
  if (of) std::erase_if(offers, [&](const FoldedOffer& offer) { return offer.home != *of; });
  if (offers.empty()) return unknown_offer(which);
  // Only where somebody breaks the rules: never act on the wrong person.
  if (offers.size() > 1)
    return Error("wish.ambiguous",
                 "several wishes bear the id " + which + "; name the one you mean by its number",
                 "有多条心愿使用标识 " + which + "；请改用编号指定");
  return offers.front();
}

Result<Desk::OfferInHand> Desk::take_offer_in_hand(const std::string& which) {
  const auto named = find_offer(which);
  if (!named) return named.error();
  auto held = in_hand_.hold(name_in_hand(named->key()));
  const auto authority = parts_.store.authority();
  auto events = heard_about(parts_.store, named->id, *authority);
  const model::Publications publications(events, named->home, *authority);
  if (!publications.offer()) return unknown_offer(which);
  FoldedOffer offer = *publications.offer();
  auto claims = own_claims(offer.key(), offer);
  return OfferInHand{std::move(held), std::move(offer), std::move(events), std::move(claims)};
}

std::string Desk::campaign_name(const std::optional<SubjectId>& id) const {
  const auto programme = parts_.store.programme();
  const model::Campaign* campaign = id ? programme->campaign(*id) : nullptr;
  return campaign ? campaign->set.name : "";
}

ClaimView Desk::view(const FoldedClaim& claim) const {
  ClaimView out{claim, {}, "", std::nullopt, std::nullopt};
  const auto authority = parts_.store.authority();
  if (const model::Writer* writer = authority->writer(claim.claimed.log.writer)) out.by_place = writer->place;
  const auto programme = parts_.store.programme();
  if (const model::Unit* unit = claim.unit ? programme->unit(*claim.unit) : nullptr)
    out.unit_name = unit->name;
  if (const auto part = parts_.store.part(claim.claimed))
    out.text = model::decode_claim_part(model::part_payload(*part));
  out.volunteer_erased = authority->erased_volunteers().contains({claim.volunteer, out.by_place});
  if (!claim.fulfilled.hash.is_zero())
    if (const auto part = parts_.store.part(claim.fulfilled))
      out.what = model::decode_remark(model::part_payload(*part));
  return out;
}

OfferView Desk::view(const FoldedOffer& offer) const {
  OfferView out{
      offer, place_name(offer.home), place_name(offer.scope), campaign_name(offer.campaign), {}, {}, {}, {}};
  if (const auto part = parts_.store.part(offer.published))
    out.text = model::decode_public_part(model::part_payload(*part));
  return out;
}

Result<OfferView> Desk::shown_offer(const model::WishKey& key) const {
  const auto authority = parts_.store.authority();
  const auto events = heard_about(parts_.store, key.id, *authority);
  const model::Publications publications(events, key.home, *authority);
  if (!publications.offer()) return unknown_offer(model::uuid_text(key.id));
  OfferView out = view(*publications.offer());
  for (const FoldedClaim& claim : own_claims(key, *publications.offer()))
    out.own_claims.push_back(view(claim));
  const auto wish = model::fold_wish(events, key.home, *authority);
  out.attachments =
      views(wish ? wish->attachments : model::fold_claims(events, key.home, *authority).attachments);
  out.family = disclosed(*publications.offer());
  const auto declined_here = [&](const ClaimView& own) {
    return own.claim.state == model::ClaimState::kDeclined && own.by_place == parts_.own.place();
  };
  if (std::ranges::any_of(out.own_claims, declined_here))
    out.open_instead = open_instead_of(*publications.offer());
  return out;
}

// What the publisher sealed to this node.
std::optional<model::WishPart> Desk::disclosed(const FoldedOffer& offer) const {
  const auto authority = parts_.store.authority();
  const auto events = heard_about(parts_.store, offer.id, *authority);
  std::vector<const Event*> said;
  for (const Event& event : events)
    if (event.header().subject_home() == offer.home && model::may_publish(event, offer.home, *authority))
      said.push_back(&event);
  const model::History history(std::move(said));
  // Latest first: what was disclosed anew says where the family is now.
  for (std::size_t i = history.size(); i-- > 0;) {
    const Event& event = history.event(i);
    if (event.header().kind != Kind::kDisclosed) continue;
    // Whoever has no grant any more has no reason to go there.
    const auto fact = model::decode_disclosed(event.body());
    const model::FoldedDecision* decision = fact ? offer.decision(fact->claim) : nullptr;
    if (!decision || !model::takes_slot(decision->state)) continue;
    const auto part = parts_.store.part(event.ref());
    const auto sealed = part ? model::decode_sealed(model::part_payload(*part)) : std::nullopt;
    const auto opened = sealed ? wishsync::open_box(*sealed, parts_.sealing_secret) : std::nullopt;
    if (opened)
      if (auto family = model::decode_wish_part(*opened)) return family;
  }
  return std::nullopt;
}

Result<OfferView> Desk::offer(const std::string& which) const {
  const auto offer = find_offer(which);
  if (!offer) return offer.error();
  return shown_offer(offer->key());
}

Result<OfferPage> Desk::offers(const OfferQuery& query) const {
  OfferFilter filter = query.filter;
  auto homes = homes_at(query.place);
  if (!homes) return homes.error();
  filter.places = std::move(*homes);
  const std::size_t count = std::clamp<std::size_t>(query.count_max, 1, kWishPageMax);
  auto rows = parts_.ledger.offers(filter, query.after, count + 1);
  OfferPage page;
  if (rows.size() > count) {
    rows.resize(count);
    page.next_after = rows.back().key();
  }
  for (const FoldedOffer& offer : rows) page.offers.push_back(view(offer));
  return page;
}

// Whoever comes too late is told what else there is.
std::vector<std::string> Desk::open_instead_of(const FoldedOffer& offer) const {
  constexpr std::size_t kOthersMax = 3;
  OfferFilter filter;
  filter.state = model::OfferState::kOpen;
  filter.category = offer.category;
  std::vector<std::string> out;
  for (const FoldedOffer& other : parts_.ledger.offers(filter, std::nullopt, kOthersMax + 1))
    if (other.id != offer.id && out.size() < kOthersMax) out.push_back(other.number);
  return out;
}

Error Desk::not_open(const FoldedOffer& offer) const {
  std::string others;
  for (const std::string& other : open_instead_of(offer)) others += (others.empty() ? "" : ", ") + other;
  const model::Word state = model::word(offer.state());
  return {"claim.not_open",
          "the wish " + offer.number + " is " + std::string(state.en) + " and can't be claimed any more" +
              (others.empty() ? "" : "; open are " + others),
          "心愿 " + offer.number + " “" + std::string(state.zh) + "”，不能再认领" +
              (others.empty() ? "" : "；还可认领：" + others)};
}

// What is said of it in the home's logs.
Draft Desk::draft_of_home(const OfferInHand& taken, Kind kind, std::string body,
                          std::vector<EventHash> based_on, std::optional<std::string> part) {
  Draft draft;
  draft.place = taken.offer.home;
  draft.kind = kind;
  draft.subject = taken.offer.id;
  draft.based_on = std::move(based_on);
  draft.body = std::move(body);
  draft.part = std::move(part);
  return draft;
}

Result<> Desk::write_about(const OfferInHand& taken, Record record) {
  const auto written = write(std::move(record));
  if (!written) return written.error();
  parts_.duties.do_now(taken.offer.key(), parts_.committer);
  wait_for(parts_.store.last_arrival());
  return {};
}

namespace {

// What whoever speaks of a claim knows of it: all that was said of it here, and the publisher's latest.
std::vector<EventHash> known_of(const FoldedClaim& claim, std::vector<EventHash> words,
                                const FoldedOffer& offer) {
  std::vector<EventHash> out = std::move(words);
  out.push_back(claim.claimed.hash);
  for (const EventHash& head : offer.heads)
    if (out.size() < model::kBasedOnMax) out.push_back(head);
  return out;
}

Error not_yours() {
  return {"claim.not_yours", "only the place where it was claimed, or the wish's home, may say this",
          "只有认领地或心愿所在地的节点才能登记"};
}

}  // namespace

std::vector<EventHash> Desk::words_of(const OfferInHand& taken, const FoldedClaim& claim) const {
  return latest_words_of(claim, taken.events, taken.offer.home, *parts_.store.authority());
}

Draft Desk::release_draft(const OfferInHand& taken, const FoldedClaim& claim, const model::Date& on,
                          std::optional<std::string> part) const {
  return draft_of_home(taken, Kind::kReleased, model::encode(model::Released{claim.claim, on}),
                       known_of(claim, words_of(taken, claim), taken.offer), std::move(part));
}

Result<OfferView> Desk::release(const std::string& which, std::optional<SubjectId> named,
                                const std::string& remark, std::optional<model::Date> on) {
  auto part = remark_part(remark);
  if (!part) return part.error();
  const auto taken = take_offer_in_hand(which);
  if (!taken) return taken.error();
  const auto authority = parts_.store.authority();
  const bool of_home = authority->at_or_above(parts_.own.place(), taken->offer.home);
  // What the family doubts is the home's to give up: elsewhere its word is not held.
  const auto fits = [&](const FoldedClaim& c) {
    return c.state == model::ClaimState::kProvisional || c.state == model::ClaimState::kGranted ||
           (of_home && c.state == model::ClaimState::kDisputed);
  };
  const auto claim = pick(taken->claims, named, fits);
  if (!claim) return claim.error();
  if (!of_home && view(*claim).by_place != parts_.own.place()) return not_yours();
  if (!fits(*claim)) return claim_ended(*claim, "不能放弃");
  if (auto error = check_step_day(on, *claim, parts_.clock)) return *error;
  const auto written =
      write_about(*taken, {{release_draft(*taken, *claim, on.value_or(today()), std::move(*part))}, {}});
  if (!written) return written.error();
  return shown_offer(taken->offer.key());
}

Result<OfferView> Desk::fulfil(const std::string& which, const FulfilmentInput& input) {
  auto part = remark_part(input.what);
  if (!part) return part.error();
  if (auto error = check_day(input.on, parts_.clock)) return *error;
  if (!*part)
    return Error("claim.what_needed", "say what was given or done", "请填写落实情况：给了什么、做了什么");
  const auto taken = take_offer_in_hand(which);
  if (!taken) return taken.error();
  const auto claim = pick(taken->claims, input.claim, [](const FoldedClaim& c) {
    return c.state == model::ClaimState::kProvisional || c.state == model::ClaimState::kGranted ||
           c.state == model::ClaimState::kDisputed;
  });
  if (!claim) return claim.error();
  const auto authority = parts_.store.authority();
  if (view(*claim).by_place != parts_.own.place() &&
      !authority->at_or_above(parts_.own.place(), taken->offer.home))
    return not_yours();
  if (!input.claim && claim->state == model::ClaimState::kFulfilled)
    return Error("claim.ended", "the claim is reported as fulfilled already; name the claim to correct that",
                 "该认领已登记落实；如需更正，请指明是哪一个认领");
  // An expired claim may have been fulfilled all the same; its publisher takes it up again once a place is
  // free (model/duties.h).
  if (claim->state == model::ClaimState::kDeclined || claim->state == model::ClaimState::kReleased ||
      claim->state == model::ClaimState::kConfirmed)
    return claim_ended(*claim, "不能登记落实");
  if (taken->offer.erased) part->reset();
  model::Fulfilled fact{claim->claim, input.on.value_or(today()), input.value_yuan, input.minutes.value_or(0),
                        input.shares};
  const auto written = write_about(
      *taken, {{draft_of_home(*taken, Kind::kFulfilled, model::encode(fact),
                              known_of(*claim, words_of(*taken, *claim), taken->offer), std::move(*part))},
               {}});
  if (!written) return written.error();
  return shown_offer(taken->offer.key());
}

}  // namespace node
