#include "node/data/in_hand.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <optional>
#include <thread>
#include <vector>

namespace node {
namespace {

TEST(InHandTest, DifferentThingsDoNotWaitForEachOther) {
  InHand in_hand;
  const auto one = in_hand.hold("one");
  const auto other = in_hand.hold("other");
}

TEST(InHandTest, OneThingIsOneCallsAtATime) {
  InHand in_hand;
  int unguarded = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        const auto held = in_hand.hold("it");
        ++unguarded;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(unguarded, 8000);
}

TEST(InHandTest, WhoWaitsGoesOnWhenTheFirstLetsGo) {
  InHand in_hand;
  std::optional<InHand::Held> first(in_hand.hold("it"));
  std::atomic<bool> let_go = false;
  auto second = std::async(std::launch::async, [&] {
    const auto held = in_hand.hold("it");
    return let_go.load();
  });
  let_go = true;
  first.reset();
  EXPECT_TRUE(second.get());
}

TEST(InHandTest, WhoHoldsAllIsAlone) {
  InHand in_hand;
  std::atomic<int> inside = 0;
  std::atomic<bool> met = false;
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 300; ++i) {
        if (t == 0) {
          const auto all = in_hand.hold_all();
          if (inside.load() != 0) met = true;
        } else {
          const auto held = in_hand.hold(std::to_string(t));
          ++inside;
          --inside;
        }
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_FALSE(met);
}

TEST(InHandTest, WhoWaitsForAllIsNotOvertakenForEver) {
  InHand in_hand;
  std::optional<InHand::Held> first(in_hand.hold("one"));
  std::atomic<bool> all_done = false;
  std::atomic<bool> ending = false;
  auto all = std::async(std::launch::async, [&] {
    const auto held = in_hand.hold_all();
    all_done = true;
  });
  std::vector<std::thread> busy;  // Each begins before the other ends: without order nobody would hold all.
  for (const char* thing : {"two", "three"})
    busy.emplace_back([&, thing] {
      while (!ending) (void)in_hand.hold(thing);
    });
  first.reset();
  all.get();
  EXPECT_TRUE(all_done);
  ending = true;
  for (auto& thread : busy) thread.join();
}

}  // namespace
}  // namespace node
