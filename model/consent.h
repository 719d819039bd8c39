// Whose consent a wish needs before it goes public.

#pragma once

#include "model/facts.h"

namespace model {

inline constexpr std::uint16_t kAdultYears = 18;

// Whether the person is a child, by the age or, where that is not said or somebody older asks for them, by
// the kinds of person served.
[[nodiscard]] bool is_child(const std::optional<std::uint16_t>& age, Targets targets);

// Whether somebody noted that a guardian agrees, who that is, and how. Words alone say nothing here: nobody
// can tell a "no" in them from a "yes".
[[nodiscard]] bool names_guardian(const WishPart& part);

// Whether it is a child's without that. Such a wish may be written, since forms on paper arrive so, and must
// not be published.
[[nodiscard]] bool lacks_guardian_consent(const WishPart& part, Targets targets);

}  // namespace model
