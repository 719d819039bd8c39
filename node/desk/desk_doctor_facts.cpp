// Gathers what the doctor looks at.

#include <algorithm>

#include "node/desk/desk.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"
#include "sync/carry.h"

namespace node {
namespace {

std::uint64_t time_of(const EventStore& store, const model::EventRef& ref) {
  const auto event = store.event(ref);
  return event ? event->header().time.wall_ms() : 0;
}

// When a writer was opened: seq 1 of its log of place 0.
std::uint64_t opened_ms(const EventStore& store, const model::WriterId& writer) {
  const model::LogId log{model::kPlaceOfAll, writer};
  std::uint64_t out = 0;
  store.for_each_event(log, [&](const model::Event& event) {
    out = event.header().time.wall_ms();
    return false;
  });
  return out;
}

std::string name_of(const model::Node& node) {
  return node.name.empty() ? model::to_hex(node.signing_key.view()).substr(0, 12) : node.name;
}

// The time of the first event that has a twin at its seq.
std::uint64_t forked_since(const EventStore& store, const model::LogId& log) {
  std::optional<model::Event> before;
  std::uint64_t out = 0;
  store.for_each_event(log, [&](const model::Event& event) {
    if (before && before->header().seq == event.header().seq) {
      out = std::min(before->header().time, event.header().time).wall_ms();
      return false;
    }
    before = event;
    return true;
  });
  return out;
}

std::vector<DoctorFork> forks_of(const EventStore& store, const model::Authority& authority,
                                 std::optional<model::WriterId> own) {
  std::vector<DoctorFork> out;
  store.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    if (tips.size() > 1) out.push_back({log, "", "", 0, log.writer == own});
  });
  for (DoctorFork& fork : out) {
    const model::Writer* writer = authority.writer(fork.log.writer);
    const model::Node* node = writer ? authority.node(writer->enrolled) : nullptr;
    if (node) fork.writer_name = name_of(*node);
    if (const model::Place* place = authority.place(fork.log.place)) fork.place_name = place->name;
    fork.since_ms = forked_since(store, fork.log);
  }
  return out;
}

void look_for_parts(const EventStore& store, const model::Authority& authority, model::PlaceCode own,
                    DoctorFacts& facts) {
  for (model::EventRef from;;) {
    const auto page = store.absent_parts(from, kAbsentPartsPageMax);
    for (const model::EventRef& ref : page) {
      if (ref == from) continue;  // The last one of the page before.
      const auto event = store.event(ref);
      if (!event || !wishsync::part_due(authority, own, event->header())) continue;
      const std::uint64_t at = event->header().time.wall_ms();
      if (facts.absent_parts++ == 0 || at < facts.absent_since_ms) facts.absent_since_ms = at;
    }
    if (page.size() < kAbsentPartsPageMax || facts.absent_parts >= kDoctorAbsentPartsMax) return;
    from = page.back();
  }
}

void look_for_files(const EventStore& store, const model::Authority& authority, model::PlaceCode own,
                    DoctorFacts& facts) {
  for (model::EventRef from;;) {
    const auto page = store.absent_blobs(from, kAbsentPartsPageMax);
    for (const wishsync::AbsentBlob& absent : page) {
      if (absent.event == from) continue;  // The last one of the page before.
      const auto event = store.event(absent.event);
      if (!event || !wishsync::part_due(authority, own, event->header())) continue;
      const auto held = store.held_blob(absent.event);
      if (!held || held->whole()) continue;  // Erased meanwhile, or come.
      if (held->damaged) {
        ++facts.damaged_files;
        continue;
      }
      const std::uint64_t at = event->header().time.wall_ms();
      if (facts.absent_files++ == 0 || at < facts.absent_files_since_ms) facts.absent_files_since_ms = at;
      facts.absent_file_bytes += held->blob.bytes - std::uint64_t{held->chunks} * model::kBlobChunkBytes;
    }
    if (page.size() < kAbsentPartsPageMax || facts.absent_files >= kDoctorAbsentPartsMax) return;
    from = page.back().event;
  }
}

