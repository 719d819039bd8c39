// One wish while its life is played: what each step of the script becomes at the desk where it is done, and
// what the node that published the wish then writes by itself.
//
// It does what node/desk/desk_*.cpp and node/desk/duties.cpp do, without their stores and threads: each draft
// is based on what the fold of the life so far says, as if every node were in step. What a desk would refuse
// is not written, and counted.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/duties.h"
#include "model/fold/wish.h"
#include "model/wish_entry.h"
#include "tools/played_year/stage.h"

namespace played_year {

class LivingWish {
 public:
  // The stage must outlive this.
  LivingWish(Stage& stage, std::uint32_t wish) : stage_(stage), wish_(wish) {}
  LivingWish(LivingWish&&) = default;

  // Steps of one wish, ascending by day, beginning with its Register; and what the publisher owes then.
  void take(const sample_year::SampleStep& step, const Write& write);
  // The first day on which the publisher owes something though nobody does anything: a claim expires.
  [[nodiscard]] std::optional<model::Date> wakes_on() const;
  void wake(const model::Date& day, const Write& write);

  // All that was written about it, and what that folds to.
  [[nodiscard]] const std::vector<model::Event>& events() const { return events_; }
  [[nodiscard]] const std::optional<model::FoldedWish>& folded() const { return folded_; }
  // Steps that a desk would have refused.
  [[nodiscard]] std::uint32_t refused() const { return refused_; }

 private:
  void play(const sample_year::SampleStep& step, const sample_year::Register& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Amend& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Vet& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Publish& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Claim& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Release& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Fulfil& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Confirm& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Withdraw& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::HandOver& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Close& what, const Write& write);
  void play(const sample_year::SampleStep& step, const sample_year::Erase& what, const Write& write);

  [[nodiscard]] bool allowed(model::Step step);
  [[nodiscard]] model::SubjectId claim_id(std::uint32_t claim) const;
  [[nodiscard]] const model::FoldedClaim* claim(std::uint32_t claim) const;
  [[nodiscard]] std::vector<model::EventHash> known_of(const model::FoldedClaim& claim) const;
  void say(const sample_year::SampleStep& step, model::Kind kind, std::string body,
           std::vector<model::EventHash> based_on, std::optional<std::string> part, const Write& write);
  void take_down(const model::Date& day, const Write& write);
  void do_duties(const model::Date& day, const Write& write);
  [[nodiscard]] bool stands(const model::Owed& owed) const;
  [[nodiscard]] PlayedDraft of_publisher(model::Kind kind, std::string body,
                                         const std::vector<model::EventHash>& answers,
                                         const model::Date& day) const;
  void add_disclosures(const model::Date& day, std::vector<PlayedDraft>& drafts) const;
  void put(PlayedDraft&& draft, const Write& write);
  void fold();

  Stage& stage_;
  std::uint32_t wish_;
  model::PlaceCode home_;
  model::SubjectId id_;
  model::Date registered_on_;  // The day on which it was entered, which its ids are of.
  model::WishEntry entry_;
  std::optional<model::SubjectId> campaign_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> helpers_;  // The volunteers of each claim.
  std::vector<model::Event> events_;
  std::optional<model::FoldedWish> folded_;
  std::optional<model::FoldedOffer> offer_;
  bool erased_ = false;  // Which the stage's authority, being of before the year, does not know.
  std::uint32_t refused_ = 0;
};

}  // namespace played_year
