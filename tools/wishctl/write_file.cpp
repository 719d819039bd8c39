#include "tools/wishctl/write_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace wishctl {

Outcome<std::filesystem::path> write_new_file(const std::filesystem::path& path, std::string_view bytes) {
  const std::string name = path.string();
  const auto unwritable = [&](int reason) {
    return Failure{ExitStatus::kRefused,
                   {"file.unwritable", fmt::format("{} can't be written: {}.", name, std::strerror(reason)),
                    fmt::format("无法写入 {}：{}。", name, std::strerror(reason))}};
  };
  const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0 && errno == EEXIST)
    return Failure{ExitStatus::kRefused,
                   {"file.exists", fmt::format("{} exists already; give another name.", name),
                    fmt::format("{} 已存在；请换一个名称。", name)}};
  if (file < 0) return unwritable(errno);
  int reason = 0;
  while (!bytes.empty() && reason == 0) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      reason = errno;
  }
  if (reason == 0 && ::fsync(file) != 0) reason = errno;
  if (::close(file) != 0 && reason == 0) reason = errno;
  if (reason == 0) return path;
  ::unlink(name.c_str());
  return unwritable(reason);
}

}  // namespace wishctl
