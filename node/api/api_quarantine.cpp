// Quarantine: what peers sent that must never be taken.

#include <sodium.h>

#include "node/api/api_call.h"

namespace node {
namespace {

std::string base64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  out.resize(out.size() - 1);  // The zero at the end.
  return out;
}

json::object entry_json(const QuarantineView& view) {
  const QuarantineEntry& e = view.entry;
  json::object out;
  out["id"] = e.id;
  out["peer"] = hex_text(e.peer);
  out["place"] = e.place.value ? json::value(e.place.text()) : json::value(nullptr);
  out["place_name"] = shown(view.place_name);
  out["name"] = shown(view.name);
  out["log"] = e.log ? json::value({{"place", e.log->place.text()}, {"writer", hex_text(e.log->writer)}})
                     : json::value(nullptr);
  out["reason"] = error_json(e.reason);
  out["first_seen"] = time_text(e.first_ms);
  out["last_seen"] = time_text(e.last_ms);
  out["count"] = e.count;
  out["bytes"] = e.frame_bytes;
  out["kept_bytes"] = e.kept_bytes;
  return out;
}

// The entry that the path names; nothing for what is no number.
std::optional<std::uint64_t> entry_id(const std::string& text) {
  constexpr std::size_t kDigitsMax = 18;
  if (text.empty() || text.size() > kDigitsMax || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::stoull(text);
}

}  // namespace

Answer get_quarantine(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const QuarantineList list = desk.quarantine();
  json::array entries;
  for (const QuarantineView& view : list.entries) entries.push_back(entry_json(view));
  return Reply{{{"entries", std::move(entries)}, {"passed_over", list.passed_over}}};
}

Answer get_quarantined(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto found = desk.quarantined(entry_id(call.arguments.at(0)).value_or(0));
  if (!found) return found.error();
  json::object out = entry_json(found->view);
  out["frame"] = found->frame ? json::value(base64(*found->frame)) : json::value(nullptr);
  return Reply{std::move(out)};
}

Answer post_quarantine_clearing(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto id = fields.text("id");
  if (auto error = fields.finish()) return *error;
  const auto cleared = desk.clear_quarantine(id ? std::optional(entry_id(*id).value_or(0)) : std::nullopt);
  if (!cleared) return cleared.error();
  return Reply{{{"cleared", *cleared}}};
}

}  // namespace node
