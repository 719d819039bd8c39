#include "node/desk/last_heard.h"

#include <algorithm>

namespace node {

std::map<model::WriterId, std::uint64_t> HeardOf::newest_events() {
  std::vector<std::pair<model::LogId, model::Tip>> changed;
  std::map<model::WriterId, std::uint64_t> out;
  const std::lock_guard lock(mutex_);
  store_.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    if (tips.empty()) return;
    const Seen& seen = seen_[log];
    if (seen.tip != tips.back()) changed.emplace_back(log, tips.back());
  });
  for (const auto& [log, tip] : changed)
    if (const auto event = store_.event({log, tip.seq, tip.hash}))
      seen_[log] = {tip, event->header().time.wall_ms()};
  for (const auto& [log, seen] : seen_) {
    std::uint64_t& newest = out[log.writer];
    newest = std::max(newest, seen.wall_ms);
  }
  return out;
}

std::vector<LastHeard> HeardOf::places(model::PlaceCode place, std::uint64_t now_ms) {
  const auto authority = store_.authority();
  const auto events = newest_events();
  std::map<model::NodeKey, std::uint64_t> links;
  for (const PeerStatus& peer : peers_.peers())
    links[peer.key] = peer.connected && peer.in_step ? now_ms : peer.last_seen_ms;
  const std::vector<model::PlaceCode> below = authority->subtree(place);
  std::map<model::PlaceCode, std::uint64_t> heard;
  for (const auto& [hash, node] : authority->nodes()) {
    if (!node.counts || node.revoked || !std::ranges::binary_search(below, node.place)) continue;
    std::uint64_t& last = heard[node.place];
    if (const auto link = links.find(node.signing_key); link != links.end())
      last = std::max(last, link->second);
    for (const model::WriterId& writer : node.writers)
      if (const auto event = events.find(writer); event != events.end())
        last = std::max(last, std::min(event->second, now_ms));
  }
  std::vector<LastHeard> out;
  for (const auto& [at, wall_ms] : heard) out.push_back({at, wall_ms});
  return out;
}

}  // namespace node
