// Frames as plain values, to and from the bytes of frame.capnp.
//
// decode() checks every length, list size and id before a session sees them; a frame that passes may
// still be a lie, which is the session's business.

#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/event.h"
#include "model/result.h"
#include "model/summary.h"
#include "sync/join_code.h"
#include "sync/replica.h"
#include "sync/ticket.h"

namespace wishsync {

using Nonce = model::FixedBytes<32, struct NonceTag>;

struct Hello {
  std::uint16_t protocol_min = 0;
  std::uint16_t protocol_max = 0;
  Nonce nonce;
  model::NodeKey key;
  std::optional<model::WriterId> writer;
  std::uint64_t clock_ms = 0;
  std::string release;
  std::optional<SecretId> join_id;
  model::SealingKey sealing_key;
};

struct WelcomeContent {
  std::uint16_t protocol = 0;
  Nonce nonce;
  model::NodeKey key;
  std::optional<model::WriterId> writer;
  std::uint64_t clock_ms = 0;
  std::string release;
};

struct Welcome {
  std::string content;
  model::Signature signature;
  model::Commitment join_proof;  // Zero: none.
};

struct Proof {
  model::Signature signature;
  model::Commitment join_proof;
  std::optional<Ticket> ticket;
  bool introduce = false;
};

struct Accepted {
  model::EventHash enrolled;
  model::PlaceCode place;
  std::optional<Ticket> ticket;
  bool new_writer = false;
};

struct TicketTaken {
  Ticket ticket;
};

struct LogTips {
  model::LogId log;
  std::vector<model::Tip> tips;
};

// Logs in [from, to) in the order of LogId.
struct Range {
  std::optional<model::LogId> from;
  std::optional<model::LogId> to;
  bool answer = false;
  std::variant<RangeDigest, std::vector<LogTips>> what;
};

struct Have {
  std::uint8_t zone = 0;
  std::vector<Range> ranges;
};

struct Holds {
  model::LogId log;
  model::Tip event;
  bool reply = false;
  bool held = false;
};

struct Batch {
  Run run;
  std::size_t bytes = 0;  // Of the content, decompressed. Set by decode().
};

struct PartItem {
  model::EventRef event;
  std::string part;
};

struct Parts {
  std::vector<PartItem> items;
  std::size_t bytes = 0;
};

struct Want {
  std::vector<model::EventRef> items;
};

struct BlobWant {
  model::EventRef event;
  std::uint32_t from = 0;
  std::uint32_t count = 0;
};

struct BlobHave {
  std::vector<model::EventRef> items;
};

struct Refused {
  model::LogId log;
  model::Error reason;
};

struct Acks {
  std::vector<Ack> acks;
};

struct AckCounts {
  std::vector<std::pair<model::WriterId, std::uint64_t>> counts;
};

struct Credit {
  std::uint32_t bytes = 0;
};

struct Bye {
  model::Error reason;
};

using Frame = std::variant<Hello, Welcome, Proof, Accepted, Have, Holds, Batch, Parts, Want, Refused, Acks,
                           AckCounts, Credit, Bye, TicketTaken, BlobWant, BlobChunk, BlobHave>;

[[nodiscard]] std::string encode(const Frame& frame);
// Error "sync.bad_frame", "sync.frame_too_large".
[[nodiscard]] model::Result<Frame> decode(std::string_view bytes);

[[nodiscard]] std::string encode(const WelcomeContent& content);
[[nodiscard]] model::Result<WelcomeContent> decode_welcome(std::string_view bytes);

// The decompressed size of a batch with these contents, as credit counts it.
[[nodiscard]] std::size_t content_bytes(const Run& run);
// What an item adds to the size of a parts frame; without items that is kPartsFrameBytes.
[[nodiscard]] std::size_t content_bytes(const PartItem& item);
inline constexpr std::size_t kPartsFrameBytes = 24;

}  // namespace wishsync
