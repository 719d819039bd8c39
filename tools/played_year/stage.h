// What all lives of a played year share: who writes where, what the city set for its programme, and the ids.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/authority.h"
#include "model/programme.h"
#include "tools/played_year/draft.h"
#include "tools/sample_year/sample_year.h"

namespace played_year {

class Stage {
 public:
  // The year must outlive this. Nodes are those of `authority` that may write; the city has one at least.
  Stage(const sample_year::SampleYear& year, std::shared_ptr<const model::Authority> authority,
        std::uint64_t seed);
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // Registers units and campaigns and sets the period of claims where it is not the default one. The city's
  // node does it on the year's first day, before all else.
  void set_programme(const Write& write);

  [[nodiscard]] const sample_year::SampleYear& year() const { return year_; }
  [[nodiscard]] const model::Authority& authority() const { return *authority_; }
  [[nodiscard]] const model::Programme& programme() const { return *programme_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

  // The writer at the desk of a place: its node's, or that of the next node above it.
  [[nodiscard]] const model::WriterId& desk(model::PlaceCode place) const;
  // The newest writer of a node.
  [[nodiscard]] const model::WriterId& writer_of(const model::EventHash& enrolled) const;

  [[nodiscard]] model::SubjectId volunteer(std::uint32_t volunteer) const;
  [[nodiscard]] const model::SubjectId& unit(std::uint32_t unit) const { return units_[unit]; }
  [[nodiscard]] const model::SubjectId& campaign(std::uint32_t campaign) const {
    return campaigns_[campaign];
  }
  // The next running number of a home's wishes that this writer gives.
  [[nodiscard]] std::uint32_t next_running(model::PlaceCode home, const model::WriterId& writer);

 private:
  const sample_year::SampleYear& year_;
  const std::shared_ptr<const model::Authority> authority_;
  const std::uint64_t seed_;
  const model::Date first_day_;
  std::unordered_map<model::PlaceCode, model::WriterId, model::PlaceCodeHash> desks_;
  std::vector<model::SubjectId> units_;
  std::vector<model::SubjectId> campaigns_;
  std::shared_ptr<const model::Programme> programme_;
  std::map<std::pair<model::PlaceCode, model::WriterId>, std::uint32_t> running_;
};

}  // namespace played_year
