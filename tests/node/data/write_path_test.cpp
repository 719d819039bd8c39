// The single write path: drafts become signed events, groups cost one fsync, erasures are carried out.

#include "node/data/write_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "model/part.h"
#include "node/data/erased_rows.h"
#include "node/store/memory_kv.h"
#include "node/store/store_hiding.h"
#include "sync/frame.h"
#include "tests/support/counting_kv.h"
#include "tests/support/life.h"
#include "tests/support/realm.h"

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

constexpr std::uint64_t kNoon = 1'529'640'000'000;
constexpr std::size_t kSpanBytesMax = 256 * 1024;

class WritePathTest : public ::testing::Test {
 protected:
  WritePathTest() { start(); }

  // As a start of the program does.
  void start() {
    path_.reset();
    store_ = EventStore::open(kv_, sealer_, city_.root().key()).value();
    path_.emplace(*store_, clock_, random_, identity(), [this](const Committed& c) { heard_.push_back(c); });
  }
  [[nodiscard]] WriterIdentity identity() {
    return {city_.village.writer(), kVillage, &city_.village.signer()};
  }

  static Draft draft(const SubjectId& subject, std::string payload = "", PlaceCode log = kVillage) {
    const realm::Words words = realm::registered(subject);
    Draft out;
    out.place = log;
    out.kind = words.kind;
    out.subject = subject;
    out.body = words.body;
    if (!payload.empty()) out.part = payload;
    return out;
  }
  static Draft wish(const SubjectId& subject, const model::WishEntry& entry) {
    model::WishPart part;
    part.name = entry.name;
    part.address = entry.address;
    part.content = entry.content;
    part.phone = entry.phone;
    return draft(subject, model::encode(part));
  }
  static Commit delivery(const Author& by, const std::vector<Event>& events) {
    const model::EventHeader& first = events.front().header();
    wishsync::CheckedRun run{first.log(), {first.seq.before(), first.prev}, {}, by.signed_tip(events.back())};
    for (const Event& e : events) run.events.push_back({e, by.part(e)});
    Commit out;
    out.runs = {run};
    return out;
  }
  // What `author` wrote into the log of place 0, as it lies in the realm.
  std::vector<Event> facts_of(const Author& author) const {
    std::vector<Event> out;
    for (const Event& e : city_.facts())
      if (e.header().writer == author.writer()) out.push_back(e);
    return out;
  }
  void learn(const Author& author) { EXPECT_TRUE(take(delivery(author, facts_of(author)))); }

  void commit(std::vector<WriteRequest> requests) { path_->commit_group(requests); }
  bool take(Commit commit) {
    bool done = false;
    std::vector<WriteRequest> requests;
    requests.push_back({std::move(commit), [&](const auto& r) { done = r.has_value(); }});
    path_->commit_group(requests);
    return done;
  }
  model::Result<Written> write(std::vector<Draft> drafts, std::vector<LocalFact> facts = {}) {
    std::optional<model::Result<Written>> out;
    std::vector<WriteRequest> requests;
    requests.push_back({Record{std::move(drafts), std::move(facts)}, [&](auto result) { out = result; }});
    path_->commit_group(requests);
    return *out;
  }
  [[nodiscard]] LogId log(PlaceCode place = kVillage) const { return {place, city_.village.writer()}; }
  // The log is one chain from its first event to one tip, and every signature in it is good. Gives
  // the bytes between signatures, at most.
  std::size_t expect_good_log(const LogId& of) const {
    const auto tips = store_->tips(of);
    EXPECT_THAT(tips, SizeIs(1));
    Tip before;
    std::size_t span = 0;
    std::size_t largest = 0;
    const auto verifier = model::make_cheap_verifier();
    store_->for_each_event(of, [&](const Event& e) {
      EXPECT_TRUE(follows(before, e));
      before = e.tip();
      span += e.bytes().size() + store_->part(e.ref()).value_or("").size();
      if (const auto signature = store_->tip_signature(of, e.tip())) {
        EXPECT_TRUE(verifier->verify(city_.village.key(), model::tip_statement(of, e.tip()), *signature));
        largest = std::max(largest, std::exchange(span, 0));
      }
      return true;
    });
    EXPECT_EQ(span, 0u) << "the last event is signed";
    EXPECT_EQ(before, tips.front());
    return largest;
  }