void look_at_nodes(const EventStore& store, const model::Authority& authority,
                   const std::optional<model::WriterId>& own, DoctorFacts& facts) {
  const auto last_seen = [&](const model::NodeKey& key) {
    for (const PeerStatus& child : facts.children)
      if (child.key == key) return child.connected ? facts.now_ms : child.last_seen_ms;
    return std::uint64_t{0};
  };
  for (const Invitation& invitation : invitations(store)) {
    if (!invitation.redeemed_by) {
      ++facts.invitations_open;
      continue;
    }
    const model::Node* node = authority.node_by_key(*invitation.redeemed_by);
    if (node)
      facts.joined_here.push_back({name_of(*node), node->place, last_seen(node->signing_key),
                                   own && !was_in_step(store, node->signing_key, *own)});
  }
  for (const auto& [hash, node] : authority.nodes())
    if (node.counts && !node.revoked && node.writers.size() > 1)
      facts.reopened.push_back({name_of(node), node.place, opened_ms(store, node.writers.back())});
}

}  // namespace

std::vector<DoctorLine> Desk::doctor() const {
  const EventStore& store = parts_.store;
  const auto authority = store.authority();
  DoctorFacts facts;
  facts.now_ms = parts_.clock.wall_ms();
  facts.root = parts_.own.place() == authority->first_place();
  facts.revoked = authority->revoked_by_key(parts_.own.key()) != nullptr;
  const auto writer = parts_.own.writer();
  if (writer) {
    const ClockWalk walk = parts_.duties.clock_walk();
    facts.clock_in_doubt = walk.in_doubt();
    facts.clock_believed_ms = walk.believed_ms;
    facts.opened_ms = opened_ms(store, *writer);
    std::vector<model::LogId> own;
    store.for_each_log([&](const model::LogId& log, auto) {
      if (log.writer == *writer) own.push_back(log);
    });
    for (const model::LogId& log : own)
      for (const model::Tip& tip : store.tips(log))
        facts.own_event_ms = std::max(facts.own_event_ms, time_of(store, {log, tip.seq, tip.hash}));
  }
  for (PeerStatus& peer : parts_.peers.peers()) {
    if (peer.is_parent)
      facts.parent = std::move(peer);
    else if (!peer.key.is_zero())
      facts.children.push_back(std::move(peer));
  }
  look_at_nodes(store, *authority, writer, facts);
  facts.release = settings_.version;
  std::error_code failure;
  const auto space = std::filesystem::space(settings_.data, failure);
  if (!failure) facts.disk_free_bytes = space.available;
  const auto quarantined = store.quarantine().entries();
  facts.quarantined = quarantined.size();
  for (const QuarantineEntry& entry : quarantined)
    facts.quarantined_ms = std::max(facts.quarantined_ms, entry.last_ms);
  facts.passed_over = store.quarantine().passed_over();
  facts.forks = forks_of(store, *authority, writer);
  if (const auto backup = store.fact(kBackupFact); backup && backup->size() == 8)
    facts.backup_ms = model::get_u64(backup->data());
  facts.parts_hidden = store.parts_hidden().has_value();
  if (const auto restored = store.fact(kRestoredFact); restored && restored->size() == 8)
    facts.restored_ms = model::get_u64(restored->data());
  facts.erasures_pending = store.pending_erasures().size();
  const auto projected = parts_.projector.status();
  facts.ledger_behind = ledger_behind();
  facts.ledger_error = projected.error;
  facts.texts_loaded = parts_.texts.loaded();
  look_for_parts(store, *authority, parts_.own.place(), facts);
  look_for_files(store, *authority, parts_.own.place(), facts);
  facts.unkept_files = store.missing_blobs().beyond_limit;
  return examine(facts);
}

}  // namespace node
