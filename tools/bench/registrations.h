// Registrations as the product's own desk drafts them, for any number of villages in turn; and the vetting
// that follows one.

#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/clock.h"
#include "node/desk/desk_entries.h"
#include "node/random.h"
#include "tools/bench/people.h"

namespace bench {

struct Home {
  model::PlaceCode place;
  std::string name;
};

// Rows of a form, whose writer signs the last event of each; and of those that are written with one fsync.
inline constexpr std::uint64_t kImportRows = 100;
inline constexpr std::uint64_t kGroupRows = 2'000;

class Registrations {
 public:
  // At least one home. Each in turn fills a form of so many rows.
  Registrations(std::uint64_t seed, std::vector<Home> homes, std::size_t form_rows = 1);
  Registrations(const Registrations&) = delete;
  Registrations& operator=(const Registrations&) = delete;

  [[nodiscard]] node::Draft next();
  [[nodiscard]] std::vector<node::Draft> next(std::size_t count);

 private:
  std::vector<Home> homes_;
  const std::size_t form_rows_;
  People people_;
  node::ManualClock clock_;
  node::SeededRandom random_;
  node::SubjectIds ids_;
  std::vector<std::uint32_t> running_;  // Of each home.
  std::uint64_t drafted_ = 0;
};

// Approves the wish that `registered` drafted and that was written as `event`.
[[nodiscard]] node::Draft vetting(const model::SubjectId& subject, model::PlaceCode home,
                                  const model::EventHash& registered, const model::Date& on);

}  // namespace bench
