// The single write path: drafts become signed events, groups cost one fsync.

#include "node/store/store_hiding.h"
#include "sync/frame.h"
#include "tests/node/data/write_path_fixture.h"

namespace node {
namespace {

using model::Event;
using model::EventRef;
using model::LogId;
using model::PlaceCode;
using model::Seq;
using model::SubjectId;
using model::Tip;
using realm::Author;
using realm::kCounty;
using realm::kSibling;
using realm::kVillage;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using wishsync::Committed;

constexpr std::size_t kSpanBytesMax = 256 * 1024;

// ---- Hidden parts

TEST_F(WritePathTest, TellsWhenHiddenPartsAreRevealedAndOnlyThen) {
  ASSERT_TRUE(write({draft(subject_of(1), "payload")}).has_value());
  ASSERT_TRUE(write({}, hide_facts(kNoon)).has_value());
  EXPECT_THAT(heard_, SizeIs(1));
  ASSERT_TRUE(write({}, reveal_facts()).has_value());
  ASSERT_THAT(heard_, SizeIs(2));
  EXPECT_FALSE(heard_.front().parts_revealed);
  EXPECT_TRUE(heard_.back().parts_revealed);
  ASSERT_TRUE(write({}, reveal_facts()).has_value());
  EXPECT_THAT(heard_, SizeIs(2));
}

// ---- Drafts

TEST_F(WritePathTest, GivesADraftItsPlaceInTheLog) {
  Draft first = draft(subject_of(1), "payload");
  first.flags = model::kFlagOpen;
  first.actor = model::ActorId{{7}};
  first.based_on = {model::EventHash{{9}}};
  Draft second = draft(subject_of(2));
  second.home = kSibling;
  const auto written = write({first, second});
  ASSERT_TRUE(written.has_value());
  ASSERT_THAT(written->events, SizeIs(2));
  EXPECT_EQ(written->arrival, store_->last_arrival());
  const Event a = *store_->event(written->events[0]);
  const Event b = *store_->event(written->events[1]);
  EXPECT_EQ(a.header().log(), log());
  EXPECT_EQ(a.header().seq, Seq{1});
  EXPECT_TRUE(a.header().prev.is_zero());
  EXPECT_EQ(a.header().time.wall_ms(), kNoon);
  EXPECT_EQ(a.header().flags, model::kFlagOpen);
  EXPECT_EQ(a.header().actor, first.actor);
  EXPECT_THAT(a.header().based_on, ElementsAre(first.based_on[0]));
  EXPECT_EQ(a.header().home, PlaceCode{});
  EXPECT_EQ(a.body(), first.body);
  const std::string part = store_->part(a.ref()).value();
  EXPECT_EQ(model::part_payload(part), "payload");
  EXPECT_TRUE(model::part_fits(a, part));
  EXPECT_EQ(b.header().seq, Seq{2});
  EXPECT_EQ(b.header().prev, a.hash());
  EXPECT_GT(b.header().time, a.header().time);
  EXPECT_EQ(b.header().home, kSibling);
  EXPECT_FALSE(b.header().has_part());
  expect_good_log(log());
}

TEST_F(WritePathTest, MakesABlobDurableWithTheDraftThatNamesIt) {
  const std::string photo(model::kBlobChunkBytes + 5, 'p');
  const realm::Words words = realm::attached(subject_of(1), photo);
  Draft attach = draft(subject_of(1), *words.part);
  attach.kind = words.kind;
  attach.body = words.body;
  attach.blob = photo;
  const std::size_t before = kv_.writes();
  const auto written = write({draft(subject_of(1), "a wish"), attach});
  ASSERT_TRUE(written);
  EXPECT_EQ(kv_.writes() - before, 1u);
  EXPECT_EQ(store_->blob(written->events[1]).value(), photo);
  EXPECT_THAT(heard_.back().begun_blobs, IsEmpty());
  EXPECT_THAT(heard_.back().whole_blobs, ElementsAre(written->events[1]));
}

TEST_F(WritePathTest, TellsOfBlobsThatBeginAndThatAreWhole) {
  const std::string photo(model::kBlobChunkBytes + 5, 'p');
  const Event event = city_.county.write(kVillage, realm::attached(subject_of(1), photo));
  ASSERT_TRUE(take(delivery(city_.county, {event})));
  EXPECT_THAT(heard_.back().begun_blobs, ElementsAre(event.ref()));
  for (const std::uint32_t i : {0u, 1u}) {
    Commit chunk;
    chunk.chunks = {{event.ref(), i, std::string(model::blob_chunk(photo, i))}};
    ASSERT_TRUE(take(std::move(chunk)));
  }
  EXPECT_THAT(heard_.back().begun_blobs, IsEmpty());
  EXPECT_THAT(heard_.back().whole_blobs, ElementsAre(event.ref()));
  ASSERT_THAT(heard_.back().arrivals, SizeIs(1));
  EXPECT_TRUE(heard_.back().arrivals[0].is_part());
}

TEST_F(WritePathTest, LeavesTheHomeOutWhereItIsThePlaceOfTheLog) {
  Draft one = draft(subject_of(1));
  one.home = kVillage;
  const auto written = write({one});
  EXPECT_EQ(store_->event(written->events[0])->header().home, PlaceCode{});
}

TEST_F(WritePathTest, GivesEqualPartsUnequalSalts) {
  const auto written = write({draft(subject_of(1), "same"), draft(subject_of(2), "same")});
  EXPECT_NE(store_->part(written->events[0]), store_->part(written->events[1]));
}

TEST_F(WritePathTest, WritesTheDraftsOfSeveralLogsInTheirOrder) {
  const auto written = write({draft(subject_of(1)), draft(subject_of(2), "", kCounty), draft(subject_of(3)),
                              draft(subject_of(4), "", kCounty)});
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written->events[2].seq, Seq{2});
  EXPECT_EQ(written->events[3].seq, Seq{2});
  EXPECT_EQ(written->events[3].log, log(kCounty));
  expect_good_log(log());
  expect_good_log(log(kCounty));
}

TEST_F(WritePathTest, ContinuesItsLogsAfterARestart) {
  ASSERT_TRUE(write({draft(subject_of(1))}).has_value());
  start();
  const auto written = write({draft(subject_of(2))});
  EXPECT_EQ(written->events[0].seq, Seq{2});
  expect_good_log(log());
}

TEST_F(WritePathTest, StampsLaterThanWhatItHasSeenFromOthers) {
  city_.county.set_clock_ms(kNoon + 60'000);
  const Event seen = city_.county.write(kCounty, realm::registered(subject_of(9)));
  ASSERT_TRUE(take(delivery(city_.county, {seen})));
  const auto written = write({draft(subject_of(1))});
  EXPECT_GT(store_->event(written->events[0])->header().time, seen.header().time);
}

TEST_F(WritePathTest, SignsAtLeastEvery256KiB) {
  std::vector<Draft> drafts;
  for (std::uint64_t i = 1; i <= 60; ++i)
    drafts.push_back(draft(subject_of(i), std::string(1000 + 997 * i, 'x')));
  const auto written = write(drafts);
  ASSERT_TRUE(written.has_value());
  const std::size_t largest = expect_good_log(log());
  EXPECT_LE(largest, kSpanBytesMax);
  EXPECT_GT(largest, kSpanBytesMax / 2);  // And not after each event.
  EXPECT_EQ(kv_.writes(), 1u + 1u);       // The format, then all in one.
}

TEST_F(WritePathTest, RefusesATextThatIsTooLong) {
  const auto written = write({draft(subject_of(1), std::string(model::kEventBytesMax, 'x'))});
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, "event.too_large");
  EXPECT_EQ(store_->event_count(), 0u);
}

// What a refused record had planned must not be continued by the next one of its group.
TEST_F(WritePathTest, LeavesNoGapWhereARecordIsRefusedHalfWay) {
  std::vector<std::string> codes;
  const auto note = [&](const model::Result<Written>& r) { codes.push_back(r ? "" : r.error().code); };
  std::vector<WriteRequest> requests;
  requests.push_back({Record{{draft(subject_of(1))}, {}}, note});
  requests.push_back(
      {Record{{draft(subject_of(2)), draft(subject_of(3), std::string(model::kEventBytesMax, 'x'))}, {}},
       note});
  requests.push_back({Record{{draft(subject_of(4))}, {}}, note});
  commit(std::move(requests));
  EXPECT_THAT(codes, ElementsAre("", "event.too_large", ""));
  EXPECT_EQ(store_->tips(log()).front().seq, Seq{2});
  EXPECT_THAT(store_->events_about(subject_of(2)), IsEmpty());
  expect_good_log(log());
}

TEST_F(WritePathTest, WritesNothingWithoutAWriterAndTakesWhatPeersSend) {
  path_.emplace(*store_, clock_, random_, std::nullopt, nullptr);
  EXPECT_EQ(write({draft(subject_of(1))}).error().code, "node.no_writer");
  EXPECT_TRUE(write({}, {{"name", "value"}}).has_value());
  const Event event = city_.county.write(kCounty, realm::registered(subject_of(9)));
  EXPECT_TRUE(take(delivery(city_.county, {event})));
  path_->set_identity(identity());
  EXPECT_TRUE(write({draft(subject_of(1))}).has_value());
  EXPECT_EQ(store_->own_ack(log())->writer, city_.village.writer());
}

// ---- Groups

TEST_F(WritePathTest, CommitsAGroupOfManyWithOneWrite) {
  const std::size_t before = kv_.writes();
  std::size_t done = 0;
  std::vector<WriteRequest> requests;
  for (std::uint64_t i = 1; i <= 50; ++i)
    requests.push_back({Record{{draft(subject_of(i), "payload")}, {{"fact" + std::to_string(i), "x"}}},
                        [&](const auto& r) { done += r.has_value(); }});
  const Event event = city_.county.write(kCounty, realm::registered(subject_of(99)));
  requests.push_back({delivery(city_.county, {event}), [&](const auto& r) { done += r.has_value(); }});
  commit(std::move(requests));
  EXPECT_EQ(done, 51u);
  EXPECT_EQ(kv_.writes(), before + 1);
  EXPECT_EQ(store_->tips(log()).front().seq, Seq{50});
  EXPECT_EQ(store_->fact("fact50"), "x");
  EXPECT_TRUE(store_->holds(event.ref()));
  expect_good_log(log());
}

// One signature is for all records of a group that follow each other in a log.
TEST_F(WritePathTest, SignsWhatManyWriteAtOnceTogether) {
  std::vector<model::Result<Written>> written;
  const auto note = [&](const model::Result<Written>& r) { written.push_back(r); };
  std::vector<WriteRequest> requests;
  for (std::uint64_t i = 1; i <= 3; ++i) requests.push_back({Record{{draft(subject_of(i))}, {}}, note});
  requests.push_back({Record{{draft(subject_of(4), "", kCounty)}, {}}, note});
  requests.push_back({Record{{draft(subject_of(5)), draft(subject_of(6))}, {}}, note});
  commit(std::move(requests));
  const auto is_signed = [&](std::size_t record, std::size_t event) {
    const EventRef& ref = written.at(record).value().events.at(event);
    return store_->tip_signature(ref.log, ref.tip()).has_value();
  };
  EXPECT_FALSE(is_signed(0, 0));
  EXPECT_FALSE(is_signed(1, 0));
  EXPECT_TRUE(is_signed(2, 0)) << "another log follows";
  EXPECT_TRUE(is_signed(3, 0));
  EXPECT_FALSE(is_signed(4, 0));
  EXPECT_TRUE(is_signed(4, 1));
  for (const auto& record : written) EXPECT_EQ(record.value().arrival, store_->last_arrival());
  expect_good_log(log());
  expect_good_log(log(kCounty));
}

TEST_F(WritePathTest, SignsAtLeastEvery256KiBOfWhatManyWriteAtOnce) {
  std::vector<WriteRequest> requests;
  for (std::uint64_t i = 1; i <= 60; ++i)
    requests.push_back({Record{{draft(subject_of(i), std::string(1000 + 997 * i, 'x'))}, {}}, nullptr});
  commit(std::move(requests));
  EXPECT_EQ(store_->tips(log()).front().seq, Seq{60});
  const std::size_t largest = expect_good_log(log());
  EXPECT_LE(largest, kSpanBytesMax);
  EXPECT_GT(largest, kSpanBytesMax / 2);
}

TEST_F(WritePathTest, TellsOfAGroupByWhichAnythingChanged) {
  std::vector<std::pair<std::size_t, std::size_t>> groups;
  path_->on_group([&](const GroupWritten& group) { groups.emplace_back(group.requests, group.events); });
  std::vector<WriteRequest> requests;
  requests.push_back({Record{{draft(subject_of(1)), draft(subject_of(2))}, {}}, nullptr});
  requests.push_back({Record{{}, {{"a fact", "of this node"}}}, nullptr});
  requests.push_back({Record{}, nullptr});
  requests.push_back({Record{{draft(subject_of(3), std::string(model::kEventBytesMax, 'x'))}, {}}, nullptr});
  commit(std::move(requests));
  EXPECT_THAT(groups, ElementsAre(std::pair(2u, 2u))) << "one was empty, one was refused";
  commit([] {
    std::vector<WriteRequest> nothing;
    nothing.push_back({Record{}, nullptr});
    return nothing;
  }());
  memory_.fail_next_writes(1, model::Error("disk.full", "full", "满"));
  EXPECT_FALSE(write({draft(subject_of(4))}));
  EXPECT_THAT(groups, SizeIs(1)) << "nothing was written";
}

TEST_F(WritePathTest, TellsEveryoneWhenTheDiskFailsAndGoesOnWithoutAGap) {
  ASSERT_TRUE(write({draft(subject_of(1))}).has_value());
  heard_.clear();
  memory_.fail_next_writes(1, model::Error("disk.full", "full", "满"));
  std::vector<std::string> codes;
  const auto note = [&](const model::Result<Written>& r) { codes.push_back(r ? "" : r.error().code); };
  std::vector<WriteRequest> requests;
  requests.push_back({Record{{draft(subject_of(2))}, {}}, note});
  requests.push_back({Record{{draft(subject_of(3))}, {}}, note});
  requests.push_back(
      {delivery(city_.county, {city_.county.write(kCounty, realm::registered(subject_of(9)))}), note});
  commit(std::move(requests));
  EXPECT_THAT(codes, ElementsAre("disk.full", "disk.full", "disk.full"));
  EXPECT_THAT(heard_, IsEmpty());
  EXPECT_EQ(store_->event_count(), 1u);
  const auto written = write({draft(subject_of(4))});
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written->events[0].seq, Seq{2});
  expect_good_log(log());
}

