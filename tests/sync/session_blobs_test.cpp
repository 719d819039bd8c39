// Blobs between nodes: they follow their parts, go on where they were cut, and hold nothing else up.

#include <gtest/gtest.h>

#include "model/attachment.h"
#include "model/part.h"
#include "node/store/store_keys.h"
#include "sync/checked_run.h"
#include "tests/support/pipes.h"
#include "tests/support/sync_checks.h"

namespace support {
namespace {

using model::EventRef;
using wishsync::BlobChunk;
using wishsync::BlobHave;
using wishsync::BlobWant;

constexpr std::size_t kBlobWantFrame = 15;
constexpr std::size_t kBlobChunkFrame = 16;

std::string photo(std::size_t chunks, char fill = 'p') {
  std::string out;
  for (std::size_t i = 0; i < chunks; ++i)
    out += std::string(i + 1 < chunks ? model::kBlobChunkBytes : 700, static_cast<char>(fill + i));
  return out;
}

node::Draft attachment(model::PlaceCode home, const std::string& bytes, std::uint64_t wish = 1) {
  node::Draft draft;
  draft.place = home;
  draft.kind = model::Kind::kAttached;
  draft.subject = model::SubjectId{{static_cast<std::uint8_t>(wish), 7}};
  draft.body = model::encode(model::Attached{{}, model::AttachmentPurpose::kPhoto, {2018, 7, 1}});
  draft.part = model::encode(model::AttachmentPart{model::name_blob(bytes), "image/jpeg", "a.jpg", ""});
  draft.blob = bytes;
  return draft;
}

struct Blobs : ::testing::Test {
  Pipes world;
  Node& city = world.city();
  Node& county = add(city, kCounty, "county");
  Node& village = add(county, kVillage, "village");
  Node& sibling = add(county, kSibling, "sibling");

