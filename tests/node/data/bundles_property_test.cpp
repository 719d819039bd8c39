// Bundles in any order, any subset of them, and repeated.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "bundles_fixture.h"
#include "node/store/store_hiding.h"

namespace support {
namespace {

// Random nodes write random things and hand each other random bundles, which arrive late, twice or never.
// A last round in good order then brings all to the same.
RC_GTEST_PROP(BundlesOf, AnyOrderAndSubsetComeToTheSame, ()) {
  Pipes world(*rc::gen::arbitrary<std::uint64_t>());
  Node& city = world.city();
  Node& county = world.join(city, kCounty, "county");
  RC_ASSERT(world.settle());
  Node& village = world.join(county, kVillage, "village");
  RC_ASSERT(world.settle());
  Node& sibling = world.join(county, kSibling, "sibling");
  RC_ASSERT(world.settle());
  for (Node* node : {&county, &village, &sibling}) world.hang_up(*node);
  world.run_for(1000);

  const std::vector<std::pair<Node*, Node*>> ways{
      {&village, &county}, {&county, &village}, {&sibling, &county}, {&county, &sibling},
      {&county, &city},    {&city, &county},    {&village, &city},   {&city, &village}};
  struct Parcel {
    Node* to;
    Volumes volumes;
  };
  std::vector<Parcel> drawer;
  const auto node_of = [&](int i) { return std::vector<Node*>{&city, &county, &village, &sibling}[i % 4]; };
  const std::vector<model::PlaceCode> places{kCity, kCounty, kVillage, kSibling};
  const auto steps = *rc::gen::inRange(5, 30);
  for (int i = 0; i < steps; ++i) {
    const auto what = *rc::gen::inRange(0, 9);
    if (what == 8) {
      Node& writer = *node_of(*rc::gen::inRange(0, 4));
      fork(writer, *rc::gen::arbitrary<bool>() ? writer : county,
           writer.log(places[*rc::gen::inRange<std::size_t>(0, 4)]));
    } else if (what < 3) {
      Node& by = *node_of(*rc::gen::inRange(0, 4));
      const auto part = *rc::gen::inRange(0, 3);
      by.say(places[*rc::gen::inRange<std::size_t>(0, 4)], part == 0 ? "" : std::string(part * 40, 'p'),
             *rc::gen::inRange(0, 5) == 0 ? model::kFlagOpen : 0);
    } else if (what < 6) {
      const auto& [from, to] = ways[*rc::gen::inRange<std::size_t>(0, ways.size())];
      drawer.push_back({to, bundle(world, *from, *to, *rc::gen::inRange(0, 4) == 0,
                                   *rc::gen::element<std::uint64_t>(1500, 1 << 20))});
    } else if (!drawer.empty()) {
      const Parcel& parcel = drawer[*rc::gen::inRange<std::size_t>(0, drawer.size())];
      Volumes volumes = parcel.volumes;
      if (*rc::gen::inRange(0, 4) == 0) volumes.resize(*rc::gen::inRange<std::size_t>(1, volumes.size() + 1));
      const auto read = Stick(world, *parcel.to).read(volumes);
      RC_ASSERT(read.has_value());
      if (read->problem)
        RC_ASSERT(read->problem->code == "bundle.gap" || read->problem->code == "bundle.volume_missing" ||
                  read->problem->code == "bundle.refused");
    }
  }
  // Who learns on the way that its log was forked shows its parts again after a further round; the city, when
  // its admin says so.
  for (int round = 0; round < 6; ++round) {
    if (round == 3 && city.store().parts_hidden())
      RC_ASSERT(city.record({{}, node::reveal_facts()}).has_value());
    for (const auto& [from, to] : ways) {
      const auto read = Stick(world, *to).read(bundle(world, *from, *to));
      RC_ASSERT(read.has_value());
      RC_ASSERT(!read->problem);
    }
  }
  const auto agree = all_agree(world);
  if (!agree) RC_FAIL(agree.message());
  // And everyone knows of the places above that they hold it.
  for (Node* node : {&village, &sibling})
    node->store().for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
      if (log.writer != *node->writer()) return;
      for (Node* above : {&county, &city}) {
        const auto acks = node->store().acks_of(log);
        RC_ASSERT(std::any_of(acks.begin(), acks.end(), [&](const wishsync::Ack& ack) {
          return ack.writer == *above->writer() && ack.tip == tips.back() && ack.parts_seq == ack.tip.seq;
        }));
      }
    });
}

}  // namespace
}  // namespace support
