// What every Kv promises, run on both twins.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "node/store/kv.h"
#include "tests/support/kv_homes.h"

namespace node {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using Entry = std::pair<std::string, std::string>;

std::vector<Entry> scanned(const Kv& kv, Family family, std::string_view from = "",
                           std::string_view to = "") {
  std::vector<Entry> out;
  kv.scan(family, from, to, [&](std::string_view key, std::string_view value) {
    out.emplace_back(key, value);
    return true;
  });
  return out;
}

std::vector<Entry> scanned_back(const Kv& kv, Family family, std::string_view from = "",
                                std::string_view before = "") {
  std::vector<Entry> out;
  kv.scan_back(family, from, before, [&](std::string_view key, std::string_view value) {
    out.emplace_back(key, value);
    return true;
  });
  return out;
}

template <typename Home>
class KvContract : public ::testing::Test {
 protected:
  Kv& kv() { return home_.kv(); }
  void put(Family family, std::string key, std::string value) {
    KvBatch batch;
    batch.put(family, std::move(key), std::move(value));
    ASSERT_TRUE(kv().write(batch).has_value());
  }
  void remove(Family family, std::string key) {
    KvBatch batch;
    batch.remove(family, std::move(key));
    ASSERT_TRUE(kv().write(batch).has_value());
  }
  void put_letters(std::string_view letters) {
    for (const char letter : letters) put(Family::kLog, std::string(1, letter), "value");
  }
  static std::string keys(const std::vector<Entry>& entries) {
    std::string out;
    for (const auto& entry : entries) out += entry.first;
    return out;
  }

  Home home_;
};

using Homes = ::testing::Types<MemoryHome, RocksHome>;
TYPED_TEST_SUITE(KvContract, Homes);

TYPED_TEST(KvContract, GetsWhatWasPut) {
  this->put(Family::kLog, "key", "value");
  EXPECT_EQ(this->kv().get(Family::kLog, "key"), "value");
}

// Keys of this family are looked for by their first 16 bytes, which must not show in any other scan.
TYPED_TEST(KvContract, ScansSubjectsWhateverTheBounds) {
  const std::string a(16, 'a');
  const std::string b(16, 'b');
  const std::string c(16, 'c');
  for (const std::string& subject : {a, b, c})
    for (const char* rest : {"1", "2"}) this->put(Family::kSubject, subject + rest, "");
  const auto found = [&](std::string_view from, std::string_view to) {
    return this->keys(scanned(this->kv(), Family::kSubject, from, to));
  };
  EXPECT_EQ(found(b, std::string(15, 'b') + 'c'), b + "1" + b + "2");
  EXPECT_EQ(found(b, ""), b + "1" + b + "2" + c + "1" + c + "2");
  EXPECT_EQ(found(a, c), a + "1" + a + "2" + b + "1" + b + "2");
  EXPECT_EQ(found("", ""), a + "1" + a + "2" + b + "1" + b + "2" + c + "1" + c + "2");
  EXPECT_EQ(found(std::string(16, 'x'), std::string(15, 'x') + 'y'), "");
  EXPECT_EQ(this->keys(scanned_back(this->kv(), Family::kSubject, a, c)),
            b + "2" + b + "1" + a + "2" + a + "1");
}

TYPED_TEST(KvContract, GetsNothingForAKeyThatWasNeverPut) {
  EXPECT_EQ(this->kv().get(Family::kLog, "key"), std::nullopt);
}

TYPED_TEST(KvContract, GetsNothingForAKeyThatWasRemoved) {
  this->put(Family::kLog, "key", "value");
  this->remove(Family::kLog, "key");
  EXPECT_EQ(this->kv().get(Family::kLog, "key"), std::nullopt);
  EXPECT_THAT(scanned(this->kv(), Family::kLog), IsEmpty());
}

TYPED_TEST(KvContract, RemovesAKeyThatIsNotThereWithoutAnError) { this->remove(Family::kLog, "key"); }

TYPED_TEST(KvContract, PutsOverAnEarlierValue) {
  this->put(Family::kLog, "key", "old");
  this->put(Family::kLog, "key", "new");
  EXPECT_THAT(scanned(this->kv(), Family::kLog), ElementsAre(Pair("key", "new")));
}

TYPED_TEST(KvContract, KeepsFamiliesApart) {
  for (std::size_t i = 0; i < kFamilyCount; ++i) this->put(static_cast<Family>(i), "key", std::to_string(i));
  for (std::size_t i = 0; i < kFamilyCount; ++i)
    EXPECT_THAT(scanned(this->kv(), static_cast<Family>(i)), ElementsAre(Pair("key", std::to_string(i))));
}

TYPED_TEST(KvContract, KeepsEmptyAndLargeAndBinaryValues) {
  const std::string large(5 << 20, 'x');
  std::string binary;
  for (int i = 0; i < 256; ++i) binary += static_cast<char>(i);
  this->put(Family::kBlob, "empty", "");
  this->put(Family::kBlob, "large", large);
  this->put(Family::kBlob, binary, binary);
  this->home_.reopen();
  EXPECT_EQ(this->kv().get(Family::kBlob, "empty"), "");
  EXPECT_EQ(this->kv().get(Family::kBlob, "large"), large);
  EXPECT_EQ(this->kv().get(Family::kBlob, binary), binary);
}

TYPED_TEST(KvContract, OrdersKeysByUnsignedBytes) {
  const std::vector<std::string> ordered = {std::string("\x00", 1),
                                            std::string("\x00\x00", 2),
                                            std::string("\x00\xff", 2),
                                            "\x01",
                                            "a",
                                            std::string("a\x00", 2),
                                            "a\x7f",
                                            "a\x80",
                                            "a\xff",
                                            "b",
                                            "\x7f",
                                            "\x80",
                                            "\xff",
                                            "\xff\xff"};
  for (auto key = ordered.rbegin(); key != ordered.rend(); ++key) this->put(Family::kTip, *key, "");
  std::vector<std::string> up;
  for (const auto& entry : scanned(this->kv(), Family::kTip)) up.push_back(entry.first);
  EXPECT_EQ(up, ordered);
  std::vector<std::string> down;
  for (const auto& entry : scanned_back(this->kv(), Family::kTip)) down.push_back(entry.first);
  EXPECT_EQ(down, std::vector<std::string>(ordered.rbegin(), ordered.rend()));
}

TYPED_TEST(KvContract, ScansFromIncludedToExcluded) {
  this->put_letters("bdfh");
  const Kv& kv = this->kv();
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog)), "bdfh");
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog, "d", "h")), "df");
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog, "c", "g")), "df");
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog, "d")), "dfh");
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog, "", "d")), "b");
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog, "i")), "");
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog, "d", "d")), "");
  EXPECT_EQ(this->keys(scanned(kv, Family::kLog, "h", "b")), "");
}

