// The tree of places, and what the offices above change in it.

#include <algorithm>
#include <map>

#include "model/form1.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"

namespace node {

using model::Result;

namespace {

std::optional<std::string> tidied(const std::optional<std::string>& name) {
  return name ? std::optional(model::tidy_text(*name)) : std::nullopt;
}

}  // namespace

Result<PlaceView> Desk::write_tree(const Result<std::vector<Draft>>& drafts, model::PlaceCode shown) {
  if (!drafts) return drafts.error();
  if (!drafts->empty()) {
    const auto written = write({*drafts, {}});
    if (!written) return written.error();
    wait_for(written->arrival);
  }
  const auto all = places(shown);
  if (!all) return all.error();
  return *std::ranges::find(*all, shown, [](const PlaceView& view) { return view.place.code; });
}

Result<PlaceView> Desk::set_place(const PlaceChange& change) {
  const auto authority = parts_.store.authority();
  PlaceChange tidy = change;
  tidy.name = tidied(change.name);
  return write_tree(drafts_to_place(*authority, parts_.own.place(), tidy), change.code);
}

Result<PlaceView> Desk::merge_place(const PlaceMerge& merge) {
  const auto authority = parts_.store.authority();
  PlaceMerge tidy = merge;
  tidy.name = tidied(merge.name);
  return write_tree(drafts_to_merge(*authority, parts_.own.place(), tidy), merge.place);
}

Result<std::vector<PlaceView>> Desk::places(std::optional<model::PlaceCode> at) const {
  const auto authority = parts_.store.authority();
  if (at && !authority->place(*at)) return unknown_place(*at);
  std::map<model::PlaceCode, std::size_t> nodes;
  for (const auto& [hash, node] : authority->nodes())
    if (node.counts && !node.revoked) ++nodes[node.place];
  std::vector<PlaceView> out;
  const auto add = [&](const model::Place& place) { out.push_back({place, nodes[place.code]}); };
  if (at) {
    for (const model::PlaceCode code : authority->subtree(*at)) add(*authority->place(code));
  } else {
    for (const auto& [code, place] : authority->places()) add(place);
  }
  return out;
}

}  // namespace node
