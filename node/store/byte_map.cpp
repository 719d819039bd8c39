#include "node/store/byte_map.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace node {
namespace {

constexpr std::size_t kBlockItemsMax = 64;

}  // namespace

ByteMap::Item::Item(std::string_view key, std::string_view value)
    : bytes_(new char[key.size() + value.size()]), key_bytes_(key.size()), value_bytes_(value.size()) {
  std::ranges::copy(key, bytes_.get());
  std::ranges::copy(value, bytes_.get() + key.size());
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
  const auto above =
      std::ranges::upper_bound(blocks_, key, {}, [](const Block& b) { return b.front().key(); });
  if (above == blocks_.begin()) return {0, 0};
  const Block& block = *std::prev(above);
  const auto at = std::ranges::lower_bound(block, key, {}, &Item::key);
  return {static_cast<std::size_t>(above - blocks_.begin()) - 1,
          static_cast<std::size_t>(at - block.begin())};
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