TEST_F(WritePathTest, TellsAPeerAloneOfItsGap) {
  const Event first = city_.county.write(kCounty, realm::registered(subject_of(8)));
  const Event second = city_.county.write(kCounty, realm::registered(subject_of(9)));
  std::vector<std::string> codes;
  const auto note = [&](const model::Result<Written>& r) { codes.push_back(r ? "" : r.error().code); };
  std::vector<WriteRequest> requests;
  requests.push_back({delivery(city_.county, {second}), note});
  requests.push_back({Record{{draft(subject_of(1))}, {}}, note});
  requests.push_back({delivery(city_.county, {first}), nullptr});
  commit(std::move(requests));
  EXPECT_THAT(codes, ElementsAre("store.gap", ""));
  EXPECT_TRUE(store_->holds(first.ref()));
}

TEST_F(WritePathTest, KeepsWhatIsInQuarantineAfterItAnswersAndWhetherOrNotTheDiskTakesIt) {
  const auto refuse = [&](const std::string& frame) {
    store_->quarantine().keep(
        {model::NodeKey{{1}}, kVillage, {}, {"sync.bad_frame", "bad"}, frame, 9, kNoon});
  };
  refuse("a");
  std::vector<WriteRequest> requests;
  requests.push_back({Record{{draft(subject_of(1))}, {}}, [&](const auto& written) {
                        EXPECT_TRUE(written);
                        EXPECT_THAT(store_->quarantine().entries(), IsEmpty());
                      }});
  path_->commit_group(requests);
  EXPECT_THAT(store_->quarantine().entries(), SizeIs(1));
  // The first write of a group is its commit; what a full disk refuses after it concerns nobody.
  refuse("b");
  memory_.fail_next_writes(1, model::Error("disk.full", "full", "满"), 1);
  requests.clear();
  requests.push_back(
      {Record{{draft(subject_of(2))}, {}}, [&](const auto& written) { EXPECT_TRUE(written); }});
  path_->commit_group(requests);
  EXPECT_THAT(store_->quarantine().entries(), SizeIs(1));
  EXPECT_EQ(store_->quarantine().passed_over(), 1u);
  start();
  EXPECT_THAT(store_->quarantine().entries(), SizeIs(1)) << "read again at the next start";
}

