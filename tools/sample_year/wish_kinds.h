// What people wish for: the table behind the texts of a sample year, and when in a year each is wished for.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/vocabulary.h"

namespace sample_year {

enum class Season : std::uint8_t {
  kAlways,
  kWinter,
  kSummer,
  kSchool,  // Terms begin in September and after the Spring Festival.
  kSowing,
  kHarvest,
  kChildrensDay,
  kYearsEnd,
  kMidAutumn,
  kVacation,
  kAutumnOutings,
};

// For whom it makes sense.
enum class Who : std::uint8_t {
  kAll,
  kAdults,
  kChildren,
  kOld,
  kWeak,
  kHouseholds,
  kVeterans,
  kPartyMembers
};

struct WishKind {
  std::string_view text;  // Also what the public may read: it names nobody.
  model::Category category{};
  std::uint32_t yuan_min = 0;  // 0: nothing that is bought.
  std::uint32_t yuan_max = 0;
  Season season = Season::kAlways;
  Who who = Who::kAll;
  std::uint32_t weight = 10;
  std::uint32_t hours = 0;  // What a service takes, about.
  bool together = false;    // Several volunteers can share it: it gets slots.
  bool used_up = false;     // Nobody has an old one of it.
};

[[nodiscard]] std::span<const WishKind> wish_kinds();
// Dearer or harder than a micro-wish may be: for a department or a charity.
[[nodiscard]] std::span<const WishKind> dear_wish_kinds();

struct TimeOfYear {
  unsigned month = 1;
  bool years_end = false;  // The weeks before the Spring Festival.
};
// How much it is wished for then; 10 for what has no season.
[[nodiscard]] std::uint32_t weight_at(Season season, const TimeOfYear& when);
[[nodiscard]] bool suits(Who who, const model::Targets& targets, std::uint16_t age);

}  // namespace sample_year
