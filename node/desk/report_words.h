// Refusals that several files about reports say.

#pragma once

#include <string>

#include "model/kept_report.h"
#include "model/result.h"
#include "node/ledger/ranking.h"

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

[[nodiscard]] inline RankingBy ranking_by(model::ReportOf of) {
  return of == model::ReportOf::kUnits ? RankingBy::kUnit : RankingBy::kVolunteer;
}

}  // namespace node
