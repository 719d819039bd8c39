#include "node/ledger.h"

#include <algorithm>

namespace node {
namespace {

std::string text(const model::EventRef& ref) {
  return ref.log.place.text() + "/" + model::to_hex(ref.log.writer.view()) + "/" +
         std::to_string(ref.seq.value) + "/" + model::to_hex(ref.hash.view());
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
  return out;
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
  return {wish.home, cell_of(wish).month, wish.state, wish.category, wish.targets, wish.hand_over};
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
  return out;
}

}  // namespace node
