// Revoking a node: how an admin above declares a lost disk, a stolen PC, or a node that is done with.

#include <algorithm>

#include "node/desk/acting.h"
#include "node/desk/desk.h"

namespace node {

using model::Error;
using model::Node;
using model::Result;

namespace {

// What its writers are held to have written here: that counts, and nothing beyond.
std::vector<std::pair<model::LogId, model::Tip>> tips_of(const EventStore& store, const Node& node) {
  std::vector<std::pair<model::LogId, model::Tip>> out;
  store.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    if (std::find(node.writers.begin(), node.writers.end(), log.writer) == node.writers.end()) return;
    for (const model::Tip& tip : tips) out.emplace_back(log, tip);
  });
  return out;
}

std::vector<std::string> bodies_of(const Node& node, bool lost,
                                   const std::vector<std::pair<model::LogId, model::Tip>>& tips) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < tips.size() || out.empty(); at += model::kRevokedTipsMax) {
    const auto count = std::min(model::kRevokedTipsMax, tips.size() - at);
    const auto first = tips.begin() + static_cast<std::ptrdiff_t>(at);
    out.push_back(model::encode(
        model::Revoked{node.enrolled, lost, {first, first + static_cast<std::ptrdiff_t>(count)}}));
  }
  return out;
}

}  // namespace

// By the beginning of its key, as lists show it, or by its place where one node alone stands there.
Result<Node> Desk::find_node(const std::string& which) const {
  constexpr std::size_t kDigitsMin = 4;
  const auto authority = parts_.store.authority();
  std::vector<const Node*> found;
  for (const auto& [hash, node] : authority->nodes()) {
    if (!node.counts) continue;
    const bool by_key =
        which.size() >= kDigitsMin && model::to_hex(node.signing_key.view()).starts_with(which);
    if (by_key || node.place.text() == which) found.push_back(&node);
  }
  // Enrolled anew after a revocation, a place means the node that still writes there.
  if (found.size() > 1 && std::any_of(found.begin(), found.end(), [](const Node* n) { return !n->revoked; }))
    std::erase_if(found, [](const Node* n) { return n->revoked; });
  if (found.empty())
    return Error("node.unknown",
                 "no node has a key that begins so, or stands at that place; look at wishctl nodes",
                 "没有以此开头的节点公钥，该地方也没有节点；请用 wishctl nodes 查看");
  if (found.size() > 1)
    return Error("node.ambiguous", "several nodes fit; give the beginning of the key, from wishctl nodes",
                 "有多个节点符合；请用 wishctl nodes 查看并写出公钥的开头几位");
  return *found.front();
}

Result<RevocationView> Desk::revoke(const RevocationRequest& request) {
  auto node = find_node(request.node);
  if (!node) return node.error();
  const auto authority = parts_.store.authority();
  if (node->revoked) return Error("revoke.already", "this node is revoked already", "该节点此前已被撤销");
  if (!request.root_seed && node->place == authority->first_place())
    return Error("revoke.root_key_needed",
                 "only the root key revokes a node of the first place; give the file that init wrote",
                 "最高一级的节点只能用根密钥撤销；请提供 init 生成的根密钥文件");
  if (!request.root_seed && !authority->above(parts_.own.place(), node->place))
    return Error(
        "revoke.not_above",
        "only a node above " + node->place.text() + " can revoke it; do it at the county or the city",
        "只有 " + node->place.text() + " 的上级才能撤销该节点；请在县或市的节点操作");
  const auto tips = tips_of(parts_.store, *node);
  const std::vector<std::string> bodies = bodies_of(*node, request.lost, tips);
  std::uint64_t arrival = 0;
  if (request.root_seed) {
    const auto written =
        parts_.enrolment.write_as_root(*request.root_seed, model::Kind::kRevoked, bodies, ActingAs::now());
    if (!written) return written.error();
    arrival = written->arrival;
  } else {
    Record record;
    for (const std::string& body : bodies) {
      Draft draft;
      draft.place = model::kPlaceOfAll;
      draft.kind = model::Kind::kRevoked;
      draft.body = body;
      record.drafts.push_back(std::move(draft));
    }
    const auto written = write(std::move(record));
    if (!written) return written.error();
    arrival = written->arrival;
  }
  wait_for(arrival);
  const std::string name = place_name(node->place);
  return RevocationView{std::move(*node), name, request.lost, tips.size()};
}

}  // namespace node
