// A write-ahead log that a crash cut short is opened; one that is damaged in any other way is not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "kv_rocks_fixture.h"

namespace node {
namespace {

namespace fs = std::filesystem;
using Mode = RocksKv::Mode;
using RocksKvWal = RocksKvTest;

TEST_F(RocksKvWal, LosesOnlyTheWriteThatACrashCutShort) {
  create();
  std::vector<std::size_t> ends = {0};
  const std::string letters = "abcd";
  for (const char letter : letters) {
    put(std::string(1, letter), random_bytes(40));
    ends.push_back(fs::file_size(wal()));
  }
  kv_.reset();
  const fs::path log = wal();
  const std::string whole = read_file(log);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    SCOPED_TRACE(size);
    const auto kept = std::upper_bound(ends.begin(), ends.end(), size) - ends.begin() - 1;
    write_file(log, whole.substr(0, size));
    const auto read_only = RocksKv::open(directory(), Mode::kReadOnly);
    ASSERT_TRUE(read_only.has_value()) << read_only.error().en;
    ASSERT_EQ(keys(**read_only), letters.substr(0, static_cast<std::size_t>(kept)));
    if (size % 16 != 1) continue;  // Opening for writing is slower, and changes the store.
    const fs::path copied = home_ / std::to_string(size);
    fs::copy(directory(), copied);
    for (int i = 0; i < 2; ++i) {
      const auto opened = RocksKv::open(copied, Mode::kOpen);
      ASSERT_TRUE(opened.has_value()) << opened.error().en;
      ASSERT_EQ(keys(**opened), letters.substr(0, static_cast<std::size_t>(kept)));
    }
  }
}

TEST_F(RocksKvWal, RefusesToOpenWhereverAByteOfTheLogWasFlipped) {
  create();
  for (const char letter : std::string_view("abcd")) put(std::string(1, letter), random_bytes(100));
  kv_.reset();
  const fs::path log = wal();
  const std::string whole = read_file(log);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      std::string flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ mask);
      write_file(log, flipped);
      for (const Mode mode : {Mode::kOpen, Mode::kReadOnly})
        ASSERT_EQ(code_of_opening(directory(), mode), "store.damaged") << "byte " << at << " mask " << mask;
    }
  }
  EXPECT_THAT(RocksKv::open(directory(), Mode::kOpen).error().en, ::testing::HasSubstr("backup"));
  write_file(log, whole);
  reopen();
  EXPECT_EQ(keys(*kv_), "abcd");
}