TYPED_TEST(KvContract, ScansBackFromBeforeExcludedDownToFromIncluded) {
  this->put_letters("bdfh");
  const Kv& kv = this->kv();
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog)), "hfdb");
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog, "d", "h")), "fd");
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog, "c", "g")), "fd");
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog, "d")), "hfd");
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog, "", "d")), "b");
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog, "", "a")), "");
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog, "d", "d")), "");
  EXPECT_EQ(this->keys(scanned_back(kv, Family::kLog, "h", "b")), "");
}

TYPED_TEST(KvContract, EndsAScanWhenTheVisitorSaysSo) {
  this->put_letters("abc");
  std::string seen;
  const auto stop_after_two = [&](std::string_view key, std::string_view) {
    seen += key;
    return seen.size() < 2;
  };
  this->kv().scan(Family::kLog, "", "", stop_after_two);
  EXPECT_EQ(seen, "ab");
  seen.clear();
  this->kv().scan_back(Family::kLog, "", "", stop_after_two);
  EXPECT_EQ(seen, "cb");
}

TYPED_TEST(KvContract, ScansWhatStoodWhenTheScanBegan) {
  this->put_letters("bdf");
  for (const bool backwards : {false, true}) {
    std::vector<Entry> seen;
    const auto visit = [&](std::string_view key, std::string_view value) {
      seen.emplace_back(key, value);
      KvBatch batch;
      for (const char* added : {"a", "c", "e", "g"}) batch.put(Family::kLog, added, "added");
      for (const char* changed : {"b", "f"}) batch.put(Family::kLog, changed, "changed");
      batch.remove(Family::kLog, "d");
      EXPECT_TRUE(this->kv().write(batch).has_value());
      return true;
    };
    if (backwards) {
      this->kv().scan_back(Family::kLog, "", "", visit);
      EXPECT_THAT(seen, ElementsAre(Pair("f", "value"), Pair("d", "value"), Pair("b", "value")));
    } else {
      this->kv().scan(Family::kLog, "", "", visit);
      EXPECT_THAT(seen, ElementsAre(Pair("b", "value"), Pair("d", "value"), Pair("f", "value")));
    }
    EXPECT_EQ(this->keys(scanned(this->kv(), Family::kLog)), "abcefg");
    for (const char letter : std::string_view("aceg")) this->remove(Family::kLog, std::string(1, letter));
    this->put_letters("bdf");
  }
}

