// The volumes of a bundle as files: FILE, FILE.2, FILE.3, …
//
// A volume is written to NAME.part and gets its name only when all volumes were read back from the medium;
// the first one last, so that whoever sees FILE has all of it. A file that stands already is never replaced:
// it may be a bundle that nobody has read yet.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "node/data/bundles.h"

namespace node {

// FILE for the first volume, FILE.2 and so on for the others.
[[nodiscard]] std::filesystem::path volume_path(const std::filesystem::path& file, std::size_t volume);

// Errors of both: "file.missing" (also a directory to write into), "file.denied", "file.not_a_file",
// "disk.full", "disk.failed", each naming the file.
class FileBundleSink final : public BundleSink {
 public:
  explicit FileBundleSink(std::filesystem::path file) : file_(std::move(file)) {}
  ~FileBundleSink() override;
  FileBundleSink(const FileBundleSink&) = delete;
  FileBundleSink& operator=(const FileBundleSink&) = delete;

  // Also "file.exists".
  [[nodiscard]] model::Result<> begin(std::size_t volume) override;
  [[nodiscard]] model::Result<> write(std::string_view bytes) override;
  [[nodiscard]] model::Result<> read_back() override;
  [[nodiscard]] model::Result<std::string> read(std::size_t bytes_max) override;
  [[nodiscard]] model::Result<> publish() override;

 private:
  [[nodiscard]] std::filesystem::path part_path(std::size_t volume) const;
  void close();

  const std::filesystem::path file_;
  std::size_t volumes_ = 0;  // That have a .part.
  int fd_ = -1;
};

class FileBundleSource final : public BundleSource {
 public:
  explicit FileBundleSource(std::filesystem::path file) : file_(std::move(file)) {}
  ~FileBundleSource() override;
  FileBundleSource(const FileBundleSource&) = delete;
  FileBundleSource& operator=(const FileBundleSource&) = delete;

  // Also "bundle.volume_missing".
  [[nodiscard]] model::Result<std::uint64_t> open(std::size_t volume) override;
  [[nodiscard]] model::Result<std::string> read(std::size_t bytes_max) override;

 private:
  const std::filesystem::path file_;
  std::filesystem::path at_;
  int fd_ = -1;
};

}  // namespace node
