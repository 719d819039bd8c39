#include "node/data/data_directory.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <set>
#include <system_error>

#include "model/crypto.h"
#include "node/files/anchor.h"
#include "node/files/restored_mark.h"
#include "node/limits.h"

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Result;

namespace {

constexpr std::string_view kMarkerWords = "wishtree data ";
constexpr unsigned kFormat = 1;
constexpr std::string_view kIdentityWords = "wishtree identity ";
constexpr std::size_t kIdentityMagicBytes = 32;
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kIdentityBytes = kIdentityMagicBytes + 4 * kSecretBytes;
constexpr std::string_view kAnchored = "anchored\n";  // The marker's second line.

// ---- Errors

Error missing(const fs::path& path) {
  return {"data.missing",
          "there is no data directory " + path.string() +
              "; check the path, or make a node there with wishnode init or wishnode join",
          "数据目录 " + path.string() + " 不存在；请检查路径，或用 wishnode init 或 wishnode join 新建节点"};
}

Error foreign(const fs::path& path) {
  return {"data.foreign",
          path.string() +
              " is not a data directory of wishnode; give the directory that wishnode init or "
              "wishnode join made",
          path.string() + " 不是 wishnode 的数据目录；请指定由 wishnode init 或 wishnode join 建立的目录"};
}

Error newer(const fs::path& path) {
  return {"data.newer",
          path.string() + " was written by a newer version of wishnode; install that version or newer",
          path.string() + " 由更新版本的 wishnode 写入；请安装该版本或更新的版本"};
}

Error busy(const fs::path& path, const std::string& pid) {
  return {"data.busy",
          "another wishnode " + (pid.empty() ? "" : "(pid " + pid + ") ") + "is running on this directory, " +
              path.string() + "; stop it first, or use another directory",
          "另一个 wishnode" + (pid.empty() ? "" : "（进程号 " + pid + "）") + "正在使用此目录 " +
              path.string() + "；请先停止它，或改用其他目录"};
}

Error damaged(const fs::path& path) {
  return {"data.damaged",
          "the node's keys in " + path.string() +
              " are missing or damaged; restore that file from a backup, or join anew",
          path.string() + " 中的节点密钥缺失或已损坏；请从备份恢复该文件，或重新加入"};
}

Error filled_already(const fs::path& path) {
  return {"data.not_empty",
          path.string() +
              " is not empty; choose a new or an empty directory, or start what is there with "
              "wishnode run",
          path.string() + " 不是空目录；请选择新目录或空目录，或用 wishnode run 启动其中已有的节点"};
}

// ---- What the files say

// The number after `words` on a file's first line: the file's format.
std::optional<unsigned> format_of(std::string_view bytes, std::string_view words) {
  if (!bytes.starts_with(words)) return std::nullopt;
  bytes.remove_prefix(words.size());
  unsigned number = 0;
  const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), number);
  if (error != std::errc{} || end == bytes.data() + bytes.size() || *end != '\n') return std::nullopt;
  return number;
}

std::string first_line(std::string_view words) { return std::string(words) + std::to_string(kFormat) + "\n"; }

std::string marker_bytes() { return first_line(kMarkerWords) + std::string(kAnchored); }

std::string digest_of(std::string_view bytes) {
  const model::Digest digest = model::sha256(bytes);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string identity_bytes(const Identity& identity) {
  std::string out = first_line(kIdentityWords);
  out.resize(kIdentityMagicBytes, '\0');
  for (const auto* secret : {&identity.signing_seed, &identity.sealing_secret, &identity.data_key})
    out.append(reinterpret_cast<const char*>(secret->data()), secret->size());
  return out + digest_of(out);
}

Result<Identity> read_identity(const fs::path& path) {
  auto bytes = read_small_file(path, kSmallFileBytesMax);
  if (!bytes && bytes.error().code == "data.denied") return bytes.error();
  if (!bytes) return damaged(path);
  const auto format = format_of(*bytes, kIdentityWords);
  if (format && *format > kFormat) return newer(path);
  Identity out;
  if (bytes->size() == kIdentityBytes) {
    std::size_t at = kIdentityMagicBytes;
    for (auto* secret : {&out.signing_seed, &out.sealing_secret, &out.data_key}) {
      std::memcpy(secret->data(), bytes->data() + at, kSecretBytes);
      at += kSecretBytes;
    }
  }
  const bool whole = *bytes == identity_bytes(out);
  sodium_memzero(bytes->data(), bytes->size());
  if (!whole) return damaged(path);
  return out;
}

// Whether there is nothing in the directory but what a creation that was cut short leaves: all that
// create() writes before the marker.
Result<bool> is_new(const fs::path& directory) {
  const std::set<std::string> ours = {"lock",   "identity",   "identity.tmp",
                                      "anchor", "anchor.tmp", "wishtree.tmp"};
  std::error_code failure;
  for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (!ours.contains(entry->path().filename().string())) return false;
  if (failure) return file_error(directory, failure.value());
  return true;
}

}  // namespace

