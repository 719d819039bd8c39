// Words about a wish's public life, for tests that write events by hand: what a publisher, whoever claims and
// the home say. To go beside tests/support/realm.h.

#pragma once

#include "model/attachment.h"
#include "model/life_facts.h"
#include "tests/support/realm.h"

namespace realm {

inline model::SubjectId claim_of(std::uint64_t number) { return subject_of(1'000'000 + number); }
inline model::SubjectId volunteer_of(std::uint64_t number) { return subject_of(2'000'000 + number); }
inline constexpr model::Date kDay{2018, 7, 1};

inline Words published(const model::SubjectId& wish, model::PlaceCode home, std::uint16_t slots,
                       std::vector<model::EventHash> based_on = {}) {
  model::Published fact;
  fact.slots = slots;
  fact.category = model::Category::kGoods;
  fact.on = kDay;
  fact.number = home.text() + "-2018-0001-KQ";
  return {model::Kind::kPublished,
          model::encode(fact),
          wish,
          home,
          std::move(based_on),
          model::encode(model::PublicPart{"张**", "70–79岁", "a pair of winter shoes"}),
          model::kFlagOpen};
}
inline Words taken_down(const model::SubjectId& wish, model::PlaceCode home,
                        std::vector<model::EventHash> based_on) {
  return {model::Kind::kTakenDown, model::encode(model::TakenDown{kDay}), wish, home, std::move(based_on)};
}
inline Words granted(const model::SubjectId& wish, model::PlaceCode home, const model::SubjectId& claim,
                     std::vector<model::EventHash> based_on) {
  return {model::Kind::kGranted, model::encode(model::Granted{claim, std::nullopt, kDay, kDay.plus_days(30)}),
          wish, home, std::move(based_on)};
}
inline Words declined(const model::SubjectId& wish, model::PlaceCode home, const model::SubjectId& claim,
                      std::vector<model::EventHash> based_on) {
  return {model::Kind::kDeclined, model::encode(model::Declined{claim, model::ClaimReason::kFull, kDay}),
          wish, home, std::move(based_on)};
}
inline Words freed(const model::SubjectId& wish, model::PlaceCode home, const model::SubjectId& claim,
                   model::ClaimReason reason, std::vector<model::EventHash> based_on) {
  return {model::Kind::kFreed, model::encode(model::Freed{claim, reason, kDay.plus_days(31)}), wish, home,
          std::move(based_on)};
}
inline Words coursed(const model::SubjectId& wish, model::PlaceCode home, const model::SubjectId& claim,
                     model::CourseStage stage, std::vector<model::EventHash> based_on) {
  model::Coursed fact;
  fact.claim = claim;
  fact.stage = stage;
  fact.shares = {{volunteer_of(1), 1}};
  fact.on = kDay.plus_days(3);
  return {model::Kind::kCoursed, model::encode(fact), wish, home, std::move(based_on)};
}
inline Words claimed(const model::SubjectId& wish, const model::SubjectId& claim,
                     std::vector<model::EventHash> based_on, std::uint64_t volunteer = 1) {
  model::Claimed fact;
  fact.claim = claim;
  fact.volunteer = volunteer_of(volunteer);
  fact.on = kDay;
  return {model::Kind::kClaimed,
          model::encode(fact),
          wish,
          {},
          std::move(based_on),
          model::encode(model::ClaimPart{"Li Si", "13900000000", "a bank", ""})};
}
inline Words released(const model::SubjectId& wish, const model::SubjectId& claim,
                      std::vector<model::EventHash> based_on) {
  return {model::Kind::kReleased, model::encode(model::Released{claim, kDay}), wish, {}, std::move(based_on)};
}
inline Words fulfilled(const model::SubjectId& wish, const model::SubjectId& claim,
                       std::vector<model::EventHash> based_on) {
  model::Fulfilled fact;
  fact.claim = claim;
  fact.on = kDay.plus_days(3);
  fact.value_yuan = 180;
  return {model::Kind::kFulfilled,
          model::encode(fact),
          wish,
          {},
          std::move(based_on),
          model::encode_remark("brought the shoes")};
}
// A file with these bytes; by its commitment alone it is told from another one.
inline Words attached(const model::SubjectId& wish, std::string_view bytes,
                      std::optional<model::SubjectId> claim = std::nullopt,
                      std::vector<model::EventHash> based_on = {}) {
  return {model::Kind::kAttached,
          model::encode(model::Attached{claim, model::AttachmentPurpose::kPhoto, kDay}),
          wish,
          {},
          std::move(based_on),
          model::encode(model::AttachmentPart{model::name_blob(bytes), "image/jpeg", "shoes.jpg", ""})};
}
inline Words confirmed(const model::SubjectId& wish, const model::SubjectId& claim, std::uint8_t satisfaction,
                       std::vector<model::EventHash> based_on, bool disputed = false) {
  return {model::Kind::kConfirmed,
          model::encode(model::Confirmed{claim, kDay.plus_days(5), satisfaction, disputed}),
          wish,
          {},
          std::move(based_on)};
}
inline Words closed(const model::SubjectId& wish, std::vector<model::EventHash> based_on) {
  return {
      model::Kind::kClosed, model::encode(model::Closed{kDay.plus_days(6)}), wish, {}, std::move(based_on)};
}

}  // namespace realm
