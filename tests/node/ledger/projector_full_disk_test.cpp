// The projector goes on where a ledger that could not be written left it.

#include <gtest/gtest.h>

#include "node/ledger/projector.h"
#include "support/story.h"

namespace node {
namespace {

using support::NodeData;
using support::World;

// Fails the nth thing that is written and all after it until it is mended.
class FailingLedger final : public Ledger {
  class Fill final : public LedgerFill {
   public:
    Fill(FailingLedger& ledger, std::unique_ptr<LedgerFill> inner)
        : ledger_(ledger), inner_(std::move(inner)) {}
    [[nodiscard]] model::Result<> room() const override { return ledger_.fails() ? kFull : inner_->room(); }
    [[nodiscard]] model::Result<> put(std::vector<FoldedSubject> subjects) override {
      return ledger_.fails() ? kFull : inner_->put(std::move(subjects));
    }
    [[nodiscard]] model::Result<> finish(Projection rest) override {
      return ledger_.fails() ? kFull : inner_->finish(std::move(rest));
    }

   private:
    FailingLedger& ledger_;
    std::unique_ptr<LedgerFill> inner_;
  };

 public:
  FailingLedger(Ledger& inner, int spared) : inner_(inner), spared_(spared) {}
  void mend() { mended_ = true; }
  [[nodiscard]] bool failed() const { return failing_; }

