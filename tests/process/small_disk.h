// A small disk of this process and its children alone: a tmpfs, mounted in a name space of its own.
// Needs root, or the right to make user name spaces; throws with a word about it where that is missing.
//
// Where the process is not root it must be made while the process has one thread.

#pragma once

#include <cstdint>
#include <filesystem>

namespace process {

class SmallDisk {
 public:
  SmallDisk(std::filesystem::path at, std::uint64_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Leaves so many bytes or fewer; by default not one.
  void fill(std::uint64_t bytes_left = 0);
  // Takes away what fill() wrote.
  void make_room();
  // As if a larger disk were put in its place; what fill() wrote stays.
  void grow(std::uint64_t more_bytes);
  [[nodiscard]] std::uint64_t bytes_free() const;
  [[nodiscard]] const std::filesystem::path& path() const { return at_; }

 private:
  std::filesystem::path at_;
  std::uint64_t bytes_;
};

}  // namespace process
