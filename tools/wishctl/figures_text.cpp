#include "tools/wishctl/figures_text.h"

#include <fmt/format.h>

#include "model/date.h"
#include "tools/wishctl/width.h"

namespace wishctl {

Outcome<std::optional<std::string>> given_period(const Arguments& arguments) {
  std::optional<std::string> period = arguments.value("period");
  if (period && !model::Period::parse(*period))
    return wrong_usage("usage.bad_period",
                       fmt::format("--period is 2018, 2018H1 or 2018-06, not '{}'.", *period),
                       fmt::format("--period 应写成 2018、2018H1 或 2018-06，不能是“{}”。", *period));
  return period;
}

std::string figures_title(const json::value& answer, const std::optional<std::string>& period,
                          const Context& context) {
  std::string out =
      printable_line(place_text(text_field(answer, "place_name"), text_field(answer, "place"), context.lang));
  if (period) out += context.say({", ", "，"}) + *period;
  return out + "\n";
}

}  // namespace wishctl
