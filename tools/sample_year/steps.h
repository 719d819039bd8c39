// The words of the script: what people do in a year of the programme, one step after the other.
//
// A step says who does what and on which day, in the programme's own terms and without any node's
// interface, so that tests, the demo, the simulator and the benches each play it in their own way. What a
// node does by itself (grants, the public course, expiry) is no step.
//
// `at` is the place of the desk at which the step is done. Where that place has no node, its node is the
// next above it that has one; each `at` can see the wish (design, rule 3), so that also that node can.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/date.h"
#include "model/facts.h"
#include "model/ids.h"
#include "model/wish_entry.h"

namespace sample_year {

struct Register {
  model::PlaceCode home;  // A community or village.
  model::Date on;         // The day on the form; the step's own day can be weeks later.
  model::WishEntry entry;
  std::optional<std::uint32_t> campaign;  // In SampleYear::campaigns().
  // The paper form on which it stood. Wishes of one form share home, `on` and the step's day.
  std::optional<std::uint32_t> form;
};

// The entry as it is from now on; `fields` are those that changed.
struct Amend {
  model::WishFields fields;
  model::WishEntry entry;
};

// The remark of a return says what is missing, that of a rejection why.
struct Vet {
  model::Outcome outcome{};
  model::Date on;
  std::string remark;
};

// A second one of a wish widens the scope. `text` names nobody.
struct Publish {
  model::PlaceCode scope;  // The home itself, its county, or the city.
  std::uint32_t slots = 1;
  std::string text;
};

struct Claim {
  std::uint32_t claim = 0;                // Counts the claims of this wish.
  std::vector<std::uint32_t> volunteers;  // In SampleYear::volunteers(); the first one leads.
  std::uint32_t unit = 0;                 // In SampleYear::units(): the first one's.
  model::Date on;
  bool on_paper = false;  // Recorded by the clerk at the home; else by the volunteer, online.
};

// The volunteer steps back.
struct Release {
  std::uint32_t claim = 0;
  std::string reason;
};

struct Fulfil {
  std::uint32_t claim = 0;
  model::Date on;
  std::uint32_t value_yuan = 0;  // 0: a service.
  std::uint32_t hours = 0;       // Of all its volunteers together.
  std::string what;
};

// What the family says. A disputed one can be followed by another of the same claim, when it is settled.
struct Confirm {
  std::uint32_t claim = 0;
  model::Date on;
  std::uint8_t satisfaction = 0;  // 1 to 5.
  std::string remark;
  bool disputed = false;
};

struct Withdraw {
  model::Date on;
  std::string reason;
};

// The course of a wish after its Vet with Outcome::kHandedOver. Some never get an answer; where the answer
// is a refusal, the wish is closed without having been done.
enum class HandOverStage : std::uint8_t { kSent = 1, kAnswered = 2, kDone = 3 };
struct HandOver {
  HandOverStage stage{};
  model::Date on;
  std::string to;  // The department or charity.
  std::string text;
};

struct Close {
  model::Date on;
};

// The person asks to be forgotten. Always the last step of a life, whatever state the wish is in.
struct Erase {
  model::Date on;
};

using What = std::variant<Register, Amend, Vet, Publish, Claim, Release, Fulfil, Confirm, Withdraw, HandOver,
                          Close, Erase>;

struct SampleStep {
  model::Date day;
  std::uint32_t wish = 0;
  model::PlaceCode at;
  What what;
};

}  // namespace sample_year
