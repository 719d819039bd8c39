// The strong ids of the programme. Places, writers, logs and events mean what design and README say.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/bytes.h"
#include "model/result.h"

namespace model {

// The official code of a place: 4 digits for a city, 6 for a county, 9 for a town, 12 for a
// community or village (GB/T 2260 and GB/T 10114). Other lengths up to 18 digits are taken too.
// Codes never begin with 0, so a number names a code. 0 itself is the reserved place above all.
struct PlaceCode {
  std::uint64_t value = 0;

  auto operator<=>(const PlaceCode&) const = default;
  [[nodiscard]] std::string text() const { return std::to_string(value); }
  [[nodiscard]] static Result<PlaceCode> parse(std::string_view text);
};

// The reserved place whose logs all nodes hold: the tree, enrolment, erasure, policy.
inline constexpr PlaceCode kPlaceOfAll{0};

using WriterId = FixedBytes<16, struct WriterTag>;
using EventHash = FixedBytes<32, struct EventTag>;
using SubjectId = FixedBytes<16, struct SubjectTag>;    // A UUID (version 7).
using NodeKey = FixedBytes<32, struct NodeKeyTag>;      // An Ed25519 public key.
using SealingKey = FixedBytes<32, struct SealTag>;      // An X25519 public key.
using Signature = FixedBytes<64, struct SignatureTag>;  // An Ed25519 signature.
using Commitment = FixedBytes<32, struct CommitmentTag>;
using ActorId = FixedBytes<16, struct ActorTag>;  // Who acted: opaque, local to a node.

// The place of an event in its log. The first event of a log has Seq 1; 0 means "before it".
struct Seq {
  std::uint64_t value = 0;
  auto operator<=>(const Seq&) const = default;
  [[nodiscard]] Seq next() const { return {value + 1}; }
  [[nodiscard]] Seq before() const { return {value - 1}; }
};

struct LogId {
  PlaceCode place;
  WriterId writer;
  auto operator<=>(const LogId&) const = default;
};

// The last event of a log, or of one branch of a forked log.
struct Tip {
  Seq seq;
  EventHash hash;
  auto operator<=>(const Tip&) const = default;
};

// Where an event stands. Two events of a fork share log and seq, never the hash.
struct EventRef {
  LogId log;
  Seq seq;
  EventHash hash;
  auto operator<=>(const EventRef&) const = default;
  [[nodiscard]] Tip tip() const { return {seq, hash}; }
};

struct PlaceCodeHash {
  std::size_t operator()(const PlaceCode& p) const { return std::hash<std::uint64_t>{}(p.value); }
};
struct LogIdHash {
  std::size_t operator()(const LogId& l) const {
    return FixedBytesHash{}(l.writer) ^ (l.place.value * 0x9e3779b97f4a7c15ULL);
  }
};

// "0190c5a4-…": the usual text of a UUID, and back.
[[nodiscard]] std::string uuid_text(const SubjectId& id);
[[nodiscard]] std::optional<SubjectId> parse_uuid(std::string_view text);

// A UUIDv7 of RFC 9562: 48 bits of milliseconds, then 74 bits taken from `random`.
[[nodiscard]] SubjectId make_uuid7(std::uint64_t wall_ms, const std::array<std::uint8_t, 10>& random);

}  // namespace model
