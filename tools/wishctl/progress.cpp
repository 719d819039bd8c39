#include "tools/wishctl/progress.h"

#include <fmt/format.h>

#include "tools/wishctl/limits.h"

namespace wishctl {

void ProgressLine::show(std::chrono::milliseconds elapsed) {
  constexpr std::string_view kFrames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  if (!file_ || elapsed < kProgressAfter) return;
  const auto frame = static_cast<std::size_t>(elapsed / kProgressEvery) % std::size(kFrames);
  constexpr Text kWaiting{"the node is at work …", "节点正在处理…"};
  constexpr Text kSeconds{"s", "秒"};
  fmt::print(file_, "\r\033[K{} {} {}  {}", kFrames[frame], elapsed.count() / 1000, kSeconds.in(lang_),
             kWaiting.in(lang_));
  std::fflush(file_);
  shown_ = true;
}

void ProgressLine::tell(const std::string& line) {
  if (!file_) return;
  fmt::print(file_, "\r\033[K{}", line);
  std::fflush(file_);
  shown_ = true;
}

void ProgressLine::clear() {
  if (!shown_) return;
  fmt::print(file_, "\r\033[K");
  std::fflush(file_);
  shown_ = false;
}

}  // namespace wishctl
