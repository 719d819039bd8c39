// The quarantine: what is kept, how much of it, and how an erasure reaches it; over both twins of the Kv.

#include "node/store/store_quarantine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "node/limits.h"
#include "node/store/store_keys.h"
#include "sync/frame.h"
#include "tests/support/counting_kv.h"
#include "tests/support/kv_homes.h"
#include "tests/support/life.h"

namespace node {
namespace {

using realm::kSibling;
using realm::kVillage;
using realm::registered;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const model::NodeKey kChild{{1}};
const model::NodeKey kOtherChild{{2}};

std::string words_of(std::uint64_t number) { return "Zhang San " + std::to_string(number) + " of Futuo"; }

template <typename Home>
class QuarantineTest : public ::testing::Test {
 protected:
  QuarantineTest() { open(); }
  void open() {
    quarantine_.emplace(home_.kv(), sealer_);
    quarantine_->load();
  }
  // As a start of the program does.
  void reopen() {
    quarantine_.reset();
    home_.reopen();
    open();
  }
  Quarantine& quarantine() { return *quarantine_; }
  void settle() { quarantine_->settle(*city_.judge()); }

  static Refusal refusal(std::string frame, const model::NodeKey& peer = kChild) {
    Refusal out;
    out.peer = peer;
    out.place = kVillage;
    out.log = model::LogId{kVillage, model::WriterId{{9}}};
    out.reason = {"sync.bad_signature", "the writer did not sign this tip", "签名不符"};
    out.frame_bytes = frame.size();
    out.frame = std::move(frame);
    out.wall_ms = 1000;
    return out;
  }
  void keep(std::string frame, const model::NodeKey& peer = kChild) {
    quarantine().keep(refusal(std::move(frame), peer));
    settle();
  }
  // A batch about one wish, with its part.
  std::string batch_about(std::uint64_t subject) { return batch_of(registered(subject_of(subject))); }
  std::string batch_of(const realm::Words& words) {
    const model::Event event = city_.village.write(kVillage, words);
    wishsync::Run run{
        event.header().log(), {event.header().seq.before(), event.header().prev}, {}, {event.tip(), {}}};
    run.events.push_back({event.bytes(), city_.village.part(event)});
    return wishsync::encode(wishsync::Frame(wishsync::Batch{run}));
  }
  [[nodiscard]] model::Result<> forget(std::uint64_t subject) {
    const Quarantine::Erasure erasure{subject_of(subject), kVillage};
    return quarantine().forget({&erasure, 1});
  }
  std::vector<std::uint64_t> ids() {
    std::vector<std::uint64_t> out;
    for (const auto& entry : quarantine().entries()) out.push_back(entry.id);
    return out;
  }

  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{7}, random_};
  Home home_;
  std::optional<Quarantine> quarantine_;
};

class Memory : public MemoryHome {
 public:
  // Whether the bytes stand anywhere: in memory, what is removed is gone.
  [[nodiscard]] bool holds(std::string_view bytes) const {
    bool found = false;
    kv().scan(Family::kMeta, "", "", [&](std::string_view, std::string_view value) {
      found = found || value.find(bytes) != std::string_view::npos;
      return true;
    });
    return found;
  }
};

class Rocks : public RocksHome {
 public:
  [[nodiscard]] bool holds(std::string_view bytes) const {
    for (const auto& entry : std::filesystem::directory_iterator(directory())) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(file), {}};
      if (all.find(bytes) != std::string::npos) return true;
    }
    return false;
  }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<RocksKv> kv_;
};

using Homes = ::testing::Types<Memory, Rocks>;
TYPED_TEST_SUITE(QuarantineTest, Homes);

TYPED_TEST(QuarantineTest, keeps_what_was_sent_with_its_reason_across_a_restart) {
  this->keep("frame");
  Refusal unreadable = this->refusal("beginning", kOtherChild);
  unreadable.log.reset();
  unreadable.frame_bytes = 5000;
  this->quarantine().keep(unreadable);
  this->settle();
  this->reopen();
  const auto entries = this->quarantine().entries();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].peer, kChild);
  EXPECT_EQ(entries[0].place, kVillage);
  EXPECT_EQ(entries[0].log, (model::LogId{kVillage, model::WriterId{{9}}}));
  EXPECT_EQ(entries[0].reason.code, "sync.bad_signature");
  EXPECT_EQ(entries[0].reason.zh, "签名不符");
  EXPECT_EQ(entries[0].first_ms, 1000u);
  EXPECT_EQ(entries[0].count, 1u);
  EXPECT_EQ(entries[1].log, std::nullopt);
  EXPECT_EQ(entries[1].frame_bytes, 5000u);
  EXPECT_EQ(entries[1].kept_bytes, 9u);
  EXPECT_EQ(this->quarantine().frame(entries[0].id), "frame");
  EXPECT_EQ(this->quarantine().frame(entries[1].id), "beginning");
  EXPECT_EQ(this->quarantine().frame(77), std::nullopt);
}