  Node& add(Node& parent, model::PlaceCode place, const std::string& name) {
    Node& node = world.join(parent, place, name);
    EXPECT_TRUE(world.settle()) << why(world);
    return node;
  }
  void settle() { ASSERT_TRUE(world.settle()) << why(world); }
  EventRef attach(Node& at, const std::string& bytes, model::PlaceCode home = kVillage) {
    return at.write({attachment(home, bytes)}).front();
  }
  static std::string blob_at(const Node& node, const EventRef& event) {
    const auto blob = node.store().blob(event);
    return blob ? *blob : blob.error().code;
  }
};

TEST_F(Blobs, GoWhereTheirPartsAreDueAndNowhereElse) {
  const std::string bytes = photo(3);
  const EventRef event = attach(village, bytes);
  const EventRef of_county = attach(county, photo(2), kCounty);
  settle();
  for (const Node* node : {&village, &county, &city}) EXPECT_EQ(blob_at(*node, event), bytes) << node->name();
  EXPECT_FALSE(sibling.store().holds(event));
  // The event of the county comes to all below it, its part and its blob to none.
  EXPECT_EQ(blob_at(city, of_county), photo(2));
  EXPECT_TRUE(village.store().holds(of_county));
  EXPECT_EQ(blob_at(village, of_county), "blob.unknown");
  for (const auto& node : world.nodes()) EXPECT_EQ(node->store().missing_blobs().blobs, 0u) << node->name();
  EXPECT_TRUE(world.credit_kept());
}

TEST_F(Blobs, AreAskedForOnce) {
  attach(village, photo(3));
  settle();
  EXPECT_EQ(world.sent(kBlobChunkFrame) >= 6,
            true);  // To the county and to the city, and some that were not there yet.
  const std::size_t wants = world.sent(kBlobWantFrame);
  const std::size_t chunks = world.sent(kBlobChunkFrame);
  world.run_for(600'000);
  world.hang_up(village);
  settle();
  EXPECT_EQ(world.sent(kBlobWantFrame), wants);
  EXPECT_EQ(world.sent(kBlobChunkFrame), chunks);
}

TEST_F(Blobs, AreToldInAcknowledgements) {
  const EventRef event = attach(village, photo(2));
  settle();
  for (const wishsync::Ack& ack : village.store().acks_of(event.log)) EXPECT_GE(ack.blobs_seq, event.seq);
  EXPECT_EQ(village.store().acks_of(event.log).size(), 2u);
}

TEST_F(Blobs, GoOnWhereTheConversationWasCut) {
  const std::string bytes = photo(20);
  const EventRef event = attach(village, bytes);
  ASSERT_TRUE(world.run_until([&] {
    const auto held = county.store().held_blob(event);
    return held && held->chunks >= 15;
  }));
  world.crash(county);
  const std::size_t before = county.store().held_blob(event)->chunks;
  ASSERT_LT(before, 20u);
  const std::size_t sent = world.sent(kBlobChunkFrame);
  settle();
  EXPECT_EQ(blob_at(county, event), bytes);
  EXPECT_EQ(blob_at(city, event), bytes);
  // To the county what it lacked, to the city no more than all; and words that something is not there yet.
  EXPECT_LE(world.sent(kBlobChunkFrame) - sent, (20 - before) + 20 + 14);
}

TEST_F(Blobs, ADamagedOneIsFetchedAnewFromWhoHasIt) {
  const std::string bytes = photo(30);
  const EventRef event = attach(village, bytes);
  settle();
  for (Node* node : {&county, &village}) {
    SCOPED_TRACE(node->name());
    node::KvBatch batch;
    const std::string key = node::keys::chunk_key(event, 3);
    std::string sealed = *node->kv().get(node::Family::kBlob, key);
    sealed.back() = static_cast<char>(sealed.back() ^ 1);
    batch.put(node::Family::kBlob, key, std::move(sealed));
    ASSERT_TRUE(node->kv().write(batch));
    node::Commit found;
    node->store().on_unreadable([&](const node::ChunkRef& chunk) { found.unreadable.push_back(chunk); });
    EXPECT_EQ(blob_at(*node, event), "blob.damaged");
    ASSERT_EQ(found.unreadable.size(), 1u);
    const std::size_t sent = world.sent(kBlobChunkFrame);
    ASSERT_TRUE(node->commit(std::move(found)));
    settle();
    EXPECT_EQ(blob_at(*node, event), bytes);
    // Until it is durable a few more are on their way, of 27 that stand behind it.
    EXPECT_LE(world.sent(kBlobChunkFrame) - sent, 12u);
  }
  EXPECT_EQ(blob_at(city, event), bytes);
  EXPECT_TRUE(world.credit_kept());
}

TEST_F(Blobs, HoldUpNothingElse) {
  world.faults.delay_ms_max = 50;
  attach(village, photo(40));
  ASSERT_TRUE(world.run_until([&] { return county.store().missing_blobs().blobs == 1; }));
  const EventRef wish = village.say(kVillage, "a wish that is more urgent");
  ASSERT_TRUE(world.run_until([&] { return city.store().part(wish).has_value(); }));
  EXPECT_GT(county.store().missing_blobs().bytes, 20 * model::kBlobChunkBytes);
  ASSERT_NE(world.session(village), nullptr);
  ASSERT_TRUE(world.run_until([&] { return world.session(village)->in_step(); }));
  EXPECT_EQ(county.store().missing_blobs().blobs, 1u);
  settle();
}

TEST_F(Blobs, ComeThoughFramesAreLostAndNodesCrash) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Pipes stormy(seed);
    Node& high = stormy.city();
    Node& middle = stormy.join(high, kCounty, "county");
    ASSERT_TRUE(stormy.settle());
    Node& low = stormy.join(middle, kVillage, "village");
    ASSERT_TRUE(stormy.settle());
    stormy.faults = {10, 10, 10, 5, 20};
    std::vector<std::pair<EventRef, std::string>> all;
    for (char fill = 'a'; fill < 'f'; ++fill) {
      const std::string bytes = photo(4, fill);
      all.emplace_back(low.write({attachment(kVillage, bytes)}).front(), bytes);
    }
    const auto whole = [&] {
      return std::ranges::all_of(all,
                                 [&](const auto& one) { return blob_at(high, one.first) == one.second; });
    };
    ASSERT_TRUE(stormy.run_until(whole, 6'000'000)) << seed;
    stormy.faults = {};
    EXPECT_TRUE(stormy.settle()) << seed;
    for (const auto& [event, bytes] : all) EXPECT_EQ(blob_at(middle, event), bytes) << seed;
  }
}

// ---- Peers that a test speaks for

struct BlobPuppet : Blobs {
  const std::string bytes = photo(5);

