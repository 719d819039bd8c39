// What only the store on disk can do wrong: a lock, damaged tables, and bytes that stay behind.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "kv_rocks_fixture.h"
#include "node/limits.h"

namespace node {
namespace {

namespace fs = std::filesystem;
using Mode = RocksKv::Mode;

std::uintmax_t length_of_logs(const fs::path& directory) {
  std::uintmax_t out = 0;
  for (const auto& entry : fs::directory_iterator(directory))
    if (std::error_code gone; entry.path().extension() == ".log") {
      const std::uintmax_t size = fs::file_size(entry.path(), gone);  // It may be deleted just now.
      if (!gone) out += size;
    }
  return out;
}

// ---- Opening

TEST_F(RocksKvTest, CreatesOnlyWhereNothingStandsAndOpensOnlyWhatStands) {
  EXPECT_EQ(code_of_opening(directory()), "store.missing");
  EXPECT_EQ(code_of_opening(directory(), Mode::kReadOnly), "store.missing");
  EXPECT_FALSE(fs::exists(directory()));
  EXPECT_EQ(code_of_opening(directory(), Mode::kCreate), "ok");
  EXPECT_EQ(code_of_opening(directory(), Mode::kCreate), "store.exists");
  EXPECT_EQ(code_of_opening(directory()), "ok");
}

TEST_F(RocksKvTest, SaysThatThisProcessHasItOpen) {
  create();
  const auto second = RocksKv::open(directory(), Mode::kOpen);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "store.busy");
  EXPECT_FALSE(second.error().zh.empty());
  put("a", "value");
}

TEST_F(RocksKvTest, SaysThatAnotherProcessHasItOpen) {
  ASSERT_EQ(code_of_opening(directory(), Mode::kCreate), "ok");
  std::array<int, 2> opened{};
  std::array<int, 2> finish{};
  ASSERT_EQ(::pipe(opened.data()), 0);
  ASSERT_EQ(::pipe(finish.data()), 0);
  // Re-executing keeps the child free of the threads that this process has.
  const std::string self = fs::read_symlink("/proc/self/exe").string();
  const std::string in = std::to_string(finish[0]);
  const std::string out = std::to_string(opened[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(finish[1]);
    ::setenv("KV_HOLD_DIRECTORY", directory().c_str(), 1);
    ::setenv("KV_HOLD_IN", in.c_str(), 1);
    ::setenv("KV_HOLD_OUT", out.c_str(), 1);
    ::execl(self.c_str(), self.c_str(), "--gtest_filter=RocksKvHolder.HoldsTheStoreUntilTold", nullptr);
    ::_exit(127);
  }
  ::close(opened[1]);
  ::close(finish[0]);
  char byte = 0;
  EXPECT_EQ(::read(opened[0], &byte, 1), 1);
  EXPECT_EQ(code_of_opening(directory()), "store.busy");
  EXPECT_EQ(code_of_opening(directory(), Mode::kReadOnly), "ok");
  ::close(finish[1]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  ::close(opened[0]);
  EXPECT_EQ(code_of_opening(directory()), "ok");
}

// The other process of the test above; by itself it has nothing to do.
TEST(RocksKvHolder, HoldsTheStoreUntilTold) {
  const char* directory = ::getenv("KV_HOLD_DIRECTORY");
  if (directory == nullptr) return;
  const auto held = RocksKv::open(directory, Mode::kOpen).value();
  char byte = 0;
  ASSERT_EQ(::write(std::atoi(::getenv("KV_HOLD_OUT")), &byte, 1), 1);
  ASSERT_EQ(::read(std::atoi(::getenv("KV_HOLD_IN")), &byte, 1), 0);
}

TEST_F(RocksKvTest, KeepsItsLogShort) {
  create();
  std::uintmax_t longest = 0;
  for (int i = 0; i < 300; ++i) {
    put(std::to_string(i), std::string(1 << 20, 'x'), i % 2 == 0 ? Family::kPart : Family::kMeta);
    longest = std::max(longest, length_of_logs(directory()));
  }
  EXPECT_LT(longest, 160U << 20);
}

// Families of many small keys are flushed more slowly than they fill, and hold up the writes just when the
// others are to be flushed.
TEST_F(RocksKvTest, KeepsTheLogShortWhileFamiliesFillFasterThanTheyAreFlushed) {
  create();
  std::uintmax_t longest = 0;
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    KvBatch batch;
    for (int j = 0; j < 2000; ++j) {
      const std::string key = std::to_string(random()) + std::string(50, 'k');
      for (const Family family : {Family::kSubject, Family::kMeta}) batch.put(family, key, "0123456789");
    }
    batch.put(Family::kArrival, std::to_string(i), "a");
    batch.put(Family::kTip, std::to_string(i), "t");
    ASSERT_TRUE(kv_->write(batch));
    longest = std::max(longest, length_of_logs(directory()));
  }
  EXPECT_LT(longest, 90U << 20);
}

TEST_F(RocksKvTest, SaysWhatItTakesWithinItsLimits) {
  create();
  const RocksKv::Use before = kv_->use();
  EXPECT_EQ(before.wal_bytes, 0U);
  put("a", random_bytes(1 << 20), Family::kPart);
  const RocksKv::Use after = kv_->use();
  EXPECT_GE(after.wal_bytes, 1U << 20);
  EXPECT_GE(after.memtable_bytes, before.memtable_bytes + (1U << 20));
  for (int i = 0; i < 100; ++i) {
    put(std::to_string(i), random_bytes(1 << 20), i % 2 == 0 ? Family::kPart : Family::kMeta);
    const RocksKv::Use use = kv_->use();
    EXPECT_LT(use.wal_bytes, kCountyMemory.wal_bytes_max);
    EXPECT_LE(use.memtable_bytes, kMemtableBytesMax);
  }
  kv_->set_memory(kCommunityMemory);
  for (int i = 0; i < 100; ++i) {
    put(std::to_string(i), random_bytes(1 << 20), i % 2 == 0 ? Family::kPart : Family::kMeta);
    EXPECT_LT(kv_->use().wal_bytes, kCommunityMemory.wal_bytes_max);
  }
  for (int i = 0; i < 100; i += 2) EXPECT_TRUE(kv_->get(Family::kPart, std::to_string(i)));
  EXPECT_LE(kv_->use().block_cache_bytes, kCommunityMemory.block_cache_bytes + (2U << 20));
  reopen();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(kv_->get(Family::kPart, std::to_string(i & ~1)));
  EXPECT_GT(kv_->use().block_cache_bytes, 0U);
}

TEST_F(RocksKvTest, TellsOfEachWriteThatIsDurable) {
  create();
  std::vector<std::size_t> bytes;
  kv_->on_synced([&](std::chrono::nanoseconds took, std::size_t written) {
    EXPECT_GT(took.count(), 0);
    bytes.push_back(written);
  });
  put("a", std::string(1000, 'x'));
  put("b", std::string(5000, 'x'));
  ASSERT_EQ(bytes.size(), 2U);
  EXPECT_GE(bytes[0], 1000U);
  EXPECT_GE(bytes[1], 5000U);
  ASSERT_TRUE(kv_->write({}));
  EXPECT_EQ(bytes.size(), 2U) << "nothing to write";
}

TEST_F(RocksKvTest, OpensForReadingWithoutChangingAByte) {
  create();
  put("a", "value");
  kv_.reset();
  const fs::path log = wal();
  const std::string torn = read_file(log) + "torn";
  write_file(log, torn);
  std::vector<std::string> before;
  for (const auto& entry : fs::directory_iterator(directory())) before.push_back(entry.path().filename());
  const auto read_only = RocksKv::open(directory(), Mode::kReadOnly).value();
  EXPECT_EQ(keys(*read_only), "a");
  EXPECT_EQ(read_file(log), torn);
  std::vector<std::string> after;
  for (const auto& entry : fs::directory_iterator(directory())) after.push_back(entry.path().filename());
  EXPECT_THAT(after, ::testing::IsSupersetOf(before));
}

TEST_F(RocksKvTest, RefusesToOpenWhereATableOrTheManifestIsDamaged) {
  create();
  put("a", random_bytes(5000));
  flush();
  kv_.reset();
  for (const auto& entry : fs::directory_iterator(directory())) {
    if (!entry.path().filename().string().starts_with("MANIFEST")) continue;
    const std::string whole = read_file(entry.path());
    std::string flipped = whole;
    flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 1);
    write_file(entry.path(), flipped);
    EXPECT_EQ(code_of_opening(directory()), "store.damaged");
    write_file(entry.path(), whole);
  }
  for (const auto& entry : fs::directory_iterator(directory()))
    if (entry.path().extension() == ".sst") fs::resize_file(entry.path(), entry.file_size() - 10);
  EXPECT_EQ(code_of_opening(directory()), "store.damaged");
}

// ---- Erasure

class RocksKvPurge : public RocksKvTest {
 protected:
  void expect_purged(Family family, const std::vector<std::string>& purged,
                     const std::vector<std::string>& markers, const std::string& others) {
    const auto done = kv_->purge(family, purged);
    ASSERT_TRUE(done.has_value()) << done.error().en;
    for (int i = 0; i < 2; ++i) {
      for (const auto& marker : markers) EXPECT_FALSE(on_disk(marker));
      EXPECT_EQ(keys(*kv_, family), others);
      reopen();
    }
  }
  const std::string marker_ = random_bytes(64);
  const std::string newer_ = random_bytes(64);
};

TEST_F(RocksKvPurge, LeavesNoBytesOfAValueThatOnlyTheLogHas) {
  create();
  put("a", "kept");
  put("b", marker_);
  ASSERT_TRUE(on_disk(marker_));
  expect_purged(Family::kLog, {"b"}, {marker_}, "a");
}

TEST_F(RocksKvPurge, LeavesNoBytesOfAValueThatATableHas) {
  create();
  for (const char* key : {"a", "c"}) put(key, "kept");
  put("b", marker_);
  flush();
  ASSERT_TRUE(on_disk(marker_));
  expect_purged(Family::kLog, {"b"}, {marker_}, "ac");
}

TEST_F(RocksKvPurge, LeavesNoBytesOfAValueThatWasPutOver) {
  create();
  for (const char* key : {"a", "c"}) put(key, "kept");
  put("b", marker_);
  flush();
  put("b", newer_);
  ASSERT_TRUE(on_disk(marker_));
  ASSERT_TRUE(on_disk(newer_));
  expect_purged(Family::kLog, {"b"}, {marker_, newer_}, "ac");
}

TEST_F(RocksKvPurge, LeavesNoBytesOfAValueThatWasRemovedBefore) {
  create();
  put("a", "kept");
  put("b", marker_);
  flush();
  KvBatch batch;
  batch.remove(Family::kLog, "b");
  ASSERT_TRUE(kv_->write(batch).has_value());
  flush();
  expect_purged(Family::kLog, {"b"}, {marker_}, "a");
}

TEST_F(RocksKvPurge, LeavesNoBytesInAnyFamilyOrLevel) {
  create();
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    put("a", "kept", family);
    put("b", marker_, family);
    // Compacted to the bottom once, and then once more in a table above it.
    ASSERT_TRUE(kv_->purge(family, {"c"}).has_value());
    put("b", newer_, family);
    flush();
    expect_purged(family, {"b"}, {}, "a");
  }
  EXPECT_FALSE(on_disk(marker_));
  EXPECT_FALSE(on_disk(newer_));
}

