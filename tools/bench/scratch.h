// A directory for one bench, removed with all that is in it at the end.

#pragma once

#include <filesystem>

namespace bench {

class Scratch {
 public:
  // Below `where`; below the system's directory for temporary files where that is empty.
  explicit Scratch(const std::filesystem::path& where);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // A name below it that nothing stands at: what stood there is removed.
  [[nodiscard]] std::filesystem::path fresh(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace bench
