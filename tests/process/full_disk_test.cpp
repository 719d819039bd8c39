// A disk that is full: nothing that was acknowledged is lost, what does not fit is refused with a word
// about the disk, and the work goes on once there is room.

#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "tests/process/tree.h"

namespace process {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kDiskBytes = 160u << 20;

// A small disk of this process and its children alone: mounted in a name space of its own.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& at) : at_(at) {
    fs::create_directory(at_);
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
    if (::mount("wishtree", at_.c_str(), "tmpfs", 0, ("size=" + std::to_string(kDiskBytes)).c_str()) != 0)
      fail("no tmpfs");
  }
  ~SmallDisk() { ::umount2(at_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Leaves not a byte.
  void fill() {
    std::ofstream filler(at_ / "filler", std::ios::binary);
    const std::string block(64 << 10, 'x');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
    struct statvfs disk {};
    if (::statvfs(at_.c_str(), &disk) != 0 || disk.f_bavail != 0) fail("the disk is not full");
  }
  void make_room() { fs::remove(at_ / "filler"); }
  [[nodiscard]] const fs::path& path() const { return at_; }

 private:
  [[noreturn]] static void fail(const char* what) {
    throw std::runtime_error(
        std::string("this test needs the right to mount a tmpfs (root, or user name spaces): ") + what +
        ": " + std::strerror(errno));
  }
  fs::path at_;
};

class FullDisk : public Tree {
 protected:
  FullDisk() : disk_(scratch() / "disk") {}
  Ran import(const Node& node, int rows, int batch) {
    return node.try_ctl({"import", form(rows, batch).string(), "--place", "431302001"}, Seconds(40));
  }

  SmallDisk disk_;
};

TEST_F(FullDisk, RefusesWithAReasonLosesNothingAndGoesOnWhenThereIsRoom) {
  Node& city = root(disk_.path());
  ASSERT_EQ(import(city, 100, 1).status, 0);
  disk_.fill();
  const Ran refused = import(city, 500, 2);
  EXPECT_EQ(refused.status, 1) << refused.out;
  EXPECT_NE(refused.err.find("disk"), std::string::npos) << refused.err;
  EXPECT_EQ(city.total(), 100) << "reading goes on, and a part of a form is nowhere";

  disk_.make_room();
  ASSERT_TRUE(eventually([&] { return import(city, 500, 2).status == 0; }));
  EXPECT_EQ(city.total(), 600);
  city.restart();
  EXPECT_EQ(city.total(), 600);
  EXPECT_TRUE(city.verifies());
  city.kill();  // Before its disk goes.
}

TEST_F(FullDisk, ANodeThatIsKilledOnAFullDiskComesBackWithAllThatWasAcknowledged) {
  Node& city = root(disk_.path());
  ASSERT_EQ(import(city, 100, 1).status, 0);
  disk_.fill();
  EXPECT_EQ(import(city, 500, 2).status, 1);
  city.kill();
  disk_.make_room();
  city.start();
  const std::int64_t total = city.total();
  EXPECT_TRUE(total == 100 || total == 600) << total;
  EXPECT_TRUE(city.verifies());
  city.kill();
}

}  // namespace
}  // namespace process
