#include "node/files/backup_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "node/files/files.h"
#include "node/limits.h"

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Result;

namespace {

// Calls `take` with each chunk of the file until that returns false. False where errno says why reading
// failed.
template <typename Take>
bool read_all(int fd, Take&& take) {
  std::string chunk(kBackupChunkBytes, '\0');
  for (;;) {
    const ssize_t read = ::read(fd, chunk.data(), chunk.size());
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return false;
    if (read == 0 || !take(std::string_view(chunk).substr(0, static_cast<std::size_t>(read)))) return true;
  }
}

}  // namespace

Result<std::vector<std::string>> files_below(const fs::path& directory) {
  std::vector<std::string> out;
  std::error_code failure;
  for (fs::recursive_directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (entry->is_regular_file(failure)) out.push_back(entry->path().lexically_relative(directory).string());
  if (failure) return file_error(directory, failure.value());
  std::sort(out.begin(), out.end());
  return out;
}

Result<> sync_tree(const fs::path& directory) {
  const auto names = files_below(directory);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const File file(directory / name, O_RDONLY);
    if (!file.is_open() || ::fsync(file.fd()) != 0) return file_error(directory / name, errno);
  }
  std::error_code failure;
  for (fs::recursive_directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (entry->is_directory(failure))
      if (auto synced = sync_directory(entry->path()); !synced) return synced;
  if (failure) return file_error(directory, failure.value());
  return sync_directory(directory);
}

Result<BackupFile> sum_file(const fs::path& directory, const std::string& name,
                            const std::atomic<bool>* stop) {
  const fs::path path = directory / name;
  const File file(path, O_RDONLY | O_NOFOLLOW);
  if (!file.is_open()) return file_error(path, errno);
  (void)::posix_fadvise(file.fd(), 0, 0, POSIX_FADV_DONTNEED);
  BackupFile out{name, 0, {}};
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  const bool read = read_all(file.fd(), [&](std::string_view chunk) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(chunk.data()), chunk.size());
    out.bytes += chunk.size();
    return !stop || !*stop;
  });
  if (!read) return file_error(path, errno);
  if (stop && *stop)
    return Error("backup.interrupted", "the node is ending; make the backup once it runs again",
                 "节点正在停止；请在重新启动后再备份");
  crypto_hash_sha256_final(&state, out.sum.data());
  return out;
}

Result<> copy_durably(const fs::path& from, const fs::path& to) {
  const File source(from, O_RDONLY | O_NOFOLLOW);
  if (!source.is_open()) return file_error(from, errno);
  const File copy(to, O_WRONLY | O_CREAT | O_EXCL);
  if (!copy.is_open()) return file_error(to, errno);
  bool written = true;
  const bool read = read_all(source.fd(), [&](std::string_view chunk) {
    written = write_all(copy.fd(), chunk);
    return written;
  });
  if (!written || (read && ::fsync(copy.fd()) != 0)) return file_error(to, errno);
  if (!read) return file_error(from, errno);
  return {};
}

}  // namespace node
