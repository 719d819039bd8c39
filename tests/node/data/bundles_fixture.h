// A city, a county and a village that hand each other bundles.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "node/data/bundles.h"
#include "tests/support/stick.h"
#include "tests/support/sync_checks.h"

namespace support {

// Beside the last event of the log that `at` holds, another one, as a copy of the writer's node would write
// it.
inline void fork(Node& writer, Node& at, const model::LogId& log) {
  const auto tips = at.store().tips(log);
  if (tips.empty()) return;
  model::EventHeader header = at.store().event({log, tips.back().seq, tips.back().hash})->header();
  const model::Tip before{header.seq.before(), header.prev};
  header.commitment = {};
  header.flags = 0;
  header.time = model::HybridTime::at(header.time.wall_ms() + 1);
  const model::Event other = model::Event::make(header, "");
  node::Commit commit;
  commit.runs.push_back({log,
                         before,
                         {{other, ""}},
                         {other.tip(), writer.signer().sign(model::tip_statement(log, other.tip()))}});
  EXPECT_TRUE(at.commit(std::move(commit)));
}

struct Bundles : ::testing::Test {
  Pipes world;
  Node& city = world.city();
  Node& county = add(city, kCounty, "county");
  Node& village = add(county, kVillage, "village");

  Node& add(Node& parent, model::PlaceCode place, const std::string& name) {
    Node& node = world.join(parent, place, name);
    EXPECT_TRUE(world.settle()) << why(world);
    return node;
  }
  void cut_off(Node& node) {
    world.hang_up(node);
    (void)world.settle();
  }
  std::string refusal(Node& at, const Volumes& volumes) {
    const auto read = Stick(world, at).read(volumes);
    return read ? read->problem ? "taken, but " + read->problem->code : "" : read.error().code;
  }
  // As far as `node` knows, whether `place` holds the event and its part.
  static bool ticked(const Node& node, model::PlaceCode place, const model::EventRef& event) {
    for (const wishsync::Ack& ack : node.store().acks_of(event.log))
      if (ack.place == place && ack.tip.seq >= event.seq && ack.parts_seq >= event.seq) return true;
    return false;
  }
  static std::size_t size_of(const Volumes& volumes) {
    std::size_t out = 0;
    for (const std::string& volume : volumes) out += volume.size();
    return out;
  }
};

}  // namespace support
