// Files that are there whole or not at all, and still there after a power cut; and what goes wrong with
// files, in words that say what to do.
//
// For the data directory, backups and wishctl's restore; nothing of a node is known here. From any
// thread; two must not write one file at a time.

#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "model/result.h"

namespace node {

// An open file descriptor, closed with this. New files are readable by their owner alone.
class File {
 public:
  // `flags` as of open(2). Where that fails, is_open() says so and errno why.
  File(const std::filesystem::path& path, int flags);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// What errno `code` says of `path`: "data.denied", "disk.full", "file.missing", "disk.failed".
[[nodiscard]] model::Error file_error(const std::filesystem::path& path, int code);

// All of the bytes; false where errno says why not.
[[nodiscard]] bool write_all(int fd, std::string_view bytes);

// A new, renamed or removed file is so for good only once its directory is synced.
[[nodiscard]] model::Result<> sync_directory(const std::filesystem::path& directory);
// The directory that `path` stands in.
[[nodiscard]] std::filesystem::path directory_of(const std::filesystem::path& path);

// The whole file under its name, or no file under that name; durable, readable by its owner alone.
// Errors "data.denied", "disk.full", "disk.failed", "file.missing" (there is no such directory).
[[nodiscard]] model::Result<> replace_file(const std::filesystem::path& path, std::string_view bytes);
// The same with bytes that say something of the very file that will stand there, empty as yet.
[[nodiscard]] model::Result<> replace_file(const std::filesystem::path& path,
                                           const std::function<std::string(int fd)>& bytes_of);
// As replace_file(), where none stands yet: else "file.exists".
[[nodiscard]] model::Result<> write_secret_file(const std::filesystem::path& path, std::string_view bytes);
// Durably; no error where there is none. Errors as file_error().
[[nodiscard]] model::Result<> remove_file(const std::filesystem::path& path);

// Errors "file.missing", "file.too_large", "data.denied", "disk.failed".
[[nodiscard]] model::Result<std::string> read_small_file(const std::filesystem::path& path,
                                                         std::size_t bytes_max);

}  // namespace node
