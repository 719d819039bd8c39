// Turns drafts into events as the write paths of many nodes would: chained, log by log, with salted parts. It
// keeps only where each log ends.
//
// Salts follow from the seed, and times from the days of the drafts, so that the same drafts in the same
// order give the same bytes. One thread at a time.

#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "model/event.h"
#include "tools/played_year/draft.h"

namespace played_year {

struct Penned {
  model::Tip before;  // What the event continues.
  model::Event event;
  std::string part;  // Empty: none.
};

class Pen {
 public:
  explicit Pen(std::uint64_t seed) : seed_(seed) {}
  Pen(const Pen&) = delete;
  Pen& operator=(const Pen&) = delete;

  [[nodiscard]] Penned write(const PlayedDraft& draft);

 private:
  [[nodiscard]] std::uint64_t wall_ms(const model::Date& day);

  const std::uint64_t seed_;
  std::uint64_t salts_ = 0;
  model::Date day_;               // Of the draft before,
  std::uint64_t nth_of_day_ = 0;  // and how many there were on it.
  std::unordered_map<model::LogId, model::Tip, model::LogIdHash> tips_;
  std::unordered_map<model::WriterId, model::HybridClock, model::FixedBytesHash> clocks_;
};

}  // namespace played_year
