#include "tools/bench/scratch.h"

#include <stdlib.h>

#include "tools/bench/must.h"

namespace bench {

namespace fs = std::filesystem;

Scratch::Scratch(const fs::path& where) {
  std::string pattern = ((where.empty() ? fs::temp_directory_path() : where) / "wishbench.XXXXXX").string();
  expect(::mkdtemp(pattern.data()) != nullptr,
         "no directory can be made at " + pattern + "; name another with --dir");
  path_ = pattern;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Scratch::fresh(const std::string& name) const {
  fs::remove_all(path_ / name);
  return path_ / name;
}

}  // namespace bench
