#include "node/api/api_wish_json.h"

#include <algorithm>

namespace node {

using model::WishField;

namespace {

constexpr std::string_view kFieldNames[] = {"name",    "sex",   "age",     "address", "content",
                                            "proof",   "phone", "consent", "on",      "category",
                                            "targets", "value", "campaign"};
static_assert(std::size(kFieldNames) == model::kWishFieldCount);

json::array unsettled_json(const model::FoldedWish& wish) {
  json::array out;
  // Nobody can amend what ended, and nobody needs to.
  const bool amendable = model::step_allowed(wish.state, model::Step::kAmend);
  for (std::size_t f = 0; f < model::kWishFieldCount; ++f)
    if (amendable && wish.unsettled.has(static_cast<WishField>(f)))
      out.push_back(json::value(kFieldNames[f]));
  if (wish.state_unsettled) out.push_back("state");
  if (wish.contested) out.push_back("publication");
  if (wish.over_granted()) out.push_back("slots");
  if (model::matters_of(wish).has(model::Matter::kUnsettled) &&
      std::ranges::any_of(wish.claims, &model::FoldedClaim::unsettled))
    out.push_back("claims");
  return out;
}

// A personal field; null where the part that supplies it is not here.
template <typename Value>
json::value personal(const WishView& view, WishField field, Value&& value) {
  if (!view.text || !view.text->held.has(field)) return nullptr;
  return value(view.text->part);
}

json::object days_json(const model::Milestones& days) {
  json::object out;
  out["vetted"] = day_json(days.vetted_on);
  out["published"] = day_json(days.published_on);
  out["claimed"] = day_json(days.claimed_on);
  out["fulfilled"] = day_json(days.fulfilled_on);
  out["confirmed"] = day_json(days.confirmed_on);
  out["closed"] = day_json(days.closed_on);
  out["sent"] = day_json(days.sent_on);
  out["answered"] = day_json(days.answered_on);
  out["done"] = day_json(days.done_on);
  return out;
}

json::object other_json(const OtherWish& other) {
  return {{"id", model::uuid_text(other.key.id)},
          {"place", other.key.home.text()},
          {"number", other.number.empty() ? json::value(nullptr) : json::value(other.number)}};
}

std::string_view suspicion_key(model::Suspicion state) {
  switch (state) {
    case model::Suspicion::kOpen:
      return "open";
    case model::Suspicion::kToldApart:
      return "told_apart";
    case model::Suspicion::kMerged:
      return "merged";
  }
  return "unknown";
}

}  // namespace

json::array targets_json(model::Targets targets) {
  json::array out;
  for (const model::Word& word : model::words(model::Target{}))
    if (targets.has(static_cast<model::Target>(word.number))) out.push_back(json::value(word.key));
  return out;
}

json::value day_json(const model::Date& day) {
  return day == model::Date{} ? json::value(nullptr) : json::value(day.text());
}

json::object claim_json(const ClaimView& view) {
  const model::FoldedClaim& c = view.claim;
  json::object out;
  out["id"] = model::uuid_text(c.claim);
  out["state"] = model::word(c.state).key;
  out["reason"] = c.reason ? json::value(model::word(*c.reason).key) : json::value(nullptr);
  out["name"] = view.text ? shown_or_null(view.text->name) : json::value(nullptr);
  out["phone"] = view.text ? shown_or_null(view.text->phone) : json::value(nullptr);
  out["unit"] = !view.unit_name.empty() ? json::value(shown(view.unit_name))
                : view.text             ? shown_or_null(view.text->unit)
                                        : json::value(nullptr);
  out["unit_id"] = c.unit ? json::value(model::uuid_text(*c.unit)) : json::value(nullptr);
  out["remark"] = view.text ? shown_or_null(view.text->remark) : json::value(nullptr);
  out["what"] = view.what ? shown_or_null(*view.what) : json::value(nullptr);
  out["volunteer"] = model::uuid_text(c.volunteer);
  out["volunteer_erased"] = view.volunteer_erased;
  out["by_place"] = view.by_place.value ? json::value(view.by_place.text()) : json::value(nullptr);
  out["on_paper"] = c.on_paper;
  out["on"] = day_json(c.on);
  out["decided_on"] = day_json(c.decided_on);
  out["due_on"] = day_json(c.due_on);
  out["fulfilled_on"] = day_json(c.fulfilled_on);
  out["value"] = c.value_yuan ? json::value(*c.value_yuan) : json::value(nullptr);
  out["minutes"] = c.minutes;
  out["confirmed_on"] = day_json(c.confirmed_on);
  out["satisfaction"] = c.satisfaction ? json::value(c.satisfaction) : json::value(nullptr);
  out["unsettled"] = c.unsettled;
  return out;
}

json::object own_claim_json(const OwnClaim& own) {
  const model::FoldedClaim& c = own.claim.claim;
  json::object out;
  out["id"] = model::uuid_text(own.offer.offer.id);
  out["number"] = shown(own.offer.offer.number);
  out["place"] = own.offer.offer.home.text();
  out["place_name"] = shown(own.offer.place_name);
  out["content"] = own.offer.text ? json::value(shown(own.offer.text->content)) : json::value(nullptr);
  out["claim"] = claim_json(own.claim);
  out["last_on"] = day_json(std::max({c.on, c.decided_on, c.fulfilled_on, c.confirmed_on}));
  return out;
}

json::object suspect_json(const model::FoldedSuspect& suspect, const WishView& of) {
  json::object out = other_json(of.other(suspect.other));
  json::array why;
  if (suspect.why.same_wish()) why.push_back("same_wish");
  if (suspect.why.any()) why.push_back("same_person");
  out["why"] = std::move(why);
  out["state"] = suspicion_key(suspect.state);
  return out;
}

json::object attachment_json(const AttachmentView& view) {
  const model::FoldedAttachment& a = view.attachment;
  json::object out;
  out["id"] = hex_text(a.event.hash);
  out["purpose"] = model::word(a.purpose).key;
  out["claim"] = a.claim ? json::value(model::uuid_text(*a.claim)) : json::value(nullptr);
  out["on"] = day_json(a.on);
  out["by_place"] = view.by_place.value ? json::value(view.by_place.text()) : json::value(nullptr);
  out["name"] = view.part ? json::value(shown(view.part->name)) : json::value(nullptr);
  out["remark"] = view.part ? shown_or_null(view.part->remark) : json::value(nullptr);
  out["media_type"] = view.part ? json::value(shown(view.part->media_type)) : json::value(nullptr);
  out["bytes"] = view.part ? json::value(view.part->blob.bytes) : json::value(nullptr);
  out["here"] = view.here;
  out["damaged"] = view.damaged;
  out["beyond_limit"] = view.beyond_limit;
  return out;
}

json::array attachments_json(const std::vector<AttachmentView>& views) {
  json::array out;
  for (const AttachmentView& view : views) out.push_back(attachment_json(view));
  return out;
}

json::object wish_json(const WishView& view) {
  const model::FoldedWish& w = view.wish;
  const auto text = [&](WishField field, std::string model::WishPart::*member) {
    return personal(view, field, [&](const model::WishPart& p) { return json::value(shown(p.*member)); });
  };
  json::object out;
  out["id"] = model::uuid_text(w.id);
  out["number"] = view.number;
  out["place"] = w.home.text();
  out["place_name"] = shown(view.place_name);
  out["name"] = text(WishField::kName, &model::WishPart::name);
  out["sex"] = personal(view, WishField::kSex,
                        [](const model::WishPart& p) { return json::value(model::word(p.sex).key); });
  out["age"] = personal(view, WishField::kAge, [](const model::WishPart& p) {
    return p.age ? json::value(*p.age) : json::value(nullptr);
  });
  out["address"] = text(WishField::kAddress, &model::WishPart::address);
  out["content"] = text(WishField::kContent, &model::WishPart::content);
  out["proof"] = text(WishField::kProof, &model::WishPart::proof);
  out["phone"] = text(WishField::kPhone, &model::WishPart::phone);
  out["consent"] = text(WishField::kConsent, &model::WishPart::consent);
  out["consent_by"] = personal(view, WishField::kConsent, [](const model::WishPart& p) {
    return json::value(model::word(p.consent_by).key);
  });
  out["consent_how"] = personal(view, WishField::kConsent, [](const model::WishPart& p) {
    return json::value(model::word(p.consent_how).key);
  });
  out["lacks_guardian_consent"] = view.lacks_guardian_consent;
  out["category"] = model::word(w.category).key;
  out["targets"] = targets_json(w.targets);
  out["value"] = w.value_yuan ? json::value(*w.value_yuan) : json::value(nullptr);
  out["state"] = model::word(w.state).key;
  out["slots"] = w.slots;
  json::array claims;
  for (const ClaimView& claim : view.claims) claims.push_back(claim_json(claim));
  out["claims"] = std::move(claims);
  out["scope"] = w.scope.value ? json::value(w.scope.text()) : json::value(nullptr);
  out["taken_down"] = w.taken_down;
  out["campaign"] = w.campaign ? json::value(model::uuid_text(*w.campaign)) : json::value(nullptr);
  out["campaign_name"] = view.campaign_name.empty() ? json::value(nullptr) : json::value(view.campaign_name);
  out["days"] = days_json(w.days);
  out["satisfaction"] = w.satisfaction ? json::value(w.satisfaction) : json::value(nullptr);
  out["safe"] = view.safe;
  out["safe_at"] = codes_json(view.safe_at);
  out["hand_over"] = w.hand_over;
  out["registered_at"] = w.on.text();
  out["erased"] = w.erased;
  out["unsettled"] = unsettled_json(w);
  json::array suspects, merged_from;
  for (const model::FoldedSuspect& suspect : w.suspects) suspects.push_back(suspect_json(suspect, view));
  for (const model::WishKey& from : w.merged_from) merged_from.push_back(other_json(view.other(from)));
  out["suspects"] = std::move(suspects);
  out["merged_into"] =
      w.merged_into ? json::value(other_json(view.other(*w.merged_into))) : json::value(nullptr);
  out["merged_from"] = std::move(merged_from);
  return out;
}

std::string_view stage_key(model::HandOverStage stage) {
  switch (stage) {
    case model::HandOverStage::kSent:
      return "sent";
    case model::HandOverStage::kAnswered:
      return "answered";
    case model::HandOverStage::kDone:
      return "done";
  }
  return "sent";
}

json::object history_json(const WishHistory& item) {
  json::object out;
  out["hash"] = hex_text(item.hash);
  out["kind"] = model::kind_name(item.kind);
  out["outcome"] = item.outcome ? json::value(model::word(*item.outcome).key) : json::value(nullptr);
  out["stage"] = item.stage ? json::value(stage_key(*item.stage)) : json::value(nullptr);
  out["time"] = time_text(item.time.wall_ms());
  out["place"] = item.log.place.text();
  out["writer"] = hex_text(item.log.writer);
  out["by_place"] = item.by_place.value ? json::value(item.by_place.text()) : json::value(nullptr);
  out["actor"] = item.actor.is_zero() ? json::value(nullptr) : json::value(hex_text(item.actor));
  out["actor_name"] = shown_or_null(item.actor_name);
  out["remark"] = item.remark ? json::value(shown(*item.remark)) : json::value(nullptr);
  out["claim"] = item.claim ? json::value(model::uuid_text(*item.claim)) : json::value(nullptr);
  out["other"] = item.other ? json::value(other_json(*item.other)) : json::value(nullptr);
  out["counts"] = item.counts;
  return out;
}

Answer shown_wish(const model::Result<WishView>& view, unsigned status) {
  if (!view) return view.error();
  return Reply{wish_json(*view), status};
}

}  // namespace node
