#include "node/data/backup.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "node/files/files.h"
#include "node/limits.h"
#include "node/store/store_keys.h"

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Result;

namespace {

constexpr const char* kStore = "store";

Error bad_path(const fs::path& path) {
  return {"backup.bad_path",
          "\"" + path.string() + "\" is no absolute path; write it like /media/stick/backup",
          "“" + path.string() + "”不是绝对路径；请写成 /media/stick/backup 这样"};
}

Error inside(const fs::path& path) {
  return {"backup.inside",
          path.string() + " lies in the node's data directory and would be lost with it; choose another disk",
          path.string() + " 在节点的数据目录之内，会随它一起丢失；请选择其他硬盘"};
}

Error not_empty(const fs::path& path) {
  return {"backup.not_empty",
          path.string() + " exists and is not an empty directory; give a new directory for each backup",
          path.string() + " 已存在且不是空目录；请为每次备份指定新目录"};
}

Error not_whole(const std::string& en, const std::string& zh) {
  return {"backup.not_whole",
          "the backup does not read back as it was written (" + en +
              "), and was removed; check that disk, or use another one",
          "备份写入后读回的内容不一致（" + zh + "），已删除；请检查该硬盘，或换用其他硬盘"};
}

bool lies_in(const fs::path& path, const fs::path& directory) {
  const auto [from, to] = std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return from == directory.end();
}

// Makes the directory where it is not there. Whether it was made.
Result<bool> prepare(const fs::path& path, const fs::path& data) {
  if (!path.is_absolute()) return bad_path(path);
  std::error_code failure;
  const fs::path real = fs::weakly_canonical(path, failure);
  const fs::path own = failure ? data : fs::weakly_canonical(data, failure);
  if (failure) return file_error(path, failure.value());
  if (lies_in(real, own)) return inside(path);
  // Not those above it: a stick that is not there must not become a directory of this disk.
  const bool made = ::mkdir(path.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) return file_error(errno == ENOENT ? directory_of(path) : path, errno);
  if (made) return true;
  if (!fs::is_directory(path, failure)) return not_empty(path);
  const bool empty = fs::is_empty(path, failure);
  if (failure) return file_error(path, failure.value());
  if (!empty) return not_empty(path);
  // A file system without rights, such as a stick's, has none to take away.
  fs::permissions(path, fs::perms::owner_all, failure);
  return false;
}

void remove_all_of(const fs::path& directory, bool made) {
  std::error_code ignored;
  for (const char* name : {"store", "store.tmp", "identity", "identity.tmp", "wishtree", "wishtree.tmp",
                           "manifest", "manifest.tmp"})
    fs::remove_all(directory / name, ignored);
  if (made) fs::remove(directory, ignored);
}

// Reads every byte of the copied store and finds the counts that it states.
Result<> examine_store(const fs::path& directory, BackupManifest& manifest, const std::atomic<bool>& stop) {
  const auto opened = RocksKv::open(directory, RocksKv::Mode::kReadOnly);
  if (!opened) return not_whole(opened.error().en, opened.error().zh);
  const RocksKv& kv = **opened;
  std::uint64_t logged = 0;
  for (std::size_t i = 0; i < kFamilyCount && !stop; ++i)
    kv.scan(static_cast<Family>(i), "", "", [&](std::string_view, std::string_view) {
      logged += static_cast<Family>(i) == Family::kLog ? 1 : 0;
      return !stop.load();
    });
  if (const auto damage = kv.damage(); !damage.empty())
    return not_whole(damage.front().detail, damage.front().detail);
  const auto events = kv.get(Family::kMeta, keys::kEvents);
  manifest.events = events && events->size() == 8 ? model::get_u64(events->data()) : 0;
  kv.scan_back(Family::kArrival, "", "", [&](std::string_view key, std::string_view) {
    manifest.last_arrival = model::get_u64(key.data());
    return false;
  });
  if (stop) return {};
  if (logged != manifest.events) return not_whole("its counts differ", "数目不符");
  return {};
}

}  // namespace

Backups::Backups(RocksKv& store, fs::path data) : store_(store), data_(std::move(data)) {}

Result<BackupManifest> Backups::make(const BackupOrder& order) {
  const std::unique_lock lock(one_at_a_time_, std::try_to_lock);
  if (!lock.owns_lock())
    return Error("backup.running", "another backup of this node is being made; wait until it is done",
                 "本节点正在进行另一次备份；请等待其完成");
  const auto made = prepare(order.directory, data_);
  if (!made) return made.error();
  BackupManifest manifest{
      order.node, order.place, order.place_name, order.writer, order.made_at_ms, order.release, 0, 0, {}};
  std::ranges::replace(manifest.place_name, '\n', ' ');  // A line of the manifest.
  if (const auto filled = fill(order, manifest); !filled) {
    remove_all_of(order.directory, *made);
    return filled.error();
  }
  return manifest;
}

Result<> Backups::copy_store(const fs::path& to) {
  for (int tries = 1;; ++tries) {
    auto copied = store_.checkpoint(to);
    if (copied) return copied;
    if (copied.error().code == "disk.full") return file_error(to, ENOSPC);
    if (tries == kBackupCopyTriesMax || stopping_) return copied;
    std::error_code ignored;
    fs::remove_all(to, ignored);
    fs::remove_all(fs::path(to) += ".tmp", ignored);
  }
}

Result<> Backups::fill(const BackupOrder& order, BackupManifest& manifest) {
  const fs::path& directory = order.directory;
  if (auto copied = copy_store(directory / kStore); !copied) return copied;
  for (const char* name : {"identity", "wishtree"})
    if (auto copied = copy_durably(data_ / name, directory / name); !copied) return copied;
  if (auto synced = sync_tree(directory); !synced) return synced;
  if (auto examined = examine_store(directory / kStore, manifest, stopping_); !examined) return examined;

  const auto names = files_below(directory);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    auto file = sum_file(directory, name, &stopping_);
    if (!file) return file.error();
    manifest.files.push_back(std::move(*file));
  }
  // Last: only now it is a backup.
  if (auto written = replace_file(directory / kManifestName, manifest_text(manifest)); !written)
    return written;
  if (auto synced = sync_directory(directory_of(directory)); !synced) return synced;
  const auto read_back = read_manifest(directory);
  if (!read_back) return not_whole(read_back.error().en, read_back.error().zh);
  if (*read_back != manifest) return not_whole("manifest", "manifest");
  const auto whole = check_files(directory, *read_back, &stopping_);
  if (!whole && whole.error().code == "restore.damaged") return not_whole(whole.error().en, whole.error().zh);
  return whole;
}

}  // namespace node
