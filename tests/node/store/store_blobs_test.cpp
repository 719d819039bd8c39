// Blobs in the store, over both twins of the Kv: what is held of them, what is missing, and that nothing is
// left of what was erased.

#include "node/store/store_blobs.h"

#include <gmock/gmock.h>

#include "event_store_fixture.h"
#include "model/fold/wish.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"
#include "node/store/store_keys.h"
#include "tests/support/life.h"

namespace node {
namespace {

using model::Event;
using model::EventRef;
using realm::kVillage;
using realm::subject_of;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using wishsync::BlobChunk;

// Of three chunks, each with its own words.
std::string photo() {
  std::string out;
  for (int i = 0; i < 3; ++i)
    out += std::string(i < 2 ? model::kBlobChunkBytes - 8 : 100, 'p') + "piece " + char('0' + i) + ";";
  return out;
}

template <typename Home>
class StoreBlobs : public StoredCity<Home> {
 protected:
  using StoredCity<Home>::city_;
  using StoredCity<Home>::kv;
  using StoredCity<Home>::store_;

  Event attach(bool with_part = true, const std::string& bytes = photo()) {
    const Event event = city_.village.write(kVillage, realm::attached(subject_of(1), bytes));
    Commit commit;
    commit.runs.push_back(run(event, with_part));
    take(commit);
    return event;
  }
  wishsync::CheckedRun run(const Event& event, bool with_part) {
    return {event.header().log(),
            {event.header().seq.before(), event.header().prev},
            {{event, with_part ? city_.village.part(event) : ""}},
            city_.village.signed_tip(event)};
  }
  std::uint64_t take(Commit& commit) {
    Commit* group[] = {&commit};
    const auto result = store_->commit(group).front();
    model::check(result.has_value(), "the store takes it");
    return *result;
  }
  // The chunks of the photo, in this order; how many were new.
  std::size_t bring(const EventRef& event, std::vector<std::uint32_t> indexes) {
    Commit commit;
    for (const std::uint32_t i : indexes)
      commit.chunks.push_back({event, i, std::string(model::blob_chunk(bytes_, i))});
    take(commit);
    whole_ = commit.whole_blobs;
    return commit.fresh_chunks;
  }
  void damage(const EventRef& event, std::uint32_t index, bool gone) {
    KvBatch batch;
    std::string key = keys::chunk_key(event, index);
    std::string sealed = *kv().get(Family::kBlob, key);
    sealed[sealed.size() / 2] = static_cast<char>(sealed[sealed.size() / 2] ^ 1);
    gone ? batch.remove(Family::kBlob, std::move(key))
         : batch.put(Family::kBlob, std::move(key), std::move(sealed));
    ASSERT_TRUE(kv().write(batch).has_value());
  }
  // Hears of what can't be read.
  void watch() {
    store_->on_unreadable([this](const ChunkRef& chunk) { unreadable_.push_back(chunk); });
  }
  // What is missing anew.
  std::vector<EventRef> mend() {
    Commit commit;
    commit.unreadable = unreadable_;
    take(commit);
    return commit.begun_blobs;
  }
  std::size_t chunks_on_disk() {
    std::size_t count = 0;
    kv().scan(Family::kBlob, "", "", [&](auto, auto) { return ++count, true; });
    return count;
  }
  std::string code_of_blob(const EventRef& event) {
    const auto blob = store_->blob(event);
    return blob ? "" : blob.error().code;
  }
  void learn_erasure() {
    city_.erase(city_.village, subject_of(1), kVillage);
    learn_the_city();
  }
  void learn_the_city() {
    for (const realm::Author* author : {&city_.root(), &city_.city, &city_.county, &city_.village}) {
      std::vector<Event> facts;
      for (const Event& e : city_.facts())
        if (e.header().writer == author->writer()) facts.push_back(e);
      wishsync::CheckedRun run{facts.front().header().log(), {}, {}, author->signed_tip(facts.back())};
      for (const Event& e : facts) run.events.push_back({e, ""});
      Commit commit;
      commit.runs.push_back(std::move(run));
      take(commit);
    }
  }

