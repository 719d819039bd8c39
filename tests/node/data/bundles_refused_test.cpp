// Bundles that are damaged, for somebody else, or of a stranger: nothing wrong is taken.

#include <gtest/gtest.h>

#include "bundles_fixture.h"
#include "model/crypto.h"

namespace support {
namespace {

using model::EventRef;

TEST_F(Bundles, ForAnotherNodeIsRefusedByName) {
  cut_off(village);
  village.say(kVillage);
  const Volumes volumes = bundle(world, village, county);
  const auto read = Stick(world, city).read(volumes);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "bundle.not_for_us");
  EXPECT_NE(read.error().en.find("place 431322 (431322)"), std::string::npos) << read.error().en;
}

TEST_F(Bundles, VolumesAreSplitAndReadInTheirOrder) {
  cut_off(village);
  for (int i = 0; i < 40; ++i)
    village.say(kVillage,
                std::string(reinterpret_cast<const char*>(model::sha256(std::to_string(i)).data()), 32) +
                    std::string(20'000, 'x'));
  const Volumes volumes = bundle(world, village, county, false, 2'000);
  ASSERT_GE(volumes.size(), 3u);
  for (std::size_t missing = 1; missing < volumes.size(); ++missing) {
    const Volumes cut(volumes.begin(), volumes.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_EQ(refusal(county, cut), "taken, but bundle.volume_missing");
  }
  EXPECT_EQ(refusal(county, {volumes.begin() + 1, volumes.end()}), "bundle.not_first");
  Volumes swapped = volumes;
  std::swap(swapped[1], swapped[2]);
  EXPECT_EQ(refusal(county, swapped), "taken, but bundle.wrong_volume");
  Volumes mixed = volumes;
  mixed[1] = bundle(world, village, county, false, 4'000).at(1);
  EXPECT_EQ(refusal(county, mixed), "taken, but bundle.wrong_volume");
  EXPECT_EQ(take(world, county, volumes).volumes, volumes.size());
  ASSERT_TRUE(world.settle());
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Bundles, DamagedAnywhereTakesWhatIsBeforeAndNothingWrong) {
  cut_off(village);
  for (int i = 0; i < 12; ++i) village.say(kVillage, "wish " + std::to_string(i));
  for (int i = 0; i < 5; ++i) village.say(kCounty, "remark " + std::to_string(i));
  const std::string whole = bundle(world, village, county).front();
  for (std::size_t at = 0; at < whole.size(); at += 61) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    EXPECT_NE(refusal(county, {bad}), "") << at;
    EXPECT_NE(refusal(county, {whole.substr(0, at)}), "") << at;
  }
  EXPECT_EQ(refusal(county, {whole}), "");
  ASSERT_TRUE(world.settle());
  EXPECT_TRUE(all_agree(world));
}

TEST_F(Bundles, FromANodeThatIsNotOnTheLineIsRefused) {
  Node& sibling = add(county, kSibling, "sibling");
  cut_off(village);
  Volumes out;
  const auto written = Stick(world, sibling).write({village.signer().key(), false}, out);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "bundle.to_not_on_line");
}

// Somebody who found a copy of the village's data, and has no key that counts.
struct Strangers : Bundles {
  std::unique_ptr<model::Signer> key = model::make_cheap_signer(model::sha256("a stranger"));

  Volumes forged(bool all) {
    DirectQueue queue(village);
    const node::OwnNode own(key->key(), world.root_key(), kVillage, village.writer());
    const node::ManualClock clock(world.now_ms());
    node::SeededRandom random(5);
    node::MemoryBundleSink sink;
    const node::BundleContext context{village.store(), queue, own, *key, world.verifier(), {}, clock, random};
    EXPECT_TRUE(write_bundle(context, {county.signer().key(), all}, sink));
    return sink.volumes;
  }
};

TEST_F(Strangers, TellNothingButWhatConcernsAll) {
  cut_off(village);
  village.say(kVillage);
  const auto arrival = county.store().last_arrival();
  EXPECT_EQ(refusal(county, forged(false)), "bundle.unknown_sender");
  // The logs of place 0 carry their own proof.
  EXPECT_EQ(refusal(county, forged(true)), "taken, but bundle.unknown_sender");
  EXPECT_EQ(county.store().last_arrival(), arrival);
}

TEST_F(Strangers, AndWhoIsEnrolledWithoutCountingTellNothing) {
  // A village can't enrol a node of the county.
  node::Draft draft;
  draft.kind = model::Kind::kEnrolled;
  draft.body = encode(model::Enrolled{kCounty, key->key(), village.sealing_key(), "pretender"});
  village.write({draft});
  ASSERT_TRUE(world.settle());
  cut_off(village);
  village.say(kVillage);
  const auto arrival = county.store().last_arrival();
  for (const bool all : {false, true}) EXPECT_EQ(refusal(county, forged(all)), "bundle.sender_revoked");
  EXPECT_EQ(county.store().last_arrival(), arrival);
}

TEST_F(Bundles, ANewNodeOfTheCountyIsBelievedOnceItsBundleSaysWhoItIs) {
  cut_off(village);
  Node& renewed = world.replace(county, "county again");
  ASSERT_TRUE(world.settle()) << why(world);
  ASSERT_EQ(village.store().authority()->node_by_key(renewed.signer().key()), nullptr);
  const EventRef wish = village.say(kVillage);
  take(world, city, bundle(world, village, city));
  ASSERT_TRUE(world.settle());
  const auto read = take(world, village, bundle(world, renewed, village));
  EXPECT_EQ(read.place, kCounty);
  EXPECT_TRUE(ticked(village, kCounty, wish));
}

TEST_F(Bundles, AStickThatReadsOtherBytesThanWereWrittenIsFound) {
  struct FaultySink final : node::MemoryBundleSink {
    model::Result<std::string> read(std::size_t bytes_max) override {
      auto out = node::MemoryBundleSink::read(bytes_max);
      read_ += out->size();
      if (read_ > bad_at && !out->empty() && read_ - out->size() <= bad_at) out->front() ^= 1;
      return out;
    }
    std::size_t bad_at = 0;
    std::size_t read_ = 0;
  };
  village.say(kVillage);
  Stick stick(world, village);
  const std::size_t size = size_of(bundle(world, village, county, true));
  for (std::size_t at = 0; at < size; at += 97) {
    FaultySink sink;
    sink.bad_at = at;
    const auto written = write_bundle(stick.context(), {county.signer().key(), true}, sink);
    ASSERT_FALSE(written) << at;
    EXPECT_EQ(written.error().code, "bundle.not_verified");
    EXPECT_TRUE(sink.volumes.empty());
  }
}

TEST_F(Bundles, WhatBytesProveWrongIsKeptAsEvidence) {
  cut_off(village);
  village.say(kVillage);
  const model::LogId log = village.log(kVillage);
  const model::Tip before = village.store().tips(log).back();
  model::EventHeader header = village.store().event({log, before.seq, before.hash})->header();
  header.seq = before.seq.next();
  header.prev = before.hash;
  header.commitment = {};
  const model::Event event = model::Event::make(header, "");
  node::Commit forged;
  forged.runs.push_back({log,
                         before,
                         {{event, ""}},
                         {event.tip(), county.signer().sign(model::tip_statement(log, event.tip()))}});
  ASSERT_TRUE(village.commit(std::move(forged)));
  EXPECT_EQ(refusal(county, bundle(world, village, county)), "taken, but bundle.refused");
  county.say(kCounty);  // The writing thread keeps it when it has answered.
  const auto kept = county.store().quarantine().entries();
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].peer, village.signer().key());
  EXPECT_EQ(kept[0].reason.code, "sync.bad_signature");
  EXPECT_EQ(kept[0].log, log);
  EXPECT_FALSE(county.store().holds(event.ref()));
}

}  // namespace
}  // namespace support
