// A full disk is no damage: what was refused was said to be, and writing goes on once there is room.

#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "kv_rocks_fixture.h"
#include "node/limits.h"

namespace node {
namespace {

namespace fs = std::filesystem;
using Mode = RocksKv::Mode;

// A small disk of its own, which needs the right to mount.
class RocksKvOnASmallDisk : public RocksKvTest {
 protected:
  void SetUp() override {
    fs::create_directory(directory());
    ASSERT_EQ(::mount("tmpfs", directory().c_str(), "tmpfs", 0, "size=96m"), 0)
        << "This test must be run with the right to mount: " << std::strerror(errno);
    mounted_ = true;
    create();
  }
  void TearDown() override {
    kv_.reset();
    if (mounted_) {
      EXPECT_EQ(::umount(directory().c_str()), 0) << std::strerror(errno);
    }
  }
  // Leaves `bytes` free, and no less.
  void fill_disk(std::size_t bytes) {
    const std::string chunk(4096, 'f');  // What a tmpfs reckons in.
    std::ofstream filler(directory() / "filler", std::ios::binary);
    while (fs::space(directory()).available >= bytes + chunk.size() &&
           filler.write(chunk.data(), 4096).flush()) {
    }
  }
  void make_room() { fs::remove(directory() / "filler"); }
  [[nodiscard]] std::string code_of_writing(const std::string& key, std::size_t bytes) {
    KvBatch batch;
    batch.put(Family::kLog, key, random_bytes(bytes));
    const auto written = kv_->write(batch);
    return written ? "ok" : written.error().code;
  }

  // A write that was refused may be there after the store was opened again; what was acknowledged must.
  [[nodiscard]] std::string acknowledged_keys() const {
    std::string out;
    kv_->scan(Family::kLog, "", "", [&](std::string_view key, std::string_view) {
      if (acknowledged_.contains(std::string(key))) out += key;
      return true;
    });
    return out;
  }
  std::set<std::string> acknowledged_;

 private:
  bool mounted_ = false;
};

TEST_F(RocksKvOnASmallDisk, SaysSoAndGoesOnOnceThereIsRoom) {
  std::string expected;
  for (char key = 'a'; key < 'f'; ++key) {
    SCOPED_TRACE(key);
    ASSERT_EQ(code_of_writing(std::string(1, key), 1000), "ok");
    expected += key;
    fill_disk(kDiskRoomBytesKept + 50'000);
    ASSERT_EQ(code_of_writing("z", 100'000), "disk.full");
    ASSERT_EQ(code_of_writing("z", 100'000), "disk.full");
    EXPECT_EQ(keys(*kv_), expected);
    make_room();
    ++key;
    ASSERT_EQ(code_of_writing(std::string(1, key), 100'000), "ok");
    expected += key;
    EXPECT_EQ(keys(*kv_), expected);
  }
  reopen();
  EXPECT_EQ(keys(*kv_), expected);
}

TEST_F(RocksKvOnASmallDisk, HasAllThatItAcknowledgedHoweverOftenTheDiskWasFull) {
  std::mt19937 generator(7);
  const auto below = [&](std::size_t limit) { return generator() % limit; };
  std::string expected;
  int refused = 0;
  for (int round = 0; round < 150; ++round) {
    SCOPED_TRACE(round);
    const bool filled = below(3) != 0;
    if (filled) fill_disk(below(3) == 0 ? 0 : kDiskRoomBytesKept + below(400'000));
    for (std::size_t writes = below(6); writes > 0; --writes) {
      const std::string key = std::to_string(100'000 + round * 10 + static_cast<int>(writes));
      const std::string code = code_of_writing(key, below(2) == 0 ? below(300) : below(60'000));
      if (code == "ok") {
        acknowledged_.insert(key);
      } else {
        ASSERT_EQ(code, "disk.full");
        ASSERT_TRUE(filled);
        ++refused;
      }
    }
    if (filled && below(8) == 0) {
      const auto purged = kv_->purge(Family::kLog, {"unknown"});
      ASSERT_TRUE(purged.has_value() || purged.error().code == "disk.full");
    }
    if (below(2) == 0) kv_.reset();
    make_room();
    if (!kv_) reopen();
    expected.clear();
    for (const auto& key : acknowledged_) expected += key;
    ASSERT_EQ(acknowledged_keys(), expected);
    if (acknowledged_.size() > 100) {
      const std::vector<std::string> all(acknowledged_.begin(), acknowledged_.end());
      const auto purged = kv_->purge(Family::kLog, all);
      ASSERT_TRUE(purged.has_value()) << purged.error().en;
      acknowledged_.clear();
    }
  }
  EXPECT_GT(refused, 20);
}

TEST_F(RocksKvOnASmallDisk, HasWhatItAcknowledgedAfterACrashAtAnyOfTheSteps) {
  const auto crash = [&](const std::string& name) {
    fs::copy(directory(), home_ / name);
    const auto opened = RocksKv::open(home_ / name, Mode::kOpen);
    return opened ? keys(**opened) : opened.error().en;
  };
  ASSERT_EQ(code_of_writing("a", 1000), "ok");
  EXPECT_EQ(crash("before"), "a");
  fill_disk(kDiskRoomBytesKept + 50'000);
  ASSERT_EQ(code_of_writing("b", 100'000), "disk.full");
  EXPECT_EQ(crash("full"), "a");
  make_room();
  EXPECT_EQ(crash("room"), "a");
  ASSERT_EQ(code_of_writing("c", 1000), "ok");
  EXPECT_EQ(crash("again"), "ac");
}

TEST_F(RocksKvOnASmallDisk, PurgesOnceThereIsRoom) {
  const std::string marker = random_bytes(64);
  put("a", marker);
  put("b", random_bytes(100'000));
  fill_disk(0);
  const auto refused = kv_->purge(Family::kLog, {"a"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "disk.full");
  make_room();
  const auto purged = kv_->purge(Family::kLog, {"a"});
  ASSERT_TRUE(purged.has_value()) << purged.error().en;
  EXPECT_FALSE(on_disk(marker));
  EXPECT_EQ(keys(*kv_), "b");
}

TEST_F(RocksKvOnASmallDisk, DoesNotOpenWithoutRoomAndLosesNothing) {
  put("a", random_bytes(2 << 20));
  kv_.reset();
  fill_disk(0);
  EXPECT_EQ(code_of_opening(directory()), "disk.full");
  make_room();
  reopen();
  EXPECT_EQ(keys(*kv_), "a");
}

}  // namespace
}  // namespace node
