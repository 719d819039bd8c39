// A reading connection to the ledger's file. Included by sqlite_ledger*.cpp alone; throws
// SQLite::Exception. One thread at a time.

#pragma once

#include "node/ledger/sqlite_ledger_connection.h"

namespace node {

class LedgerReader {
 public:
  LedgerReader(const std::filesystem::path& path, int cache_kibibytes)
      : connection_(path, SQLite::OPEN_READONLY, cache_kibibytes) {
    connection_.database().exec("PRAGMA temp_store = MEMORY");
  }

  [[nodiscard]] std::optional<model::FoldedWish> wish(const model::WishKey& key);
  [[nodiscard]] std::vector<model::FoldedWish> wishes_of(const model::SubjectId& id);
  [[nodiscard]] std::vector<model::FoldedWish> wishes_by_number(const std::string& number);
  [[nodiscard]] std::vector<model::FoldedWish> wishes(const WishFilter& filter,
                                                      const std::optional<model::WishKey>& before,
                                                      std::size_t count_max);
  [[nodiscard]] std::optional<model::FoldedOffer> offer(const model::WishKey& key);
  [[nodiscard]] std::vector<model::FoldedOffer> offers_of(const model::SubjectId& id);
  [[nodiscard]] std::vector<model::FoldedOffer> offers(const OfferFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count_max);
  [[nodiscard]] std::map<model::PlaceCode, std::size_t> count_matters(const MatterFilter& filter);
  [[nodiscard]] std::vector<model::FoldedWish> matters(const MatterFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count_max);
  [[nodiscard]] std::vector<Taking> confirmed_takings(const model::Date& first, const model::Date& last);
  [[nodiscard]] std::vector<GroupCell> groups(GroupBy by, const std::vector<model::PlaceCode>& homes,
                                              const std::optional<model::Period>& period);
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers_of(const model::SubjectId& id);
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(model::PlaceCode place);
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(const std::vector<model::PlaceCode>& places,
                                                               const std::optional<model::WishKey>& before,
                                                               std::size_t count_max);
  [[nodiscard]] std::vector<model::FoldedReport> reports_of(const model::SubjectId& id);
  [[nodiscard]] std::vector<model::FoldedReport> reports();
  [[nodiscard]] Ledger::ReportBasis report_rows(model::PlaceCode place, const Ledger::ReportVisitor& visit,
                                                Ledger::BasisLogs logs);
  [[nodiscard]] std::uint32_t last_running(model::PlaceCode home, std::uint16_t year,
                                           const model::WriterId& writer);
  [[nodiscard]] Ledger::Summary summary(model::PlaceCode place, const std::vector<model::PlaceCode>& places,
                                        const std::optional<model::Period>& period, SummaryDetail detail);
  [[nodiscard]] std::vector<FoldedLog> logs();
  [[nodiscard]] std::vector<std::pair<model::PlaceCode, model::DigestSum>> own_sums();
  [[nodiscard]] std::vector<TreeEdge> tree();
  [[nodiscard]] std::map<model::SummaryKey, model::Figures> figures();
  [[nodiscard]] std::vector<model::SubjectId> subjects_at(model::PlaceCode home);
  [[nodiscard]] Ledger::Elsewhere elsewhere();

 private:
  [[nodiscard]] model::InputRoot input_root(model::PlaceCode place);
  [[nodiscard]] model::DigestSum sum(const char* sql, model::PlaceCode place);
  void add_cells(model::PlaceCode place, const model::Period& period, SummaryDetail detail,
                 std::map<model::SummaryKey, model::Figures>& out);

  LedgerConnection connection_;
};

}  // namespace node
