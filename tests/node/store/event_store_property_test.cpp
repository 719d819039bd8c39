// Whatever the order of delivery, the store holds the same.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "event_store_fixture.h"

namespace node {
namespace {

using model::Event;
using model::LogId;
using model::PlaceCode;
using model::Seq;
using model::Tip;
using realm::Author;
using realm::kVillage;
using realm::registered;
using realm::subject_of;

// Branches of a few writers, cut into runs at random; delivered in any order, with what is refused
// offered again, every store ends with the same logs and sums.
RC_GTEST_PROP(EventStoreProperty, HoldsTheSameWhateverTheOrderOfDelivery, ()) {
  realm::SmallCity city;
  std::vector<wishsync::CheckedRun> runs;
  std::uint32_t number = 0;
  for (Author* by : {&city.village, &city.county}) {
    std::vector<Tip> tips = {Tip{}};
    const int count = *rc::gen::inRange(1, 8);
    for (int i = 0; i < count; ++i) {
      Tip at = *rc::gen::elementOf(tips);  // Any earlier end: so forks come by themselves.
      std::vector<Event> events;
      const int length = *rc::gen::inRange(1, 4);
      for (int e = 0; e < length; ++e) {
        ++number;
        events.push_back(by->next_to(at, kVillage, registered(subject_of(number), number)));
        at = events.back().tip();
      }
      tips.push_back(at);
      runs.push_back(run_of(*by, events, *rc::gen::arbitrary<bool>()));
    }
  }
  SeededRandom random(1);
  const Sealer sealer(DataKey{}, random);
  std::optional<model::DigestSum> expected;
  for (int turn = 0; turn < 2; ++turn) {
    MemoryKv kv;
    auto store = EventStore::open(kv, sealer, city.root().key()).value();
    std::vector<wishsync::CheckedRun> waiting = runs;
    while (!waiting.empty()) {
      const auto at = turn == 0 ? 0 : *rc::gen::inRange<std::size_t>(0, waiting.size());
      Commit commit;
      commit.runs = {waiting[at]};
      Commit* group[] = {&commit};
      if (!store->commit(group).front()) continue;
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(at));
      RC_ASSERT(store->digest_of_all() == store->Replica::digest_of_all());
      std::map<PlaceCode, model::DigestSum> recounted;
      store->for_each_log([&](const LogId& log, std::span<const Tip> tips) {
        recounted[log.place].add(model::log_digest(log, tips));
      });
      RC_ASSERT(store->own_sum(kVillage) == recounted[kVillage]);
    }
    RC_ASSERT(store->event_count() == number);
    if (expected) RC_ASSERT(store->own_sum(kVillage) == *expected);
    expected = store->own_sum(kVillage);
    // Every branch is read from its beginning to its tip.
    store->for_each_log([&](const LogId& log, std::span<const Tip> tips) {
      for (const Tip& tip : tips) {
        const auto run = store->read_run(log, tip, Seq{1}, 1 << 20, false);
        RC_ASSERT(run.has_value());
        RC_ASSERT(run->tip.tip == tip);
        RC_ASSERT(run->events.size() == tip.seq.value);
      }
    });
  }
}

}  // namespace
}  // namespace node