TYPED_TEST(KvContract, ScansInsideAScan) {
  this->put_letters("ab");
  std::string seen;
  this->kv().scan(Family::kLog, "", "", [&](std::string_view key, std::string_view) {
    seen += std::string(key) + ":" + this->keys(scanned_back(this->kv(), Family::kLog)) + " ";
    return true;
  });
  EXPECT_EQ(seen, "a:ba b:ba ");
}

TYPED_TEST(KvContract, AppliesABatchInOrderSoThatTheLaterOfAKeyWins) {
  KvBatch batch;
  batch.put(Family::kLog, "kept", "first");
  batch.put(Family::kLog, "gone", "first");
  batch.remove(Family::kLog, "gone");
  batch.remove(Family::kLog, "kept");
  batch.put(Family::kLog, "kept", "last");
  batch.put(Family::kMeta, "kept", "elsewhere");
  ASSERT_TRUE(this->kv().write(batch).has_value());
  EXPECT_THAT(scanned(this->kv(), Family::kLog), ElementsAre(Pair("kept", "last")));
  EXPECT_EQ(this->kv().get(Family::kMeta, "kept"), "elsewhere");
}

TYPED_TEST(KvContract, TakesAnEmptyBatch) { EXPECT_TRUE(this->kv().write(KvBatch()).has_value()); }

TYPED_TEST(KvContract, HasEverythingAfterItIsOpenedAgain) {
  this->put_letters("abc");
  this->remove(Family::kLog, "b");
  this->put(Family::kMeta, "version", "1");
  for (int i = 0; i < 2; ++i) {
    this->home_.reopen();
    EXPECT_EQ(this->keys(scanned(this->kv(), Family::kLog)), "ac");
    EXPECT_EQ(this->kv().get(Family::kMeta, "version"), "1");
  }
}

TYPED_TEST(KvContract, PurgesTheNamedKeysOfOneFamilyAlone) {
  this->put_letters("abcde");
  this->put(Family::kPart, "b", "other family");
  ASSERT_TRUE(this->kv().purge(Family::kLog, {"d", "b", "unknown"}).has_value());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(this->keys(scanned(this->kv(), Family::kLog)), "ace");
    EXPECT_EQ(this->kv().get(Family::kPart, "b"), "other family");
    this->home_.reopen();
  }
  EXPECT_TRUE(this->kv().purge(Family::kLog, {}).has_value());
}

TYPED_TEST(KvContract, ShowsReadersWholeBatchesWhileAnotherThreadWrites) {
  constexpr int kBatches = 300;
  std::atomic<bool> done = false;
  const auto read_until_done = [&] {
    do {
      const auto entries = scanned(this->kv(), Family::kLog);
      for (const auto& entry : entries) ASSERT_EQ(entry.second, entries.front().second);
      ASSERT_TRUE(entries.empty() || entries.size() == 3);
      const auto value = this->kv().get(Family::kLog, "b");
      ASSERT_TRUE(entries.empty() || std::stoi(*value) >= std::stoi(entries[0].second));
    } while (!done);
  };
  std::thread reader(read_until_done);
  std::thread other(read_until_done);
  for (int i = 0; i < kBatches; ++i) {
    KvBatch batch;
    for (const char* key : {"a", "b", "c"}) batch.put(Family::kLog, key, std::to_string(i));
    ASSERT_TRUE(this->kv().write(batch).has_value());
    if (i % 100 == 50) {
      ASSERT_TRUE(this->kv().purge(Family::kLog, {"unknown"}).has_value());
    }
  }
  done = true;
  reader.join();
  other.join();
}

// ---- Against a model

using Models = std::map<Family, std::map<std::string, std::string>>;

