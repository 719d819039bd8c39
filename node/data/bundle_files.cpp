#include "node/data/bundle_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Result;

namespace {

constexpr mode_t kFileMode = 0600;  // Sticks mostly know no modes.

Error of_errno(const fs::path& path, int code) {
  const std::string at = path.string();
  const std::string why = std::generic_category().message(code);
  switch (code) {
    case EACCES:
    case EPERM:
    case EROFS:
      return {"file.denied",
              "the node may not use " + at + " (" + why +
                  "); give the right to the user as whom it runs, or "
                  "choose another directory",
              "节点无权使用 " + at + "（" + why + "）；请给运行节点的用户授权，或换一个目录"};
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return {"disk.full",
              "there is no room for " + at +
                  "; nothing of it was left there. Make room, or use "
                  "another stick",
              "没有空间存放 " + at + "，未留下任何内容；请清理空间或更换 U 盘"};
    case ENOENT:
    case ENOTDIR:
      return {"file.missing", "there is no " + at + "; check the path, and whether the stick is there",
              at + " 不存在；请检查路径，以及 U 盘是否已插好"};
    case EISDIR:
    case ELOOP:
      return {"file.not_a_file", at + " is no plain file; give the name of a file",
              at + " 不是普通文件；请给出文件名"};
    default:
      return {"disk.failed",
              at + " could not be read or written (" + why + "); try again, or use another stick",
              at + " 读写失败（" + why + "）；请重试或更换 U 盘"};
  }
}

Result<std::string> read_from(int fd, const fs::path& path, std::size_t bytes_max) {
  std::string out(bytes_max, '\0');
  std::size_t size = 0;
  while (size < bytes_max) {
    const ssize_t got = ::read(fd, out.data() + size, bytes_max - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return of_errno(path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  out.resize(size);
  return out;
}

Error stands_already(const fs::path& path) {
  return {"file.exists",
          path.string() +
              " is there already and may be a bundle that nobody has read; choose another name, or "
              "remove it first",
          path.string() + " 已经存在，可能是尚未读入的交换包；请换一个文件名，或先将其删除"};
}

// Most file systems of sticks can't; then there is nothing to be done about it.
void sync_directory_around(const fs::path& file) {
  const fs::path directory = file.has_parent_path() ? file.parent_path() : ".";
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)::fsync(fd);
  ::close(fd);
}

}  // namespace

fs::path volume_path(const fs::path& file, std::size_t volume) {
  return volume == 1 ? file : fs::path(file.string() + "." + std::to_string(volume));
}

// ---- Writing ----

fs::path FileBundleSink::part_path(std::size_t volume) const {
  return volume_path(file_, volume).string() + ".part";
}

FileBundleSink::~FileBundleSink() {
  close();
  for (std::size_t volume = 1; volume <= volumes_; ++volume) ::unlink(part_path(volume).c_str());
}

void FileBundleSink::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<> FileBundleSink::begin(std::size_t volume) {
  close();
  const fs::path target = volume_path(file_, volume);
  struct stat found {};
  if (::lstat(target.c_str(), &found) == 0) return stands_already(target);
  const fs::path part = part_path(volume);
  // What an interrupted attempt left is ours to replace.
  fd_ = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, kFileMode);
  if (fd_ < 0) return of_errno(target, errno);
  volumes_ = volume;
  return {};
}

Result<> FileBundleSink::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return of_errno(volume_path(file_, volumes_), errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> FileBundleSink::read_back() {
  const fs::path part = part_path(volumes_);
  if (::fsync(fd_) != 0) return of_errno(volume_path(file_, volumes_), errno);
  // Otherwise the kernel's copy in memory would be read, and not the stick.
  (void)::posix_fadvise(fd_, 0, 0, POSIX_FADV_DONTNEED);
  close();
  fd_ = ::open(part.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  return fd_ < 0 ? Result<>(of_errno(part, errno)) : Result<>();
}

Result<std::string> FileBundleSink::read(std::size_t bytes_max) {
  return read_from(fd_, part_path(volumes_), bytes_max);
}

Result<> FileBundleSink::publish() {
  close();
  for (std::size_t volume = volumes_; volume > 0; --volume) {
    const fs::path target = volume_path(file_, volume);
    struct stat found {};
    std::optional<Error> failed;
    if (::lstat(target.c_str(), &found) == 0)
      failed = stands_already(target);
    else if (::rename(part_path(volume).c_str(), target.c_str()) != 0)
      failed = of_errno(target, errno);
    if (!failed) continue;
    for (std::size_t named = volume + 1; named <= volumes_; ++named)
      ::unlink(volume_path(file_, named).c_str());
    return *failed;
  }
  sync_directory_around(file_);
  volumes_ = 0;
  return {};
}

// ---- Reading ----

FileBundleSource::~FileBundleSource() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::uint64_t> FileBundleSource::open(std::size_t volume) {
  if (fd_ >= 0) ::close(fd_);
  at_ = volume_path(file_, volume);
  fd_ = ::open(at_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd_ < 0 && errno == ENOENT && volume > 1)
    return Error("bundle.volume_missing",
                 "volume " + std::to_string(volume) +
                     " of the bundle is missing; what came before it was taken. "
                     "Put " +
                     at_.filename().string() + " beside the first one and read the bundle again",
                 "缺少交换包的第 " + std::to_string(volume) + " 卷；此前的内容已收下。请把 " +
                     at_.filename().string() + " 放在第 1 卷旁边，再重新读入");
  struct stat found {};
  if (fd_ < 0 || ::fstat(fd_, &found) != 0) return of_errno(at_, errno);
  if (!S_ISREG(found.st_mode)) return of_errno(at_, EISDIR);
  return static_cast<std::uint64_t>(found.st_size);
}

Result<std::string> FileBundleSource::read(std::size_t bytes_max) { return read_from(fd_, at_, bytes_max); }

}  // namespace node
