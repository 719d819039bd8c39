#include "node/desk/clock_walk.h"

#include "model/bytes.h"

namespace node {
namespace {

constexpr int kVoicesOfParent = 2;
constexpr int kVoicesOfOwn = 2;
constexpr int kVoicesNeeded = 2;  // After a leap: the parent, or two children.

bool goes_on(std::uint64_t from_ms, std::uint64_t now_ms) {
  return now_ms + kClockBackMaxMs >= from_ms && now_ms <= from_ms + kClockAheadMaxMs;
}

struct Voices {
  int agree = 0;
  int contradict = 0;
  int silent = 0;  // Connected, but compared clocks before.
};

Voices voices_of(std::span<const PeerStatus> peers, std::uint64_t since_ms, std::uint64_t now_ms) {
  Voices out;
  for (const PeerStatus& peer : peers) {
    // A leap is one of days: that clocks are set by moments too tells nothing of what was first.
    const bool since = peer.opened_ms + kMinuteMs >= since_ms && peer.opened_ms <= now_ms + kMinuteMs;
    if (!peer.connected) continue;
    if (!since) {
      ++out.silent;
      continue;
    }
    const std::int64_t off = peer.clock_offset_ms;
    const bool agrees = static_cast<std::uint64_t>(off < 0 ? -off : off) <= kClockAgreesMs;
    (agrees ? out.agree : out.contradict) += peer.is_parent ? kVoicesOfParent : 1;
  }
  return out;
}

}  // namespace

ClockWalk ClockWalk::on(std::uint64_t now_ms, std::span<const PeerStatus> peers) const {
  ClockWalk out = *this;
  out.seen_ms = now_ms;
  const bool leapt = !goes_on(believed_ms, now_ms);
  if (leapt && (!in_doubt() || !goes_on(seen_ms, now_ms))) out.doubted_ms = now_ms;
  // Whoever compared clocks before this one was set right says nothing either.
  const std::uint64_t since_ms = leapt ? out.doubted_ms : now_ms - std::min(now_ms, kClockAheadMaxMs);
  const Voices voices = voices_of(peers, since_ms, now_ms);
  const bool waited = now_ms >= out.doubted_ms + kClockBelievedAfterMs && now_ms >= enrolled_ms &&
                      voices.contradict < kVoicesNeeded && voices.silent == 0;
  const bool agreed = voices.agree >= kVoicesNeeded && voices.agree > voices.contradict;
  const bool believed = leapt ? agreed || waited : voices.contradict <= voices.agree + kVoicesOfOwn;
  if (believed) {
    out.believed_ms = now_ms;
    out.doubted_ms = 0;
  } else if (!out.in_doubt()) {
    out.doubted_ms = now_ms;
  }
  return out;
}

std::string encode(const ClockWalk& walk) {
  std::string out;
  for (const std::uint64_t ms : {walk.enrolled_ms, walk.believed_ms, walk.doubted_ms, walk.seen_ms})
    model::put_u64(out, ms);
  return out;
}

std::optional<ClockWalk> decode_clock_walk(std::string_view bytes) {
  if (bytes.size() != 4 * 8) return std::nullopt;
  const auto at = [&](std::size_t i) { return model::get_u64(bytes.data() + 8 * i); };
  return ClockWalk{at(0), at(1), at(2), at(3)};
}

}  // namespace node