TEST_F(WritePathTest, TellsListenersWhatIsNewBeforeItAnswers) {
  std::size_t heard_at_answer = 0;
  std::vector<WriteRequest> requests;
  requests.push_back(
      {Record{{draft(subject_of(1))}, {}}, [&](const auto&) { heard_at_answer = heard_.size(); }});
  commit(std::move(requests));
  EXPECT_EQ(heard_at_answer, 1u);
  ASSERT_THAT(heard_.back().arrivals, SizeIs(1));
  EXPECT_EQ(heard_.back().arrivals[0].log, log());
  EXPECT_EQ(heard_.back().arrival, 1u);
  EXPECT_FALSE(heard_.back().authority_changed);

  const Event event = city_.county.write(kCounty, realm::registered(subject_of(9)));
  Commit without = delivery(city_.county, {event});
  without.runs[0].events[0].part.clear();
  ASSERT_TRUE(take(without));
  Commit late;
  late.parts = {{event.ref(), city_.county.part(event)}};
  late.acks = {{kCounty, city_.county.writer(), 1, log(), {Seq{1}, {}}, Seq{1}}};
  ASSERT_TRUE(take(late));
  ASSERT_THAT(heard_.back().late_parts, SizeIs(1));
  EXPECT_EQ(heard_.back().late_parts[0].event, event.ref());
  EXPECT_THAT(heard_.back().acks, SizeIs(1));

  const std::size_t before = heard_.size();
  ASSERT_TRUE(take(late));  // Nothing new.
  EXPECT_EQ(heard_.size(), before);

  learn(city_.root());
  EXPECT_TRUE(heard_.back().authority_changed);
}

}  // namespace
}  // namespace node