TYPED_TEST(QuarantineTest, keeps_the_same_bytes_of_one_peer_once_and_counts) {
  this->keep("frame");
  Refusal again = this->refusal("frame");
  again.wall_ms = 2000;
  this->quarantine().keep(again);
  this->quarantine().keep(again);
  this->settle();
  this->keep("frame", kOtherChild);
  this->reopen();
  const auto entries = this->quarantine().entries();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].count, 3u);
  EXPECT_EQ(entries[0].first_ms, 1000u);
  EXPECT_EQ(entries[0].last_ms, 2000u);
  EXPECT_EQ(entries[1].count, 1u);
}

TYPED_TEST(QuarantineTest, seals_what_it_keeps) {
  const std::string words = words_of(1);
  this->keep(words);
  EXPECT_FALSE(this->home_.holds(words));
}

TYPED_TEST(QuarantineTest, an_id_is_never_given_twice) {
  this->keep("a");
  auto cleared = this->quarantine().clear(std::nullopt);
  this->settle();
  EXPECT_EQ(cleared.get().value(), 1u);
  this->reopen();
  this->keep("b");
  EXPECT_THAT(this->ids(), ElementsAre(2));
}

TYPED_TEST(QuarantineTest, clears_one_entry_or_all) {
  for (const char* frame : {"a", "b", "c"}) this->keep(frame);
  auto one = this->quarantine().clear(2);
  auto none = this->quarantine().clear(9);
  this->settle();
  EXPECT_EQ(one.get().value(), 1u);
  EXPECT_EQ(none.get().value(), 0u);
  this->reopen();
  EXPECT_THAT(this->ids(), ElementsAre(1, 3));
  auto all = this->quarantine().clear(std::nullopt);
  this->settle();
  EXPECT_EQ(all.get().value(), 2u);
  EXPECT_THAT(this->ids(), IsEmpty());
}

TYPED_TEST(QuarantineTest, an_erasure_takes_the_frames_that_name_the_subject_and_leaves_the_others) {
  this->keep(this->batch_about(1));
  const std::string innocent = this->batch_about(2);
  this->keep(innocent);
  ASSERT_TRUE(this->forget(1));
  this->reopen();
  const auto entries = this->quarantine().entries();
  ASSERT_THAT(entries, SizeIs(2)) << "who sent it, and why it was refused, stays known";
  EXPECT_EQ(entries[0].kept_bytes, 0u);
  EXPECT_EQ(this->quarantine().frame(1), std::nullopt);
  EXPECT_EQ(this->quarantine().frame(2), innocent);
}

TYPED_TEST(QuarantineTest, an_erasure_takes_the_frames_with_claims_that_name_the_volunteer) {
  this->keep(this->batch_of(realm::claimed(subject_of(7), realm::claim_of(1), {}, 1)));
  const std::string innocent = this->batch_of(realm::claimed(subject_of(7), realm::claim_of(2), {}, 2));
  this->keep(innocent);
  const Quarantine::Erasure erasure{realm::volunteer_of(1), kVillage};
  ASSERT_TRUE(this->quarantine().forget({&erasure, 1}));
  EXPECT_EQ(this->quarantine().frame(1), std::nullopt);
  EXPECT_EQ(this->quarantine().frame(2), innocent);
}

TYPED_TEST(QuarantineTest, an_erasure_takes_what_can_not_be_read) {
  this->keep("no frame at all");
  ASSERT_TRUE(this->forget(1));
  EXPECT_EQ(this->quarantine().frame(1), std::nullopt);
}

TYPED_TEST(QuarantineTest, an_erasure_leaves_no_byte_of_what_was_dropped_before) {
  this->keep(this->batch_about(1));
  const auto sealed =
      this->home_.kv().get(Family::kMeta, std::string(keys::kQuarantineFrame) + std::string(2, '\0'));
  ASSERT_TRUE(sealed);
  auto cleared = this->quarantine().clear(1);
  this->settle();
  ASSERT_TRUE(cleared.get());
  this->keep(this->batch_about(2));  // In the same slot.
  ASSERT_TRUE(this->forget(1));
  EXPECT_FALSE(this->home_.holds(*sealed));
  EXPECT_NE(this->quarantine().frame(2), std::nullopt);
}

using QuarantineLimits = QuarantineTest<Memory>;

TEST_F(QuarantineLimits, what_names_an_erased_subject_is_not_kept_when_it_comes_later) {
  city_.erase(city_.village, subject_of(1), kVillage);
  keep(batch_about(1));
  ASSERT_THAT(ids(), SizeIs(1));
  EXPECT_EQ(quarantine().frame(1), std::nullopt);
}

