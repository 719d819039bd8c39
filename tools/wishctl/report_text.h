// A report as a page that an official can read: how far the wishes got, this period beside the one before,
// then the groups, and what may be missing. Used by the commands that show one.

#pragma once

#include <string>

#include "tools/wishctl/command.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

// The whole page, from the node's document of a report.
[[nodiscard]] std::string report_page(const json::value& report, const Context& context);

// "2018-01-01 – 2018-06-30", or the campaign with its days.
[[nodiscard]] std::string cohort_text(const json::value& cohort, const Context& context);
// Which places were behind; empty where none was.
[[nodiscard]] std::string behind_text(const json::value& report, const Context& context);
// A step of the main way.
[[nodiscard]] std::string step_word(std::string_view key, Lang lang);
// One number of a report by its name: "registered", "half_days_to_vetted", …
[[nodiscard]] std::string report_number_word(std::string_view name, Lang lang);
// The number of that name as it is read: waits stand in half days, and are shown in days.
[[nodiscard]] std::string report_number_text(std::string_view name, const std::string& number);

}  // namespace wishctl