model::SealingKey Identity::sealing_key() const {
  model::check(sodium_init() >= 0, "libsodium starts");
  model::SealingKey out;
  crypto_scalarmult_base(out.data.data(), sealing_secret.data());
  return out;
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::create(const fs::path& path, Random& random) {
  std::error_code failure;
  fs::create_directories(directory_of(path), failure);
  if (failure) return file_error(path, failure.value());
  ::umask(0077);  // Of the whole process: what it writes from now on is its owner's alone.
  if (::mkdir(path.c_str(), 0700) == 0) {
    if (auto synced = sync_directory(directory_of(path)); !synced) return synced.error();
  } else if (errno != EEXIST) {
    return file_error(path, errno);
  }
  if (!fs::is_directory(path, failure)) return filled_already(path);
  const auto fresh = is_new(path);
  if (!fresh) return fresh.error();
  if (!*fresh) return filled_already(path);

  std::unique_ptr<DataDirectory> out(new DataDirectory(path));
  if (auto locked = out->lock(); !locked) return locked.error();
  // Between the look and the lock another creation may have ended here.
  const auto still_fresh = is_new(path);
  if (!still_fresh || !*still_fresh) return filled_already(path);
  if (::chmod(path.c_str(), 0700) != 0) return file_error(path, errno);
  out->identity_ = {random.bytes<kSecretBytes>(), random.bytes<kSecretBytes>(), random.bytes<kSecretBytes>()};
  // The marker comes last: it says that all before it is there.
  if (auto written = replace_file(path / "identity", identity_bytes(out->identity_)); !written)
    return written.error();
  if (auto anchored = write_anchor(path / "anchor", machine_name()); !anchored) return anchored.error();
  if (auto written = replace_file(path / "wishtree", marker_bytes()); !written) return written.error();
  return out;
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(const fs::path& path) {
  ::umask(0077);  // As in create().
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (status.type() == fs::file_type::not_found) return missing(path);
  if (failure) return file_error(path, failure.value());
  if (!fs::is_directory(status)) return foreign(path);
  const auto marker = read_small_file(path / "wishtree", kSmallFileBytesMax);
  if (!marker && (marker.error().code == "file.missing" || marker.error().code == "file.too_large"))
    return foreign(path);
  if (!marker) return marker.error();
  const auto format = format_of(*marker, kMarkerWords);
  if (!format) return foreign(path);
  if (*format > kFormat) return newer(path);

  std::unique_ptr<DataDirectory> out(new DataDirectory(path));
  if (auto locked = out->lock(); !locked) return locked.error();
  auto identity = read_identity(path / "identity");
  if (!identity) return identity.error();
  out->identity_ = *identity;
  out->look_around(*marker);
  return out;
}

void DataDirectory::look_around(const std::string& marker) {
  restored_ = read_restored_mark(path_);
  const AnchorState anchor = look_at_anchor(path_ / "anchor", machine_name());
  const bool had_anchor = marker.ends_with("\n" + std::string(kAnchored));
  copied_ = restored_ || anchor == AnchorState::kElsewhere || (anchor == AnchorState::kMissing && had_anchor);
  // From before there were anchors. Where the disk is full it is tried again at the next start.
  if (!copied_ && !had_anchor) (void)anchor_here();
}

Result<> DataDirectory::anchor_here() {
  if (auto anchored = write_anchor(path_ / "anchor", machine_name()); !anchored) return anchored;
  if (auto marked = replace_file(path_ / "wishtree", marker_bytes()); !marked) return marked;
  // Last: until it is gone the directory counts as restored.
  if (auto removed = remove_file(path_ / kRestoredName); !removed) return removed;
  copied_ = false;
  restored_.reset();
  return {};
}

Result<> DataDirectory::lock() {
  const fs::path path = path_ / "lock";
  File file(path, O_RDWR | O_CREAT);
  if (!file.is_open()) return file_error(path, errno);
  if (::flock(file.fd(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return file_error(path, errno);
    char text[24];
    const ssize_t read = ::pread(file.fd(), text, sizeof text, 0);
    std::string pid(text, static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
    pid.erase(std::find_if(pid.begin(), pid.end(), [](char c) { return c < '0' || c > '9'; }), pid.end());
    return busy(path_, pid);
  }
  // The number is for people to read; the lock itself is the kernel's, and ends with the process.
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.fd(), 0) != 0 || !write_all(file.fd(), pid)) return file_error(path, errno);
  lock_fd_ = file.release();
  return {};
}

DataDirectory::~DataDirectory() {
  sodium_memzero(&identity_, sizeof identity_);
  if (lock_fd_ < 0) return;
  // A failure leaves a stale number in a file that nobody holds.
  if (::ftruncate(lock_fd_, 0) != 0) errno = 0;
  ::close(lock_fd_);
}

}  // namespace node
