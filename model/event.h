// An event: an immutable fact in a log, known by the hash of its bytes. The layout is in event.capnp.
//
// Event::parse() is the one door for bytes from anywhere (disk, peers, our own writer): what is
// written is checked by the same function that checks what is read.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/hybrid_clock.h"
#include "model/ids.h"
#include "model/kinds.h"
#include "model/result.h"

namespace model {

// Event and part together. Never shrinks: what was once valid stays valid.
inline constexpr std::size_t kEventBytesMax = 64 * 1024;
inline constexpr std::size_t kBasedOnMax = 64;

// Where these fields stand in the bytes of an event with the fixed header of event.capnp.
inline constexpr std::size_t kPrevOffset = 40;
inline constexpr std::size_t kCommitmentOffset = 128;
// Whether the bytes begin with that header: a message could be laid out in other ways too.
[[nodiscard]] bool has_fixed_header(std::string_view bytes);

struct EventHeader {
  PlaceCode place;
  WriterId writer;
  Seq seq;
  EventHash prev;
  HybridTime time;
  Kind kind{};
  std::uint16_t flags = 0;
  SubjectId subject;
  PlaceCode home;  // 0: the place of the log.
  ActorId actor;
  Commitment commitment;
  std::vector<EventHash> based_on;  // Ascending, without repetition.

  [[nodiscard]] LogId log() const { return {place, writer}; }
  [[nodiscard]] PlaceCode subject_home() const { return home.value != 0 ? home : place; }
  [[nodiscard]] bool has_part() const { return !commitment.is_zero(); }
};

class Event {
 public:
  // Error "event.malformed" or "event.too_large".
  [[nodiscard]] static Result<Event> parse(std::string bytes);
  // Encodes; sorts based_on. `body` is one segment of facts.capnp.
  [[nodiscard]] static Event make(EventHeader header, std::string_view body);

  [[nodiscard]] const EventHeader& header() const { return header_; }
  [[nodiscard]] const EventHash& hash() const { return hash_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string_view body() const {
    return std::string_view(bytes_).substr(body_at_, body_size_);
  }
  [[nodiscard]] EventRef ref() const { return {header_.log(), header_.seq, hash_}; }
  [[nodiscard]] Tip tip() const { return {header_.seq, hash_}; }

 private:
  Event() = default;
  EventHeader header_;
  EventHash hash_;
  std::string bytes_;
  std::size_t body_at_ = 0;
  std::size_t body_size_ = 0;
};

// Whether `event` may stand right after `before` (Seq 0 and a zero hash: the start of the log).
[[nodiscard]] bool follows(const Tip& before, const Event& event);

// The order in which events are shown and in which equals are decided: by time, then by hash.
[[nodiscard]] bool canonically_before(const Event& a, const Event& b);

// What a writer signs to vouch for its log up to a tip.
[[nodiscard]] std::string tip_statement(const LogId& log, const Tip& tip);

// A tip that its writer vouches for. The signature is over tip_statement().
struct SignedTip {
  Tip tip;
  Signature signature;
};

}  // namespace model
