#include <algorithm>
#include <cstdio>

#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::Result;

namespace {

std::string month_text(std::uint32_t month) {
  char out[16];
  std::snprintf(out, sizeof out, "%04u-%02u", month / 100, month % 100);
  return out;
}

template <typename E>
SummaryRow row_of(E value, const SummaryLine& line) {
  const model::Word word = model::word(value);
  const bool known = word.key != "unknown";
  return {known ? std::string(word.key) : "unknown_" + std::to_string(word.number), std::string(word.zh),
          line};
}

// Lines by a property of the cells, ascending by the property's number.
template <typename PropertyOf>
auto lines_by(const Ledger::Summary& summary, PropertyOf&& property_of) {
  std::map<decltype(property_of(model::SummaryKey{})), SummaryLine> out;
  for (const auto& [key, figures] : summary.rows) out[property_of(key)].add(key, figures);
  return out;
}

std::vector<SummaryRow> rows_by_target(const Ledger::Summary& summary) {
  std::vector<SummaryRow> out;
  for (const model::Word& word : model::words(model::Target{})) {
    SummaryRow row{std::string(word.key), std::string(word.zh), {}};
    for (const auto& [key, figures] : summary.rows)
      if (key.targets.has(static_cast<model::Target>(word.number))) row.line.add(key, figures);
    if (row.line.figures.wishes != 0) out.push_back(std::move(row));
  }
  SummaryRow none{"none", "未注明", {}};
  for (const auto& [key, figures] : summary.rows)
    if (key.targets.bits == 0) none.line.add(key, figures);
  if (none.line.figures.wishes != 0) out.push_back(std::move(none));
  return out;
}

std::vector<SummaryRow> rows_by(SummaryBy by, const Ledger::Summary& summary) {
  std::vector<SummaryRow> out;
  switch (by) {
    case SummaryBy::kPlace:
      break;
    case SummaryBy::kMonth:
      for (const auto& [month, line] : lines_by(summary, [](const auto& key) { return key.month; }))
        out.push_back({month_text(month), month_text(month), line});
      break;
    case SummaryBy::kState:
      for (const auto& [state, line] : lines_by(summary, [](const auto& key) { return key.state; }))
        out.push_back(row_of(state, line));
      break;
    case SummaryBy::kCategory:
      for (const auto& [category, line] : lines_by(summary, [](const auto& key) { return key.category; }))
        out.push_back(row_of(category, line));
      break;
    case SummaryBy::kTarget:
      return rows_by_target(summary);
    case SummaryBy::kCampaign:
    case SummaryBy::kUnit:
      break;  // No property of the cells: rows_by_group().
  }
  return out;
}

// Whoever merged stands in one row; those who are in no group stand last.
std::vector<SummaryRow> rows_by_group(SummaryBy by, const std::vector<GroupCell>& cells,
                                      const model::Programme& programme) {
  std::map<std::string, SummaryRow> rows;
  SummaryRow none =
      by == SummaryBy::kUnit ? SummaryRow{"none", "未登记的单位", {}} : SummaryRow{"none", "无", {}};
  for (const GroupCell& cell : cells) {
    const model::Unit* unit = by == SummaryBy::kUnit ? programme.unit(cell.group) : nullptr;
    const model::Campaign* campaign = by == SummaryBy::kCampaign ? programme.campaign(cell.group) : nullptr;
    SummaryRow* row = &none;
    if (!cell.group.is_zero()) {
      const std::string key = model::uuid_text(unit ? unit->id : cell.group);
      row = &rows[key];
      row->key = key;
      row->name = unit ? unit->name : campaign ? campaign->set.name : key;
    }
    row->line.figures.add(cell.figures);
    row->line.by_state[cell.state] += cell.figures.wishes;
  }
  std::vector<SummaryRow> out;
  for (auto& [key, row] : rows) out.push_back(std::move(row));
  if (none.line.figures.wishes != 0) out.push_back(std::move(none));
  return out;
}

// The places right below, ascending; those that the place succeeded are none, and what was below them is
// below it.
std::vector<PlaceCode> right_below(PlaceCode place, const std::vector<TreeEdge>& tree,
                                   const model::Authority& authority) {
  std::vector<PlaceCode> out;
  std::vector<PlaceCode> at{place};
  for (std::size_t i = 0; i < at.size(); ++i)
    for (const TreeEdge& edge : tree)
      if (edge.parent == at[i]) {
        const model::Place* known = authority.place(edge.code);
        (known && known->successor ? at : out).push_back(edge.code);
      }
  std::sort(out.begin(), out.end());
  return out;
}

SummaryDetail detail_for(SummaryBy by) {
  return {by == SummaryBy::kMonth, by == SummaryBy::kCategory, by == SummaryBy::kTarget};
}

}  // namespace

