// What reviewers, volunteers, families and departments say in a sample year.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/sample_year/dice.h"
#include "tools/sample_year/wishes.h"

namespace sample_year {

[[nodiscard]] std::string approval_remark(Dice& dice);  // Mostly empty.
[[nodiscard]] std::string rejection_reason(const Wish& wish, Dice& dice);
[[nodiscard]] std::string withdrawal_reason(const Wish& wish, Dice& dice);
[[nodiscard]] std::string release_reason(Dice& dice);
[[nodiscard]] std::string done_text(const Wish& wish, Dice& dice);

struct Opinion {
  std::uint8_t satisfaction = 0;
  std::string remark;
};
[[nodiscard]] Opinion opinion(const Wish& wish, Dice& dice);  // Mostly 4 or 5.
[[nodiscard]] Opinion disputed(const Wish& wish, Dice& dice);
[[nodiscard]] Opinion settled(Dice& dice);

struct Referral {
  std::string_view office;  // After the name of a county.
  std::string asked;
  std::string accepted;
  std::string declined;
  std::string done;
};
[[nodiscard]] Referral referral(const Wish& wish, Dice& dice);

}  // namespace sample_year
