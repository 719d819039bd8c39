// Wishes that may be one: the list of pairs, and the two answers.

#include "node/api/api_wish_json.h"
#include "node/limits.h"

namespace node {

Answer get_duplicates(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto place = in.place("place");
  const std::size_t limit = in.number("limit", 1, kWishPageMax).value_or(kWishPageDefault);
  const auto after = in.page_token("after");
  if (auto error = in.finish()) return *error;
  const auto page = desk.doubles(place, after, limit);
  if (!page) return page.error();
  json::array pairs;
  for (const DoubleView& pair : page->doubles) {
    json::object one = suspect_json(pair.suspect, pair.wish);
    one["wish"] = wish_json(pair.wish);
    one["other"] = pair.other ? json::value(wish_json(*pair.other)) : json::value(nullptr);
    pairs.push_back(std::move(one));
  }
  json::object out;
  out["duplicates"] = std::move(pairs);
  out["next"] = page->next_after ? json::value(page_token(*page->next_after)) : json::value(nullptr);
  return Reply{std::move(out)};
}

Answer post_merge(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string into = fields.required_text("into");
  const std::string remark = fields.text("remark").value_or("");
  if (auto error = fields.finish()) return *error;
  return shown_wish(desk.merge(call.arguments.at(0), into, remark), 200);
}

Answer post_distinction(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string other = fields.required_text("other");
  const std::string remark = fields.text("remark").value_or("");
  if (auto error = fields.finish()) return *error;
  return shown_wish(desk.tell_apart(call.arguments.at(0), other, remark), 200);
}

}  // namespace node
