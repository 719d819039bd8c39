// Reports and rankings in JSON, for those files of the API that show them.

#pragma once

#include "node/api/api_call.h"

namespace node {

struct ReportByName {
  std::string_view name;
  model::ReportBy by;
};
// "none", "place", …
[[nodiscard]] std::span<const ReportByName> report_by_names();
// Place, span, campaign, by and as_of, in the words of a query or of a body.
struct ReportWords {
  std::optional<model::PlaceCode> place;
  std::optional<model::Period> period;
  std::optional<model::Date> first, last;
  std::optional<model::SubjectId> campaign;
  std::string by;
  std::optional<model::Date> as_of;
};
template <typename Reader>
[[nodiscard]] ReportWords report_words(Reader& in) {
  ReportWords out;
  out.place = in.place("place");
  out.period = in.period("period");
  out.first = in.date("from");
  out.last = in.date("to");
  out.campaign = in.subject("campaign");
  out.by = in.text("by").value_or("none");
  out.as_of = in.date("as_of");
  return out;
}
// "request.bad_parameter"
[[nodiscard]] model::Result<ReportAsk> report_ask(const ReportWords& words);

// The name of a step of the main way.
[[nodiscard]] std::string_view report_step_name(std::size_t step);
// Key and name of a group.
[[nodiscard]] std::pair<std::string, std::string> report_group_name(const ReportView& view,
                                                                    const model::ReportKey& key);
[[nodiscard]] json::object report_json(const ReportView& view);
[[nodiscard]] json::object cohort_json(const model::Cohort& cohort, const std::string& campaign_name);
[[nodiscard]] json::array behind_json(const Behind& behind);
// Null for the zero day.
[[nodiscard]] json::value day_or_null(const model::Date& day);
// "12.50": points have no more than hundredths.
[[nodiscard]] std::string points_text(std::uint64_t hundredths);
[[nodiscard]] json::object ranking_row_json(const RankingRow& row);

}  // namespace node
