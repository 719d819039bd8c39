// A damaged store that is opened for reading alone: what can be read is read, and the rest is told of.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "kv_rocks_fixture.h"

namespace node {
namespace {

namespace fs = std::filesystem;
using Mode = RocksKv::Mode;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::size_t kEntries = 2000;

class RocksKvRescue : public RocksKvTest {
 protected:
  // As keys of events are: 64 bytes, numbers that rise.
  static std::string key(std::size_t i) {
    std::string out(64, '\0');
    for (std::size_t byte = 0; byte < 8; ++byte) out[31 - byte] = static_cast<char>(i >> (8 * byte));
    return out;
  }
  void fill() {
    create();
    for (std::size_t i = 0; i < kEntries; ++i) put(key(i), random_bytes(100));
    flush();
    kv_.reset();
  }
  // The largest table of the closed store.
  [[nodiscard]] fs::path table() const {
    fs::path out;
    for (const auto& entry : fs::directory_iterator(directory()))
      if (entry.path().extension() == ".sst" && (out.empty() || entry.file_size() > fs::file_size(out)))
        out = entry.path();
    return out;
  }
  static void damage(const fs::path& file, double where) {
    std::string bytes = read_file(file);
    auto& byte = bytes[static_cast<std::size_t>(static_cast<double>(bytes.size()) * where)];
    byte = static_cast<char>(byte ^ 0x55);
    write_file(file, bytes);
  }
  static std::set<std::string> keys_of(const Kv& kv, std::string_view from = "", std::string_view to = "") {
    std::set<std::string> out;
    kv.scan(Family::kLog, from, to, [&](std::string_view k, std::string_view) {
      out.emplace(k);
      return true;
    });
    return out;
  }
};

TEST_F(RocksKvRescue, ReadsBehindADamagedBlock) {
  fill();
  for (const double where : {0.0, 0.3, 0.6}) {
    SCOPED_TRACE(where);
    const fs::path file = table();
    const std::string whole = read_file(file);
    damage(file, where);
    for (const Mode mode : {Mode::kReadOnly, Mode::kRescue}) {
      const auto kv = RocksKv::open(directory(), mode).value();
      const auto found = keys_of(*kv);
      EXPECT_LT(found.size(), kEntries);
      EXPECT_GT(found.size(), kEntries - 500) << "a block or two, and a step";
      EXPECT_TRUE(found.contains(key(kEntries - 1)));
      ASSERT_THAT(kv->damage(), Not(IsEmpty()));
      EXPECT_EQ(kv->damage().front().family, Family::kLog);
      EXPECT_FALSE(kv->damage().front().detail.empty());
      // A single read of what is lost says so too, and one of what is there is as ever.
      EXPECT_TRUE(kv->get(Family::kLog, key(kEntries - 1)));
      const std::size_t told = kv->damage().size();
      for (std::size_t i = 0; i < kEntries; ++i)
        EXPECT_TRUE(kv->get(Family::kLog, key(i)).has_value() || !found.contains(key(i)));
      EXPECT_GT(kv->damage().size(), told);
    }
    write_file(file, whole);
  }
  const auto kv = RocksKv::open(directory(), Mode::kRescue).value();
  EXPECT_EQ(keys_of(*kv).size(), kEntries);
  EXPECT_THAT(kv->damage(), IsEmpty());
}

// What can come again from elsewhere ends no node.
TEST_F(RocksKvRescue, AChunkOfABlobThatIsDamagedIsThereAndSaysNothing) {
  create();
  for (int i = 0; i < 3; ++i) {
    KvBatch batch;
    batch.put(Family::kBlob, key(static_cast<std::size_t>(i)), random_bytes(200'000));
    ASSERT_TRUE(kv_->write(batch));
  }
  flush();
  kv_.reset();
  damage(table(), 0.5);
  const auto kv = RocksKv::open(directory(), Mode::kOpen).value();
  EXPECT_EQ(kv->get(Family::kBlob, key(0))->size(), 200'000u);
  EXPECT_EQ(kv->get(Family::kBlob, key(1)), "");
  EXPECT_EQ(kv->get(Family::kBlob, key(2))->size(), 200'000u);
  KvBatch again;
  again.put(Family::kBlob, key(1), "come again");
  ASSERT_TRUE(kv->write(again));
  EXPECT_EQ(kv->get(Family::kBlob, key(1)), "come again");
}

TEST_F(RocksKvRescue, KeepsToTheBoundsOfAScan) {
  fill();
  damage(table(), 0.3);
  const auto kv = RocksKv::open(directory(), Mode::kRescue).value();
  for (const std::string& found : keys_of(*kv, key(100), key(1900))) {
    EXPECT_GE(found, key(100));
    EXPECT_LT(found, key(1900));
  }
}

TEST_F(RocksKvRescue, WritesNothing) {
  fill();
  damage(table(), 0.3);
  std::map<std::string, std::string> before;
  for (const auto& entry : fs::directory_iterator(directory()))
    before[entry.path()] = read_file(entry.path());
  {
    const auto kv = RocksKv::open(directory(), Mode::kRescue).value();
    (void)keys_of(*kv);
  }
  std::map<std::string, std::string> after;
  for (const auto& entry : fs::directory_iterator(directory())) after[entry.path()] = read_file(entry.path());
  EXPECT_EQ(before, after);
}

TEST_F(RocksKvRescue, PassesOverDamagedRecordsOfTheLog) {
  create();
  for (std::size_t i = 0; i < kEntries; ++i) put(key(i), random_bytes(100));
  kv_.reset();
  damage(wal(), 0.5);
  EXPECT_EQ(code_of_opening(directory()), "store.damaged");
  EXPECT_EQ(code_of_opening(directory(), Mode::kReadOnly), "store.damaged");
  const auto kv = RocksKv::open(directory(), Mode::kRescue).value();
  const auto found = keys_of(*kv);
  EXPECT_LT(found.size(), kEntries);
  EXPECT_GT(found.size(), kEntries / 2);
  EXPECT_TRUE(found.contains(key(0)));
}

TEST_F(RocksKvRescue, ReadsTheOtherTablesWhereOneIsMissing) {
  create();
  put("other family", "value", Family::kTip);
  for (std::size_t i = 0; i < kEntries; ++i) put(key(i), random_bytes(100));
  flush();
  kv_.reset();
  fs::remove(table());
  EXPECT_EQ(code_of_opening(directory()), "store.damaged");
  const auto kv = RocksKv::open(directory(), Mode::kRescue).value();
  EXPECT_THAT(keys_of(*kv), IsEmpty());
  EXPECT_THAT(kv->damage(), Not(IsEmpty()));
  EXPECT_EQ(keys(*kv, Family::kTip), "other family");
}

}  // namespace
}  // namespace node