  // The county as the session's side; the puppet speaks as the village, whose event the county holds without
  // its blob.
  EventRef event_without_blob() {
    world.hang_up(village);
    village_log_ = attach(village, bytes);
    node::Commit commit;
    auto run = wishsync::check(village.run(village_log_.log)).value();
    commit.runs.push_back(std::move(run));
    EXPECT_TRUE(county.commit(std::move(commit)));
    return village_log_;
  }
  EventRef village_log_;
};

TEST_F(BlobPuppet, AWrongChunkIsKeptAsEvidenceAndNotTaken) {
  const EventRef event = event_without_blob();
  Puppet puppet(world, county, true, village.signer(), village.writer());
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  puppet.agree(1);
  const auto wants = puppet.heard_of<BlobWant>();
  ASSERT_EQ(wants.size(), 1u);
  EXPECT_EQ(wants[0].event, event);
  EXPECT_EQ(wants[0].from, 0u);
  EXPECT_EQ(wants[0].count, wishsync::kBlobChunksAskedMax);
  // What was not asked for is passed over.
  puppet.say(BlobChunk{event, 3, std::string(model::blob_chunk(bytes, 3))});
  EXPECT_TRUE(puppet.quarantined.empty());
  puppet.say(BlobChunk{event, 0, std::string(model::blob_chunk(bytes, 0))});
  EXPECT_EQ(county.store().held_blob(event)->chunks, 1u);
  puppet.say(BlobChunk{event, 1, "something else"});
  ASSERT_EQ(puppet.quarantined.size(), 1u);
  EXPECT_EQ(puppet.quarantined[0].reason.code, "sync.bad_chunk");
  EXPECT_EQ(puppet.quarantined[0].log, event.log);
  EXPECT_FALSE(puppet.ended());
  EXPECT_EQ(county.store().held_blob(event)->chunks, 1u);
}

TEST_F(BlobPuppet, WhatIsNotThereIsAskedForAgainOnceItIs) {
  const EventRef event = event_without_blob();
  Puppet puppet(world, county, true, village.signer(), village.writer());
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  puppet.agree(1);
  puppet.forget();
  puppet.say(BlobChunk{event, 0, ""});
  puppet.say(BlobChunk{event, 1, ""});
  EXPECT_TRUE(puppet.heard_of<BlobWant>().empty());
  puppet.agree(1);
  EXPECT_TRUE(puppet.heard_of<BlobWant>().empty());
  puppet.say(BlobHave{{event}});
  ASSERT_EQ(puppet.heard_of<BlobWant>().size(), 1u);
  for (std::uint32_t i = 0; i < 5; ++i)
    puppet.say(BlobChunk{event, i, std::string(model::blob_chunk(bytes, i))});
  EXPECT_EQ(blob_at(county, event), bytes);
  // To whom it came from nobody says that it is here.
  EXPECT_TRUE(puppet.heard_of<BlobHave>().empty());
}

TEST_F(BlobPuppet, WhatGotLostIsAskedForAgain) {
  const EventRef event = event_without_blob();
  Puppet puppet(world, county, true, village.signer(), village.writer());
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  puppet.agree(1);
  puppet.say(BlobChunk{event, 0, std::string(model::blob_chunk(bytes, 0))});
  puppet.forget();
  (void)puppet.tick(wishsync::kRecheckMsMax);  // Neither the question nor its answer got through.
  const auto again = puppet.heard_of<BlobWant>();
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].event, event);
  EXPECT_EQ(again[0].from, 1u);
  // So did the word that it is here now.
  puppet.say(BlobChunk{event, 1, ""});
  puppet.forget();
  (void)puppet.tick(wishsync::kRecheckMsMax);
  ASSERT_EQ(puppet.heard_of<BlobWant>().size(), 1u);
  EXPECT_EQ(puppet.heard_of<BlobWant>()[0].from, 1u);
}

