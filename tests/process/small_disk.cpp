#include "tests/process/small_disk.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include "tests/process/program.h"

namespace process {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlockBytes = 64 << 10;
constexpr int kRefusalsMax = 1000;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(
      std::string("this test needs the right to mount a tmpfs (root, or user name spaces): ") + what + ": " +
      std::strerror(errno));
}

void enter_name_space() {
  static bool entered = false;
  if (entered) return;
  const uid_t user = ::getuid();
  const gid_t group = ::getgid();
  if (::unshare(CLONE_NEWNS) != 0) {
    // Not root: a name space of users in which it is.
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) fail("no mount name space");
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
    write_file("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) fail("mounts stay shared");
  entered = true;
}

}  // namespace

SmallDisk::SmallDisk(fs::path at, std::uint64_t bytes) : at_(std::move(at)), bytes_(bytes) {
  fs::create_directories(at_);
  enter_name_space();
  if (::mount("wishtree", at_.c_str(), "tmpfs", 0, ("size=" + std::to_string(bytes_)).c_str()) != 0)
    fail("no tmpfs");
}

SmallDisk::~SmallDisk() { ::umount2(at_.c_str(), MNT_DETACH); }

void SmallDisk::fill(std::uint64_t bytes_left) {
  const int filler = ::open((at_ / "filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (filler < 0) fail("no filler");
  const std::string block(kBlockBytes, 'x');
  // Others may write and delete here at the same time, so that a refusal is not yet the end.
  int refusals = 0;
  for (std::uint64_t free; (free = bytes_free()) > bytes_left && refusals < kRefusalsMax;)
    if (::write(filler, block.data(), std::min<std::uint64_t>(free - bytes_left, block.size())) <= 0)
      ++refusals;
  ::close(filler);
  if (refusals == kRefusalsMax) fail("the disk is not full");
}

void SmallDisk::make_room() { fs::remove(at_ / "filler"); }

void SmallDisk::grow(std::uint64_t more_bytes) {
  bytes_ += more_bytes;
  if (::mount("wishtree", at_.c_str(), "tmpfs", MS_REMOUNT, ("size=" + std::to_string(bytes_)).c_str()) != 0)
    fail("no larger tmpfs");
}

std::uint64_t SmallDisk::bytes_free() const {
  struct statvfs disk {};
  if (::statvfs(at_.c_str(), &disk) != 0) fail("a disk that says nothing of its room");
  return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

}  // namespace process
