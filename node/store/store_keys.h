// The keys and values of the store, byte by byte as STORAGE.md has them. Numbers are big endian, so
// that the order of bytes is the order of numbers.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/event.h"
#include "node/store/event_store.h"
#include "sync/replica.h"

namespace node::keys {

inline constexpr std::uint32_t kStoreFormat = 1;
inline constexpr std::string_view kFormat = "format";
inline constexpr std::string_view kRoot = "root";
inline constexpr std::string_view kEvents = "events";
inline constexpr std::string_view kHead = "head/";
inline constexpr std::string_view kSum = "sum/";
inline constexpr std::string_view kAbsent = "absent/";
inline constexpr std::string_view kAbsentBlob = "absent_blob/";
inline constexpr std::string_view kUnkeptBlob = "unkept_blob/";
inline constexpr std::string_view kKeptBlobs = "kept_blobs/";
inline constexpr std::string_view kBlobs = "blobs";
inline constexpr std::string_view kErased = "erased/";
inline constexpr std::string_view kErasedVolunteer = "\x01";  // Its value where claims were erased as well.
inline constexpr std::string_view kShown = "shown/";
inline constexpr std::string_view kAck = "ack/";
inline constexpr std::string_view kAckCount = "ackcount/";
inline constexpr std::string_view kFact = "fact/";
inline constexpr std::string_view kQuarantine = "quarantine/";
inline constexpr std::string_view kQuarantineFrame = "quarantine_frame/";
inline constexpr std::string_view kQuarantineLast = "quarantine_last";
inline constexpr std::string_view kQuarantineGone = "quarantine_gone";

inline constexpr std::size_t kLogBytes = 24;
inline constexpr std::size_t kEventKeyBytes = 64;

// The key of family meta with one of the prefixes above.
[[nodiscard]] std::string meta(std::string_view prefix, std::string_view rest);
// The first key after all that begin with `prefix`.
[[nodiscard]] std::string after_prefix(std::string_view prefix);

[[nodiscard]] std::string place_key(model::PlaceCode place);
[[nodiscard]] std::string log_key(const model::LogId& log);
[[nodiscard]] model::LogId read_log_key(std::string_view key);
[[nodiscard]] std::string seq_key(const model::LogId& log, model::Seq seq);
[[nodiscard]] std::string event_key(const model::EventRef& event);
[[nodiscard]] model::EventRef read_event_key(std::string_view key);
[[nodiscard]] std::string chunk_key(const model::EventRef& event, std::uint32_t index);
[[nodiscard]] std::uint32_t read_chunk_index(std::string_view key);
// What a sealed chunk is bound to.
[[nodiscard]] std::string chunk_association(const model::EventHash& event, std::uint32_t index);
// Up to which arrival it was seen which blobs are missing, of those kinds of event that this version knows to
// name some.
[[nodiscard]] std::string blobs_value(std::uint64_t arrival);
[[nodiscard]] std::string absent_blob_value(std::uint32_t chunks_here, std::uint64_t bytes);
[[nodiscard]] std::pair<std::uint32_t, std::uint64_t> read_absent_blob_value(std::string_view value);
[[nodiscard]] std::string kept_blobs_key(const model::SubjectId& subject, model::PlaceCode home);
[[nodiscard]] std::string kept_blobs_value(const KeptBlobs& kept);
[[nodiscard]] KeptBlobs read_kept_blobs_value(std::string_view value);
[[nodiscard]] std::string subject_key(const model::SubjectId& subject, const model::EventRef& event);
[[nodiscard]] std::string number(std::uint64_t value);

[[nodiscard]] std::string tips_value(const std::vector<model::Tip>& tips);
[[nodiscard]] std::vector<model::Tip> read_tips_value(std::string_view value);
[[nodiscard]] std::string arrival_value(const Arrival& arrival);
[[nodiscard]] Arrival read_arrival(std::string_view key, std::string_view value);
[[nodiscard]] std::string ack_key(const wishsync::Ack& ack);
[[nodiscard]] std::string ack_count_key(const wishsync::Ack& ack);
[[nodiscard]] std::string ack_value(const wishsync::Ack& ack);
[[nodiscard]] wishsync::Ack read_ack(std::string_view key, std::string_view value);
// The key of the ack that an ack_count_key() points to.
[[nodiscard]] std::string ack_key_of_count(std::string_view count_key);

}  // namespace node::keys
