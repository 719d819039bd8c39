// Erasures are carried out by the write path as soon as they count.

#include "node/data/erased_rows.h"
#include "node/store/store_hiding.h"
#include "tests/node/data/write_path_fixture.h"

namespace node {
namespace {

using model::Event;
using model::EventRef;
using realm::Author;
using realm::kCounty;
using realm::kSibling;
using realm::kVillage;
using realm::subject_of;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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