rc::Gen<std::string> key_gen() {
  // Few and close to each other, so that they meet, and with the bytes at which orders differ.
  return rc::gen::resize(
      3, rc::gen::container<std::string>(rc::gen::element('\x00', 'a', '\x7f', '\x80', '\xff')));
}

rc::Gen<Family> family_gen() { return rc::gen::element(Family::kLog, Family::kPart, Family::kMeta); }

void write_random(Kv& kv, Models& models) {
  KvBatch batch;
  Models after = models;
  const int count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    const Family family = *family_gen();
    const std::string key = *key_gen();
    if (*rc::gen::weightedElement<bool>({{2, true}, {1, false}})) {
      const auto value = *rc::gen::arbitrary<std::string>();
      batch.put(family, key, value);
      after[family][key] = value;
    } else {
      batch.remove(family, key);
      after[family].erase(key);
    }
  }
  RC_ASSERT(kv.write(batch).has_value());
  models = after;
}

void purge_random(Kv& kv, Models& models) {
  const Family family = *family_gen();
  const auto keys = *rc::gen::resize(4, rc::gen::container<std::vector<std::string>>(key_gen()));
  RC_ASSERT(kv.purge(family, keys).has_value());
  for (const auto& key : keys) models[family].erase(key);
}

void compare_random(const Kv& kv, Models& models) {
  const Family family = *family_gen();
  const std::string from = *key_gen();
  const std::string to = *key_gen();
  const auto& model = models[family];
  const auto found = model.find(from);
  RC_ASSERT(kv.get(family, from) == (found == model.end() ? std::nullopt : std::optional(found->second)));
  std::vector<Entry> expected;
  for (const auto& entry : model)
    if (entry.first >= from && (to.empty() || entry.first < to)) expected.emplace_back(entry);
  RC_ASSERT(scanned(kv, family, from, to) == expected);
  RC_ASSERT(scanned_back(kv, family, from, to) == std::vector<Entry>(expected.rbegin(), expected.rend()));
}

TYPED_TEST(KvContract, DoesWhatAMapDoes) {
  // One store for all cases: it is emptied, which is quicker than to make a new one.
  const bool held = rc::check([&] {
    Models models;
    for (const Family family : {Family::kLog, Family::kPart, Family::kMeta}) {
      KvBatch batch;
      for (const auto& entry : scanned(this->kv(), family)) batch.remove(family, entry.first);
      RC_ASSERT(this->kv().write(batch).has_value());
    }
    const int steps = *rc::gen::inRange(1, 30);
    for (int i = 0; i < steps; ++i) {
      const int choice = *rc::gen::inRange(0, 40);
      if (choice < 20) {
        write_random(this->kv(), models);
      } else if (choice == 20) {
        purge_random(this->kv(), models);
      } else if (choice == 21) {
        this->home_.reopen();
      } else {
        compare_random(this->kv(), models);
      }
    }
  });
  EXPECT_TRUE(held);
}

// ---- What only the twin in memory offers

TEST(MemoryKv, FailsTheWritesThatItIsToldToAndChangesNothing) {
  MemoryKv kv;
  KvBatch batch;
  batch.put(Family::kLog, "key", "value");
  kv.fail_next_writes(2, model::Error("disk.full", "full"), 1);
  EXPECT_TRUE(kv.write(batch).has_value());
  EXPECT_EQ(kv.purge(Family::kLog, {"key"}).error().code, "disk.full");
  EXPECT_EQ(kv.write(batch).error().code, "disk.full");
  EXPECT_EQ(kv.get(Family::kLog, "key"), "value");
  EXPECT_TRUE(kv.purge(Family::kLog, {"key"}).has_value());
  EXPECT_EQ(kv.get(Family::kLog, "key"), std::nullopt);
}

TEST(MemoryKv, CopiesIntoAnIndependentStore) {
  MemoryKv kv;
  KvBatch batch;
  batch.put(Family::kLog, "key", "then");
  ASSERT_TRUE(kv.write(batch).has_value());
  const auto backup = kv.copy();
  batch.put(Family::kLog, "key", "now");
  ASSERT_TRUE(kv.write(batch).has_value());
  EXPECT_EQ(backup->get(Family::kLog, "key"), "then");
  EXPECT_EQ(kv.get(Family::kLog, "key"), "now");
}

}  // namespace
}  // namespace node
