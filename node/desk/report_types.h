// What is asked of reports and what is answered, as plain values; node/api/api_reports.cpp turns them from
// and into JSON.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/kept_report.h"
#include "model/report.h"
#include "node/ledger/ranking.h"

namespace node {

struct ReportAsk {
  std::optional<model::PlaceCode> place;  // Nothing: the own one.
  std::optional<model::DaySpan> span;     // Nothing: the campaign's, or this year.
  std::optional<model::SubjectId> campaign;
  model::ReportBy by = model::ReportBy::kNone;
  std::optional<model::Date> as_of;  // Nothing: the last day of the span, or today where that is before it.
};

// Nothing was heard of a place for long, so a report may lack what is there.
struct BehindView {
  model::PlaceBehind behind;
  std::string place_name;
};
struct Behind {
  std::vector<BehindView> places;  // Ascending; no more than kPlacesBehindMax.
  std::size_t count = 0;           // All.
};

struct ReportView {
  std::string place_name;
  model::Report report;
  model::InputRoot input_root;
  std::map<model::ReportKey, std::string> names;  // Of groups of places and units, in Chinese.
  std::string campaign_name;                      // Empty: none.
  std::string campaign_before_name;
  Behind behind;
};

// A ranking that can be asked for by any span.
struct RankingView {
  model::PlaceCode place;
  std::string place_name;
  model::DaySpan span;
  model::InputRoot input_root;
  RankingBy by{};
  std::vector<RankingRow> rows;
};

// ---- Kept

struct KeepOrder {
  model::ReportOf of = model::ReportOf::kFigures;
  ReportAsk ask;  // Of a ranking place and span alone.
};

struct KeptReport {
  model::FoldedReport report;
  std::string place_name;
  std::string campaign_name;
  model::PlaceCode by_place;  // Where the node stands that wrote it; 0 while that is not known.
  Behind behind;              // As it was then.
  bool open = false;          // Those below the place read it too.
};

struct CorrectionView {
  model::Correction correction;
  std::string number;      // Empty: of a wish that the ledger has no more.
  std::string place_name;  // Of its home.
};

// A row of a ranking that is not as it was. Nothing: it was, or is, not there.
struct RankingChange {
  std::optional<RankingRow> then;
  std::optional<RankingRow> now;
};

// With the official names of then, as far as place 0 is held so far.
struct ShownReport {
  KeptReport kept;
  // Where the report's place was succeeded since. What is now is of the wishes, units and volunteers of the
  // old place alone.
  std::optional<model::PlaceCode> successor;
  std::string successor_name;
  // What was published does not follow from its cut-off, which proves it wrong. Nothing: it does, or this
  // node can't say.
  std::optional<model::Error> refuted;
  // Why this node can't say what changed since; then there is neither what is now nor any correction.
  std::optional<model::Error> no_corrections;
  // Of figures.
  ReportView then;
  std::optional<ReportView> now;
  std::vector<CorrectionView> corrections;  // A page; newest first.
  std::size_t corrections_count = 0;        // All.
  std::optional<model::WishKey> next_after;
  // Of a ranking.
  RankingView ranking_then;
  std::optional<RankingView> ranking_now;
  std::vector<RankingChange> ranking_changes;  // In the order of then, what is new last.
};

struct ReportMadeAgain {
  KeptReport kept;
  model::ResultHash result;
  model::InputRoot input_root;
};

}  // namespace node
