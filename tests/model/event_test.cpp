// Events: the bytes are the event, and no bytes do harm.

#include "model/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "model/crypto.h"
#include "tests/support/realm.h"

namespace model {
namespace {

// N bytes that count upwards from `first`.
template <typename Id>
Id counting_from(std::uint8_t first) {
  Id id;
  for (auto& byte : id.data) byte = first++;
  return id;
}

EventHeader golden_header() {
  EventHeader h;
  h.place = {431322106003};
  h.writer = counting_from<WriterId>(0x10);
  h.seq = {7};
  h.prev = counting_from<EventHash>(0x20);
  h.time = HybridTime{0x0163'0102'0304'0005};
  h.kind = Kind::kVetted;
  h.flags = 0x8001;
  h.subject = counting_from<SubjectId>(0x40);
  h.home = {431322106004};
  h.actor = counting_from<ActorId>(0x50);
  h.commitment = counting_from<Commitment>(0x60);
  h.based_on = {counting_from<EventHash>(0xa0), counting_from<EventHash>(0x80)};
  return h;
}

std::string bytes_from(std::uint8_t first, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(first + i);
  return out;
}

rc::Gen<EventHeader> any_header() {
  return rc::gen::exec([] {
    EventHeader h;
    h.place = {*rc::gen::arbitrary<std::uint64_t>()};
    h.writer = WriterId{*rc::gen::arbitrary<std::array<std::uint8_t, 16>>()};
    h.seq = {*rc::gen::inRange<std::uint64_t>(1, 1'000'000)};
    if (h.seq.value > 1) {
      h.prev = EventHash{*rc::gen::arbitrary<std::array<std::uint8_t, 32>>()};
      h.prev.data[0] |= 1;
    }
    h.time = HybridTime{*rc::gen::arbitrary<std::uint64_t>()};
    h.kind = static_cast<Kind>(*rc::gen::arbitrary<std::uint16_t>());
    h.flags = *rc::gen::arbitrary<std::uint16_t>();
    h.subject = SubjectId{*rc::gen::arbitrary<std::array<std::uint8_t, 16>>()};
    h.home = {*rc::gen::arbitrary<std::uint64_t>()};
    h.actor = ActorId{*rc::gen::arbitrary<std::array<std::uint8_t, 16>>()};
    h.commitment = Commitment{*rc::gen::arbitrary<std::array<std::uint8_t, 32>>()};
    const auto based_on = *rc::gen::container<std::vector<std::array<std::uint8_t, 32>>>(
        *rc::gen::inRange(0, 5), rc::gen::arbitrary<std::array<std::uint8_t, 32>>());
    for (const auto& hash : based_on) h.based_on.push_back(EventHash{hash});
    return h;
  });
}

bool same(const EventHeader& a, const EventHeader& b) {
  return a.place == b.place && a.writer == b.writer && a.seq == b.seq && a.prev == b.prev &&
         a.time == b.time && a.kind == b.kind && a.flags == b.flags && a.subject == b.subject &&
         a.home == b.home && a.actor == b.actor && a.commitment == b.commitment && a.based_on == b.based_on;
}

TEST(Event, StandsInItsBytesAsTheSchemaSays) {
  const Event event = Event::make(golden_header(), "the body");
  const std::string& bytes = event.bytes();
  ASSERT_EQ(bytes.size(), 176u + 64u + 8u);
  EXPECT_EQ(bytes.substr(8, 8), std::string("\x93\x08\xcd\x6c\x64\0\0\0", 8));
  EXPECT_EQ(bytes.substr(16, 16), bytes_from(0x10, 16));
  EXPECT_EQ(bytes.substr(32, 8), std::string("\7\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(bytes.substr(40, 32), bytes_from(0x20, 32));
  EXPECT_EQ(bytes.substr(72, 8), std::string("\5\0\4\3\2\1\x63\1", 8));
  EXPECT_EQ(bytes.substr(80, 2), std::string("\x42\0", 2));
  EXPECT_EQ(bytes.substr(82, 2), std::string("\1\x80", 2));
  EXPECT_EQ(bytes.substr(84, 4), std::string(4, '\0'));
  EXPECT_EQ(bytes.substr(88, 16), bytes_from(0x40, 16));
  EXPECT_EQ(bytes.substr(104, 8), std::string("\x94\x08\xcd\x6c\x64\0\0\0", 8));
  EXPECT_EQ(bytes.substr(112, 16), bytes_from(0x50, 16));
  EXPECT_EQ(bytes.substr(128, 32), bytes_from(0x60, 32));
  EXPECT_EQ(bytes.substr(176, 64), bytes_from(0x80, 64));
  EXPECT_EQ(bytes.substr(240, 8), "the body");
}

// Bytes that were once written stay what they are: a change here is a break with all that is stored.
TEST(Event, HasTheGoldenBytesAndHash) {
  const Event event = Event::make(golden_header(), "the body");
  EXPECT_EQ(to_hex(event.bytes()),
            "00000000130002009308cd6c64000000101112131415161718191a1b1c1d1e1f0700000000000000"
            "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f0500040302016301"
            "4200018000000000404142434445464748494a4b4c4d4e4f9408cd6c640000005051525354555657"
            "58595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
            "05000000020200002100000042000000808182838485868788898a8b8c8d8e8f9091929394959697"
            "98999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
            "74686520626f6479");
  EXPECT_EQ(to_hex(event.hash().view()), "8c72002816e400f50bf401e015af21b315a207db9724daf2bc8331e113d019cf");
}

RC_GTEST_PROP(EventProperty, ReadsBackWhatWasWritten, ()) {
  EventHeader header = *any_header();
  const auto body = *rc::gen::arbitrary<std::string>();
  const Event made = Event::make(header, body);
  const auto read = Event::parse(made.bytes());
  RC_ASSERT(read.has_value());
  std::sort(header.based_on.begin(), header.based_on.end());
  header.based_on.erase(std::unique(header.based_on.begin(), header.based_on.end()), header.based_on.end());
  RC_ASSERT(same(read->header(), header));
  RC_ASSERT(read->body() == body);
  RC_ASSERT(read->hash() == made.hash());
}

RC_GTEST_PROP(EventProperty, HasTheHashOfItsBytesWheneverItIsAccepted, ()) {
  std::string bytes = Event::make(*any_header(), *rc::gen::arbitrary<std::string>()).bytes();
  for (int flips = *rc::gen::inRange(0, 4); flips > 0; --flips) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = static_cast<char>(*rc::gen::arbitrary<std::uint8_t>());
  }
  if (*rc::gen::arbitrary<bool>()) bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
  if (*rc::gen::arbitrary<bool>()) bytes += *rc::gen::arbitrary<std::string>();
  const auto read = Event::parse(bytes);
  RC_CLASSIFY(read.has_value(), "accepted");
  if (!read) {
    RC_ASSERT(read.error().code == "event.malformed");
    return;
  }
  RC_ASSERT(read->bytes() == bytes);
  RC_ASSERT(read->hash() == EventHash{sha256(bytes)});
  RC_ASSERT(read->header().seq.value > 0);
  RC_ASSERT(read->header().based_on.size() <= kBasedOnMax);
}

RC_GTEST_PROP(EventProperty, SurvivesAnyBytes, (const std::string& bytes)) {
  const auto read = Event::parse(bytes);
  if (read) RC_ASSERT(read->hash() == EventHash{sha256(bytes)});
}

TEST(Event, IsRefusedWhenCutAnywhere) {
  const std::string whole = Event::make(golden_header(), "the body").bytes();
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(Event::parse(whole.substr(0, size)).has_value()) << size << " bytes";
}

TEST(Event, IsTakenUpToTheLimitAndRefusedBeyond) {
  EventHeader header = golden_header();
  header.based_on.clear();
  const Event largest = Event::make(header, std::string(kEventBytesMax - 176, 'x'));
  EXPECT_EQ(largest.bytes().size(), kEventBytesMax);
  const auto beyond = Event::parse(largest.bytes() + std::string(8, '\0'));
  ASSERT_FALSE(beyond.has_value());
  EXPECT_EQ(beyond.error().code, "event.too_large");
}

// Where the pointer of basedOn points to: 64 bytes that are two hashes.
TEST(Event, IsRefusedWhenItsHashesAreNotAscending) {
  std::string bytes = Event::make(golden_header(), "the body").bytes();
  std::swap_ranges(bytes.begin() + 176, bytes.begin() + 208, bytes.begin() + 208);
  EXPECT_FALSE(Event::parse(bytes).has_value());
  std::copy(bytes.begin() + 176, bytes.begin() + 208, bytes.begin() + 208);  // One hash twice.
  EXPECT_FALSE(Event::parse(bytes).has_value());
}

TEST(Event, BeginsALogExactlyWhereNothingIsBeforeIt) {
  std::string bytes = Event::make(golden_header(), "the body").bytes();
  bytes[32] = 1;  // Seq 1 with a predecessor.
  EXPECT_FALSE(Event::parse(bytes).has_value());
  std::fill_n(bytes.begin() + 40, 32, '\0');
  EXPECT_TRUE(Event::parse(bytes).has_value());
  bytes[32] = 2;  // Seq 2 without.
  EXPECT_FALSE(Event::parse(bytes).has_value());
  bytes[32] = 0;
  EXPECT_FALSE(Event::parse(bytes).has_value());
}

TEST(Event, TakesAsManyHashesAsTheLimitSays) {
  EventHeader header = golden_header();
  header.based_on.clear();
  for (std::size_t i = 0; i < kBasedOnMax; ++i)
    header.based_on.push_back(counting_from<EventHash>(static_cast<std::uint8_t>(i)));
  EXPECT_EQ(Event::make(header, "").header().based_on.size(), kBasedOnMax);
}

TEST(Event, KeepsAKindThatIsNotKnown) {
  EventHeader header = golden_header();
  header.kind = static_cast<Kind>(4711);
  const auto read = Event::parse(Event::make(header, "from the future").bytes());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(kind_name(read->header().kind), "kind 4711");
  EXPECT_EQ(subject_kind(read->header().kind), SubjectKind::kNone);
}

TEST(Event, FollowsOnlyTheEventThatItNames) {
  realm::SmallCity realm;
  const Event first = realm.village.write(realm::kVillage, realm::registered(realm::subject_of(1)));
  const Event second = realm.village.write(realm::kVillage, realm::registered(realm::subject_of(2)));
  EXPECT_TRUE(follows({}, first));
  EXPECT_TRUE(follows(first.tip(), second));
  EXPECT_FALSE(follows({}, second));
  EXPECT_FALSE(follows(second.tip(), first));
  EXPECT_FALSE(follows({first.header().seq, second.hash()}, second));
}

TEST(Event, BelongsToThePlaceOfItsLogUnlessItNamesAHome) {
  EventHeader header = golden_header();
  EXPECT_EQ(header.subject_home(), header.home);
  header.home = {};
  EXPECT_EQ(header.subject_home(), header.place);
}

TEST(TipStatement, DiffersWithEveryPartOfTheTip) {
  const LogId log{{4313}, counting_from<WriterId>(1)};
  const Tip tip{{5}, counting_from<EventHash>(9)};
  const std::set<std::string> all = {tip_statement(log, tip), tip_statement({{4314}, log.writer}, tip),
                                     tip_statement({log.place, counting_from<WriterId>(2)}, tip),
                                     tip_statement(log, {{6}, tip.hash}),
                                     tip_statement(log, {tip.seq, counting_from<EventHash>(8)})};
  EXPECT_EQ(all.size(), 5u);
}

}  // namespace
}  // namespace model
