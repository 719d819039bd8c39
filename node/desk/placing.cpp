#include "node/desk/placing.h"

#include "node/desk/desk_entries.h"

namespace node {

using model::Authority;
using model::Error;
using model::EventHash;
using model::Place;
using model::PlaceCode;
using model::Result;

namespace {

Draft of_all(model::Kind kind, std::string body, std::vector<EventHash> based_on) {
  Draft draft;
  draft.place = model::kPlaceOfAll;
  draft.kind = kind;
  draft.based_on = std::move(based_on);
  draft.body = std::move(body);
  return draft;
}

Draft placed(const model::Placed& place, std::vector<EventHash> based_on) {
  return of_all(model::Kind::kPlaced, model::encode(place), std::move(based_on));
}

Error not_above(PlaceCode code) {
  return {"place.not_above", "the tree at " + code.text() + " is changed by those above it; do it there",
          code.text() + " 的变更应由其上级办理"};
}

Error below_itself(PlaceCode code, PlaceCode below) {
  return {"place.below_itself", below.text() + " is, or was, below " + code.text() + "; choose another place",
          below.text() + " 是（或曾是）" + code.text() + " 的下级；请选择其他地方"};
}

std::optional<Error> check_name(const std::string& name) {
  if (!name.empty() && name.size() <= model::kOfficialNameBytesMax) return std::nullopt;
  return Error("place.bad_name", "give the name of the place, at most 100 characters",
               "请填写名称，最多 100 个字");
}

std::optional<Error> check_level(const Place& parent, model::Level level) {
  if (level > parent.level) return std::nullopt;
  return Error("place.level_not_below", "the level must be below that of " + parent.code.text(),
               "级别必须低于上级 " + parent.code.text() + " 的级别");
}

// The place is put below `parent`, by a node at `own`.
std::optional<Error> check_parent(const Authority& authority, PlaceCode own, const Place& parent,
                                  const model::Placed& place) {
  if (parent.successor) return succeeded_by(parent.code, *parent.successor);
  if (authority.at_or_above(place.code, parent.code)) return below_itself(place.code, parent.code);
  if (!authority.at_or_above(own, parent.code)) return not_above(parent.code);
  return check_level(parent, place.level);
}

Result<std::vector<Draft>> drafts_to_change(const Authority& authority, PlaceCode own, const Place& place,
                                            const PlaceChange& change) {
  if (place.successor) return succeeded_by(place.code, *place.successor);
  if (place.parent == model::kPlaceOfAll)
    return Error("place.first", "the first place of the tree stays as it was made", "最高一级的地方不能修改");
  if (!authority.above(own, place.code)) return not_above(place.code);
  const model::Placed now{place.code, change.parent.value_or(place.parent),
                          change.level.value_or(place.level), change.name.value_or(place.name)};
  if (auto error = check_name(now.name)) return *error;
  const Place* parent = authority.place(now.parent);
  if (!parent) return unknown_place(now.parent);
  if (change.parent || change.level)
    if (auto error = check_parent(authority, own, *parent, now)) return *error;
  for (const PlaceCode child : authority.children(place.code))
    if (authority.place(child)->level <= now.level)
      return Error("place.level_not_below",
                   child.text() + " is below it and would not have a lower level; change that one first",
                   "下级 " + child.text() + " 的级别不低于它；请先修改下级");
  if (now.parent == place.parent && now.level == place.level && now.name == place.name)
    return std::vector<Draft>{};
  return std::vector<Draft>{placed(now, place.declarations)};
}

}  // namespace

Error succeeded_by(PlaceCode place, PlaceCode successor) {
  return {"place.succeeded", place.text() + " was merged into " + successor.text() + "; use that place",
          place.text() + " 已并入 " + successor.text() + "；请使用新的地方代码"};
}

const Place* parent_by_code(const Authority& authority, PlaceCode code) {
  const std::string text = code.text();
  for (std::size_t digits = text.size() - 1; digits > 0; --digits)
    if (const auto upper = PlaceCode::parse(text.substr(0, digits)))
      if (authority.place(*upper)) return authority.place(authority.current(*upper));
  return nullptr;
}

Result<std::vector<Draft>> drafts_to_place(const Authority& authority, PlaceCode own,
                                           const PlaceChange& change) {
  if (const Place* place = authority.place(change.code))
    return drafts_to_change(authority, own, *place, change);
  if (!change.name)
    return Error("place.name_needed", "the tree lacks " + change.code.text() + "; give its name",
                 "地区树中还没有 " + change.code.text() + "；请填写名称");
  if (auto error = check_name(*change.name)) return *error;
  if (!change.level)
    return Error("place.level_needed",
                 "the tree lacks " + change.code.text() + "; give its level, so that it can be added",
                 "地区树中还没有 " + change.code.text() + "；请填写级别，以便添加");
  const Place* parent =
      change.parent ? authority.place(*change.parent) : parent_by_code(authority, change.code);
  if (!parent && change.parent) return unknown_place(*change.parent);
  if (!parent)
    return Error("place.no_parent",
                 "no place of the tree has a code that begins " + change.code.text() + "; check the code",
                 "地区树中没有 " + change.code.text() + " 的上级；请检查代码");
  const model::Placed fresh{change.code, parent->code, *change.level, *change.name};
  if (auto error = check_parent(authority, own, *parent, fresh)) return *error;
  std::vector<Draft> out{placed(fresh, {})};
  if (change.parent) return out;
  for (const PlaceCode code : authority.children(parent->code)) {
    const Place* child = authority.place(code);
    if (!code.text().starts_with(change.code.text()) || child->level <= *change.level) continue;
    out.push_back(placed({code, change.code, child->level, child->name}, child->declarations));
  }
  return out;
}

Result<std::vector<Draft>> drafts_to_merge(const Authority& authority, PlaceCode own,
                                           const PlaceMerge& merge) {
  const Place* place = authority.place(merge.place);
  if (!place) return unknown_place(merge.place);
  if (place->parent == model::kPlaceOfAll)
    return Error("place.first", "the first place of the tree stays as it was made", "最高一级的地方不能修改");
  if (!authority.above(own, merge.place)) return not_above(merge.place);
  if (place->successor == merge.successor) return std::vector<Draft>{};
  std::vector<Draft> out;
  if (const Place* successor = authority.place(merge.successor)) {
    if (successor->successor) return succeeded_by(merge.successor, *successor->successor);
    if (merge.place == merge.successor || authority.above(merge.place, merge.successor))
      return below_itself(merge.place, merge.successor);
    if (!authority.above(own, merge.successor)) return not_above(merge.successor);
  } else {
    auto added = drafts_to_place(authority, own, {merge.successor, merge.name, place->level, std::nullopt});
    if (!added) return added.error();
    out = std::move(*added);
  }
  out.push_back(of_all(model::Kind::kSucceeded, model::encode(model::Succeeded{merge.place, merge.successor}),
                       place->successions));
  return out;
}

}  // namespace node