  [[nodiscard]] std::uint64_t cursor() const override { return inner_.cursor(); }
  [[nodiscard]] model::Result<> apply(const Projection& p) override {
    return fails() ? kFull : inner_.apply(p);
  }
  [[nodiscard]] model::Result<> clear() override { return inner_.clear(); }
  [[nodiscard]] model::Result<std::unique_ptr<LedgerFill>> fill() override {
    auto inner = inner_.fill();
    if (!inner) return inner.error();
    return std::make_unique<Fill>(*this, std::move(*inner));
  }
  [[nodiscard]] std::optional<model::FoldedWish> wish(const model::WishKey& key) const override {
    return inner_.wish(key);
  }
  [[nodiscard]] std::vector<model::FoldedWish> wishes_of(const model::SubjectId& id) const override {
    return inner_.wishes_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedWish> wishes_by_number(const std::string& n) const override {
    return inner_.wishes_by_number(n);
  }
  [[nodiscard]] std::vector<model::FoldedWish> wishes(const WishFilter& f,
                                                      const std::optional<model::WishKey>& b,
                                                      std::size_t n) const override {
    return inner_.wishes(f, b, n);
  }
  [[nodiscard]] std::vector<model::FoldedReport> reports_of(const model::SubjectId& id) const override {
    return inner_.reports_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedReport> reports() const override { return inner_.reports(); }
  [[nodiscard]] ReportBasis report_rows(model::PlaceCode place, const ReportVisitor& visit,
                                        BasisLogs logs) const override {
    return inner_.report_rows(place, visit, logs);
  }
  [[nodiscard]] std::optional<model::FoldedOffer> offer(const model::WishKey& key) const override {
    return inner_.offer(key);
  }
  [[nodiscard]] std::vector<model::FoldedOffer> offers_of(const model::SubjectId& id) const override {
    return inner_.offers_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedOffer> offers(const OfferFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count) const override {
    return inner_.offers(filter, before, count);
  }
  [[nodiscard]] std::vector<model::FoldedWish> matters(const MatterFilter& filter,
                                                       const std::optional<model::WishKey>& before,
                                                       std::size_t count) const override {
    return inner_.matters(filter, before, count);
  }
  [[nodiscard]] std::map<model::PlaceCode, std::size_t> count_matters(
      const MatterFilter& filter) const override {
    return inner_.count_matters(filter);
  }
  [[nodiscard]] std::vector<Taking> confirmed_takings(const model::Date& first,
                                                      const model::Date& last) const override {
    return inner_.confirmed_takings(first, last);
  }
  [[nodiscard]] std::vector<GroupCell> groups(GroupBy by, const std::vector<model::PlaceCode>& homes,
                                              const std::optional<model::Period>& period) const override {
    return inner_.groups(by, homes, period);
  }
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers_of(const model::SubjectId& id) const override {
    return inner_.volunteers_of(id);
  }
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(model::PlaceCode place) const override {
    return inner_.volunteers(place);
  }
  [[nodiscard]] std::vector<model::FoldedVolunteer> volunteers(const std::vector<model::PlaceCode>& places,
                                                               const std::optional<model::WishKey>& before,
                                                               std::size_t count_max) const override {
    return inner_.volunteers(places, before, count_max);
  }
  [[nodiscard]] std::uint32_t last_running(model::PlaceCode h, std::uint16_t y,
                                           const model::WriterId& w) const override {
    return inner_.last_running(h, y, w);
  }
  [[nodiscard]] Summary summary(model::PlaceCode p, const std::vector<model::PlaceCode>& places,
                                const std::optional<model::Period>& period,
                                SummaryDetail detail) const override {
    return inner_.summary(p, places, period, detail);
  }
  [[nodiscard]] std::vector<FoldedLog> logs() const override { return inner_.logs(); }
  [[nodiscard]] std::vector<std::pair<model::PlaceCode, model::DigestSum>> own_sums() const override {
    return inner_.own_sums();
  }
  [[nodiscard]] std::vector<TreeEdge> tree() const override { return inner_.tree(); }
  [[nodiscard]] std::map<model::SummaryKey, model::Figures> figures() const override {
    return inner_.figures();
  }
  [[nodiscard]] std::vector<model::SubjectId> subjects_at(model::PlaceCode home) const override {
    return inner_.subjects_at(home);
  }
  [[nodiscard]] Elsewhere elsewhere() const override { return inner_.elsewhere(); }

 private:
  inline static const model::Result<> kFull = model::Error("disk.full", "the disk is full");
  [[nodiscard]] bool fails() {
    if (spared_ > 0)
      --spared_;
    else
      failing_ = true;
    return failing_ && !mended_;
  }

  Ledger& inner_;
  int spared_;
  bool failing_ = false;
  bool mended_ = false;
};

TEST(Projector, goes_on_after_the_disk_was_full_at_any_step) {
  World world;
  support::tell(world, {{0, 3, 1, 1},
                        {9, 0, 0, 0},
                        {5, 1, 0, 0},
                        {10, 3, 0, 0},
                        {0, 6, 2, 2},
                        {8, 1, 0, 0},
                        {9, 0, 0, 1},
                        {3, 2, 0, 3}});
  NodeData whole(world.root_key());
  whole.take_all(world.runs());
  whole.project();
  const std::string wanted = whole.dump();
  int failed = 0;
  for (int spared = 0;; ++spared) {
    NodeData data(world.root_key());
    FailingLedger ledger(data.ledger(), spared);
    Projector projector(data.store(), ledger, nullptr, 1);
    const auto follow = [&] {
      while (projector.turn()) {
      }
    };
    // One half is there before the ledger is, the other comes afterwards.
    const auto middle = world.runs().begin() + static_cast<std::ptrdiff_t>(world.runs().size() / 2);
    data.take_all({world.runs().begin(), middle});
    follow();
    data.take_all(world.runs());
    follow();
    if (!ledger.failed()) break;
    ++failed;
    ASSERT_TRUE(projector.status().error);
    EXPECT_EQ(projector.status().error->code, "disk.full");
    EXPECT_EQ(projector.status().cursor, data.ledger().cursor());
    ledger.mend();
    follow();
    EXPECT_FALSE(projector.status().error);
    EXPECT_EQ(data.dump(), wanted) << "failed after " << spared;
  }
  EXPECT_GT(failed, 4);  // A part of the filling, its end, and what was followed.
}

}  // namespace
}  // namespace node
