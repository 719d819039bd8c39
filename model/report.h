// A report 报表: how far the wishes of a span of days, or of a campaign, got; against the period before.
//
// Made of one small row for each wish, whoever keeps the rows: the ledger (node/ledger/ledger.h), a recount,
// or what was held when a report was kept (node/ledger/cut_off_fold.h). All share this arithmetic, so equal
// rows give equal bytes. No clock is asked: what is overdue is judged by a day that stands in the query.
//
// The cohort of a report are the wishes whose day on the form lies in its span; of a campaign alone those
// that were put into it, whatever their day. How far they got is said as it is known now, for the period
// before as well. Beside that stands what happened in the span, whatever the day on the form. All counts are
// of wishes.

#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/authority.h"
#include "model/date.h"
#include "model/fold/wish.h"
#include "model/programme.h"

namespace model {

// ---- What is asked

// Both ends included.
struct DaySpan {
  Date first;
  Date last;
  bool operator==(const DaySpan&) const = default;
  [[nodiscard]] bool contains(const Date& day) const { return first <= day && day <= last; }
};
[[nodiscard]] DaySpan days_of(const Period& period);
// The month before a month, the half-year before a half-year, the year before a year; else as many days right
// before.
[[nodiscard]] DaySpan span_before(const DaySpan& span);

struct Cohort {
  DaySpan span;
  std::optional<SubjectId> campaign;
  bool any_day = false;  // The day on the form does not matter: all wishes of the campaign.
  bool operator==(const Cohort&) const = default;
};
// Whether there are such days, in their order, and any day is of a campaign alone.
[[nodiscard]] bool valid(const Cohort& cohort);
// Of a campaign: that of the same name, but for the number of a year in it, that begins a year earlier;
// nothing where there is none.
[[nodiscard]] std::optional<Cohort> cohort_before(const Cohort& cohort, const Programme& programme);

enum class ReportBy : std::uint8_t {
  kNone = 0,
  kPlace = 1,  // Those right below the place, and what it has besides them.
  kCategory = 2,
  kTarget = 3,  // A wish of a person of several kinds stands under each.
  kUnit = 4,    // That took the wish up: under each of several, under none before.
  kState = 5,
};

struct ReportQuery {
  PlaceCode place;  // Wishes of homes at or below it.
  Cohort now;
  std::optional<Cohort> before;
  ReportBy by = ReportBy::kNone;
  Date as_of;  // A granted claim whose last day is before it is overdue.
  bool operator==(const ReportQuery&) const = default;
};

// ---- What it is made of

// The steps of the main way, in their order.
enum class ReportStep : std::uint8_t {
  kRegistered = 0,
  kVetted = 1,
  kPublished = 2,
  kClaimed = 3,
  kFulfilled = 4,
  kConfirmed = 5,
  kClosed = 6,
};
inline constexpr std::size_t kReportSteps = 7;

struct ReportRow {
  WishKey key;
  WishState state{};
  Category category{};
  Targets targets;
  std::optional<SubjectId> campaign;
  std::optional<std::uint32_t> value_yuan;
  std::uint8_t satisfaction = 0;
  bool handed_over = false;  // Also where that was brought to its end.
  bool expired = false;      // A claim on it was not fulfilled in time.
  Date due_on;               // Of the granted claim that ends first; the zero day where none runs.
  ReportStep reached{};
  std::array<Date, kReportSteps> days;  // Of the steps up to that; the zero day where nobody said.
  std::vector<SubjectId> units;         // That took it up; zero: one that is not registered. Ascending.
  bool operator==(const ReportRow&) const = default;
};
// `offer` is the wish's own, null where it was never published.
[[nodiscard]] ReportRow report_row(const FoldedWish& wish, const FoldedOffer* offer);

// What the rows are put under.
struct ReportFrame {
  std::map<PlaceCode, PlaceCode> parents;  // The tree without succeeded places; 0 above the first place.
  std::map<PlaceCode, PlaceCode>
      successors;                        // Of each succeeded place the last one, which its wishes count for.
  std::map<SubjectId, SubjectId> units;  // Of each that was merged into another: the one that stands for it.
  bool operator==(const ReportFrame&) const = default;
};
// `standing`: as if this place had no successor, so that its own wishes are told from those of that.
[[nodiscard]] ReportFrame frame_of(const Authority& authority, const Programme& programme,
                                   std::optional<PlaceCode> standing = std::nullopt);

// ---- What it says

// Of so many waits, in half days, since the median of an even number lies between two.
struct MedianWait {
  std::uint64_t count = 0;
  std::int64_t half_days = 0;
  bool operator==(const MedianWait&) const = default;
};

struct ReportFigures {
  std::array<std::uint64_t, kReportSteps>
      reached{};               // The funnel: each step has no more than the one before.
  std::uint64_t returned = 0;  // Stand there now; so the next ones.
  std::uint64_t rejected = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t handed_over = 0;
  std::uint64_t handed_over_done = 0;           // Of these.
  std::uint64_t expired = 0;                    // A claim on them ran out at some time.
  std::uint64_t overdue = 0;                    // A granted claim's last day was before the day of the query.
  std::uint64_t value_yuan = 0;                 // Of those that state one.
  std::array<std::uint64_t, 5> satisfaction{};  // How many families said 1, 2, … 5.
  std::array<MedianWait, kReportSteps - 1> waits{};    // From each step to the next.
  std::array<std::uint64_t, kReportSteps> happened{};  // In the span, whatever the day on the form.
  bool operator==(const ReportFigures&) const = default;
};

// Calls `each(value)` for every number of the figures, in the order of the canonical bytes.
template <typename Figures, typename Each>
void for_each_number(Figures& figures, Each&& each) {
  for (auto& value : figures.reached) each(value);
  for (auto* value : {&figures.returned, &figures.rejected, &figures.withdrawn, &figures.handed_over,
                      &figures.handed_over_done, &figures.expired, &figures.overdue, &figures.value_yuan})
    each(*value);
  for (auto& value : figures.satisfaction) each(value);
  for (auto& wait : figures.waits) {
    each(wait.count);
    each(wait.half_days);
  }
  for (auto& value : figures.happened) each(value);
}
// The names of these numbers: "registered", … "days_to_vetted" (in half days), … "vetted_in_span".
[[nodiscard]] const std::vector<std::string>& report_number_names();

// A place, or the number of a category, target (0: none) or state; or a unit (zero: those not registered).
struct ReportKey {
  std::uint64_t number = 0;
  SubjectId id;
  auto operator<=>(const ReportKey&) const = default;
};

struct ReportGroup {
  ReportKey key;
  ReportFigures now;
  ReportFigures before;  // Nothing in it where the query has no period before.
  bool operator==(const ReportGroup&) const = default;
};

struct Report {
  ReportQuery query;
  ReportGroup whole;
  std::vector<ReportGroup> groups;  // Ascending by key. By place: all right below, also those without wishes.
  bool operator==(const Report&) const = default;
};

// Far above what is ever counted, and so small that neither sums nor ratios of what is read overflow.
inline constexpr std::uint64_t kReportNumberMax = std::uint64_t{1} << 48;

// The canonical bytes, numbers big endian: "wishtree report 1\n"; the query: place (8), cohort, a byte
// whether there is a cohort before and that cohort, by (1), as_of (4); the whole; how many groups (4), and
// these. A cohort: first and last day as yyyymmdd (4 each), any_day (1), campaign (16, zeros: none). A group:
// number (8), id (16), then its figures, and those before: each number of for_each_number() in 8 bytes.
//
// Only what a report can say is read: no number is above kReportNumberMax, and a key is one of `by` (of a
// category, target or state also one that a newer release knows).
//
// They are kept with what is published and have to be read for ever: a form that is another has another first
// line, and this one is still read beside it.
[[nodiscard]] std::string report_bytes(const Report& report);
// Nothing unless the bytes are exactly those of a report.
[[nodiscard]] std::optional<Report> parse_report(std::string_view bytes);
using ResultHash = FixedBytes<32, struct ResultTag>;  // SHA-256 over such bytes.
[[nodiscard]] ResultHash result_hash(std::string_view bytes);

// Of fewer families those around them may know which they are. Each wish counts as a family.
inline constexpr std::uint64_t kFamiliesFewest = 3;
// Whether the whole or a group, of now or before, is of fewer than that and not of none, or so many said how
// satisfied they are: then satisfaction, value and waits may be those of one family.
[[nodiscard]] bool tells_of_few(const Report& report);

// ---- How it is made

// Takes the rows in any order, each wish once; rows of other homes are passed over. One thread.
class ReportMaker {
 public:
  ReportMaker(const ReportQuery& query, const ReportFrame& frame);

