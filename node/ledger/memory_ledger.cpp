#include "node/ledger/memory_ledger.h"

#include <algorithm>

namespace node {

using model::DigestSum;
using model::FoldedWish;
using model::PlaceCode;
using model::SubjectId;
using model::WishKey;

namespace {

// Rings do not occur in a judged tree.
constexpr std::size_t kDepthMax = 64;

}  // namespace

std::vector<PlaceCode> MemoryLedger::at_or_above(PlaceCode place) const {
  std::vector<PlaceCode> out{place};
  for (auto at = parents_.find(place); at != parents_.end() && at->second != model::kPlaceOfAll;
       at = parents_.find(at->second)) {
    out.push_back(at->second);
    model::check(out.size() < kDepthMax, "the tree has no ring");
  }
  return out;
}

bool MemoryLedger::is_at_or_below(PlaceCode place, PlaceCode upper) const {
  std::size_t depth = 0;
  for (auto at = parents_.find(place); place != upper; at = parents_.find(place)) {
    if (at == parents_.end() || at->second == model::kPlaceOfAll) return false;
    place = at->second;
    model::check(++depth < kDepthMax, "the tree has no ring");
  }
  return true;
}

void MemoryLedger::count(const FoldedWish& wish, std::int64_t sign) {
  model::SummaryKey cell = cell_of(wish);
  for (const PlaceCode place : at_or_above(wish.home)) {
    cell.place = place;
    model::Figures& figures = figures_[cell];
    figures.add(contribution(wish), sign);
    if (figures.wishes == 0) figures_.erase(cell);
  }
}

void MemoryLedger::recount() {
  figures_.clear();
  for (const auto& [key, wish] : wishes_) count(wish, 1);
}

// Of a wish that stays, mostly nothing changes that is counted.
void MemoryLedger::put_wishes(const FoldedSubject& subject, bool counted) {
  const auto number_of = [](const FoldedWish& wish) {
    return std::pair{Number{wish.home, wish.year, wish.number_writer, wish.running}, wish.id};
  };
  for (auto at = wishes_.lower_bound({subject.id, {}}); at != wishes_.end() && at->first.id == subject.id;) {
    if (std::ranges::find(subject.wishes, at->first.home, &FoldedWish::home) != subject.wishes.end()) {
      ++at;
      continue;
    }
    if (counted) count(at->second, -1);
    numbers_.erase(number_of(at->second));
    at = wishes_.erase(at);
  }
  for (const FoldedWish& wish : subject.wishes) {
    const auto [at, fresh] = wishes_.try_emplace(wish.key(), wish);
    FoldedWish& held = at->second;
    const bool counts_same =
        !fresh && cell_of(held) == cell_of(wish) && contribution(held) == contribution(wish);
    if (counted && !fresh && !counts_same) count(held, -1);
    if (counted && !counts_same) count(wish, 1);
    if (fresh || number_of(held) != number_of(wish)) {
      numbers_.erase(number_of(held));
      numbers_.insert(number_of(wish));
    }
    if (!fresh) held = wish;
  }
}

void MemoryLedger::put_subject(const FoldedSubject& subject, bool counted) {
  put_wishes(subject, counted);
  offers_.erase(offers_.lower_bound({subject.id, {}}),
                offers_.upper_bound({subject.id, PlaceCode{UINT64_MAX}}));
  for (const model::FoldedOffer& offer : subject.offers) offers_.emplace(offer.key(), offer);
  volunteers_.erase(volunteers_.lower_bound({subject.id, {}}),
                    volunteers_.upper_bound({subject.id, PlaceCode{UINT64_MAX}}));
  for (const model::FoldedVolunteer& volunteer : subject.volunteers)
    volunteers_.emplace(WishKey{volunteer.id, volunteer.place}, volunteer);
  reports_.erase(reports_.lower_bound({subject.id, {}}),
                 reports_.upper_bound({subject.id, PlaceCode{UINT64_MAX}}));
  for (const model::FoldedReport& report : subject.reports)
    reports_.emplace(WishKey{report.id, report.place()}, report);
  homes_elsewhere_.erase(homes_elsewhere_.lower_bound({subject.id, {}}),
                         homes_elsewhere_.upper_bound({subject.id, PlaceCode{UINT64_MAX}}));
  for (const PlaceCode home : subject.elsewhere) homes_elsewhere_.insert({subject.id, home});
}

model::Result<> MemoryLedger::apply(const Projection& projection) {
  bool moved = false;
  if (projection.tree) {
    std::map<PlaceCode, PlaceCode> next;
    for (const TreeEdge& edge : *projection.tree) next[edge.code] = edge.parent;
    moved = next != parents_;
    parents_ = std::move(next);
  }
  for (const FoldedSubject& subject : projection.subjects) put_subject(subject, !moved);
  if (moved) recount();
  for (const auto& [place, own] : projection.sums) sums_[place] = own;
  for (const FoldedLog& log : projection.logs) logs_[log.log] = log.tips;
  cursor_ = projection.cursor;
  return {};
}

model::Result<> MemoryLedger::clear() {
  cursor_ = 0;
  wishes_.clear();
  offers_.clear();
  volunteers_.clear();
  reports_.clear();
  numbers_.clear();
  homes_elsewhere_.clear();
  figures_.clear();
  logs_.clear();
  sums_.clear();
  parents_.clear();
  return {};
}

class MemoryLedger::Fill final : public LedgerFill {
 public:
  explicit Fill(MemoryLedger& ledger) : ledger_(ledger) {}
  model::Result<> room() const override { return {}; }
  model::Result<> put(std::vector<FoldedSubject> subjects) override {
    for (FoldedSubject& subject : subjects) subjects_.push_back(std::move(subject));
    return {};
  }
  model::Result<> finish(Projection rest) override {
    rest.subjects = std::move(subjects_);
    return ledger_.apply(rest);
  }

