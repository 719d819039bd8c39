#include "node/ledger/ledger.h"

#include <algorithm>

namespace node {
namespace {

std::string text(const model::EventRef& ref) {
  return ref.log.place.text() + "/" + model::to_hex(ref.log.writer.view()) + "/" +
         std::to_string(ref.seq.value) + "/" + model::to_hex(ref.hash.view());
}

std::string shares_text(const std::vector<model::Share>& shares) {
  std::string out;
  for (const model::Share& share : shares)
    out += " " + model::uuid_text(share.volunteer) + ":" + std::to_string(share.share);
  return out;
}

std::string life_text(const model::FoldedWish& w) {
  std::string out = "  public in " + w.scope.text() + " slots " + std::to_string(w.slots) + " flags " +
                    (w.taken_down ? "d" : "-") + (w.contested ? "c" : "-") + " satisfaction " +
                    std::to_string(w.satisfaction) + " days";
  const model::Milestones& d = w.days;
  for (const model::Date& day : {d.vetted_on, d.published_on, d.claimed_on, d.fulfilled_on, d.confirmed_on,
                                 d.closed_on, d.sent_on, d.answered_on, d.done_on})
    out += " " + std::to_string(day.number());
  out += "\n";
  for (const model::FoldedClaim& c : w.claims)
    out += "  claim " + model::uuid_text(c.claim) + " " + std::to_string(static_cast<int>(c.state)) + " " +
           std::to_string(c.on.number()) + " " + std::to_string(c.decided_on.number()) + " " +
           std::to_string(c.due_on.number()) + " " + std::to_string(c.fulfilled_on.number()) + " " +
           std::to_string(c.confirmed_on.number()) + " " + std::to_string(c.satisfaction) +
           (c.unsettled ? " unsettled" : "") + " " + text(c.claimed) + shares_text(c.shares) + "\n";
  return out;
}

std::string text(const model::WishKey& key) { return model::uuid_text(key.id) + " at " + key.home.text(); }

std::string doubles_text(const model::FoldedWish& w) {
  std::string out;
  for (const model::FoldedSuspect& suspect : w.suspects)
    out += "  suspect " + text(suspect.other) + " why " + std::to_string(suspect.why.bits) + " state " +
           std::to_string(static_cast<int>(suspect.state)) + "\n";
  if (w.merged_into) out += "  merged into " + text(*w.merged_into) + "\n";
  for (const model::WishKey& from : w.merged_from) out += "  merged from " + text(from) + "\n";
  return out;
}

std::string text(const model::FoldedWish& w) {
  std::string out = "wish " + model::uuid_text(w.id) + " " + w.home.text() + " " + std::to_string(w.year) +
                    "-" + std::to_string(w.running) + " " + model::to_hex(w.number_writer.view()) + " " +
                    std::to_string(w.registered_time.bits) + " " + std::to_string(w.on.number()) +
                    " category " + std::to_string(static_cast<int>(w.category)) + " targets " +
                    std::to_string(w.targets.bits) + " value " +
                    (w.value_yuan ? std::to_string(*w.value_yuan) : "none") + " state " +
                    std::to_string(static_cast<int>(w.state)) + " flags " + (w.hand_over ? "h" : "-") +
                    (w.erased ? "e" : "-") + (w.state_unsettled ? "s" : "-") + " unsettled " +
                    std::to_string(w.unsettled.bits) + "\n  registered " + text(w.registered) + "\n";
  for (const model::EventRef& source : w.sources) out += "  source " + text(source) + "\n";
  for (const model::EventHash& head : w.heads) out += "  head " + model::to_hex(head.view()) + "\n";
  if (w.campaign) out += "  campaign " + model::uuid_text(*w.campaign) + "\n";
  if (w.scope != model::PlaceCode{}) out += life_text(w);
  return out + doubles_text(w);
}

std::string id_text(const std::optional<model::SubjectId>& id) { return id ? model::uuid_text(*id) : "-"; }

std::string text(const model::FoldedOffer& o) {
  std::string out = "offer " + model::uuid_text(o.id) + " " + o.home.text() + " in " + o.scope.text() + " " +
                    text(o.published) + " by " + model::to_hex(o.publisher.view()) + " " + o.number +
                    " slots " + std::to_string(o.slots) + " flags " + (o.taken_down ? "d" : "-") +
                    (o.contested ? "c" : "-") + (o.erased ? "e" : "-") + "\n";
  for (const model::FoldedDecision& d : o.decisions)
    out += "  decision " + model::uuid_text(d.claim) + " " + std::to_string(static_cast<int>(d.state)) + " " +
           std::to_string(d.on.number()) + " " + std::to_string(d.due_on.number()) + " " +
           std::to_string(d.fulfilled_on.number()) + " " + id_text(d.unit) + " " +
           std::to_string(d.value_yuan.value_or(0)) + " " + std::to_string(d.minutes) + " " +
           (d.policy ? model::to_hex(d.policy->view()) : "-") + " " + text(d.decided) +
           shares_text(d.shares) + "\n";
  for (const model::EventHash& head : o.heads) out += "  head " + model::to_hex(head.view()) + "\n";
  return out;
}

std::string text(const model::ReportRow& r) {
  std::string out = "row " + model::uuid_text(r.key.id) + " " + r.key.home.text() + " " +
                    std::to_string(static_cast<int>(r.state)) + " reached " +
                    std::to_string(static_cast<int>(r.reached)) + " flags " + (r.handed_over ? "h" : "-") +
                    (r.expired ? "x" : "-") + " " + std::to_string(r.satisfaction) + " due " +
                    std::to_string(r.due_on.number()) + " days";
  for (const model::Date& day : r.days) out += " " + std::to_string(day.number());
  for (const model::SubjectId& unit : r.units) out += " " + model::uuid_text(unit);
  return out + "\n";
}

std::string text(const model::SummaryKey& key, const model::Figures& figures) {
  return "figure " + key.place.text() + " " + std::to_string(key.month) + " " +
         std::to_string(static_cast<int>(key.state)) + " " + std::to_string(static_cast<int>(key.category)) +
         " " + std::to_string(key.targets.bits) + ": " + std::to_string(figures.wishes) + " " +
         std::to_string(figures.value_yuan) + "\n";
}

}  // namespace

bool is_closed(model::WishState state) {
  return std::ranges::find(kClosedStates, state) != std::end(kClosedStates);
}

WishFacets facets_of(const model::FoldedWish& wish) {
  return {wish.home,    cell_of(wish).month, wish.state,   wish.category,
          wish.targets, wish.hand_over,      wish.campaign};
}

model::ReportRow report_row_of(const FoldedSubject& subject, const model::FoldedWish& wish) {
  const auto offer = std::ranges::find(subject.offers, wish.home, &model::FoldedOffer::home);
  return model::report_row(wish, offer == subject.offers.end() ? nullptr : &*offer);
}

std::vector<Taking> takings_of(const model::FoldedOffer& offer) {
  std::vector<Taking> out;
  for (const model::FoldedDecision& d : offer.decisions) {
    if (!takes_slot(d.state)) continue;
    Taking one{offer.key(), d.decided.log.place,      d.claim, {}, d.unit, d.state, d.on, 1, 1,
               d.minutes,   d.value_yuan.value_or(0), d.policy};
    if (d.fulfilled_on != model::Date{}) one.on = d.fulfilled_on;
    if (d.shares.empty()) {
      out.push_back(one);
      continue;
    }
    one.of = 0;
    for (const model::Share& share : d.shares) one.of += share.share;
    for (const model::Share& share : d.shares) {
      one.volunteer = share.volunteer;
      one.share = share.share;
      // Somebody named twice has both shares.
      const auto same = std::ranges::find_if(
          out, [&](const Taking& t) { return t.claim == one.claim && t.volunteer == one.volunteer; });
      if (same == out.end())
        out.push_back(one);
      else
        same->share += one.share;
    }
  }
  return out;
}

bool goes_on(model::OfferState state) {
  return std::ranges::find(kOfferStatesGoingOn, state) != std::end(kOfferStatesGoingOn);
}

bool passes(const OfferFilter& filter, const model::FoldedOffer& offer) {
  if (filter.publisher && (!goes_on(offer.state()) || offer.publisher != *filter.publisher)) return false;
  if (filter.due_by && (offer.due_on() == model::Date{} || offer.due_on() > *filter.due_by)) return false;
  return (!filter.state || offer.state() == *filter.state) &&
         (!filter.category || offer.category == *filter.category) &&
         (!filter.target || offer.targets.has(*filter.target)) &&
         (!filter.campaign || offer.campaign == filter.campaign) &&
         (filter.places.empty() || std::ranges::binary_search(filter.places, offer.home));
}

model::Date open_since(const model::FoldedWish& wish) {
  return std::ranges::find(kEndedStates, wish.state) == std::end(kEndedStates) ? wish.on : model::Date{};
}

bool passes(const MatterFilter& filter, const model::FoldedWish& wish) {
  if (filter.matter && !matters_of(wish).has(*filter.matter)) return false;
  const model::Date open = open_since(wish);
  if (filter.open_by && (open == model::Date{} || open > *filter.open_by)) return false;
  if (!filter.places.empty() && !std::ranges::binary_search(filter.places, wish.home)) return false;
  const model::Date due = due_on(wish);
  return !filter.due_by || (due != model::Date{} && due <= *filter.due_by);
}

model::SummaryKey SummaryDetail::of(model::SummaryKey key) const {
  if (!month) key.month = 0;
  if (!category) key.category = {};
  if (!targets) key.targets = {};
  return key;
}

std::string dump(const Ledger& ledger) {
  std::string out;
  for (const TreeEdge& edge : ledger.tree()) {
    out += "place " + edge.code.text() + " below " + edge.parent.text() + " root " +
           model::to_hex(ledger.summary(edge.code, {}, std::nullopt).input_root.view()) + "\n";
  }
  for (const auto& [place, sum] : ledger.own_sums())
    out += "sum " + place.text() + " " + model::to_hex(sum.bytes()) + "\n";
  for (const FoldedLog& log : ledger.logs()) {
    out += "log " + log.log.place.text() + "/" + model::to_hex(log.log.writer.view());
    for (const model::Tip& tip : log.tips)
      out += " " + std::to_string(tip.seq.value) + ":" + model::to_hex(tip.hash.view());
    out += "\n";
  }
  for (const auto& [key, figures] : ledger.figures()) out += text(key, figures);
  for (const auto& [home, subject] : ledger.elsewhere())
    out += "elsewhere " + home.text() + " " + model::uuid_text(subject) + "\n";
  for_each_wish(ledger, [&](const model::FoldedWish& wish) { out += text(wish); });
  for_each_offer(ledger, [&](const model::FoldedOffer& offer) { out += text(offer); });
  for (const TreeEdge& edge : ledger.tree())
    for (const model::FoldedVolunteer& v : ledger.volunteers(edge.code))
      out += "volunteer " + model::uuid_text(v.id) + " " + v.place.text() + " " + id_text(v.unit) + " " +
             id_text(v.same_as) + " " + text(v.source) + (v.erased ? " e" : "") + "\n";
  for (const Taking& t : ledger.confirmed_takings({1900, 1, 1}, {2999, 12, 31}))
    out += "taking " + model::uuid_text(t.claim) + " " + model::uuid_text(t.volunteer) + " " +
           id_text(t.unit) + " " + std::to_string(t.on.number()) + " " + std::to_string(t.share) + "/" +
           std::to_string(t.of) + " " + std::to_string(t.value_yuan) + " " + std::to_string(t.minutes) + " " +
           (t.policy ? model::to_hex(t.policy->view()) : "-") + "\n";
  for (const model::FoldedReport& report : ledger.reports())
    out += "report " + model::uuid_text(report.id) + " " + text(report.event) + " " +
           model::to_hex(model::encode(report.said)) + "\n";
  for (const TreeEdge& edge : ledger.tree()) {
    if (edge.parent != model::kPlaceOfAll) continue;
    std::map<model::WishKey, std::string> rows;
    (void)ledger.report_rows(edge.code,
                             [&](const model::ReportRow& row) { rows.emplace(row.key, text(row)); });
    for (const auto& [key, row] : rows) out += row;
  }
  for (const GroupBy by : {GroupBy::kCampaign, GroupBy::kUnit})
    for (const GroupCell& cell : ledger.groups(by, {}, std::nullopt))
      out += "group " + model::uuid_text(cell.group) + " " + std::to_string(static_cast<int>(cell.state)) +
             " " + std::to_string(cell.figures.wishes) + " " + std::to_string(cell.figures.value_yuan) + "\n";
  return out;
}

}  // namespace node
