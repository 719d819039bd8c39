#include "node/api/api_call.h"
#include "node/limits.h"

namespace node {

using model::Error;

namespace {

struct ByName {
  std::string_view name;
  SummaryBy by;
};
constexpr ByName kByNames[] = {{"place", SummaryBy::kPlace},   {"month", SummaryBy::kMonth},
                               {"state", SummaryBy::kState},   {"category", SummaryBy::kCategory},
                               {"target", SummaryBy::kTarget}, {"campaign", SummaryBy::kCampaign},
                               {"unit", SummaryBy::kUnit}};

// Every state in the order of the vocabulary, so that equal figures are equal bytes.
json::object by_state_json(const SummaryLine& line) {
  json::object out;
  for (const model::Word& word : model::words(model::WishState{})) {
    const auto at = line.by_state.find(static_cast<model::WishState>(word.number));
    out[word.key] = at == line.by_state.end() ? 0 : at->second;
  }
  return out;
}

model::Result<model::LogId> log_of(const std::string& place_text, const std::string& writer_text) {
  const auto place = model::PlaceCode::parse(place_text);
  if (!place) return place.error();
  const auto bytes = model::from_hex(writer_text);
  const auto writer = bytes ? model::WriterId::from(*bytes) : std::nullopt;
  if (!writer)
    return Error("request.bad_parameter", "a writer is 32 hexadecimal digits", "写者标识为 32 位十六进制数");
  return model::LogId{*place, *writer};
}

std::string_view part_key(PartState part) {
  switch (part) {
    case PartState::kNone:
      return "none";
    case PartState::kHeld:
      return "held";
    case PartState::kAbsent:
      return "absent";
    case PartState::kErased:
      return "erased";
    case PartState::kHidden:
      return "hidden";
  }
  return "none";
}

json::object event_json(const EventView& view) {
  const model::EventHeader& h = view.header;
  json::array based_on;
  for (const model::EventHash& hash : h.based_on) based_on.push_back(json::value(hex_text(hash)));
  json::object out;
  out["seq"] = h.seq.value;
  out["hash"] = hex_text(view.hash);
  out["prev"] = h.seq.value == 1 ? json::value(nullptr) : json::value(hex_text(h.prev));
  out["kind"] = model::kind_name(h.kind);
  out["time"] = time_text(h.time.wall_ms());
  out["subject"] = h.subject.is_zero() ? json::value(nullptr) : json::value(model::uuid_text(h.subject));
  out["home"] = h.subject.is_zero() ? json::value(nullptr) : json::value(h.subject_home().text());
  out["flags"] = h.flags;
  out["actor"] = h.actor.is_zero() ? json::value(nullptr) : json::value(hex_text(h.actor));
  out["actor_name"] = shown_or_null(view.actor_name);
  out["based_on"] = std::move(based_on);
  out["part"] = part_key(view.part);
  out["bytes"] = view.bytes;
  return out;
}

json::object verification_json(const Verification& found) {
  json::array problems;
  for (const Error& problem : found.problems) problems.push_back(error_json(problem));
  json::object out;
  out["ok"] = found.problems.empty();
  out["input_root"] = found.input_root ? json::value(hex_text(*found.input_root)) : json::value(nullptr);
  out["problems"] = std::move(problems);
  out["events"] = found.events;
  out["logs"] = found.logs;
  return out;
}

}  // namespace

Answer get_summary(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto place = in.place("place");
  const std::string by_text = in.text("by").value_or("place");
  const auto period = in.period("period");
  const auto period_text = in.text("period");
  if (auto error = in.finish()) return *error;
  const auto* by = std::find_if(std::begin(kByNames), std::end(kByNames),
                                [&](const ByName& name) { return name.name == by_text; });
  if (by == std::end(kByNames))
    return Error("request.bad_parameter",
                 "by must be one of place, month, state, category, target, campaign, unit",
                 "by 应为以下之一：place、month、state、category、target、campaign、unit");
  const auto table = desk.summary(place, by->by, period);
  if (!table) return table.error();
  json::array rows;
  for (const SummaryRow& row : table->rows)
    rows.push_back({{"key", row.key},
                    {"name", shown(row.name)},
                    {"total", row.line.figures.wishes},
                    {"value", row.line.figures.value_yuan},
                    {"by_state", by_state_json(row.line)}});
  json::object out;
  out["place"] = table->place.text();
  out["place_name"] = shown(table->place_name);
  out["input_root"] = hex_text(table->input_root);
  out["total"] = table->total.figures.wishes;
  out["value"] = table->total.figures.value_yuan;
  out["by"] = by->name;
  out["period"] = period_text ? json::value(*period_text) : json::value(nullptr);
  out["by_state"] = by_state_json(table->total);
  out["rows"] = std::move(rows);
  return Reply{std::move(out)};
}

Answer get_logs(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto place = in.place("place");
  if (auto error = in.finish()) return *error;
  json::array list;
  for (const LogView& view : desk.logs(place)) {
    json::array tips;
    for (const model::Tip& tip : view.tips)
      tips.push_back({{"seq", tip.seq.value}, {"hash", hex_text(tip.hash)}});
    json::object log;
    log["place"] = view.log.place.text();
    log["place_name"] = shown(view.place_name);
    log["writer"] = hex_text(view.log.writer);
    log["writer_place"] = view.writer_place ? json::value(view.writer_place->text()) : json::value(nullptr);
    log["tips"] = std::move(tips);
    log["events"] = view.events;
    log["safe_at"] = codes_json(view.safe_at);
    list.push_back(std::move(log));
  }
  return Reply{{{"logs", std::move(list)}}};
}

Answer get_log_events(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto from = in.number("from", 1, std::numeric_limits<std::int64_t>::max()).value_or(1);
  const auto limit = in.number("limit", 1, kEventPageMax).value_or(kEventPageDefault);
  if (auto error = in.finish()) return *error;
  const auto log = log_of(call.arguments.at(0), call.arguments.at(1));
  if (!log) return log.error();
  const auto page = desk.events(*log, model::Seq{from}, limit);
  if (!page) return page.error();
  json::array events;
  for (const EventView& view : page->events) events.push_back(event_json(view));
  json::object out;
  out["events"] = std::move(events);
  out["next"] = page->next ? json::value(page->next->value) : json::value(nullptr);
  return Reply{std::move(out)};
}

Answer get_verification(Desk& desk, const Call& call) {
  Query in(call.query);
  const bool deep = in.flag("deep").value_or(false);
  if (auto error = in.finish()) return *error;
  return Reply{verification_json(desk.verify(deep))};
}

Answer post_log_verification(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto place = fields.place("place");
  const auto writer = fields.hex<model::WriterId>("writer");
  if (auto error = fields.finish()) return *error;
  if (place.has_value() != writer.has_value())
    return Error("request.bad_field", "a log is named by place and writer together; give both or none",
                 "日志由 place 和 writer 共同指定；请都填或都不填");
  std::optional<model::LogId> log;
  if (place) log = model::LogId{*place, *writer};
  const auto found = desk.verify_logs(log, true);
  if (!found) return found.error();
  return Reply{verification_json(*found)};
}

}  // namespace node
