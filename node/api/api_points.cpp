// Rankings, volunteers, and what is held of a person.

#include "node/api/api_report_json.h"
#include "node/api/api_wish_json.h"
#include "node/limits.h"

namespace node {

using model::Error;

namespace {

json::array ids_json(const std::vector<model::SubjectId>& ids) {
  json::array out;
  for (const model::SubjectId& id : ids) out.push_back(json::value(model::uuid_text(id)));
  return out;
}

json::object volunteer_json(const VolunteerView& view) {
  const model::FoldedVolunteer& v = view.volunteer;
  json::object out;
  out["id"] = model::uuid_text(v.id);
  out["place"] = v.place.text();
  out["place_name"] = shown(view.place_name);
  out["name"] = view.text ? shown_or_null(view.text->name) : json::value(nullptr);
  out["phone"] = view.text ? shown_or_null(view.text->phone) : json::value(nullptr);
  out["unit"] = shown_or_null(view.unit_name);
  out["unit_id"] = v.unit ? json::value(model::uuid_text(*v.unit)) : json::value(nullptr);
  out["same_as"] = v.same_as ? json::value(model::uuid_text(*v.same_as)) : json::value(nullptr);
  out["erased"] = v.erased;
  return out;
}

enum class Whole { kYes, kNo };

model::Result<VolunteerInput> read_volunteer(const Call& call, Whole whole) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  VolunteerInput out{fields.text("name"), fields.text("phone"), fields.text("unit")};
  if (whole == Whole::kYes && !out.name) out.name = fields.required_text("name");
  if (whole == Whole::kYes && !out.phone) out.phone = fields.required_text("phone");
  if (auto error = fields.finish()) return *error;
  return out;
}

Answer shown_volunteer(const model::Result<VolunteerView>& view, unsigned status = 200) {
  if (!view) return view.error();
  return Reply{volunteer_json(*view), status};
}

Error not_an_id() { return {"volunteer.unknown", "name the volunteer by the id", "请用标识指明志愿者"}; }

}  // namespace

Answer get_ranking(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto place = in.place("place");
  const std::string by = in.text("by").value_or("unit");
  const auto period = in.period("period");
  if (auto error = in.finish()) return *error;
  if (by != "unit" && by != "volunteer")
    return Error("request.bad_parameter", "by must be one of unit, volunteer",
                 "by 应为以下之一：unit、volunteer");
  if (!period)
    return Error("request.bad_parameter", "period must be given, like 2018, 2018H1 or 2018-06",
                 "period 必填，例如 2018、2018H1 或 2018-06");
  const auto ranking = desk.ranking(place, by == "unit" ? RankingBy::kUnit : RankingBy::kVolunteer, *period);
  if (!ranking) return ranking.error();
  json::array rows;
  for (const RankingRow& row : ranking->rows) rows.push_back(ranking_row_json(row));
  json::object out;
  out["place"] = ranking->place.text();
  out["place_name"] = shown(ranking->place_name);
  out["input_root"] = hex_text(ranking->input_root);
  out["by"] = by;
  out["rows"] = std::move(rows);
  return Reply{std::move(out)};
}

Answer get_volunteers(Desk& desk, const Call& call) {
  Query in(call.query);
  VolunteerQuery query;
  query.place = in.place("place");
  query.unit = in.text("unit");
  query.text = in.text("q").value_or("");
  query.count_max = in.number("limit", 1, kWishPageMax).value_or(kWishPageDefault);
  query.after = in.page_token("after");
  if (auto error = in.finish()) return *error;
  const auto page = desk.volunteers(query);
  if (!page) return page.error();
  json::array volunteers;
  for (const VolunteerView& view : page->volunteers) volunteers.push_back(volunteer_json(view));
  json::object out;
  out["volunteers"] = std::move(volunteers);
  out["next"] = page->next_after ? json::value(page_token(*page->next_after)) : json::value(nullptr);
  return Reply{std::move(out)};
}

