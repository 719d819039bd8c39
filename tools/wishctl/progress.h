// One line on the terminal that says that the node is still at work: "⠙ 12 s …". It appears after
// half a second and is cleared when the answer is there.

#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include "tools/wishctl/text.h"

namespace wishctl {

class ProgressLine {
 public:
  // `file` is null where nobody watches (stderr is no terminal).
  ProgressLine(std::FILE* file, Lang lang) : file_(file), lang_(lang) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void set_language(Lang lang) { lang_ = lang; }
  void show(std::chrono::milliseconds elapsed);
  // Words of our own in its place.
  void tell(const std::string& line);
  void clear();

 private:
  std::FILE* file_;
  Lang lang_;
  bool shown_ = false;
};

}  // namespace wishctl
