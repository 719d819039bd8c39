#include "tools/sample_year/track.h"

#include <algorithm>
#include <map>

namespace sample_year {

std::vector<SampleStep> Track::take() {
  std::stable_sort(steps_.begin(), steps_.end(),
                   [](const SampleStep& a, const SampleStep& b) { return a.day < b.day; });
  std::map<std::uint32_t, std::uint32_t> numbers;
  for (SampleStep& step : steps_) {
    if (auto* claim = std::get_if<Claim>(&step.what)) {
      const auto number = static_cast<std::uint32_t>(numbers.size());
      claim->claim = numbers.emplace(claim->claim, number).first->second;
    }
    if (auto* release = std::get_if<Release>(&step.what)) release->claim = numbers.at(release->claim);
    if (auto* fulfil = std::get_if<Fulfil>(&step.what)) fulfil->claim = numbers.at(fulfil->claim);
    if (auto* confirm = std::get_if<Confirm>(&step.what)) confirm->claim = numbers.at(confirm->claim);
  }
  return std::move(steps_);
}

}  // namespace sample_year
