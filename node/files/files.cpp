#include "node/files/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Result;

namespace {

constexpr mode_t kOwnerOnly = 0600;

fs::path temporary_of(const fs::path& path) {
  fs::path out = path;
  return out += ".tmp";
}

// `replace`: whether a file may stand there.
Result<> write_file(const fs::path& path, const std::function<std::string(int fd)>& bytes_of, bool replace) {
  const fs::path temporary = temporary_of(path);
  ::unlink(temporary.c_str());  // Left over from a write that was cut short.
  const auto failed = [&](int code) -> Result<> {
    ::unlink(temporary.c_str());
    if (code == EEXIST)
      return Error("file.exists", path.string() + " exists already; give another name, or move it away",
                   path.string() + " 已存在；请另取名称，或先将其移走");
    return file_error(path, code);
  };
  {
    const File file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    if (!file.is_open() || !write_all(file.fd(), bytes_of(file.fd())) || ::fsync(file.fd()) != 0)
      return failed(errno);
  }
  int renamed = ::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(),
                            replace ? 0 : static_cast<unsigned>(RENAME_NOREPLACE));
  if (renamed != 0 && errno == EINVAL && !replace) {  // A file system without that flag, such as NFS.
    struct stat there {};
    if (::lstat(path.c_str(), &there) == 0) return failed(EEXIST);
    renamed = ::rename(temporary.c_str(), path.c_str());
  }
  if (renamed != 0) return failed(errno);
  return sync_directory(directory_of(path));
}

}  // namespace

File::File(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly)) {}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

Error file_error(const fs::path& path, int code) {
  const std::string at = path.string();
  const std::string why = std::generic_category().message(code);
  switch (code) {
    case EACCES:
    case EPERM:
    case EROFS:
      return {"data.denied",
              "no permission to use " + at + " (" + why +
                  "); run wishnode as the user who owns it, or give that user the rights",
              "没有使用 " + at + " 的权限（" + why + "）；请以其所有者身份运行 wishnode，或授予该用户权限"};
    case ENOSPC:
    case EDQUOT:
      return {"disk.full", "the disk is full; make room for " + at + " and try again",
              "硬盘已满；请为 " + at + " 清理出空间后再试"};
    case ENOENT:
      return {"file.missing", "there is no file or directory " + at + "; check the path",
              "文件或目录 " + at + " 不存在；请检查路径"};
    default:
      return {"disk.failed", at + " could not be read or written (" + why + "); check the disk and try again",
              at + " 读写失败（" + why + "）；请检查硬盘后再试"};
  }
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

fs::path directory_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

Result<> sync_directory(const fs::path& directory) {
  const File opened(directory, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open() || ::fsync(opened.fd()) != 0) return file_error(directory, errno);
  return {};
}

Result<> replace_file(const fs::path& path, const std::function<std::string(int fd)>& bytes_of) {
  return write_file(path, bytes_of, true);
}

Result<> replace_file(const fs::path& path, std::string_view bytes) {
  return write_file(
      path, [&](int) { return std::string(bytes); }, true);
}

Result<> write_secret_file(const fs::path& path, std::string_view bytes) {
  return write_file(
      path, [&](int) { return std::string(bytes); }, false);
}

Result<> remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0) return errno == ENOENT ? Result<>() : Result<>(file_error(path, errno));
  return sync_directory(directory_of(path));
}

Result<std::string> read_small_file(const fs::path& path, std::size_t bytes_max) {
  const File file(path, O_RDONLY);
  if (!file.is_open()) return file_error(path, errno);
  std::string out(bytes_max + 1, '\0');
  std::size_t size = 0;
  while (size < out.size()) {
    const ssize_t read = ::read(file.fd(), out.data() + size, out.size() - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return file_error(path, errno);
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  if (size > bytes_max)
    return Error("file.too_large",
                 path.string() + " is larger than " + std::to_string(bytes_max) +
                     " bytes and so not the file that is wanted; check the path",
                 path.string() + " 超过 " + std::to_string(bytes_max) + " 字节，不是所需的文件；请检查路径");
  out.resize(size);
  return out;
}

}  // namespace node
