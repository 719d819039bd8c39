// Nodes in step of which a test speaks for any, as it likes.

#pragma once

#include <gtest/gtest.h>

#include "tests/support/pipes.h"
#include "tests/support/sync_checks.h"

namespace support {

using namespace wishsync;

// All are in step and then fall silent, so that a test can speak for any of them.
struct Lies : ::testing::Test {
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
  void SetUp() override {
    for (Node* node : {&county, &village, &sibling}) world.hang_up(*node);
  }
  // The village, or who says so, towards the county.
  struct Village : Puppet {
    explicit Village(Lies& lies) : Village(lies, lies.village) {}
    Village(Lies& lies, Node& as) : Puppet(lies.world, lies.county, true, as.signer(), as.writer()) {}
  };
  // The county towards the village.
  struct County : Puppet {
    explicit County(Lies& lies)
        : Puppet(lies.world, lies.village, false, lies.county.signer(), lies.county.writer()) {}
  };
  template <typename P>
  void open(P& puppet) {
    ASSERT_TRUE(puppet.introduce()) << (puppet.ended() ? puppet.ended()->en : "");
    puppet.agree(0);
    puppet.forget();
  }
  // The last `count` events of a log as a run.
  static wishsync::Run last(Node& of, const model::LogId& log, std::size_t count) {
    const auto tip = of.store().tips(log).back();
    return *of.store().read_run(log, tip, model::Seq{tip.seq.value - count + 1}, 1 << 20, true);
  }
  void sign(wishsync::Run& run, Node& by) {
    run.tip.signature = by.signer().sign(model::tip_statement(run.log, run.tip.tip));
  }
  // A run of one new event, whatever `change` makes of its header.
  wishsync::Run forged(Node& by, model::PlaceCode place,
                       const std::function<void(model::EventHeader&)>& change = {}) {
    model::EventHeader header;
    header.place = place;
    header.writer = *by.writer();
    header.seq = model::Seq{1};
    header.kind = model::Kind::kWithdrawn;
    header.time = model::HybridTime::at(world.now_ms());
    if (change) change(header);
    const model::Event event = model::Event::make(header, "body");
    wishsync::Run run{
        header.log(), {header.seq.before(), header.prev}, {{event.bytes(), ""}}, {event.tip(), {}}};
    sign(run, by);
    return run;
  }
  // The conversation goes on: what is right is taken all the same.
  void expect_goes_on(Puppet& puppet, Node& as, Node& at) {
    ASSERT_FALSE(puppet.ended()) << puppet.ended()->en;
    const model::EventRef wish = as.say(as.place());
    puppet.say(Batch{last(as, wish.log, 1)});
    EXPECT_TRUE(at.store().holds(wish));
  }
  static std::string end_of(const Puppet& puppet) { return puppet.ended() ? puppet.ended()->code : ""; }
};

}  // namespace support