  const std::string bytes_ = photo();
  std::vector<EventRef> whole_;
  std::vector<ChunkRef> unreadable_;
};
TYPED_TEST_SUITE(StoreBlobs, KvHomes);

TYPED_TEST(StoreBlobs, AreMissingFromTheMomentTheirPartIsHere) {
  const Event event = this->attach(false);
  EXPECT_THAT(this->store_->absent_blobs({}, 10), IsEmpty());
  EXPECT_EQ(this->code_of_blob(event.ref()), "blob.unknown");
  Commit part;
  part.parts.push_back({event.ref(), this->city_.village.part(event)});
  this->take(part);
  const auto absent = this->store_->absent_blobs({}, 10);
  ASSERT_THAT(absent, SizeIs(1));
  EXPECT_EQ(absent[0].event, event.ref());
  EXPECT_EQ(absent[0].next, 0u);
  EXPECT_EQ(absent[0].bytes, this->bytes_.size());
  EXPECT_EQ(this->code_of_blob(event.ref()), "blob.missing");
}

TYPED_TEST(StoreBlobs, GoOnWhereTheyWereCut) {
  const EventRef event = this->attach().ref();
  EXPECT_EQ(this->bring(event, {0}), 1u);
  EXPECT_THAT(this->whole_, IsEmpty());
  EXPECT_EQ(this->store_->missing_blobs().blobs, 1u);
  EXPECT_EQ(this->store_->missing_blobs().bytes, this->bytes_.size() - model::kBlobChunkBytes);
  this->reopen();
  EXPECT_EQ(this->store_->absent_blobs({}, 10).at(0).next, 1u);
  EXPECT_EQ(this->bring(event, {1, 2}), 2u);
  EXPECT_THAT(this->whole_, ElementsAre(event));
  EXPECT_THAT(this->store_->absent_blobs({}, 10), IsEmpty());
  EXPECT_EQ(this->store_->missing_blobs().blobs, 0u);
  this->reopen();
  EXPECT_EQ(this->store_->blob(event).value(), this->bytes_);
  EXPECT_EQ(this->store_->blob_chunk(event, 2), std::string(model::blob_chunk(this->bytes_, 2)));
  EXPECT_EQ(this->store_->blob_chunk(event, 3), std::nullopt);
}

TYPED_TEST(StoreBlobs, AreInTheNodesWordOnceTheyAreWhole) {
  this->learn_the_city();
  this->store_->set_writer(this->city_.village.writer(), kVillage);
  const EventRef first = this->attach().ref();
  const EventRef second = this->attach().ref();
  ASSERT_EQ(this->bring(first, {0, 1}), 2u);
  for (int life = 0; life < 2; ++life) {
    EXPECT_EQ(this->store_->own_ack(first.log)->parts_seq, second.seq);
    EXPECT_EQ(this->store_->own_ack(first.log)->blobs_seq.value, 0u);
    this->reopen();
    this->store_->set_writer(this->city_.village.writer(), kVillage);
  }
  const std::uint64_t before = this->store_->last_arrival();
  ASSERT_EQ(this->bring(first, {2}), 1u);
  EXPECT_EQ(this->store_->own_ack(first.log)->blobs_seq, first.seq);
  EXPECT_GT(this->store_->last_arrival(), before);  // So that it is told.
  ASSERT_EQ(this->bring(second, {0, 1, 2}), 3u);
  EXPECT_EQ(this->store_->own_ack(first.log)->blobs_seq, second.seq);
}

// A release that did not know of them ran meanwhile.
TYPED_TEST(StoreBlobs, AreMissedToo_WhoseEventsCameToAnOlderRelease) {
  const EventRef begun = this->attach().ref();
  const EventRef whole = this->attach().ref();
  ASSERT_EQ(this->bring(begun, {0}), 1u);
  ASSERT_EQ(this->bring(whole, {0, 1, 2}), 3u);
  for (const bool noted : {true, false}) {
    KvBatch older;
    for (const EventRef& event : {begun, whole})
      older.remove(Family::kMeta, keys::meta(keys::kAbsentBlob, keys::event_key(event)));
    if (noted)
      older.put(Family::kMeta, std::string(keys::kBlobs), keys::blobs_value(0));
    else
      older.remove(Family::kMeta, std::string(keys::kBlobs));
    ASSERT_TRUE(this->kv().write(older).has_value());
    this->reopen();
    ASSERT_THAT(this->store_->absent_blobs({}, 10), SizeIs(1));
    EXPECT_EQ(this->store_->absent_blobs({}, 10)[0].event, begun);
    EXPECT_EQ(this->store_->absent_blobs({}, 10)[0].next, 1u);
    EXPECT_EQ(this->store_->missing_blobs().blobs, 1u);
  }
  EXPECT_EQ(this->bring(begun, {1, 2}), 2u);
  this->reopen();
  EXPECT_THAT(this->store_->absent_blobs({}, 10), IsEmpty());
}

TYPED_TEST(StoreBlobs, TakeOnlyTheNextChunkAndOnlyOnce) {
  const EventRef event = this->attach().ref();
  EXPECT_EQ(this->bring(event, {1}), 0u);
  EXPECT_EQ(this->bring(event, {2, 0, 0, 2, 1}), 2u);
  EXPECT_EQ(this->bring(event, {0, 1, 2, 2}), 1u);
  EXPECT_EQ(this->bring(event, {0, 1, 2}), 0u);
  EXPECT_EQ(this->store_->blob(event).value(), this->bytes_);
}

TYPED_TEST(StoreBlobs, TakeNoChunkThatIsNotTheirs) {
  const EventRef event = this->attach().ref();
  Commit commit;
  commit.chunks = {
      {event, 0, "something else"},
      {event, 0, std::string(model::blob_chunk(this->bytes_, 1))},
      {{event.log, event.seq.next(), event.hash}, 0, std::string(model::blob_chunk(this->bytes_, 0))}};
  this->take(commit);
  EXPECT_EQ(commit.fresh_chunks, 0u);
  EXPECT_EQ(this->chunks_on_disk(), 0u);
}

TYPED_TEST(StoreBlobs, BecomeDurableTogetherWithTheirEventAndPart) {
  const Event event = this->city_.village.write(kVillage, realm::attached(subject_of(1), this->bytes_));
  Commit commit;
  commit.runs.push_back(this->run(event, true));
  for (std::uint32_t i = 0; i < 3; ++i)
    commit.chunks.push_back({event.ref(), i, std::string(model::blob_chunk(this->bytes_, i))});
  this->take(commit);
  EXPECT_EQ(commit.fresh_chunks, 3u);
  EXPECT_EQ(this->store_->blob(event.ref()).value(), this->bytes_);
  EXPECT_THAT(this->store_->absent_blobs({}, 10), IsEmpty());
}

TYPED_TEST(StoreBlobs, StandSealedAndBoundToTheirPlace) {
  const EventRef event = this->attach().ref();
  ASSERT_EQ(this->bring(event, {0, 1, 2}), 3u);
  std::size_t values = 0;
  this->kv().scan(Family::kBlob, "", "", [&](std::string_view, std::string_view value) {
    EXPECT_EQ(value.find("piece"), std::string_view::npos);
    return ++values, true;
  });
  EXPECT_EQ(values, 3u);
  KvBatch moved;
  moved.put(Family::kBlob, keys::chunk_key(event, 1),
            *this->kv().get(Family::kBlob, keys::chunk_key(event, 0)));
  ASSERT_TRUE(this->kv().write(moved).has_value());
  EXPECT_EQ(this->store_->blob_chunk(event, 1), std::nullopt);
  EXPECT_EQ(this->code_of_blob(event), "blob.damaged");
}

// As a disk may do: the bytes of one chunk are others, or it is gone.
TYPED_TEST(StoreBlobs, AreMissingAgainFromADamagedChunkOn) {
  this->learn_the_city();
  this->store_->set_writer(this->city_.village.writer(), kVillage);
  for (const bool gone : {false, true}) {
    const EventRef event = this->attach().ref();
    ASSERT_EQ(this->bring(event, {0, 1, 2}), 3u);
    this->damage(event, 1, gone);
    this->watch();
    EXPECT_EQ(this->store_->blob_chunk(event, 1), std::nullopt);
    ASSERT_THAT(this->unreadable_, ElementsAre(ChunkRef{event, 1}));
    EXPECT_EQ(this->store_->own_ack(event.log)->blobs_seq, event.seq);
    const std::uint64_t before = this->store_->last_arrival();
    EXPECT_THAT(this->mend(), ElementsAre(event));
    EXPECT_THAT(this->mend(), IsEmpty());  // Told twice, as by two readers.
    this->unreadable_.clear();
    for (int life = 0; life < 2; ++life) {
      ASSERT_THAT(this->store_->absent_blobs({}, 10), SizeIs(1));
      EXPECT_EQ(this->store_->absent_blobs({}, 10)[0].next, 1u);
      EXPECT_EQ(this->store_->own_ack(event.log)->blobs_seq, event.seq.before());
      EXPECT_GT(this->store_->last_arrival(), before);  // So that it is told.
      EXPECT_TRUE(this->store_->held_blob(event)->damaged);
      EXPECT_EQ(this->code_of_blob(event), "blob.damaged");
      EXPECT_TRUE(this->store_->blob_chunk(event, 2));  // The good ones are still given.
      this->reopen();
      this->store_->set_writer(this->city_.village.writer(), kVillage);
      this->watch();
    }
    EXPECT_EQ(this->store_->blob_chunk(event, 1), std::nullopt);
    EXPECT_THAT(this->unreadable_, IsEmpty()) << "it is known";
    EXPECT_EQ(this->bring(event, {1}), 1u);
    EXPECT_THAT(this->whole_, ElementsAre(event)) << "what stands behind it is here still";
    EXPECT_THAT(this->store_->absent_blobs({}, 10), IsEmpty());
    EXPECT_EQ(this->store_->own_ack(event.log)->blobs_seq, event.seq);
    EXPECT_EQ(this->store_->blob(event).value(), this->bytes_);
  }
}

TYPED_TEST(StoreBlobs, AreFetchedAnewUpToTheNextDamage) {
  const EventRef event = this->attach().ref();
  ASSERT_EQ(this->bring(event, {0, 1, 2}), 3u);
  this->watch();
  for (const std::uint32_t index : {2u, 0u}) {
    this->damage(event, index, false);
    EXPECT_EQ(this->store_->blob_chunk(event, index), std::nullopt);
    EXPECT_THAT(this->mend(), ElementsAre(event));
    EXPECT_EQ(this->store_->absent_blobs({}, 10).at(0).next, index);
  }
  EXPECT_EQ(this->bring(event, {0}), 1u);
  EXPECT_EQ(this->store_->absent_blobs({}, 10).at(0).next, 2u);
  EXPECT_EQ(this->code_of_blob(event), "blob.damaged");
  EXPECT_EQ(this->bring(event, {2}), 1u);
  EXPECT_EQ(this->store_->blob(event).value(), this->bytes_);
}

TYPED_TEST(StoreBlobs, OfWhatCanBeReadNothingIsGivenUp) {
  const EventRef event = this->attach().ref();
  ASSERT_EQ(this->bring(event, {0, 1}), 2u);
  this->unreadable_ = {{event, 0}, {event, 2}, {event, 7}, {EventRef{event.log, event.seq, {}}, 0}};
  EXPECT_THAT(this->mend(), IsEmpty());
  EXPECT_EQ(this->store_->absent_blobs({}, 10).at(0).next, 2u);
  EXPECT_EQ(this->code_of_blob(event), "blob.missing");
}

TYPED_TEST(StoreBlobs, AreErasedWithTheirPartAndNeverComeBack) {
  const Event whole = this->attach();
  const Event begun = this->attach();
  ASSERT_EQ(this->bring(whole.ref(), {0, 1, 2}), 3u);
  ASSERT_EQ(this->bring(begun.ref(), {0}), 1u);
  this->learn_erasure();
  ASSERT_TRUE(this->store_->erase(this->store_->pending_erasures()).has_value());
  for (int life = 0; life < 2; ++life) {
    EXPECT_EQ(this->chunks_on_disk(), 0u);
    EXPECT_THAT(this->store_->absent_blobs({}, 10), IsEmpty());
    EXPECT_EQ(this->store_->missing_blobs().blobs, 0u);
    EXPECT_EQ(this->code_of_blob(whole.ref()), "blob.unknown");
    EXPECT_EQ(this->bring(begun.ref(), {1}), 0u);
    EXPECT_EQ(this->bring(whole.ref(), {0}), 0u);
    this->attach();  // Its part comes later than the erasure.
    EXPECT_THAT(this->store_->absent_blobs({}, 10), IsEmpty());
    this->reopen();
  }
}

// Whoever attached them: a node in hostile hands writes what it likes.
TYPED_TEST(StoreBlobs, BeyondTheLimitOfASubjectAreNotKept) {
  this->learn_the_city();
  this->store_->set_writer(this->city_.village.writer(), kVillage);
  std::vector<EventRef> events;
  for (std::size_t i = 0; i <= model::kAttachmentsMax; ++i) {
    if (i == 10) this->reopen();
    events.push_back(this->attach().ref());
  }
  this->store_->set_writer(this->city_.village.writer(), kVillage);
  const EventRef beyond = events.back();
  const auto absent = this->store_->absent_blobs({}, 100);
  EXPECT_EQ(absent.size(), model::kAttachmentsMax);
  EXPECT_THAT(absent, ::testing::Each(::testing::Field(&wishsync::AbsentBlob::event, ::testing::Ne(beyond))));
  EXPECT_EQ(this->store_->missing_blobs().beyond_limit, 1u);
  EXPECT_EQ(this->code_of_blob(beyond), "blob.beyond_limit");
  EXPECT_TRUE(this->store_->held_blob(beyond)->beyond_limit);
  EXPECT_TRUE(this->store_->holds(beyond));
  EXPECT_TRUE(this->store_->part(beyond));
  EXPECT_EQ(this->bring(beyond, {0, 1, 2}), 0u) << "not from a stick either";
  for (const EventRef& event : events) {
    if (event != beyond) {
      EXPECT_EQ(this->bring(event, {0, 1, 2}), 3u);
    }
  }
  this->reopen();
  this->store_->set_writer(this->city_.village.writer(), kVillage);
  EXPECT_EQ(this->code_of_blob(beyond), "blob.beyond_limit");
  EXPECT_EQ(this->store_->own_ack(beyond.log)->blobs_seq, beyond.seq) << "it holds up nobody's word";
  this->learn_erasure();
  ASSERT_TRUE(this->store_->erase(this->store_->pending_erasures()).has_value());
  EXPECT_EQ(this->store_->missing_blobs().beyond_limit, 0u);
  this->kv().scan(Family::kMeta, keys::kKeptBlobs, keys::after_prefix(keys::kKeptBlobs),
                  [](auto, auto) { return ADD_FAILURE() << "something of the wish is left", true; });
}

TYPED_TEST(StoreBlobs, AreNotKeptBeyondTheBytesOfASubject) {
  for (char fill = 'a'; fill < 'f'; ++fill) this->attach(true, std::string(model::kBlobBytesMax, fill));
  EXPECT_EQ(this->store_->missing_blobs().bytes, kAttachmentsBytesMax);
  EXPECT_EQ(this->code_of_blob(this->attach(true, "x").ref()), "blob.beyond_limit");
}

// The desk has looked whether there is room, by what it shows.
TYPED_TEST(StoreBlobs, ThatAreAttachedHereAreAlwaysKept) {
  for (std::size_t i = 0; i < model::kAttachmentsMax; ++i) this->attach();
  const Event event = this->city_.village.write(kVillage, realm::attached(subject_of(1), this->bytes_));
  Commit commit;
  commit.runs.push_back(this->run(event, true));
  for (std::uint32_t i = 0; i < 3; ++i)
    commit.chunks.push_back({event.ref(), i, std::string(model::blob_chunk(this->bytes_, i))});
  this->take(commit);
  EXPECT_EQ(this->store_->blob(event.ref()).value(), this->bytes_);
}

// Cut short after the part that names the blob was purged.
TYPED_TEST(StoreBlobs, AreErasedThoughThePartIsGoneAlready) {
  const EventRef event = this->attach().ref();
  ASSERT_EQ(this->bring(event, {0, 1}), 2u);
  this->learn_erasure();
  ASSERT_TRUE(this->kv().purge(Family::kPart, {keys::event_key(event)}).has_value());
  ASSERT_TRUE(this->store_->erase(this->store_->pending_erasures()).has_value());
  EXPECT_EQ(this->chunks_on_disk(), 0u);
  EXPECT_EQ(this->store_->missing_blobs().blobs, 0u);
}

TYPED_TEST(StoreBlobs, AreHiddenWithTheirPart) {
  const EventRef whole = this->attach().ref();
  const EventRef begun = this->attach().ref();
  ASSERT_EQ(this->bring(whole, {0, 1, 2}), 3u);
  const auto put = [&](std::vector<LocalFact> facts) {
    Commit commit;
    commit.facts = std::move(facts);
    this->take(commit);
  };
  put(hide_facts(1));
  EXPECT_EQ(this->code_of_blob(whole), "parts.hidden");
  EXPECT_EQ(this->store_->blob_chunk(whole, 0), std::nullopt);
  EXPECT_EQ(this->store_->missing_blobs().blobs, 1u);
  EXPECT_TRUE(this->store_->blob_chunk_though_hidden(whole, 0));
  EXPECT_EQ(this->bring(begun, {0}), 1u);  // As a bundle may bring it.
  EXPECT_EQ(this->store_->blob_chunk(begun, 0), std::nullopt);
  put(reveal_facts());
  EXPECT_EQ(this->store_->blob(whole).value(), this->bytes_);
  EXPECT_EQ(this->store_->absent_blobs({}, 10).at(0).next, 1u);
}

}  // namespace
}  // namespace node
