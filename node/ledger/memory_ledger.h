// The ledger that lives in memory: the twin of SqliteLedger for tests and the simulator. One contract
// suite runs on both: tests/node/ledger/ledger_contract_test.cpp.
//
// It never fails, and forgets all when it is destroyed. One thread.

#pragma once

#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "node/ledger/ledger.h"

namespace node {

class MemoryLedger final : public Ledger {
 public:
  // `fold_version`: another one for what an older release would fold.
  explicit MemoryLedger(std::uint32_t fold_version = model::kFoldVersion) : fold_version_(fold_version) {}
  MemoryLedger(const MemoryLedger&) = delete;
  MemoryLedger& operator=(const MemoryLedger&) = delete;

  [[nodiscard]] std::uint64_t cursor() const override { return cursor_; }
  [[nodiscard]] model::Result<> apply(const Projection& projection) override;
  [[nodiscard]] model::Result<> clear() override;
  [[nodiscard]] model::Result<std::unique_ptr<LedgerFill>> fill() override;

  [[nodiscard]] std::optional<model::FoldedWish> wish(const model::WishKey& key) const override;
  [[nodiscard]] std::vector<model::FoldedWish> wishes_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedWish> wishes_by_number(const std::string& number) const override;
  [[nodiscard]] std::vector<model::FoldedWish> wishes(const WishFilter& filter,
                                                      const std::optional<model::WishKey>& before,
                                                      std::size_t count_max) const override;
  [[nodiscard]] std::optional<model::FoldedOffer> offer(const model::WishKey& key) const override;
  [[nodiscard]] std::vector<model::FoldedOffer> offers_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedOffer> offers(const OfferFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count_max) const override;
  [[nodiscard]] std::map<model::PlaceCode, std::size_t> count_matters(
      const MatterFilter& filter) const override;
  [[nodiscard]] std::vector<model::FoldedWish> matters(const MatterFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count_max) const override;
  [[nodiscard]] std::vector<Taking> confirmed_takings(const model::Date& first,
                                                      const model::Date& last) const override;
  [[nodiscard]] std::vector<GroupCell> groups(GroupBy by, const std::vector<model::PlaceCode>& homes,
                                              const std::optional<model::Period>& period) const override;
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(model::PlaceCode place) const override;
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(const std::vector<model::PlaceCode>& places,
                                                               const std::optional<model::WishKey>& before,
                                                               std::size_t count_max) const override;
  [[nodiscard]] std::vector<model::FoldedReport> reports_of(const model::SubjectId& id) const override;
  [[nodiscard]] std::vector<model::FoldedReport> reports() const override;
  [[nodiscard]] std::uint32_t last_running(model::PlaceCode home, std::uint16_t year,
                                           const model::WriterId& writer) const override;
  [[nodiscard]] Summary summary(model::PlaceCode place, const std::vector<model::PlaceCode>& places,
                                const std::optional<model::Period>& period,
                                SummaryDetail detail = {}) const override;
  [[nodiscard]] ReportBasis report_rows(model::PlaceCode place, const ReportVisitor& visit,
                                        BasisLogs logs = BasisLogs::kNo) const override;
  [[nodiscard]] std::vector<FoldedLog> logs() const override;
  [[nodiscard]] std::vector<std::pair<model::PlaceCode, model::DigestSum>> own_sums() const override;
  [[nodiscard]] std::vector<TreeEdge> tree() const override;
  [[nodiscard]] std::map<model::SummaryKey, model::Figures> figures() const override { return figures_; }
  [[nodiscard]] std::vector<model::SubjectId> subjects_at(model::PlaceCode home) const override;
  [[nodiscard]] Elsewhere elsewhere() const override;

 private:
  class Fill;
  using Number = std::tuple<model::PlaceCode, std::uint16_t, model::WriterId, std::uint32_t>;

  void put_subject(const FoldedSubject& subject, bool counted);
  void put_wishes(const FoldedSubject& subject, bool counted);
  void count(const model::FoldedWish& wish, std::int64_t sign);
  void recount();
  [[nodiscard]] std::vector<model::PlaceCode> at_or_above(model::PlaceCode place) const;
  [[nodiscard]] bool is_at_or_below(model::PlaceCode place, model::PlaceCode upper) const;
  [[nodiscard]] model::InputRoot input_root(model::PlaceCode place) const;
  [[nodiscard]] model::DigestSum own_sum(model::PlaceCode place) const;

  const std::uint32_t fold_version_;
  std::uint64_t cursor_ = 0;
  std::map<model::WishKey, model::FoldedWish> wishes_;
  std::map<model::WishKey, model::FoldedOffer> offers_;
  std::map<model::WishKey, model::FoldedVolunteer> volunteers_;  // By id and place.
  std::map<model::WishKey, model::FoldedReport> reports_;        // As above.
  std::set<std::pair<Number, model::SubjectId>> numbers_;
  std::set<model::WishKey> homes_elsewhere_;
  std::map<model::SummaryKey, model::Figures> figures_;  // At homes and above.
  std::map<model::LogId, std::vector<model::Tip>> logs_;
  std::map<model::PlaceCode, model::DigestSum> sums_;
  std::map<model::PlaceCode, model::PlaceCode> parents_;
};

}  // namespace node
