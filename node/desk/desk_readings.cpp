// How full the node is and how it does, for status and /metrics.

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <tuple>

#include "model/form1.h"
#include "node/desk/desk.h"
#include "node/limits.h"
#include "sync/limits.h"

namespace node {

namespace {

constexpr std::size_t kKeyDigitsShown = 12;

using Labels = std::vector<std::pair<std::string, std::string>>;

// "texts_bytes" → "texts_limit_bytes".
std::string limit_name(std::string_view name) {
  const std::size_t unit = name.rfind('_');
  return std::string(name.substr(0, unit)) + "_limit" + std::string(name.substr(unit));
}

class Gatherer {
 public:
  explicit Gatherer(Readings& out) : out_(out) {}

  template <typename Number>
  void gauge(std::string name, std::string help, Number value, Labels labels = {}) {
    out_.push_back({std::move(name),
                    std::move(help),
                    Reading::Kind::kGauge,
                    {{std::move(labels), static_cast<double>(value)}}});
  }
  template <typename Number>
  void counter(std::string name, std::string help, Number value) {
    out_.push_back(
        {std::move(name), std::move(help), Reading::Kind::kCounter, {{{}, static_cast<double>(value)}}});
  }

 private:
  Readings& out_;
};

// A node may have two conversations for a moment, an old one that died unnoticed and its new one.
PeerStatus joined(const PeerStatus& a, const PeerStatus& b) {
  PeerStatus out = std::tuple(a.connected, a.in_step) < std::tuple(b.connected, b.in_step) ? b : a;
  out.last_in_step_ms = std::max(a.last_in_step_ms, b.last_in_step_ms);
  out.bytes_in = std::max(a.bytes_in, b.bytes_in);
  out.bytes_out = std::max(a.bytes_out, b.bytes_out);
  out.credit_used_bytes = a.credit_used_bytes + b.credit_used_bytes;
  return out;
}

// One for the parent, known or not yet, and for each child that is enrolled, so that strangers who knock make
// no new ones.
std::vector<std::pair<Labels, PeerStatus>> known_peers(const std::vector<PeerStatus>& all) {
  std::map<std::string, PeerStatus> by_key;
  for (const PeerStatus& peer : all) {
    if (!peer.is_parent && (peer.key.is_zero() || peer.place.value == 0)) continue;
    const auto [at, fresh] =
        by_key.try_emplace(model::to_hex(peer.key.view()).substr(0, kKeyDigitsShown), peer);
    if (!fresh) at->second = joined(at->second, peer);
  }
  std::vector<std::pair<Labels, PeerStatus>> out;
  for (const auto& [key, peer] : by_key)
    out.push_back({{{"role", peer.is_parent ? "parent" : "child"},
                    {"place", peer.place.text()},
                    {"name", model::tidy_text(peer.name)},
                    {"key", key}},
                   peer});
  return out;
}

void read_peers(const std::vector<PeerStatus>& all, std::uint64_t started_ms, std::uint64_t now_ms,
                Readings& out) {
  const auto peers = known_peers(all);
  const auto each = [&](const char* name, const char* help, auto&& value_of,
                        Reading::Kind kind = Reading::Kind::kGauge) {
    Reading reading{name, help, kind, {}};
    for (const auto& [labels, peer] : peers)
      if (const std::optional<double> value = value_of(peer)) reading.samples.push_back({labels, *value});
    out.push_back(std::move(reading));
  };
  const auto if_connected = [](const PeerStatus& peer, double value) {
    return peer.connected ? std::optional(value) : std::nullopt;
  };
  constexpr double kMsPerSecond = 1000;
  each("wishtree_peer_connected", "Whether the peer and this node are in conversation.",
       [](const PeerStatus& p) { return std::optional(p.connected ? 1. : 0.); });
  each("wishtree_peer_in_step", "Whether neither side lacks anything.",
       [](const PeerStatus& p) { return std::optional(p.in_step ? 1. : 0.); });
  each("wishtree_peer_out_of_step_seconds",
       "How long ago both were last in step; where never, how long ago the process started.",
       [&](const PeerStatus& p) -> std::optional<double> {
         if (p.in_step) return 0;
         const std::uint64_t since_ms = p.last_in_step_ms != 0 ? p.last_in_step_ms : started_ms;
         return static_cast<double>(now_ms - std::min(now_ms, since_ms)) / kMsPerSecond;
       });
  each("wishtree_peer_behind_events", "Events that the peer lacks, as far as it has told.",
       [&](const PeerStatus& p) { return if_connected(p, static_cast<double>(p.peer_lacks_events)); });
  each("wishtree_peer_ahead_events", "Events that this node lacks, as far as the peer has told.",
       [&](const PeerStatus& p) { return if_connected(p, static_cast<double>(p.we_lack_events)); });
  each("wishtree_peer_credit_used_bytes", "What came from the peer and is not durable yet.",
       [&](const PeerStatus& p) { return if_connected(p, static_cast<double>(p.credit_used_bytes)); });
  each("wishtree_peer_clock_offset_seconds", "The peer's clock minus this node's, at the handshake.",
       [&](const PeerStatus& p) {
         return if_connected(p, static_cast<double>(p.clock_offset_ms) / kMsPerSecond);
       });
  each(
      "wishtree_peer_received_bytes_total", "From the peer, on the wire.",
      [](const PeerStatus& p) { return std::optional(static_cast<double>(p.bytes_in)); },
      Reading::Kind::kCounter);
  each(
      "wishtree_peer_sent_bytes_total", "To the peer, on the wire.",
      [](const PeerStatus& p) { return std::optional(static_cast<double>(p.bytes_out)); },
      Reading::Kind::kCounter);
}

std::size_t forked_logs(const EventStore& store) {
  std::size_t out = 0;
  store.for_each_log(
      [&](const model::LogId&, std::span<const model::Tip> tips) { out += tips.size() > 1 ? 1 : 0; });
  return out;
}

// Of this process, from the system; 0 where it does not say.
std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t pages = 0;
  std::uint64_t resident_pages = 0;
  file >> pages >> resident_pages;
  return file ? resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

MemoryView Desk::memory() const {
  MemoryView out;
  out.resident_bytes = resident_bytes();
  const Texts::Status texts = parts_.texts.status();
  out.texts_wishes = texts.wishes_in_memory;
  out.texts_complete = texts.complete;
  out.fullness.push_back({"texts_bytes", "Words of wishes in memory.", texts.bytes, texts.bytes_max});
  Fullness credit{"credit_bytes", "What came from all peers together and is not durable yet.", 0,
                  wishsync::kCreditNodeBytes};
  for (const PeerStatus& peer : parts_.peers.peers())
    credit.used += static_cast<std::uint64_t>(peer.credit_used_bytes);
  out.fullness.push_back(credit);
  Fullness entries{"quarantine_entries", "Refusals that are kept on the disk.", 0, kQuarantineEntriesMax};
  Fullness frames{"quarantine_bytes", "Refused frames that are kept on the disk.", 0, kQuarantineBytesMax};
  for (const QuarantineEntry& entry : parts_.store.quarantine().entries()) {
    ++entries.used;
    frames.used += entry.kept_bytes;
  }
  out.fullness.push_back(entries);
  out.fullness.push_back(frames);
  if (settings_.more_fullness)
    for (const Fullness& more : settings_.more_fullness()) out.fullness.push_back(more);
  return out;
}

std::uint64_t Desk::disk_free_bytes() const {
  std::error_code error;
  const auto space = std::filesystem::space(settings_.data, error);
  return error ? 0 : space.available;
}

Readings Desk::readings() const {
  Readings out;
  Gatherer gather(out);
  gather.gauge("wishtree_build_info", "Always 1; the release of the program.", 1,
               {{"version", settings_.version}});
  const MemoryView memory = this->memory();
  gather.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", memory.resident_bytes);
  for (const Fullness& full : memory.fullness) {
    gather.gauge("wishtree_" + std::string(full.name), std::string(full.help), full.used);
    gather.gauge("wishtree_" + limit_name(full.name), "The limit of wishtree_" + std::string(full.name) + ".",
                 full.limit);
  }
  gather.gauge("wishtree_texts_wishes", "Wishes whose words are in memory.", memory.texts_wishes);
  gather.gauge("wishtree_texts_complete", "0 once words of wishes have left memory.",
               memory.texts_complete ? 1 : 0);
  gather.gauge("wishtree_texts_loaded", "0 while words are still being loaded after a start.",
               parts_.texts.loaded() ? 1 : 0);
  gather.gauge("wishtree_held_events", "Events that are held.", parts_.store.event_count());
  gather.gauge("wishtree_held_logs", "Logs that are held.", parts_.store.log_count());
  gather.gauge("wishtree_forked_logs", "Logs that are held with more than one tip.",
               forked_logs(parts_.store));
  gather.gauge("wishtree_projector_lag_arrivals",
               "Arrivals that the ledger does not show yet; more than " + std::to_string(kBehindMax) +
                   " are not counted.",
               ledger_behind());
  gather.gauge("wishtree_projector_error", "1 while the ledger can't be written.",
               parts_.projector.status().error ? 1 : 0);
  gather.counter("wishtree_quarantine_passed_over_total", "Refusals that were not kept.",
                 parts_.store.quarantine().passed_over());
  const EventStore::MissingBlobs missing = parts_.store.missing_blobs();
  gather.gauge("wishtree_missing_blobs", "Attached files that are due here and not here completely.",
               static_cast<double>(missing.blobs));
  gather.gauge("wishtree_missing_blob_bytes", "What is missing of these files.",
               static_cast<double>(missing.bytes));
  gather.gauge("wishtree_disk_free_bytes", "Free room on the disk of the data directory.", disk_free_bytes());
  read_peers(parts_.peers.peers(), started_ms_, parts_.clock.wall_ms(), out);
  return out;
}

}  // namespace node