TEST_F(BlobPuppet, WhatIsLostForGoodIsAskedForEverMoreSeldom) {
  const EventRef event = event_without_blob();
  Puppet puppet(world, county, true, village.signer(), village.writer());
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  puppet.agree(1);
  // For how long nothing is asked after the puppet said that it has none either.
  const auto wait = [&]() -> std::uint64_t {
    puppet.say(BlobChunk{event, 0, ""});
    puppet.forget();
    std::uint64_t waited = 0;
    while (puppet.heard_of<BlobWant>().empty() && waited < 2 * wishsync::kBlobsAgainMsMax) {
      (void)puppet.tick(wishsync::kRecheckMsMax);
      waited += wishsync::kRecheckMsMax;
    }
    return waited;
  };
  EXPECT_EQ(wait(), wishsync::kRecheckMsMax);
  EXPECT_EQ(wait(), 2 * wishsync::kRecheckMsMax);
  EXPECT_EQ(wait(), 4 * wishsync::kRecheckMsMax);
  for (int i = 0; i < 8; ++i) (void)wait();
  EXPECT_EQ(wait(), wishsync::kBlobsAgainMsMax);
  // Once something comes, it is waited as at first.
  puppet.say(BlobChunk{event, 0, std::string(model::blob_chunk(bytes, 0))});
  puppet.say(BlobChunk{event, 1, ""});
  puppet.forget();
  (void)puppet.tick(wishsync::kRecheckMsMax);
  EXPECT_EQ(puppet.heard_of<BlobWant>().size(), 1u);
}

TEST_F(BlobPuppet, AnErasureEndsTheFetching) {
  const EventRef event = event_without_blob();
  Puppet puppet(world, county, true, village.signer(), village.writer());
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  puppet.agree(1);
  puppet.say(BlobChunk{event, 0, std::string(model::blob_chunk(bytes, 0))});
  const auto subject = county.store().event(event)->header().subject;
  ASSERT_TRUE(county.store().erase(subject, kVillage));
  puppet.forget();
  puppet.say(BlobChunk{event, 1, std::string(model::blob_chunk(bytes, 1))});
  puppet.say(BlobChunk{event, 2, std::string(model::blob_chunk(bytes, 2))});
  EXPECT_TRUE(puppet.heard_of<BlobWant>().empty());
  EXPECT_EQ(blob_at(county, event), "blob.unknown");
  EXPECT_FALSE(puppet.ended());
}

TEST_F(BlobPuppet, AnOlderPeerIsAskedForNothing) {
  event_without_blob();
  Puppet puppet(world, county, true, village.signer(), village.writer());
  puppet.protocol_max = wishsync::kProtocolCuts;
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  puppet.agree(1);
  EXPECT_TRUE(puppet.heard_of<BlobWant>().empty());
}

TEST_F(BlobPuppet, WhatIsNotDueAtThePeerIsNotGiven) {
  const EventRef event = attach(county, photo(2), kCounty);
  settle();
  world.hang_up(village);
  Puppet puppet(world, county, true, village.signer(), village.writer());
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  puppet.say(wishsync::Credit{1 << 20});
  puppet.say(BlobWant{event, 0, 2});
  const auto chunks = puppet.heard_of<BlobChunk>();
  ASSERT_EQ(chunks.size(), 2u);
  for (const BlobChunk& chunk : chunks) EXPECT_EQ(chunk.bytes, "");
}

TEST_F(BlobPuppet, ChunksWaitForCreditAndAreBounded) {
  const EventRef event = attach(village, photo(5));
  settle();
  world.hang_up(village);
  Puppet puppet(world, county, true, village.signer(), village.writer());
  ASSERT_TRUE(puppet.introduce());
  puppet.agree(0);
  for (int i = 0; i < 40; ++i) puppet.say(BlobWant{event, 0, 1000});
  EXPECT_TRUE(puppet.heard_of<BlobChunk>().empty());
  puppet.say(wishsync::Credit{4 << 20});
  EXPECT_LE(puppet.heard_of<BlobChunk>().size(), wishsync::kBlobChunksQueuedMax);
  EXPECT_GE(puppet.heard_of<BlobChunk>().size(), 2u);
}

}  // namespace
}  // namespace support
