#include "tools/wishctl/read_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "model/bytes.h"
#include "tools/wishctl/limits.h"

namespace wishctl {
namespace {

constexpr std::size_t kSeedBytes = 32;

Failure refused(std::string code, std::string en, std::string zh) {
  return {ExitStatus::kRefused, {std::move(code), std::move(en), std::move(zh)}};
}

Failure unreadable(const std::string& name, const std::string& reason) {
  return refused("file.unreadable", fmt::format("The file {} cannot be read: {}.", name, reason),
                 fmt::format("无法读取文件 {}：{}。", name, reason));
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

}  // namespace

Outcome<std::string> read_file(const std::filesystem::path& path, std::uintmax_t bytes_max) {
  const std::string name = path.string();
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    return refused("file.missing", fmt::format("There is no file {}. Check its name and folder.", name),
                   fmt::format("没有 {} 这个文件。请检查文件名和所在文件夹。", name));
  if (error) return unreadable(name, error.message());
  if (status.type() == std::filesystem::file_type::directory)
    return refused("file.directory", fmt::format("{} is a folder. Name one file in it.", name),
                   fmt::format("{} 是文件夹。请写明其中的一个文件。", name));
  if (status.type() != std::filesystem::file_type::regular)
    return refused("file.not_a_file", fmt::format("{} is no ordinary file. Name a file on the disk.", name),
                   fmt::format("{} 不是普通文件。请指定磁盘上的文件。", name));

  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(name, std::generic_category().message(errno));
  // One byte more than allowed tells a file that is too large, also one that still grows.
  std::string bytes(
      static_cast<std::size_t>(std::min(std::filesystem::file_size(path, error), bytes_max)) + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return unreadable(name, std::generic_category().message(errno));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > bytes_max)
    return refused("file.too_large",
                   fmt::format("The file {} is larger than {} MiB. Split it, or remove pictures from it.",
                               name, bytes_max >> 20),
                   fmt::format("文件 {} 超过 {} MiB。请拆分，或删去其中的图片。", name, bytes_max >> 20));
  if (bytes.empty())
    return refused("file.empty", fmt::format("The file {} is empty.", name),
                   fmt::format("文件 {} 是空的。", name));
  return bytes;
}

Outcome<std::string> read_root_key(const std::filesystem::path& path) {
  Outcome<std::string> bytes = read_file(path, kRootKeyFileBytesMax);
  if (!bytes) return bytes.error();
  if (bytes->size() == kSeedBytes) return model::to_hex(*bytes);
  // The only run of exactly 64 hexadecimal digits in the text.
  for (std::size_t at = 0; at < bytes->size();) {
    std::size_t end = at;
    while (end < bytes->size() && is_hex((*bytes)[end])) ++end;
    if (end - at == 2 * kSeedBytes) return bytes->substr(at, end - at);
    at = end + 1;
  }
  return refused("root_key.damaged",
                 fmt::format("{} is no root key. Give the file that 'wishnode init' wrote.", path.string()),
                 fmt::format("{} 不是根密钥文件。请使用 wishnode init 生成的那个文件。", path.string()));
}

}  // namespace wishctl
