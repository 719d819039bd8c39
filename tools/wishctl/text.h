// The two languages in which wishctl speaks. Sentences stand in the code beside each other, so that
// neither is forgotten.

#pragma once

#include <string>
#include <string_view>

#include "model/result.h"

namespace wishctl {

enum class Lang { kEnglish, kChinese };

struct Text {
  std::string_view en;
  std::string_view zh;
  [[nodiscard]] constexpr std::string_view in(Lang lang) const { return lang == Lang::kChinese ? zh : en; }
  [[nodiscard]] constexpr bool empty() const { return en.empty(); }
};

[[nodiscard]] inline const std::string& sentence(const model::Error& error, Lang lang) {
  return lang == Lang::kChinese ? error.zh : error.en;
}

// The rule of POSIX for messages: the first of these that is not empty decides. "zh…" is Chinese.
[[nodiscard]] inline Lang language_of_locale(std::string_view lc_all, std::string_view lc_messages,
                                             std::string_view lang) {
  const std::string_view locale = !lc_all.empty() ? lc_all : !lc_messages.empty() ? lc_messages : lang;
  return locale.starts_with("zh") ? Lang::kChinese : Lang::kEnglish;
}

}  // namespace wishctl