  MemoryKv memory_;
  realm::CountingKv kv_{memory_};
  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{1}, random_};
  ManualClock clock_{kNoon};
  std::unique_ptr<EventStore> store_;
  std::optional<WritePath> path_;
  std::vector<Committed> heard_;
};

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

// ---- Erasures

class ErasureTest : public WritePathTest {
 protected:
  model::WishEntry entry(std::string content = "winter shoes") const {
    model::WishEntry out;
    out.name = "Zhang San";
    out.phone = "13800138000";
    out.address = "No. 3";
    out.content = std::move(content);
    return out;
  }
  void learn_all_others() {
    std::vector<const Author*> authors = {&city_.root(), &city_.city, &city_.county};
    for (const Author* author : authors) learn(*author);
  }
  [[nodiscard]] bool part_held(const EventRef& ref) const { return store_->part(ref).has_value(); }
};

TEST_F(ErasureTest, IsCarriedOutAsSoonAsItCounts) {
  // The village's own facts come from its own write path here, so another node erases.
  const auto written = write({wish(subject_of(1), entry()), wish(subject_of(2), entry("a book"))});
  for (const Author* author : {&city_.root(), &city_.city}) learn(*author);
  city_.erase(city_.county, subject_of(1), kVillage);
  ASSERT_TRUE(part_held(written->events[0]));
  learn(city_.county);
  EXPECT_FALSE(part_held(written->events[0]));
  EXPECT_TRUE(part_held(written->events[1]));
  EXPECT_THAT(store_->pending_erasures(), IsEmpty());
  EXPECT_EQ(kv_.purges(), 1u);
  EXPECT_TRUE(store_->holds(written->events[0]));
}

TEST_F(ErasureTest, IsCarriedOutAlsoWhereItCameBeforeItsAuthorsEnrolment) {
  const auto written = write({wish(subject_of(1), entry())});
  city_.erase(city_.county, subject_of(1), kVillage);
  learn(city_.county);
  EXPECT_TRUE(part_held(written->events[0]));  // Nobody known said so yet.
  learn(city_.root());
  EXPECT_TRUE(part_held(written->events[0]));
  learn(city_.city);
  EXPECT_FALSE(part_held(written->events[0]));
}

TEST_F(ErasureTest, IsNotCarriedOutForOneWhoMayNot) {
  const auto written = write({wish(subject_of(1), entry())});
  learn_all_others();
  city_.erase(city_.sibling, subject_of(1), kVillage);
  learn(city_.sibling);
  EXPECT_TRUE(part_held(written->events[0]));
}

TEST_F(ErasureTest, DropsPartsThatArriveInTheGroupThatErasesThem) {
  for (const Author* author : {&city_.root(), &city_.city}) learn(*author);
  Author& second = city_.enrol(city_.city, kVillage);
  learn(city_.city);
  const Event event = second.write(kVillage, realm::registered(subject_of(5)));
  city_.erase(city_.county, subject_of(5), kVillage);
  std::vector<WriteRequest> requests;
  requests.push_back({delivery(city_.county, facts_of(city_.county)), nullptr});
  requests.push_back({delivery(second, {event}), nullptr});
  commit(std::move(requests));
  EXPECT_TRUE(store_->holds(event.ref()));
  EXPECT_FALSE(part_held(event.ref()));
  EXPECT_TRUE(take(delivery(second, {event})));
  EXPECT_FALSE(part_held(event.ref()));
}

TEST_F(ErasureTest, IsRememberedAtTheHomeByItsRows) {
  model::WishEntry amended = entry();
  amended.phone = "13900139000";
  const auto written = write({wish(subject_of(1), entry())});
  model::Amended fact;
  fact.fields.add(model::WishField::kPhone);
  model::WishPart part;
  part.phone = amended.phone;
  Draft amendment = draft(subject_of(1), model::encode(part));
  amendment.kind = model::Kind::kAmended;
  amendment.body = model::encode(fact);
  amendment.based_on = {written->events[0].hash};
  ASSERT_TRUE(write({amendment}).has_value());
  for (const Author* author : {&city_.root(), &city_.city}) learn(*author);
  EXPECT_FALSE(was_erased(*store_, entry()));
  city_.erase(city_.county, subject_of(1), kVillage);
  learn(city_.county);
  for (const bool restarted : {false, true}) {
    if (restarted) start();
    EXPECT_TRUE(was_erased(*store_, entry()));  // Every wording that it ever had.
    EXPECT_TRUE(was_erased(*store_, amended));
    EXPECT_FALSE(was_erased(*store_, entry("a blanket")));
  }
  // And nothing of the text stays: what is kept is a fingerprint under the node's key.
  for (const LocalFact& kept : store_->facts("erased_row/")) {
    EXPECT_EQ(kept.name.find("Zhang"), std::string::npos);
    EXPECT_EQ(kept.value, "");
  }
  EXPECT_THAT(store_->facts("erased_row/"), SizeIs(2));
}