  void add(const ReportRow& row);
  // Ends it.
  [[nodiscard]] Report finish();

  // Whether the row changes any figure.
  [[nodiscard]] bool concerns(const ReportRow& row) const;
  // The groups that it stands under. Ascending.
  [[nodiscard]] std::vector<ReportKey> groups_of(const ReportRow& row) const;

 private:
  // Figures whose medians are still to be taken.
  struct Gathered {
    ReportFigures figures;
    std::array<std::vector<std::int32_t>, kReportSteps - 1> waits;  // Days.
  };
  struct Group {
    Gathered now;
    Gathered before;
  };
  void count(const ReportRow& row, Group& group) const;
  void count(const ReportRow& row, const Cohort& cohort, Gathered& out) const;
  [[nodiscard]] static ReportFigures finished(Gathered& gathered);

  // The one right below the place on the way up from `code`, or the place; nothing where it is not below.
  [[nodiscard]] static std::optional<PlaceCode> right_below(PlaceCode place, PlaceCode code,
                                                            const ReportFrame& frame);

  const ReportQuery query_;
  const std::map<SubjectId, SubjectId> merged_;
  // Of each home that counts: the one right below the place that it belongs to, or the place.
  std::unordered_map<PlaceCode, PlaceCode, PlaceCodeHash> below_;
  Group whole_;
  std::map<ReportKey, Group> groups_;
};

// ---- What changed between two of them

// A wish on account of which a report differs from an earlier one of the same query.
struct Correction {
  WishKey key;
  std::optional<ReportRow> then;  // Nothing: it arrived later.
  std::optional<ReportRow> now;   // Nothing: it counts no longer.
  bool moved = false;             // Its place or its unit stands under another one.
};
using ReportRows = std::map<WishKey, ReportRow>;
// Newest first. Whatever is not among them counts in both alike.
[[nodiscard]] std::vector<Correction> corrections(const ReportRows& then, const ReportMaker& maker_then,
                                                  const ReportRows& now, const ReportMaker& maker_now);

}  // namespace model
