#include "node/api/api_call.h"
#include "node/store/store_hiding.h"

namespace node {

using model::Error;
using model::PlaceCode;

namespace {

json::value time_or_null(std::uint64_t wall_ms) {
  return wall_ms == 0 ? json::value(nullptr) : json::value(time_text(wall_ms));
}

json::object memory_json(const MemoryView& memory) {
  json::array fullness;
  for (const Fullness& full : memory.fullness)
    fullness.push_back({{"name", full.name}, {"used", full.used}, {"limit", full.limit}});
  return {{"resident_bytes", memory.resident_bytes},
          {"texts_wishes", memory.texts_wishes},
          {"texts_complete", memory.texts_complete},
          {"fullness", std::move(fullness)}};
}

json::value code_or_null(std::optional<PlaceCode> code) {
  return code && *code != model::kPlaceOfAll ? json::value(code->text()) : json::value(nullptr);
}

json::object place_json(const PlaceView& view) {
  return {{"code", view.place.code.text()},
          {"name", shown(view.place.name)},
          {"level", model::word(view.place.level).key},
          {"parent", code_or_null(view.place.parent)},
          {"successor", code_or_null(view.place.successor)},
          {"nodes", view.nodes}};
}

json::value level_json(std::optional<model::Level> level) {
  return level ? json::value(model::word(*level).key) : json::value(nullptr);
}

// `read` takes the fields of the body and says what to do with them.
template <typename Read>
Answer change_place(const Call& call, Read&& read) {
  if (auto error = call.no_query()) return *error;
  const auto code = PlaceCode::parse(call.arguments.at(0));
  if (!code) return code.error();
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto change = read(*code, fields);
  if (auto error = fields.finish()) return *error;
  const model::Result<PlaceView> view = change();
  if (!view) return view.error();
  return Reply{place_json(*view)};
}

}  // namespace

Answer get_health(Desk&, const Call& call) {
  if (auto error = call.no_query()) return *error;
  return Reply{{{"status", "ok"}}};
}

Answer get_metrics(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  return Reply{nullptr, 200, call.metrics.text(desk.readings())};
}

Answer get_status(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const StatusView s = desk.status();
  json::object out;
  out["version"] = s.version;
  out["place"] = s.place.text();
  out["place_name"] = shown(s.place_name);
  out["level"] = level_json(s.level);
  out["node"] = hex_text(s.node);
  out["writer"] = s.writer ? json::value(hex_text(*s.writer)) : json::value(nullptr);
  out["wall_time"] = time_text(s.wall_ms);
  out["http"] = shown_or_null(s.http);
  out["sync"] = shown_or_null(s.sync);
  out["parent"] = shown_or_null(s.parent);
  out["parent_connected"] = s.parent_connected;
  out["in_step"] = s.in_step;
  out["events"] = s.events;
  out["logs"] = s.logs;
  out["wishes"] = s.wishes;
  out["arrival"] = s.arrival;
  out["projected"] = s.projected;
  out["ledger_behind"] = s.ledger_behind;
  out["ledger_error"] = error_json(s.ledger_error);
  out["texts_loaded"] = s.texts_loaded;
  out["memory"] = memory_json(s.memory);
  out["parts_hidden"] = s.parts_hidden_since_ms ? error_json(parts_hidden_reason()) : json::value(nullptr);
  out["parts_hidden_since"] = time_or_null(s.parts_hidden_since_ms.value_or(0));
  out["backup_at"] = time_or_null(s.backup_ms.value_or(0));
  out["peers_connected"] = s.peers_connected;
  out["files_missing"] = s.missing_files.blobs;
  out["file_bytes_missing"] = s.missing_files.bytes;
  out["disk_free_bytes"] = s.disk_free_bytes;
  out["input_root"] = hex_text(s.input_root);
  return Reply{std::move(out)};
}

Answer get_places(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto at = in.place("at");
  if (auto error = in.finish()) return *error;
  const auto places = desk.places(at);
  if (!places) return places.error();
  json::array list;
  for (const PlaceView& view : *places) list.push_back(place_json(view));
  return Reply{{{"places", std::move(list)}}};
}

Answer put_place(Desk& desk, const Call& call) {
  return change_place(call, [&](PlaceCode code, Fields& fields) {
    return [&desk, change = PlaceChange{code, fields.text("name"), fields.word<model::Level>("level"),
                                        fields.place("parent")}] { return desk.set_place(change); };
  });
}

Answer put_successor(Desk& desk, const Call& call) {
  return change_place(call, [&](PlaceCode code, Fields& fields) {
    return [&desk, merge = PlaceMerge{code, fields.required_place("successor").value_or(PlaceCode{}),
                                      fields.text("name")}] { return desk.merge_place(merge); };
  });
}

Answer get_nodes(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  json::array list;
  for (const NodeView& view : desk.nodes()) {
    json::array writers;
    for (const model::WriterId& writer : view.node.writers) writers.push_back(json::value(hex_text(writer)));
    list.push_back({{"key", hex_text(view.node.signing_key)},
                    {"enrolled", hex_text(view.node.enrolled)},
                    {"place", view.node.place.text()},
                    {"place_name", shown(view.place_name)},
                    {"name", shown(view.node.name)},
                    {"counts", view.node.counts},
                    {"revoked", view.node.revoked},
                    {"lost", view.node.lost},
                    {"writers", std::move(writers)},
                    {"self", view.self}});
  }
  return Reply{{{"nodes", std::move(list)}}};
}

Answer post_enrolment(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  EnrolmentRequest request;
  request.place = fields.required_place("place").value_or(model::PlaceCode{});
  request.name = fields.required_text("name");
  request.level = fields.word<model::Level>("level");
  struct RootSeedTag;
  if (const auto seed = fields.hex<model::FixedBytes<32, RootSeedTag>>("root_key"))
    request.root_seed = seed->data;
  if (auto error = fields.finish()) return *error;
  const auto offer = desk.enrol(request);
  if (!offer) return offer.error();
  return Reply{{{"code", offer->code}, {"place", offer->place.text()}, {"name", shown(offer->name)}}, 201};
}

Answer get_sync(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  json::array peers;
  for (const PeerStatus& p : desk.peers()) {
    json::object peer;
    peer["role"] = p.is_parent ? "parent" : "child";
    peer["address"] = shown(p.address);
    peer["key"] = p.key.is_zero() ? json::value(nullptr) : json::value(hex_text(p.key));
    peer["place"] = p.place.value ? json::value(p.place.text()) : json::value(nullptr);
    peer["place_name"] = shown(desk.place_name(p.place));
    peer["name"] = shown(p.name);
    peer["connected"] = p.connected;
    peer["in_step"] = p.in_step;
    peer["last_seen"] = time_or_null(p.last_seen_ms);
    peer["we_lack_events"] = p.we_lack_events;
    peer["we_lack_parts"] = p.we_lack_parts;
    peer["peer_lacks_events"] = p.peer_lacks_events;
    peer["bytes_in"] = p.bytes_in;
    peer["bytes_out"] = p.bytes_out;
    peer["clock_offset_ms"] = p.clock_offset_ms;
    peer["release"] = shown_or_null(p.release);
    peer["error"] = error_json(p.last_error);
    peer["next_try"] = time_or_null(p.next_try_ms);
    peers.push_back(std::move(peer));
  }
  return Reply{{{"address", shown_or_null(desk.sync_address())}, {"peers", std::move(peers)}}};
}

Answer put_parent(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string address = fields.required_text("address");
  if (auto error = fields.finish()) return *error;
  if (const auto done = desk.set_parent(address); !done) return done.error();
  return Reply{{{"parent", shown_or_null(address)}}};
}

}  // namespace node