Result<PlaceCode> Desk::place_known(std::optional<PlaceCode> asked) const {
  const auto authority = parts_.store.authority();
  const PlaceCode place = authority->current(asked.value_or(parts_.own.place()));
  if (!authority->place(place)) return unknown_place(place);
  if (!authority->at_or_above(parts_.own.place(), place))
    return Error("summary.not_carried",
                 "this node knows the figures of " + parts_.own.place().text() +
                     " and below only; ask a node at or above " + place.text(),
                 "本节点只有 " + parts_.own.place().text() + " 及其下级的数据；请在 " + place.text() +
                     " 或其上级的节点查询");
  return place;
}

Result<std::vector<PlaceCode>> Desk::homes_at(std::optional<PlaceCode> place) const {
  const auto authority = parts_.store.authority();
  if (place && !authority->place(*place)) return unknown_place(*place);
  // All wishes are of places of the tree, so the whole tree needs no list.
  if (!place || *place == authority->first_place()) return std::vector<PlaceCode>{};
  return authority->subtree(*place);
}

Result<SummaryTable> Desk::summary(std::optional<PlaceCode> asked, SummaryBy by,
                                   const std::optional<model::Period>& period) const {
  const auto known = place_known(asked);
  if (!known) return known.error();
  const PlaceCode place = *known;
  const auto authority = parts_.store.authority();

  SummaryTable out;
  out.place = place;
  out.place_name = place_name(place);
  out.by = by;
  const SummaryDetail detail = detail_for(by);
  Ledger::Summary whole;
  Ledger::Summary children;
  std::vector<PlaceCode> below;
  std::vector<GroupCell> groups;
  // Tree, total and rows of one moment: asked again where the projector moved in between.
  int tries = 0;
  do {
    whole = parts_.ledger.summary(place, {}, period, detail);
    if (by == SummaryBy::kCampaign || by == SummaryBy::kUnit) {
      groups = parts_.ledger.groups(by == SummaryBy::kUnit ? GroupBy::kUnit : GroupBy::kCampaign,
                                    *homes_at(place), period);
      if (parts_.ledger.cursor() == whole.cursor) break;
      continue;
    }
    if (by != SummaryBy::kPlace) break;
    below = right_below(place, parts_.ledger.tree(), *authority);
    children = below.empty() ? Ledger::Summary{whole.input_root, whole.cursor, {}}
                             : parts_.ledger.summary(place, below, period, detail);
  } while (children.input_root != whole.input_root && ++tries < kSummaryTriesMax);
  if (tries == kSummaryTriesMax)
    return Error("ledger.behind", "the node is still taking in what it received; try again in a minute",
                 "节点仍在整理已收到的数据；请一分钟后再试");

  out.input_root = whole.input_root;
  for (const auto& [key, figures] : whole.rows) out.total.add(key, figures);
  if (by == SummaryBy::kCampaign || by == SummaryBy::kUnit) {
    out.rows = rows_by_group(by, groups, *parts_.store.programme());
    return out;
  }
  if (by != SummaryBy::kPlace) {
    out.rows = rows_by(by, whole);
    return out;
  }
  // What the place has besides the places below it, then each of those, also where it has nothing yet.
  SummaryRow own{place.text(), out.place_name, out.total};
  auto lines = lines_by(children, [](const auto& key) { return key.place; });
  for (const auto& [key, figures] : children.rows) {
    own.line.figures.add(figures, -1);
    own.line.by_state[key.state] -= figures.wishes;
  }
  if (own.line.figures.wishes != 0 || below.empty()) out.rows.push_back(std::move(own));
  for (const PlaceCode code : below) out.rows.push_back({code.text(), place_name(code), lines[code]});
  return out;
}

}  // namespace node
