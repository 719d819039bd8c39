// When a machine's clock is believed: as long as it goes on, and after a leap by the word of others.

#include "node/desk/clock_walk.h"

#include <gtest/gtest.h>

#include <vector>

namespace node {
namespace {

constexpr std::uint64_t kRightMs = 1'795'924'800'000;  // 29 November 2026.
constexpr std::uint64_t kWalkedYearMs = 365 * kDayMs;

// Whose clocks stand at `their_ms`, and who compared them at `now_ms`.
PeerStatus walked_peer(std::uint64_t now_ms, std::uint64_t their_ms, bool is_parent = false) {
  PeerStatus out;
  out.is_parent = is_parent;
  out.connected = true;
  out.opened_ms = now_ms;
  out.clock_offset_ms = static_cast<std::int64_t>(their_ms) - static_cast<std::int64_t>(now_ms);
  return out;
}

// One that was looked at each day of the last year.
ClockWalk walked() {
  ClockWalk out = ClockWalk::first(kRightMs - kWalkedYearMs, kRightMs - kWalkedYearMs);
  for (std::uint64_t at = kRightMs - kWalkedYearMs; at <= kRightMs; at += kDayMs) out = out.on(at, {});
  return out;
}

TEST(ClockWalk, a_clock_that_goes_on_is_believed_without_anybody_else) {
  EXPECT_FALSE(walked().in_doubt());
  EXPECT_FALSE(walked().on(kRightMs + 31 * kDayMs, {}).in_doubt()) << "off for a quiet month";
  EXPECT_FALSE(walked().on(kRightMs - kHourMs, {}).in_doubt());
}

TEST(ClockWalk, at_the_first_look_nothing_but_the_enrolment_speaks_against_it) {
  EXPECT_FALSE(ClockWalk::first(kRightMs - kWalkedYearMs, kRightMs).on(kRightMs, {}).in_doubt());
  EXPECT_FALSE(ClockWalk::first(kRightMs, kRightMs - kHourMs).on(kRightMs - kHourMs, {}).in_doubt());
  EXPECT_TRUE(ClockWalk::first(kRightMs, 1000 * kHourMs).on(1000 * kHourMs, {}).in_doubt());
}

// A clock that is set by moments, as each is, may have a connection open a moment from now.
TEST(ClockWalk, moments_tell_nothing_of_what_was_before_the_leap) {
  const std::uint64_t later = kRightMs + 100 * kDayMs;
  const ClockWalk leapt = walked().on(later, {});
  const auto in_doubt = [&](std::uint64_t now_ms, std::uint64_t opened_ms) {
    const std::vector<PeerStatus> parent{walked_peer(opened_ms, opened_ms, true)};
    return leapt.on(now_ms, parent).in_doubt();
  };
  EXPECT_FALSE(in_doubt(later, later + 500));
  EXPECT_FALSE(in_doubt(later + 500, later - 500));
  EXPECT_TRUE(in_doubt(later, kRightMs));
}

TEST(ClockWalk, once_it_is_set_right_nobody_speaks_who_compared_the_wrong_one) {
  const std::uint64_t wrong = 1000 * kHourMs;
  const std::vector<PeerStatus> all{walked_peer(wrong, kRightMs, true), walked_peer(wrong, kRightMs)};
  const ClockWalk leapt = walked().on(wrong, all);
  ASSERT_TRUE(leapt.in_doubt());
  EXPECT_FALSE(leapt.on(kRightMs + kHourMs, all).in_doubt());
  EXPECT_FALSE(leapt.on(kRightMs + kHourMs, all).on(kRightMs + 2 * kHourMs, all).in_doubt());
}

TEST(ClockWalk, nothing_is_waited_out_while_somebody_is_connected_who_could_speak) {
  const std::uint64_t wrong = kRightMs + kWalkedYearMs;
  const std::vector<PeerStatus> parent{walked_peer(kRightMs, kRightMs, true)};
  const ClockWalk leapt = walked().on(wrong, parent);
  EXPECT_TRUE(leapt.on(wrong + 8 * kDayMs, parent).in_doubt());
  EXPECT_FALSE(leapt.on(wrong + 8 * kDayMs, {}).in_doubt());
}

TEST(ClockWalk, one_that_leapt_is_in_doubt_until_it_is_set_right) {
  for (const std::uint64_t wrong : {kRightMs + kWalkedYearMs, kRightMs - 20 * kDayMs, 1000 * kHourMs}) {
    const ClockWalk leapt = walked().on(wrong, {});
    EXPECT_TRUE(leapt.in_doubt()) << wrong;
    EXPECT_TRUE(leapt.on(wrong + 6 * kDayMs, {}).in_doubt()) << wrong;
    EXPECT_FALSE(leapt.on(kRightMs + kHourMs, {}).in_doubt()) << wrong;
  }
}

TEST(ClockWalk, after_a_leap_the_parent_or_two_children_are_believed) {
  const std::uint64_t later = kRightMs + 100 * kDayMs;
  const ClockWalk leapt = walked().on(later, {});
  const auto in_doubt = [&](const std::vector<PeerStatus>& peers) {
    return leapt.on(later, peers).in_doubt();
  };
  EXPECT_FALSE(in_doubt({walked_peer(later, later, true)}));
  EXPECT_TRUE(in_doubt({walked_peer(later, later)})) << "one child alone moves nothing";
  EXPECT_FALSE(in_doubt({walked_peer(later, later), walked_peer(later, later + kHourMs)}));
  EXPECT_TRUE(in_doubt({walked_peer(later, kRightMs, true)}));
  EXPECT_FALSE(in_doubt({walked_peer(later, later, true), walked_peer(later, kRightMs)})) << "nor stops it";
  EXPECT_TRUE(in_doubt(
      {walked_peer(later, later, true), walked_peer(later, kRightMs), walked_peer(later, kRightMs)}));
}

TEST(ClockWalk, who_connected_before_the_leap_says_nothing_of_it) {
  const std::uint64_t ahead = kRightMs + kWalkedYearMs, back = kRightMs - kWalkedYearMs;
  const std::vector<PeerStatus> before{walked_peer(kRightMs - kHourMs, kRightMs - kHourMs, true)};
  EXPECT_TRUE(walked().on(ahead, before).in_doubt());
  EXPECT_TRUE(walked().on(back, before).in_doubt());
}

TEST(ClockWalk, one_who_meets_nobody_goes_on_after_a_week) {
  const std::uint64_t later = kRightMs + 100 * kDayMs;
  ClockWalk walk = walked().on(later, {});
  walk = walk.on(later + 6 * kDayMs, {});
  EXPECT_TRUE(walk.in_doubt());
  EXPECT_TRUE(
      walk.on(later + 7 * kDayMs, std::vector{walked_peer(later + 7 * kDayMs, kRightMs, true)}).in_doubt());
  EXPECT_FALSE(walk.on(later + 7 * kDayMs, {}).in_doubt());
  EXPECT_TRUE(walk.on(later + kWalkedYearMs, {}).in_doubt()) << "and leaps again";
}

TEST(ClockWalk, before_it_was_enrolled_no_waiting_helps) {
  ClockWalk walk = walked().on(kDayMs, {});
  for (std::uint64_t at = kDayMs; at < 60 * kDayMs; at += kDayMs) walk = walk.on(at, {});
  EXPECT_TRUE(walk.in_doubt());
}

TEST(ClockWalk, a_clock_that_goes_on_is_doubted_only_where_several_contradict) {
  const auto in_doubt = [&](const std::vector<PeerStatus>& peers) {
    return walked().on(kRightMs, peers).in_doubt();
  };
  const PeerStatus off = walked_peer(kRightMs, kRightMs + kWalkedYearMs);
  EXPECT_FALSE(in_doubt({off}));
  EXPECT_FALSE(in_doubt({walked_peer(kRightMs, kRightMs + kWalkedYearMs, true)}));
  EXPECT_FALSE(in_doubt({off, off}));
  EXPECT_TRUE(in_doubt({off, off, off}));
  EXPECT_FALSE(in_doubt({off, off, off, walked_peer(kRightMs, kRightMs)}));
}

TEST(ClockWalk, it_is_read_as_it_was_kept) {
  const ClockWalk walk = walked().on(kRightMs + kWalkedYearMs, {});
  EXPECT_EQ(decode_clock_walk(encode(walk)), walk);
  EXPECT_EQ(decode_clock_walk("short"), std::nullopt);
}

}  // namespace
}  // namespace node
