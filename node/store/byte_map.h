// An ordered map of bytes: what MemoryKv keeps a family in.
//
// Its items stand in blocks, ascending, each in one piece of memory: first the key, then the value. So a scan
// goes from one to the next without following a tree, and a search looks at few keys. Not thread-safe.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace node {

class ByteMap {
 public:
  ByteMap() = default;
  ByteMap(const ByteMap& other);
  ByteMap& operator=(const ByteMap&) = delete;

  // The views live until the map is changed.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const;
  void put(std::string_view key, std::string_view value);
  void erase(std::string_view key);

  // Calls `visit(key, value)`, which returns false to end it, for all keys from `from` (included) up to `to`
  // (excluded; empty: no end), ascending.
  template <typename Visit>
  void scan(std::string_view from, std::string_view to, Visit&& visit) const {
    for (Place at = lower_bound(from); at.block < blocks_.size(); at = {at.block + 1, 0})
      for (; at.item < blocks_[at.block].size(); ++at.item) {
        const Item& item = blocks_[at.block][at.item];
        if (!to.empty() && item.key() >= to) return;
        if (!visit(item.key(), item.value())) return;
      }
  }
  // The same downwards: keys below `before` (empty: from the very end), down to `from` (included).
  template <typename Visit>
  void scan_back(std::string_view from, std::string_view before, Visit&& visit) const {
    Place at = before.empty() ? Place{blocks_.size(), 0} : lower_bound(before);
    for (;;) {
      if (at.item == 0) {
        if (at.block == 0) return;
        at = {at.block - 1, blocks_[at.block - 1].size()};
      }
      const Item& item = blocks_[at.block][--at.item];
      if (item.key() < from || !visit(item.key(), item.value())) return;
    }
  }

 private:
  // The first bytes of a key as numbers, zeros behind its end: where those of two keys differ, they order the
  // keys. They stand in the blocks themselves, so a search seldom has to look at the keys.
  using Head = std::array<std::uint64_t, 4>;
  [[nodiscard]] static Head head_of(std::string_view key);
  struct Sought {
    std::string_view key;
    Head head;
  };
  class Item {
   public:
    Item(std::string_view key, std::string_view value);
    [[nodiscard]] bool is_below(const Sought& sought) const;
    [[nodiscard]] std::string_view key() const { return {bytes_.get(), key_bytes_}; }
    [[nodiscard]] std::string_view value() const { return {bytes_.get() + key_bytes_, value_bytes_}; }

   private:
    Head head_;
    std::unique_ptr<char[]> bytes_;
    std::uint32_t key_bytes_;
    std::uint32_t value_bytes_;
  };
  using Block = std::vector<Item>;  // Never empty, ascending, all above those of the block before.
  // The end of a block is the beginning of the next one.
  struct Place {
    std::size_t block;
    std::size_t item;
  };

  [[nodiscard]] Place lower_bound(std::string_view key) const;
  [[nodiscard]] bool stands_at(const Place& at, std::string_view key) const;

  std::vector<Block> blocks_;
};

}  // namespace node
