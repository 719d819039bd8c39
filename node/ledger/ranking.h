// Who is credited with how much: units or volunteers of a place, by the confirmed claims of a span of days.
// Pure; the desk gives it what the ledger has now, a kept ranking what was held at its cut-off.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/authority.h"
#include "model/programme.h"
#include "node/ledger/ledger.h"

namespace node {

enum class RankingBy : std::uint8_t { kUnit, kVolunteer };

struct RankingRow {
  model::SubjectId id;  // Zero: units that are not registered, taken together.
  std::string name;     // Empty: not known here. For people: no ranking depends on it.
  bool erased = false;  // The volunteer, at their request. As the name.
  model::PlaceCode place;
  std::uint64_t points_hundredths = 0;
  std::uint64_t deeds = 0;    // Confirmed claims.
  std::uint64_t minutes = 0;  // Of work; of a volunteer in the proportion of the shares.
  std::uint64_t value_yuan = 0;
  bool operator==(const RankingRow&) const = default;
};

using VolunteersOf = std::function<std::vector<model::FoldedVolunteer>(const model::SubjectId&)>;

// `takings` as Ledger::confirmed_takings() orders them. Most points first, then by id; without names.
[[nodiscard]] std::vector<RankingRow> rank(RankingBy by, model::PlaceCode place,
                                           std::span<const Taking> takings, const model::Authority& authority,
                                           const model::Programme& programme,
                                           const VolunteersOf& volunteers_of);

// The canonical bytes: "wishtree ranking 1\n", by (1), place (8), first and last day as yyyymmdd (4 each),
// how many rows (4), and of each id (16), place (8), hundredths of points, deeds, minutes and yuan (8 each).
// They are kept with what is published, as those of a report (model/report.h), and are read for ever. There
// is no name among them, and no number above model::kReportNumberMax.
[[nodiscard]] std::string ranking_bytes(RankingBy by, model::PlaceCode place, const model::DaySpan& span,
                                        std::span<const RankingRow> rows);

struct KeptRanking {
  RankingBy by{};
  model::PlaceCode place;
  model::DaySpan span;
  std::vector<RankingRow> rows;  // Without names.
  bool operator==(const KeptRanking&) const = default;
};
// Nothing unless the bytes are exactly those of a ranking.
[[nodiscard]] std::optional<KeptRanking> parse_ranking(std::string_view bytes);

}  // namespace node
