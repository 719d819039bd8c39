#include "node/files/restoring.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "node/files/files.h"
#include "node/files/restored_mark.h"
#include "node/limits.h"

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Result;

namespace {

constexpr const char* kMarker = "wishtree";
constexpr const char* kIdentity = "identity";
constexpr const char* kLock = "lock";

Error busy(const fs::path& data) {
  return {"data.busy",
          "a wishnode is running on " + data.string() + "; stop it, or restore into another directory",
          "wishnode 正在使用 " + data.string() + "；请先停止它，或恢复到其他目录"};
}

Error not_empty(const fs::path& data) {
  return {"data.not_empty",
          data.string() +
              " is not empty; a backup is restored into a new or empty directory: move away what is there",
          data.string() + " 不是空目录；备份只能恢复到新目录或空目录：请先移走其中的内容"};
}

// Holds a running node's lock, so that none starts meanwhile. Where it is not `held`, errno says why.
class Lock {
 public:
  explicit Lock(const fs::path& data) : file_(data / kLock, O_RDWR | O_CREAT) {
    held = file_.is_open() && ::flock(file_.fd(), LOCK_EX | LOCK_NB) == 0;
  }
  bool held;

 private:
  File file_;
};

// Whether nothing stands there, or a lock that nobody holds.
Result<> expect_empty(const fs::path& data) {
  std::error_code failure;
  const auto status = fs::status(data, failure);
  if (status.type() == fs::file_type::not_found) return {};
  if (failure) return file_error(data, failure.value());
  if (!fs::is_directory(status)) return not_empty(data);
  bool empty = true;
  bool locked = false;
  for (fs::directory_iterator entry(data, failure), end; !failure && entry != end; entry.increment(failure)) {
    if (entry->path().filename() == kLock)
      locked = true;
    else
      empty = false;
  }
  if (failure) return file_error(data, failure.value());
  if (locked)
    if (const Lock lock(data); !lock.held)
      return errno == EWOULDBLOCK ? busy(data) : file_error(data / kLock, errno);
  return empty ? Result<>() : Result<>(not_empty(data));
}

Result<> copy_all(const fs::path& backup, const BackupManifest& manifest, const fs::path& data) {
  for (const BackupFile& file : manifest.files) {
    if (file.name == kMarker) continue;
    const fs::path to = data / file.name;
    std::error_code failure;
    fs::create_directories(to.parent_path(), failure);
    if (!failure) fs::permissions(to.parent_path(), fs::perms::owner_all, failure);
    if (failure) return file_error(to.parent_path(), failure.value());
    if (auto copied = copy_durably(backup / file.name, to); !copied) return copied;
  }
  if (auto marked = write_restored_mark(data, manifest.made_at_ms); !marked) return marked;
  return sync_tree(data);
}

// The marker comes last, as when a directory is made: it says that all the rest is there.
Result<> fill(const fs::path& backup, const BackupManifest& manifest, const fs::path& data) {
  if (auto copied = copy_all(backup, manifest, data); !copied) return copied;
  BackupManifest without_marker = manifest;
  std::erase_if(without_marker.files, [](const BackupFile& file) { return file.name == kMarker; });
  if (auto whole = check_files(data, without_marker); !whole)
    return Error("disk.failed",
                 "what was written to " + data.string() + " does not read back as it was written (" +
                     whole.error().en + "); check that disk",
                 data.string() + " 写入后读回的内容不一致（" + whole.error().zh + "）；请检查该硬盘");
  const auto marker = read_small_file(backup / kMarker, kManifestBytesMax);
  if (!marker) return marker.error();
  return replace_file(data / kMarker, *marker);
}

}  // namespace

Result<BackupManifest> restore_backup(const fs::path& backup, const fs::path& data) {
  const auto manifest = read_manifest(backup);
  if (!manifest) return manifest.error();
  for (const char* needed : {kMarker, kIdentity, "store/CURRENT"})
    if (std::ranges::find(manifest->files, needed, &BackupFile::name) == manifest->files.end())
      return Error("restore.not_whole",
                   std::string("the backup has no file ") + needed + "; use another backup",
                   std::string("备份中没有文件 ") + needed + "；请改用其他备份");
  if (auto empty = expect_empty(data); !empty) return empty.error();
  if (auto whole = check_files(backup, *manifest); !whole) return whole.error();

  std::error_code failure;
  const bool existed = fs::exists(data, failure);
  fs::create_directories(data, failure);
  if (!failure) fs::permissions(data, fs::perms::owner_all, failure);
  if (failure) return file_error(data, failure.value());
  const Lock lock(data);
  if (!lock.held) return errno == EWOULDBLOCK ? busy(data) : file_error(data / kLock, errno);
  Result<> filled = fill(backup, *manifest, data);
  if (filled) filled = sync_directory(directory_of(data));
  if (filled) return *manifest;
  for (const auto& entry : fs::directory_iterator(data, failure)) fs::remove_all(entry.path(), failure);
  if (!existed) fs::remove(data, failure);
  return filled.error();
}

}  // namespace node
