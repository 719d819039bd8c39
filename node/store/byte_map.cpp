#include "node/store/byte_map.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "model/bytes.h"

namespace node {
namespace {

constexpr std::size_t kBlockItemsMax = 64;

}  // namespace

ByteMap::Head ByteMap::head_of(std::string_view key) {
  std::array<char, sizeof(Head)> bytes{};
  std::memcpy(bytes.data(), key.data(), std::min(key.size(), bytes.size()));
  Head out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = model::get_u64(bytes.data() + i * sizeof out[i]);
  return out;
}

ByteMap::Item::Item(std::string_view key, std::string_view value)
    : head_(head_of(key)),
      bytes_(new char[key.size() + value.size()]),
      key_bytes_(static_cast<std::uint32_t>(key.size())),
      value_bytes_(static_cast<std::uint32_t>(value.size())) {
  std::ranges::copy(key, bytes_.get());
  std::ranges::copy(value, bytes_.get() + key.size());
}

bool ByteMap::Item::is_below(const Sought& sought) const {
  for (std::size_t i = 0; i < head_.size(); ++i)
    if (head_[i] != sought.head[i]) return head_[i] < sought.head[i];
  return key() < sought.key;
}

ByteMap::ByteMap(const ByteMap& other) {
  blocks_.reserve(other.blocks_.size());
  for (const Block& block : other.blocks_) {
    Block& copy = blocks_.emplace_back();
    copy.reserve(block.size());
    for (const Item& item : block) copy.emplace_back(item.key(), item.value());
  }
}

// In the block that it would belong to, so perhaps at its end.
ByteMap::Place ByteMap::lower_bound(std::string_view key) const {
  const Sought sought{key, head_of(key)};
  const auto next = std::partition_point(blocks_.begin(), blocks_.end(),
                                         [&](const Block& b) { return b.front().is_below(sought); });
  if (next == blocks_.begin()) return {0, 0};
  const Block& block = *std::prev(next);
  const auto at = std::partition_point(block.begin(), block.end(),
                                       [&](const Item& item) { return item.is_below(sought); });
  const auto i = static_cast<std::size_t>(next - blocks_.begin());
  // Behind all of a block stands the first of the next one.
  if (at == block.end() && next != blocks_.end() && next->front().key() == key) return {i, 0};
  return {i - 1, static_cast<std::size_t>(at - block.begin())};
}

bool ByteMap::stands_at(const Place& at, std::string_view key) const {
  return at.block < blocks_.size() && at.item < blocks_[at.block].size() &&
         blocks_[at.block][at.item].key() == key;
}

std::optional<std::string_view> ByteMap::find(std::string_view key) const {
  const Place at = lower_bound(key);
  if (!stands_at(at, key)) return std::nullopt;
  return blocks_[at.block][at.item].value();
}

void ByteMap::put(std::string_view key, std::string_view value) {
  if (blocks_.empty()) {
    blocks_.emplace_back().emplace_back(key, value);
    return;
  }
  Place at = lower_bound(key);
  if (stands_at(at, key)) {
    blocks_[at.block][at.item] = Item(key, value);
    return;
  }
  if (blocks_[at.block].size() == kBlockItemsMax) {
    constexpr std::size_t kHalf = kBlockItemsMax / 2;
    Block& full = blocks_[at.block];
    const auto half = full.begin() + kHalf;
    Block upper(std::make_move_iterator(half), std::make_move_iterator(full.end()));
    full.erase(half, full.end());
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(at.block) + 1, std::move(upper));
    if (at.item > kHalf) at = {at.block + 1, at.item - kHalf};
  }
  Block& block = blocks_[at.block];
  block.emplace(block.begin() + static_cast<std::ptrdiff_t>(at.item), key, value);
}

void ByteMap::erase(std::string_view key) {
  const Place at = lower_bound(key);
  if (!stands_at(at, key)) return;
  Block& block = blocks_[at.block];
  block.erase(block.begin() + static_cast<std::ptrdiff_t>(at.item));
  if (block.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at.block));
}

}  // namespace node