TEST_F(QuarantineLimits, an_erasure_writes_nothing_where_nothing_is_touched) {
  keep(batch_about(2));
  realm::CountingKv counting(home_.kv());
  Quarantine other(counting, sealer_);
  other.load();
  const Quarantine::Erasure erasure{subject_of(1), kVillage};
  ASSERT_TRUE(other.forget({&erasure, 1}));
  EXPECT_EQ(counting.writes() + counting.purges(), 0u);
}

TEST_F(QuarantineLimits, an_erasure_that_the_disk_refuses_is_done_when_it_is_repeated) {
  for (std::size_t spared = 0; spared < 2; ++spared) {
    keep(batch_about(1));
    home_.kv().fail_next_writes(1, {"disk.full", "full"}, spared);
    EXPECT_FALSE(forget(1)) << spared;
    reopen();
    ASSERT_TRUE(forget(1));
    for (const auto id : ids()) EXPECT_EQ(quarantine().frame(id), std::nullopt);
  }
}

TEST_F(QuarantineLimits, one_peer_pushes_out_its_own) {
  keep("of the other child", kOtherChild);
  for (std::size_t i = 0; i < kQuarantinePeerEntriesMax + 5; ++i) keep("rubbish " + std::to_string(i));
  const auto entries = quarantine().entries();
  EXPECT_THAT(entries, SizeIs(1 + kQuarantinePeerEntriesMax));
  EXPECT_EQ(entries[0].peer, kOtherChild);
  EXPECT_EQ(entries[1].id, 7u) << "its oldest went first";
}

TEST_F(QuarantineLimits, one_peer_gets_so_many_bytes) {
  constexpr std::size_t kFrame = 1 << 20;
  for (char c = 'a'; c < 'a' + 12; ++c) keep(std::string(kFrame, c));
  std::size_t bytes = 0;
  for (const auto& entry : quarantine().entries()) bytes += entry.kept_bytes;
  EXPECT_EQ(bytes, kQuarantinePeerBytesMax);
}

TEST_F(QuarantineLimits, of_many_peers_the_one_that_has_most_gives_way) {
  for (std::size_t i = 0; i < kQuarantinePeerEntriesMax; ++i) keep("big " + std::to_string(i));
  for (std::size_t i = kQuarantinePeerEntriesMax; i < kQuarantineEntriesMax + 20; ++i)
    keep("small " + std::to_string(i), model::NodeKey{{static_cast<std::uint8_t>(10 + i % 200)}});
  std::map<model::NodeKey, std::size_t> counts;
  for (const auto& entry : quarantine().entries()) ++counts[entry.peer];
  EXPECT_THAT(quarantine().entries(), SizeIs(kQuarantineEntriesMax));
  EXPECT_EQ(counts[kChild], kQuarantinePeerEntriesMax - 20);
}

TEST_F(QuarantineLimits, all_together_get_so_many_bytes) {
  constexpr std::size_t kFrame = 1 << 20;
  for (std::uint8_t peer = 1; peer <= 10; ++peer)
    for (char c = 'a'; c < 'a' + 5; ++c) keep(std::string(kFrame, c), model::NodeKey{{peer}});
  std::size_t bytes = 0;
  for (const auto& entry : quarantine().entries()) bytes += entry.kept_bytes;
  EXPECT_EQ(bytes, kQuarantineBytesMax);
}

TEST_F(QuarantineLimits, what_comes_faster_than_it_is_written_is_counted_alone) {
  for (std::size_t i = 0; i < kQuarantineWaitingMax + 3; ++i) quarantine().keep(refusal(std::to_string(i)));
  EXPECT_EQ(quarantine().passed_over(), 3u);
  settle();
  EXPECT_THAT(ids(), SizeIs(kQuarantineWaitingMax));
}

TEST_F(QuarantineLimits, a_flood_costs_one_write) {
  realm::CountingKv counting(home_.kv());
  Quarantine other(counting, sealer_);
  for (std::size_t i = 0; i < 20; ++i) other.keep(refusal(std::to_string(i)));
  other.settle(*city_.judge());
  EXPECT_EQ(counting.writes(), 1u);
  other.settle(*city_.judge());
  EXPECT_EQ(counting.writes(), 1u);
}

TEST_F(QuarantineLimits, what_a_full_disk_refuses_is_counted_alone) {
  keep("before");
  home_.kv().fail_next_writes(1, {"disk.full", "full"});
  keep("lost");
  keep("after");
  EXPECT_EQ(quarantine().passed_over(), 1u);
  EXPECT_THAT(ids(), ElementsAre(1, 2));
  EXPECT_EQ(quarantine().frame(2), "after");
}

}  // namespace
}  // namespace node
