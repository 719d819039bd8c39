// A report or a ranking that was published, and stays as it was: what its event says, and the cut-off that it
// was made from.
//
// The event stands in a log of the place that it reports on. It holds the question, the hash of the answer
// and the root of the cut-off. Cut-off and answer are its blob: whoever has that reads what was published,
// for ever, however releases to come may count and whatever logs are at hand. A node that holds the logs up
// to the cut-off proves it, in that it makes the same answer again, byte for byte
// (node/ledger/cut_off_fold.h); what arrived since is told apart as corrections.
//
// Reports and rankings of units say nothing of any person; so their part is open, and blob and all go
// wherever the event goes: those below the place read them too. The part of two goes up only: of a ranking of
// volunteers, whose rows are of persons, if by their ids alone; and of a report that tells of one or two
// families (tells_of_few()). No names are kept, which can be erased.

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

// ---- What is kept with it

// The part names the blob: the bytes of the cut-off, and right behind them the canonical bytes of the answer
// (report_bytes(), or node/ledger/ranking.h). Earlier releases kept the cut-off alone.
struct ReportedPart {
  BlobRef blob;
  std::uint64_t cut_off_bytes = 0;  // So many of the blob's are the cut-off; 0: all.
  bool operator==(const ReportedPart&) const = default;
};
[[nodiscard]] std::string encode(const ReportedPart&);
[[nodiscard]] std::optional<ReportedPart> decode_reported_part(std::string_view payload);

struct ReportedBytes {
  std::string blob;
  std::size_t cut_off_size = 0;

  // Nothing where both together are more than a blob may hold (kBlobBytesMax).
  [[nodiscard]] static std::optional<ReportedBytes> join(std::string cut_off, std::string_view answer);
  // Nothing where they are not as the part says.
  [[nodiscard]] static std::optional<ReportedBytes> of(const ReportedPart& part, std::string blob);

  [[nodiscard]] std::string_view cut_off() const { return std::string_view(blob).substr(0, cut_off_size); }
  [[nodiscard]] std::optional<std::string_view> answer() const;  // Nothing: an earlier release kept none.
  [[nodiscard]] ReportedPart part() const;
};

// Whether anybody may read the part who holds the event, as it says nothing of persons. Of figures: unless
// they tell of few.
[[nodiscard]] bool open_to_all(ReportOf of);

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