 private:
  MemoryLedger& ledger_;
  std::vector<FoldedSubject> subjects_;
};

model::Result<std::unique_ptr<LedgerFill>> MemoryLedger::fill() { return std::make_unique<Fill>(*this); }

std::optional<FoldedWish> MemoryLedger::wish(const WishKey& key) const {
  const auto at = wishes_.find(key);
  return at == wishes_.end() ? std::nullopt : std::optional(at->second);
}

std::vector<FoldedWish> MemoryLedger::wishes_of(const SubjectId& id) const {
  std::vector<FoldedWish> out;
  for (auto at = wishes_.lower_bound({id, {}}); at != wishes_.end() && at->first.id == id; ++at)
    out.push_back(at->second);
  return out;
}

std::vector<FoldedWish> MemoryLedger::wishes_by_number(const std::string& number) const {
  std::vector<FoldedWish> out;
  for (const auto& [key, wish] : wishes_)
    if (model::wish_number(wish) == number) out.push_back(wish);
  return out;
}

namespace {

// The newest values below `before` that pass, at most `count_max`.
template <typename Value, typename Passes>
std::vector<Value> page_of(const std::map<WishKey, Value>& all, const std::optional<WishKey>& before,
                           std::size_t count_max, Passes&& passes) {
  std::vector<Value> out;
  auto at = before ? all.lower_bound(*before) : all.end();
  while (at != all.begin() && out.size() < count_max)
    if (--at; passes(at->second)) out.push_back(at->second);
  return out;
}

}  // namespace

std::vector<FoldedWish> MemoryLedger::wishes(const WishFilter& filter, const std::optional<WishKey>& before,
                                             std::size_t count_max) const {
  return page_of(wishes_, before, count_max,
                 [&](const FoldedWish& wish) { return passes(filter, facets_of(wish)); });
}

std::optional<model::FoldedOffer> MemoryLedger::offer(const WishKey& key) const {
  const auto at = offers_.find(key);
  return at == offers_.end() ? std::nullopt : std::optional(at->second);
}

std::vector<model::FoldedOffer> MemoryLedger::offers_of(const SubjectId& id) const {
  std::vector<model::FoldedOffer> out;
  for (auto at = offers_.lower_bound({id, {}}); at != offers_.end() && at->first.id == id; ++at)
    out.push_back(at->second);
  return out;
}

std::vector<model::FoldedOffer> MemoryLedger::offers(const OfferFilter& filter,
                                                     const std::optional<WishKey>& before,
                                                     std::size_t count_max) const {
  return page_of(offers_, before, count_max,
                 [&](const model::FoldedOffer& offer) { return passes(filter, offer); });
}

std::vector<FoldedWish> MemoryLedger::matters(const MatterFilter& filter,
                                              const std::optional<WishKey>& before,
                                              std::size_t count_max) const {
  return page_of(wishes_, before, count_max, [&](const FoldedWish& wish) { return passes(filter, wish); });
}

std::map<PlaceCode, std::size_t> MemoryLedger::count_matters(const MatterFilter& filter) const {
  std::map<PlaceCode, std::size_t> out;
  for (const auto& [key, wish] : wishes_)
    if (passes(filter, wish)) ++out[wish.home];
  return out;
}

std::vector<Taking> MemoryLedger::confirmed_takings(const model::Date& first, const model::Date& last) const {
  std::vector<Taking> out;
  for (const auto& [key, offer] : offers_)
    for (Taking& taking : takings_of(offer))
      if (taking.state == model::ClaimState::kConfirmed && taking.on >= first && taking.on <= last)
        out.push_back(std::move(taking));
  std::ranges::sort(out, {}, [](const Taking& t) { return std::tie(t.on, t.wish, t.claim, t.volunteer); });
  return out;
}

std::vector<GroupCell> MemoryLedger::groups(GroupBy by, const std::vector<PlaceCode>& homes,
                                            const std::optional<model::Period>& period) const {
  std::map<std::pair<SubjectId, model::WishState>, model::Figures> cells;
  for (const auto& [key, wish] : wishes_) {
    WishFilter filter;
    filter.places = homes;
    filter.period = period;
    if (!passes(filter, facets_of(wish))) continue;
    std::set<SubjectId> in;
    if (by == GroupBy::kCampaign) {
      in.insert(wish.campaign.value_or(SubjectId{}));
    } else if (const auto at = offers_.find(key); at != offers_.end()) {
      for (const Taking& taking : takings_of(at->second)) in.insert(taking.unit.value_or(SubjectId{}));
    }
    for (const SubjectId& group : in) cells[{group, wish.state}].add(contribution(wish));
  }
  std::vector<GroupCell> out;
  for (const auto& [cell, figures] : cells) out.push_back({cell.first, cell.second, figures});
  return out;
}

std::vector<model::FoldedVolunteer> MemoryLedger::volunteers_of(const SubjectId& id) const {
  std::vector<model::FoldedVolunteer> out;
  for (auto at = volunteers_.lower_bound({id, {}}); at != volunteers_.end() && at->first.id == id; ++at)
    out.push_back(at->second);
  return out;
}

std::vector<model::FoldedVolunteer> MemoryLedger::volunteers(PlaceCode place) const {
  std::vector<model::FoldedVolunteer> out;
  for (const auto& [id, volunteer] : volunteers_)
    if (volunteer.place == place) out.push_back(volunteer);
  return out;
}

std::vector<model::FoldedVolunteer> MemoryLedger::volunteers(const std::vector<PlaceCode>& places,
                                                             const std::optional<WishKey>& before,
                                                             std::size_t count_max) const {
  return page_of(volunteers_, before, count_max, [&](const model::FoldedVolunteer& volunteer) {
    return places.empty() || std::ranges::binary_search(places, volunteer.place);
  });
}

std::vector<model::FoldedReport> MemoryLedger::reports_of(const SubjectId& id) const {
  std::vector<model::FoldedReport> out;
  for (auto at = reports_.lower_bound({id, {}}); at != reports_.end() && at->first.id == id; ++at)
    out.push_back(at->second);
  return out;
}

std::vector<model::FoldedReport> MemoryLedger::reports() const {
  std::vector<model::FoldedReport> out;
  for (auto at = reports_.rbegin(); at != reports_.rend(); ++at) out.push_back(at->second);
  return out;
}

Ledger::ReportBasis MemoryLedger::report_rows(PlaceCode place, const ReportVisitor& visit,
                                              BasisLogs logs) const {
  for (const auto& [key, wish] : wishes_) {
    if (!is_at_or_below(wish.home, place)) continue;
    const auto offer = offers_.find(key);
    visit(model::report_row(wish, offer == offers_.end() ? nullptr : &offer->second));
  }
  ReportBasis out{input_root(place), cursor_, tree(), {}};
  if (logs == BasisLogs::kYes) out.logs = this->logs();
  return out;
}

std::uint32_t MemoryLedger::last_running(PlaceCode home, std::uint16_t year,
                                         const model::WriterId& writer) const {
  const auto after = numbers_.lower_bound({{home, year, writer, UINT32_MAX}, {}});
  if (after == numbers_.begin()) return 0;
  const auto& [of_home, of_year, of_writer, running] = std::prev(after)->first;
  return of_home == home && of_year == year && of_writer == writer ? running : 0;
}

DigestSum MemoryLedger::own_sum(PlaceCode place) const {
  const auto at = sums_.find(place);
  return at == sums_.end() ? DigestSum{} : at->second;
}

model::InputRoot MemoryLedger::input_root(PlaceCode place) const {
  std::vector<std::pair<PlaceCode, DigestSum>> above;
  for (const PlaceCode at : at_or_above(place))
    if (at != place) above.insert(above.begin(), {at, own_sum(at)});
  above.insert(above.begin(), {model::kPlaceOfAll, own_sum(model::kPlaceOfAll)});
  DigestSum subtree;
  for (const auto& [at, own] : sums_)
    if (is_at_or_below(at, place)) subtree.add(own);
  return model::input_root_of(place, above, subtree, fold_version_);
}

Ledger::Summary MemoryLedger::summary(PlaceCode place, const std::vector<PlaceCode>& places,
                                      const std::optional<model::Period>& period,
                                      SummaryDetail detail) const {
  Summary out{input_root(place), cursor_, {}};
  for (const PlaceCode of : places.empty() ? std::vector{place} : places) {
    for (auto at = figures_.lower_bound({of, 0, {}, {}, {}}); at != figures_.end() && at->first.place == of;
         ++at) {
      const std::uint32_t month = at->first.month;
      if (!period || (month >= period->first_month && month <= period->last_month))
        out.rows[detail.of(at->first)].add(at->second);
    }
  }
  return out;
}

std::vector<FoldedLog> MemoryLedger::logs() const {
  std::vector<FoldedLog> out;
  for (const auto& [log, tips] : logs_) out.push_back({log, tips});
  return out;
}

std::vector<std::pair<PlaceCode, DigestSum>> MemoryLedger::own_sums() const {
  std::vector<std::pair<PlaceCode, DigestSum>> out;
  for (const auto& [place, own] : sums_)
    if (own != DigestSum{}) out.emplace_back(place, own);
  return out;
}

std::vector<TreeEdge> MemoryLedger::tree() const {
  std::vector<TreeEdge> out;
  for (const auto& [code, parent] : parents_) out.push_back({code, parent});
  return out;
}

std::vector<SubjectId> MemoryLedger::subjects_at(PlaceCode home) const {
  std::set<SubjectId> out;
  for (const auto& [key, wish] : wishes_)
    if (key.home == home) out.insert(key.id);
  for (const WishKey& key : homes_elsewhere_)
    if (key.home == home) out.insert(key.id);
  return {out.begin(), out.end()};
}

Ledger::Elsewhere MemoryLedger::elsewhere() const {
  Elsewhere out;
  for (const WishKey& key : homes_elsewhere_) out.emplace_back(key.home, key.id);
  std::ranges::sort(out);
  return out;
}

}  // namespace node