TEST_F(RocksKvPurge, LeavesNoBytesOfAWriteThatIsInTheLogOfOtherFamilies) {
  create();
  put("x", "kept", Family::kArrival);
  put("b", marker_, Family::kPart);
  put("y", "kept", Family::kTip);
  expect_purged(Family::kPart, {"b"}, {marker_}, "");
  EXPECT_EQ(keys(*kv_, Family::kArrival), "x");
  EXPECT_EQ(keys(*kv_, Family::kTip), "y");
}

TEST_F(RocksKvPurge, FindsItsKeysAmongManyTables) {
  create();
  std::string others;
  std::vector<std::string> purged;
  std::vector<std::string> markers;
  // 60 MB, more than one write buffer and several tables.
  for (int i = 0; i < 600; ++i) {
    std::string key = std::to_string(1000 + (i * 7919) % 600);
    if (i % 40 == 0) {
      purged.push_back(key);
      markers.push_back(random_bytes(64));
      put(key, markers.back() + std::string(100'000, 'x'), Family::kPart);
    } else {
      put(key, std::string(100'000, 'x'), Family::kPart);
    }
  }
  for (int key = 1000; key < 1600; ++key)
    if (std::find(purged.begin(), purged.end(), std::to_string(key)) == purged.end())
      others += std::to_string(key);
  expect_purged(Family::kPart, purged, markers, others);
}

TEST_F(RocksKvPurge, WaitsForTheReadsThatHoldAnOldFile) {
  create();
  put("a", "kept");
  put("b", marker_);
  flush();
  std::atomic<bool> reading = false;
  std::atomic<bool> may_end = false;
  std::thread reader([&] {
    kv_->scan(Family::kLog, "", "", [&](std::string_view, std::string_view) {
      reading = true;
      reading.notify_all();
      may_end.wait(false);
      return true;
    });
  });
  reading.wait(false);
  std::thread releaser([&] {
    // Once the purged key is gone for new reads, the purge is under way.
    while (kv_->get(Family::kLog, "b")) std::this_thread::yield();
    may_end = true;
    may_end.notify_all();
  });
  const auto done = kv_->purge(Family::kLog, {"b"});
  EXPECT_TRUE(done.has_value());
  EXPECT_FALSE(on_disk(marker_));
  EXPECT_TRUE(may_end);
  reader.join();
  releaser.join();
}

}  // namespace
}  // namespace node
