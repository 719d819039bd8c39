#include <algorithm>
#include <set>

#include "node/desk/acting.h"
#include "node/desk/desk.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::Result;
using model::Seq;

namespace {

// HOST:PORT; a host of IPv6 stands in brackets.
bool is_address(const std::string& address) {
  constexpr unsigned long kPortMax = 65535;
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || address.size() > kAddressBytesMax) return false;
  const std::string host = address.substr(0, colon);
  const std::string port = address.substr(colon + 1);
  const bool brackets = host.front() == '[' && host.back() == ']' && host.size() > 2;
  if (!brackets && host.find_first_of(":[]/@ ") != std::string::npos) return false;
  for (const char c : host)
    if (static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '@') return false;
  return !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos &&
         std::stoul(port) >= 1 && std::stoul(port) <= kPortMax;
}

PartState part_state(const EventStore& store, const model::Authority& authority, const model::Event& event) {
  if (!event.header().has_part()) return PartState::kNone;
  if (authority.erased(event)) return PartState::kErased;
  if (store.part(event.ref())) return PartState::kHeld;
  const bool hidden = store.parts_hidden() && store.part_though_hidden(event.ref());
  return hidden ? PartState::kHidden : PartState::kAbsent;
}

}  // namespace

StatusView Desk::status() const {
  StatusView out;
  const auto authority = parts_.store.authority();
  out.version = settings_.version;
  out.place = parts_.own.place();
  if (const model::Place* place = authority->place(out.place)) {
    out.place_name = place->name;
    out.level = place->level;
  }
  out.node = parts_.own.key();
  out.writer = parts_.own.writer();
  out.wall_ms = parts_.clock.wall_ms();
  {
    const std::lock_guard lock(http_mutex_);
    out.http = http_address_;
  }
  out.sync = parts_.peers.sync_address();
  out.in_step = true;
  for (const PeerStatus& peer : parts_.peers.peers()) {
    if (peer.connected) ++out.peers_connected;
    if (!peer.is_parent) continue;
    out.parent = peer.address;
    out.parent_connected = peer.connected;
    out.in_step = peer.in_step;
  }
  out.events = parts_.store.event_count();
  out.logs = parts_.store.log_count();
  out.arrival = parts_.store.last_arrival();
  const auto projected = parts_.projector.status();
  out.projected = projected.cursor;
  out.ledger_behind = ledger_behind();
  out.ledger_error = projected.error;
  out.texts_loaded = parts_.texts.loaded();
  out.memory = memory();
  out.parts_hidden_since_ms = parts_.store.parts_hidden();
  if (const auto made = parts_.store.fact(kBackupFact); made && made->size() == 8)
    out.backup_ms = model::get_u64(made->data());
  out.missing_files = parts_.store.missing_blobs();
  out.disk_free_bytes = disk_free_bytes();
  const auto summary = parts_.ledger.summary(out.place, {}, std::nullopt);
  out.input_root = summary.input_root;
  for (const auto& [key, figures] : summary.rows) out.wishes += figures.wishes;
  return out;
}

std::vector<NodeView> Desk::nodes() const {
  const auto authority = parts_.store.authority();
  std::vector<NodeView> out;
  for (const auto& [hash, node] : authority->nodes())
    out.push_back({node, place_name(node.place), node.signing_key == parts_.own.key()});
  std::sort(out.begin(), out.end(), [](const NodeView& a, const NodeView& b) {
    return std::pair(a.node.place, a.node.enrolled) < std::pair(b.node.place, b.node.enrolled);
  });
  return out;
}

Result<EnrolmentOffer> Desk::enrol(const EnrolmentRequest& request) {
  EnrolmentRequest asked = request;
  asked.actor = ActingAs::now();
  return parts_.enrolment.invite(asked);
}

std::uint64_t Desk::ledger_behind() const {
  std::uint64_t out = 0;
  parts_.store.arrivals_after(parts_.projector.status().cursor,
                              [&](const Arrival&) { return ++out < kBehindMax; });
  return out;
}

Result<> Desk::set_parent(const std::string& address) {
  if (!address.empty() && !is_address(address))
    return Error("parent.bad_address", "\"" + address + "\" is not an address; write it like 10.0.0.5:7431",
                 "“" + address + "”不是可用的地址；请写成 10.0.0.5:7431 这样");
  if (!address.empty() && parts_.own.place() == parts_.store.authority()->first_place())
    return Error("parent.root", "this is a node of the first place, which has no parent",
                 "本节点属于最高一级，没有上级");
  const auto held = in_hand_.hold("parent");
  const auto written = write({{}, {{std::string(kParentFact), address}}});
  if (!written) return written.error();
  parts_.peers.set_parent(address);
  return {};
}

std::vector<LogView> Desk::logs(std::optional<PlaceCode> place) const {
  const auto authority = parts_.store.authority();
  std::vector<LogView> out;
  parts_.store.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    if (!place || log.place == *place)
      out.push_back({log, "", std::nullopt, {tips.begin(), tips.end()}, 0, {}});
  });
  Safety safety(parts_.store, parts_.own.place());
  for (LogView& view : out) {
    view.place_name = place_name(view.log.place);
    if (const model::Writer* writer = authority->writer(view.log.writer)) view.writer_place = writer->place;
    if (view.tips.size() == 1) {
      view.events = view.tips.front().seq.value;
    } else {
      parts_.store.for_each_event(view.log, [&](const model::Event&) {
        ++view.events;
        return true;
      });
    }
    view.safe_at = safety.places_holding(view.log, view.tips);
  }
  return out;
}

Result<EventPage> Desk::events(const model::LogId& log, Seq from, std::size_t count_max) const {
  if (parts_.store.tips(log).empty())
    return Error("log.unknown", "this node does not hold that log; look at the list of logs",
                 "本节点没有这份日志；请查看日志列表");
  const std::size_t count = std::clamp<std::size_t>(count_max, 1, kEventPageMax);
  const auto authority = parts_.store.authority();
  EventPage page;
  parts_.store.for_each_event(log, [&](const model::Event& event) {
    const model::EventHeader& h = event.header();
    if (h.seq < from) return true;
    if (page.events.size() >= count && page.events.back().header.seq != h.seq) {
      page.next = h.seq;
      return false;
    }
    page.events.push_back({h, event.hash(), name_of(h.actor), part_state(parts_.store, *authority, event),
                           event.bytes().size()});
    return true;
  });
  return page;
}

}  // namespace node