Answer post_volunteer(Desk& desk, const Call& call) {
  const auto input = read_volunteer(call, Whole::kYes);
  if (!input) return input.error();
  return shown_volunteer(desk.add_volunteer(*input), 201);
}

Answer patch_volunteer(Desk& desk, const Call& call) {
  const auto input = read_volunteer(call, Whole::kNo);
  if (!input) return input.error();
  const auto id = model::parse_uuid(call.arguments.at(0));
  if (!id) return not_an_id();
  if (!input->name && !input->phone && !input->unit)
    return Error("volunteer.nothing_given", "give at least one of name, phone, unit",
                 "请至少填写 name、phone、unit 中的一项");
  return shown_volunteer(desk.set_volunteer(*id, *input));
}

Answer post_volunteer_merge(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto into = fields.required_subject("into");
  if (auto error = fields.finish()) return *error;
  const auto id = model::parse_uuid(call.arguments.at(0));
  if (!id) return not_an_id();
  const auto merged = desk.merge_volunteers(*id, *into);
  if (!merged) return merged.error();
  return Reply{json::object{{"id", model::uuid_text(*id)}, {"same_as", model::uuid_text(*into)}}};
}

Answer post_volunteer_erasure(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const bool anyway = fields.flag("anyway").value_or(false);
  if (auto error = fields.finish()) return *error;
  const auto id = model::parse_uuid(call.arguments.at(0));
  if (!id) return not_an_id();
  const auto erasure = desk.erase_volunteer(*id, anyway);
  if (!erasure) return erasure.error();
  return Reply{json::object{{"id", model::uuid_text(*id)},
                            {"erased", true},
                            {"places", codes_json(erasure->places)},
                            {"remaining", codes_json(erasure->remaining)},
                            {"others", ids_json(erasure->others)}}};
}

Answer get_volunteer_disclosure(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto id = model::parse_uuid(call.arguments.at(0));
  if (!id) return not_an_id();
  const auto disclosure = desk.disclose_volunteer(*id);
  if (!disclosure) return disclosure.error();
  json::array told, claims;
  for (const VolunteerDisclosure::Told& one : disclosure->told)
    told.push_back(json::object{{"place", one.place.text()},
                                {"name", shown_or_null(one.text.name)},
                                {"phone", shown_or_null(one.text.phone)}});
  for (const ClaimOfVolunteer& one : disclosure->claims) {
    json::object claim = claim_json(one.view);
    claim["wish"] = model::uuid_text(one.wish.id);
    claim["number"] = shown(one.number);
    claims.push_back(std::move(claim));
  }
  return Reply{json::object{{"id", model::uuid_text(*id)},
                            {"told", std::move(told)},
                            {"claims", std::move(claims)},
                            {"others", ids_json(disclosure->others)}}};
}

Answer get_disclosure(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto disclosure = desk.disclose(call.arguments.at(0));
  if (!disclosure) return disclosure.error();
  json::array wishes;
  for (const Disclosure::OneWish& one : disclosure->wishes) {
    json::object wish = wish_json(one.detail.view);
    json::array history;
    for (const WishHistory& item : one.detail.history) history.push_back(history_json(item));
    wish["history"] = std::move(history);
    wish["attachments"] = attachments_json(one.detail.attachments);
    wish["published"] = nullptr;
    if (one.published)
      wish["published"] = json::object{{"who", shown(one.published->who)},
                                       {"ages", shown(one.published->ages)},
                                       {"content", shown(one.published->content)}};
    wish["disclosed_to"] = codes_json(one.disclosed_to);
    wishes.push_back(std::move(wish));
  }
  json::object out;
  out["name"] = shown(disclosure->name);
  out["phone"] = shown(disclosure->phone);
  out["wishes"] = std::move(wishes);
  return Reply{std::move(out)};
}

}  // namespace node