// As after a restore: the row's fact and the erasure are both from after the backup.
TEST_F(ErasureTest, IsRememberedByItsRowsAlsoWhileWhatItErasesIsHidden) {
  const auto written = write({wish(subject_of(1), entry())});
  for (const Author* author : {&city_.root(), &city_.city}) learn(*author);
  ASSERT_TRUE(write({}, hide_facts(kNoon)).has_value());
  ASSERT_FALSE(store_->part(written->events[0]));
  city_.erase(city_.county, subject_of(1), kVillage);
  learn(city_.county);
  EXPECT_TRUE(was_erased(*store_, entry()));
  EXPECT_FALSE(store_->part_though_hidden(written->events[0]));
}

TEST_F(ErasureTest, IsRememberedByWhoeverEnteredItForAnotherPlace) {
  for (const Author* author : {&city_.root(), &city_.city}) learn(*author);
  Draft one = wish(subject_of(1), entry());
  one.place = kCounty;
  const auto written = write({one});
  city_.erase(city_.county, subject_of(1), kCounty);
  learn(city_.county);
  EXPECT_FALSE(part_held(written->events[0]));
  EXPECT_TRUE(was_erased(*store_, entry()));
}

TEST_F(ErasureTest, ReachesTheQuarantine) {
  const Event event = city_.village.write(kVillage, realm::registered(subject_of(1)));
  wishsync::Run run{
      event.header().log(), {event.header().seq.before(), event.header().prev}, {}, {event.tip(), {}}};
  run.events.push_back({event.bytes(), city_.village.part(event)});
  const std::string frame = wishsync::encode(wishsync::Frame(wishsync::Batch{run}));
  store_->quarantine().keep({model::NodeKey{{1}},
                             kVillage,
                             event.header().log(),
                             {"sync.bad_signature", "bad"},
                             frame,
                             frame.size(),
                             kNoon});
  store_->quarantine().settle(*store_->authority());
  ASSERT_EQ(store_->quarantine().frame(1), frame);
  ASSERT_TRUE(store_->erase(subject_of(1), kVillage));
  EXPECT_EQ(store_->quarantine().frame(1), std::nullopt);
}

TEST_F(ErasureTest, IsCarriedOutAtTheNextStartWhereverTheDiskFailed) {
  for (std::size_t spared = 0; spared < 4; ++spared) {
    SCOPED_TRACE(spared);
    MemoryKv fresh;
    realm::SmallCity city;
    auto store = EventStore::open(fresh, sealer_, city.root().key()).value();
    WritePath path(*store, clock_, random_,
                   WriterIdentity{city.village.writer(), kVillage, &city.village.signer()}, nullptr);
    const auto commit_one = [&](WritePath& to, auto what) {
      std::vector<WriteRequest> requests;
      requests.push_back({std::move(what), nullptr});
      to.commit_group(requests);
    };
    commit_one(path, Record{{wish(subject_of(1), entry())}, {}});
    const EventRef ref = store->events_about(subject_of(1)).front().ref();
    city.erase(city.county, subject_of(1), kVillage);
    const auto facts = [&](const Author& author) {
      std::vector<Event> out;
      for (const Event& e : city.facts())
        if (e.header().writer == author.writer()) out.push_back(e);
      return delivery(author, out);
    };
    commit_one(path, facts(city.root()));
    commit_one(path, facts(city.city));
    fresh.fail_next_writes(1, model::Error("disk.full", "full", "满"), spared);
    commit_one(path, facts(city.county));
    if (spared == 0) commit_one(path, facts(city.county));  // Nothing was stored: the peer sends again.
    fresh.fail_next_writes(0, model::Error());
    WritePath again(*store, clock_, random_,
                    WriterIdentity{city.village.writer(), kVillage, &city.village.signer()}, nullptr);
    EXPECT_THAT(store->pending_erasures(), IsEmpty());
    EXPECT_FALSE(store->part(ref).has_value());
    EXPECT_TRUE(was_erased(*store, entry()));
  }
}

}  // namespace
}  // namespace node
