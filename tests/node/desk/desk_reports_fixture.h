// A county's desk over what a village sent up, and the words in which tests of reports speak.

#pragma once

#include "desk_fixture.h"
#include "node/desk/report_desk.h"

namespace node {

class DeskReportsTest : public DeskTest {
 protected:
  DeskReportsTest() { county_ = std::make_unique<support::Office>(world_, *county_author_); }

  std::string registered(const std::string& name, const model::Date& on = {2018, 6, 20}) {
    // A moment later each, as ids are ordered by it.
    village_->clock().set(village_->clock().wall_ms() + 1000);
    WishInput in = book(name);
    in.on = on;
    return model::uuid_text(added(in).wish.id);
  }
  void published(const std::string& id) {
    EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "")), "");
    PublicationInput words;
    words.content = "书包";
    words.confirmed = true;
    EXPECT_EQ(code_of(desk().publish(id, words)), "");
  }
  void done(const std::string& id, const std::string& unit = "") {
    ClaimInput claim;
    claim.name = "李四";
    claim.phone = "13900000001";
    claim.unit = unit;
    EXPECT_EQ(code_of(desk().claim({id}, claim)), "");
    FulfilmentInput fulfilled;
    fulfilled.what = "送去书包";
    EXPECT_EQ(code_of(desk().fulfil(id, fulfilled)), "");
    ConfirmationInput confirmed;
    confirmed.satisfaction = 4;
    EXPECT_EQ(code_of(desk().confirm(id, confirmed)), "");
  }
  void send_up() {
    county_->sync_from(*village_);
    county_->wait_for_ledger();
  }
  void later(std::uint64_t ms) { county_->clock().set(county_->clock().wall_ms() + ms); }
  ReportDesk& reports() { return county_->desk().reports(); }
  ReportView report(ReportAsk ask = {}) {
    auto view = reports().report(ask);
    EXPECT_EQ(code_of(view), "");
    return *view;
  }
  KeptReport keep(model::ReportOf of = model::ReportOf::kFigures, ReportAsk ask = {}) {
    auto kept = reports().keep({of, ask});
    EXPECT_EQ(code_of(kept), "");
    return *kept;
  }
  ShownReport show(const KeptReport& kept, std::size_t count_max = 100) {
    auto shown = reports().show(kept.report.id, {}, count_max);
    EXPECT_EQ(code_of(shown), "");
    return *shown;
  }

  ShownReport shown_at_village(const KeptReport& kept) {
    auto shown = desk().reports().show(kept.report.id, {}, 100);
    EXPECT_EQ(code_of(shown), "");
    return *shown;
  }
  static ReportAsk by_unit() {
    ReportAsk ask;
    ask.by = model::ReportBy::kUnit;
    return ask;
  }

  std::unique_ptr<support::Office> county_;
};

}  // namespace node
