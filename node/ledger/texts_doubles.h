// Which wishes of the own place may be the one that somebody enters again: the head of the digest of what
// makes two wishes the same, and the wish, in the order of the heads.
//
// Only a hint, so that it stays small: a head says nothing for certain, and a wish whose words changed stands
// under its old head, too, until keep_only(). Whoever finds a wish here must look whether it is the one.
//
// Not thread-safe: node/ledger/texts.h guards it.

#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "model/crypto.h"
#include "model/ids.h"

namespace node {

// Of two different rows one in four thousand million shares its head with the other.
using DigestHead = std::uint32_t;
inline constexpr DigestHead kLastHead = ~DigestHead{0};
[[nodiscard]] DigestHead head_of(const model::Digest& digest);

inline constexpr std::size_t kDoublesOfBlockMax = 256;

class TextDoubles {
 public:
  // The head under which a wish stands, or nothing where it no longer stands under any.
  using Heads = std::unordered_map<model::SubjectId, std::optional<DigestHead>, model::FixedBytesHash>;

  TextDoubles() = default;
  TextDoubles(const TextDoubles&) = delete;
  TextDoubles& operator=(const TextDoubles&) = delete;

  // Whether it is new there, and whether others stand under the head as well.
  struct Added {
    bool fresh = false;
    bool others = false;
  };
  Added add(DigestHead head, const model::SubjectId& wish);
  // Forgets these wishes under all other heads from `first` to `last`. Looks at all that stand there, so it
  // is called with many wishes, and for a part of the heads at a time.
  void keep_only(const Heads& heads, DigestHead first = 0, DigestHead last = kLastHead);
  void clear();

  [[nodiscard]] std::vector<model::SubjectId> find(DigestHead head) const;  // Ascending.
  [[nodiscard]] bool has_other(DigestHead head, const model::SubjectId& wish) const;
  [[nodiscard]] std::size_t size() const { return size_; }
  // All that is taken, what the allocator needs included.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct Double {
    DigestHead head;
    model::SubjectId wish;
    auto operator<=>(const Double&) const = default;
  };
  static_assert(sizeof(Double) == 20);
  using Block = std::vector<Double>;  // Ascending.
  // Each by a value that is not above its first one, and above all of the block before. The first by zero.
  using Blocks = std::map<Double, Block>;

  [[nodiscard]] static std::size_t bytes_of(const Block& block);
  [[nodiscard]] bool others_beside(Blocks::const_iterator block, Block::const_iterator place,
                                   const Double& own) const;
  // Ascending, as long as `visit` says true.
  template <typename Visit>
  void for_each(DigestHead head, Visit&& visit) const;

  Blocks blocks_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace node
