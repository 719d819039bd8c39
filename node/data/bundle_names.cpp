// Which node somebody means.

#include <algorithm>

#include "node/data/bundles.h"

namespace node {

using model::Authority;
using model::Error;
using model::NodeKey;
using model::PlaceCode;
using model::Result;

namespace {

constexpr std::size_t kKeyDigitsShown = 12;
constexpr std::size_t kKeyDigitsMin = 4;  // Of a key's beginning, so that a name is not taken for one.

// The one of these, or what there is to choose from.
Result<NodeKey> only_of(const Authority& authority, const std::vector<const model::Node*>& found,
                        const std::string& text) {
  if (found.size() == 1) return found.front()->signing_key;
  std::string list;
  for (const model::Node* node : found)
    list += (list.empty() ? "" : "; ") + node_text(authority, node->signing_key, node->place);
  return Error("bundle.to_ambiguous",
               "\"" + text + "\" may mean several nodes: " + list + "; name one by the digits of its key",
               "“" + text + "”可能指多个节点：" + list + "；请用密钥的开头几位指明一个");
}

std::vector<const model::Node*> nodes_that(const Authority& authority, auto&& fits) {
  std::vector<const model::Node*> out;
  for (const auto& entry : authority.nodes()) {
    const model::Node& node = entry.second;
    if (!node.counts || !fits(node)) continue;
    const bool again = std::any_of(out.begin(), out.end(),
                                   [&](const auto* other) { return other->signing_key == node.signing_key; });
    if (!again) out.push_back(&node);
  }
  return out;
}

}  // namespace

std::string node_text(const Authority& authority, const NodeKey& key, PlaceCode place) {
  const model::Place* known = authority.place(place);
  return (known ? known->name + " (" + place.text() + ")" : place.text()) + " " +
         model::to_hex(key.view()).substr(0, kKeyDigitsShown);
}

Result<NodeKey> find_node(const Authority& authority, const std::string& text) {
  // A code first: whoever types one means a place, though it may also begin a key.
  if (const auto code = PlaceCode::parse(text); code && authority.place(*code)) {
    const auto at = nodes_that(authority, [&](const model::Node& node) { return node.place == *code; });
    if (!at.empty()) return only_of(authority, at, text);
  }
  const auto named = nodes_that(authority, [&](const model::Node& node) {
    const model::Place* place = authority.place(node.place);
    return node.name == text || (place && place->name == text);
  });
  if (!named.empty()) return only_of(authority, named, text);
  std::string digits = text;
  for (char& c : digits)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  if (digits.size() >= kKeyDigitsMin) {
    const auto keyed = nodes_that(authority, [&](const model::Node& node) {
      return model::to_hex(node.signing_key.view()).starts_with(digits);
    });
    if (!keyed.empty()) return only_of(authority, keyed, text);
  }
  return Error("bundle.to_unknown",
               "no valid node is called \"" + text + "\"; wishctl nodes shows all, with place, name and key",
               "没有名为“" + text + "”的有效节点；请用 wishctl nodes 查看全部节点的地区、名称和密钥");
}

Result<NodeKey> node_above(const Authority& authority, PlaceCode own, const std::optional<NodeKey>& parent) {
  if (parent && authority.node_by_key(*parent)) return *parent;
  for (const PlaceCode place : authority.line_above(own)) {
    const auto at = nodes_that(authority, [&](const model::Node& node) { return node.place == place; });
    if (!at.empty()) return only_of(authority, at, place.text());
  }
  return Error("bundle.to_needed", "there is no node above this one; say with --to for which node it is",
               "本节点之上没有节点；请用 --to 指明交给哪个节点");
}

}  // namespace node
