// A report or a ranking that was published, and stays as it was: what its event says, and the cut-off that it
// was made from.
//
// The event stands in a log of the place that it reports on. It holds the question, the hash of the answer
// and the root of the cut-off, but no figures. A node that holds the logs up to the cut-off makes the same
// answer again, byte for byte (node/ledger/cut_off_fold.h); what arrived since is told apart as corrections.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/authority.h"
#include "model/blob.h"
#include "model/report.h"
#include "model/summary.h"

namespace model {

enum class ReportOf : std::uint8_t { kFigures = 1, kUnits = 2, kVolunteers = 3 };

// ---- The cut-off

using CutOffRoot = FixedBytes<32, struct CutOffTag>;

// The tips up to which each log was counted, of all logs that a figure of the place follows from: those of
// place 0 and of the places above, at and below it.
struct CutOff {
  std::vector<std::pair<LogId, std::vector<Tip>>> logs;  // Ascending, each with its tips ascending.
  bool operator==(const CutOff&) const = default;
};
// The canonical bytes: "wishtree cut-off 1\n", how many logs (4), and of each its place (8), writer (16), how
// many tips (4), and of each tip seq (8) and hash (32). Numbers big endian.
[[nodiscard]] std::string cut_off_bytes(const CutOff& cut_off);
// Nothing unless the bytes are exactly those of a cut-off.
[[nodiscard]] std::optional<CutOff> parse_cut_off(std::string_view bytes);
[[nodiscard]] CutOffRoot cut_off_root(std::string_view bytes);  // SHA-256

// ---- The event

struct PlaceBehind {
  PlaceCode place;
  Date since;  // The zero day: never heard of.
  bool operator==(const PlaceBehind&) const = default;
};
// Of places that are behind, so many are named in one event; the others are counted.
inline constexpr std::size_t kPlacesBehindMax = 500;

struct Reported {
  ReportOf of = ReportOf::kFigures;
  // The place is not in the body: the event stands in its log. Of a ranking `now.span` alone counts.
  ReportQuery query;
  Date on;
  InputRoot input_root;
  CutOffRoot cut_off;
  ResultHash result;
  std::vector<PlaceBehind> behind;  // Ascending by place.
  std::uint32_t behind_count = 0;
  bool operator==(const Reported&) const = default;
};
[[nodiscard]] std::string encode(const Reported&);
[[nodiscard]] std::optional<Reported> decode_reported(std::string_view body, PlaceCode place);

// The part names the blob with the bytes of the cut-off.
struct ReportedPart {
  BlobRef cut_off;
  bool operator==(const ReportedPart&) const = default;
};
[[nodiscard]] std::string encode(const ReportedPart&);
[[nodiscard]] std::optional<ReportedPart> decode_reported_part(std::string_view payload);

// ---- The fold

struct FoldedReport {
  SubjectId id;
  EventRef event;  // Its part names the cut-off; its log is of the place.
  Reported said;
  bool operator==(const FoldedReport&) const = default;
  [[nodiscard]] PlaceCode place() const { return event.log.place; }
};
// One for each place whose logs tell of it, ascending; of several words of one place the canonically first. A
// node at or above the place must have written it.
[[nodiscard]] std::vector<FoldedReport> fold_reports(std::span<const Event> events,
                                                     const Authority& authority);

}  // namespace model