TEST_F(RocksKvWal, RefusesToOpenWhereAByteOfALongRecordWasFlipped) {
  create();
  put("a", random_bytes(100'000));
  put("b", random_bytes(100'000));
  kv_.reset();
  const fs::path log = wal();
  const std::string whole = read_file(log);
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < whole.size(); at += 997) places.push_back(at);
  for (std::size_t block = 0; block < whole.size(); block += 32768)
    for (std::size_t at = block; at < block + 7; ++at) places.push_back(at);
  for (const std::size_t at : places) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x40);
    write_file(log, flipped);
    ASSERT_EQ(code_of_opening(directory()), "store.damaged") << "byte " << at;
  }
}

TEST_F(RocksKvWal, RefusesToOpenWhereABlockInTheMiddleReadsAsZeros) {
  create();
  for (const char letter : std::string_view("abcdefghijkl"))
    put(std::string(1, letter), random_bytes(10'000));
  kv_.reset();
  std::string bytes = read_file(wal());
  ASSERT_GT(bytes.size(), 3 * 32768U);
  std::fill_n(bytes.begin() + 32768, 32768, '\0');
  write_file(wal(), bytes);
  EXPECT_EQ(code_of_opening(directory()), "store.damaged");
}

TEST_F(RocksKvWal, RefusesToOpenWhereWholeRecordsReadAsZeros) {
  create();
  put("a", "");
  const std::size_t overhead = fs::file_size(wal()) + 2;  // The length of a long value has 2 bytes more.
  kv_.reset();
  fs::remove_all(directory());
  create();
  // Each record is a block: RocksDB by itself passes over the zeros and opens without a word.
  for (const char letter : std::string_view("abcdef"))
    put(std::string(1, letter), random_bytes(32768 - overhead));
  kv_.reset();
  std::string bytes = read_file(wal());
  ASSERT_EQ(bytes.size(), 6 * 32768U);
  std::fill_n(bytes.begin() + 2 * 32768, 32768, '\0');
  write_file(wal(), bytes);
  EXPECT_EQ(code_of_opening(directory()), "store.damaged");
}

TEST_F(RocksKvWal, OpensWhereSectorsOfTheLastWriteNeverReachedTheDisk) {
  for (const std::size_t zeros_at : {1U, 20U, 60U, 150U}) {
    SCOPED_TRACE(zeros_at);
    fs::remove_all(directory());
    create();
    put("a", random_bytes(200));
    const std::size_t synced = fs::file_size(wal());
    put("b", random_bytes(100'000));
    kv_.reset();
    std::string bytes = read_file(wal());
    const std::size_t sector = synced / 512 + zeros_at;
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(sector * 512), 512, '\0');
    write_file(wal(), bytes);
    reopen();
    EXPECT_EQ(keys(*kv_), "a");
    put("c", "value");
    reopen();
    EXPECT_EQ(keys(*kv_), "ac");
    kv_.reset();
  }
}

TEST_F(RocksKvWal, OpensALogWhoseRecordsEndAnywhereInABlock) {
  // The last bytes of a block hold no fragment header, or a header and no data, or a few bytes.
  for (std::size_t left = 0; left < 24; ++left) {
    SCOPED_TRACE(left);
    fs::remove_all(directory());
    create();
    put("a", "");
    const std::size_t overhead = fs::file_size(wal());
    put("b", random_bytes(32768 - left - 2 * overhead - 2));
    EXPECT_LE(32768 - left - fs::file_size(wal()), 2U);
    put("c", random_bytes(300));
    put("d", random_bytes(40'000));
    reopen();
    EXPECT_EQ(keys(*kv_), "abcd");
    kv_.reset();
  }
}

// The memory of one family is full, and what the others hold is in the log before.
class RocksKvTwoLogs : public RocksKvTest {
 protected:
  RocksKvTwoLogs() {
    create();
    put("a", "value", Family::kMeta);
    for (int i = 0; i < 20; ++i) put("x", std::string(1 << 20, 'x'), Family::kPart);
    put("b", "value", Family::kMeta);
    kv_.reset();
    for (const auto& entry : fs::directory_iterator(directory()))
      if (entry.path().extension() == ".log" && entry.file_size() > 0) logs_.push_back(entry.path());
    std::sort(logs_.begin(), logs_.end());
  }
  std::vector<fs::path> logs_;
};

TEST_F(RocksKvTwoLogs, OpensBoth) {
  ASSERT_EQ(logs_.size(), 2U);
  reopen();
  EXPECT_EQ(keys(*kv_, Family::kMeta), "ab");
}

TEST_F(RocksKvTwoLogs, RefusesToOpenWhereTheEarlierOneEndsEarly) {
  ASSERT_EQ(logs_.size(), 2U);
  fs::resize_file(logs_[0], fs::file_size(logs_[0]) - 1);
  EXPECT_EQ(code_of_opening(directory()), "store.damaged");
}

TEST_F(RocksKvTwoLogs, OpensWhereTheLaterOneEndsEarly) {
  ASSERT_EQ(logs_.size(), 2U);
  fs::resize_file(logs_[1], fs::file_size(logs_[1]) - 1);
  reopen();
  EXPECT_EQ(keys(*kv_, Family::kMeta), "a");
}

TEST_F(RocksKvWal, OpensAfterItWasClosedWhileItMovedItsMemoryToTables) {
  create();
  std::string expected;
  for (char key = 'a'; key < 'f'; ++key) {
    for (int i = 0; i < 8; ++i) put("x", std::string(8 << 20, 'x'), Family::kPart);
    put(std::string(1, key), "value", Family::kMeta);
    expected += key;
    reopen();
    EXPECT_EQ(keys(*kv_, Family::kMeta), expected);
  }
}

}  // namespace
}  // namespace node
