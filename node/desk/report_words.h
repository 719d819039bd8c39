// Refusals that several files about reports say.

#pragma once

#include <optional>
#include <string>

#include "model/kept_report.h"
#include "model/result.h"
#include "node/ledger/cut_off_fold.h"

namespace node {

[[nodiscard]] inline model::Error still_behind() {
  return {"ledger.behind", "the node is still taking in what it received; try again in a minute",
          "节点仍在整理已收到的数据；请一分钟后再试"};
}

[[nodiscard]] inline model::Error not_as_kept(const char* en, const char* zh) {
  return {"report.not_equal",
          std::string("what was kept with the report is not what its event says: ") + en +
              " differs; run verify --deep, and tell the developers",
          std::string("报表的留存内容与其事件所载不一致：") + zh + "不同；请运行 verify --deep 并告知开发者"};
}

// Nothing where the answer that was published is the one that its cut-off gives.
[[nodiscard]] inline std::optional<model::Error> refutation(const model::Reported& said,
                                                            const MadeAgain& made) {
  if (made.result == said.result) return std::nullopt;
  return model::Error(
      "report.not_equal",
      "what was published does not follow from the events up to its cut-off: made again from them, the "
      "report comes out otherwise; don't use it, run verify, and ask whoever published it",
      "公布的内容与截止点之前的数据不符：按这些数据重新生成，结果不同；请勿采用，请运行 verify "
      "并向公布的节点核实");
}

[[nodiscard]] inline RankingBy ranking_by(model::ReportOf of) {
  return of == model::ReportOf::kUnits ? RankingBy::kUnit : RankingBy::kVolunteer;
}

}  // namespace node
