// Claims in words: who takes up a wish, what was decided, by when, and what came of it. Used by the cards.

#pragma once

#include <string>

#include "tools/wishctl/command.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

// "granted 李四 13900000000 娄底市审计局 2026-07-01, due 2026-07-31": one claim, on one line. Once it is
// fulfilled it says what was given or done, where this node holds that.
[[nodiscard]] std::string claim_text(const json::value& claim, const Context& context);

// "taken back (given to somebody else)": its state, and why where that is not plain.
[[nodiscard]] std::string claim_state_text(const json::value& claim, const Context& context);

// A line for each. Where there are several, each has its id below it, since steps have to name theirs.
[[nodiscard]] std::string claim_lines(const json::array& claims, const Context& context);

// What the publisher says to everyone about the claims of an offer: states and days, no names.
[[nodiscard]] std::string decision_lines(const json::array& decisions, const Context& context);

// Whether it was reported as fulfilled after it had ended, and nobody has settled what comes of that.
[[nodiscard]] bool is_late(const json::value& claim);

// "4/5"; empty where nobody was asked.
[[nodiscard]] std::string satisfaction_text(const json::value& value);

// "2.5": hours, with two decimals at most.
[[nodiscard]] std::string hours_number(std::int64_t minutes);
// "2.5 h"; empty for none.
[[nodiscard]] std::string hours_text(std::int64_t minutes, const Context& context);

}  // namespace wishctl
