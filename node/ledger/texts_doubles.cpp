#include "node/ledger/texts_doubles.h"

#include <algorithm>

#include "model/bytes.h"
#include "node/ledger/texts_memory.h"

namespace node {
namespace {

// A block grows by this, not to twice its size: what is spare in it counts.
constexpr std::size_t kStepDoubles = 16;

}  // namespace

DigestHead head_of(const model::Digest& digest) {
  return model::get_u32(reinterpret_cast<const char*>(digest.data()));
}

std::size_t TextDoubles::bytes_of(const Block& block) {
  return kNodeBytes + sizeof(Blocks::value_type) + block.capacity() * sizeof(Double) + 2 * kPieceBytes;
}

// `place` is where `own` stands, or would: those of one head stand side by side.
bool TextDoubles::others_beside(Blocks::const_iterator block, Block::const_iterator place,
                                const Double& own) const {
  const auto same_head = [&](const Double& d) { return d.head == own.head; };
  const Block& here = block->second;
  const auto next_block = std::next(block);
  if (place != here.begin()) {
    if (same_head(*std::prev(place))) return true;
  } else if (block != blocks_.begin()) {
    const Block& before = std::prev(block)->second;
    if (!before.empty() && same_head(before.back())) return true;
  }
  if (place != here.end() && *place == own) ++place;
  if (place != here.end()) return same_head(*place);
  return next_block != blocks_.end() && same_head(next_block->second.front());
}

TextDoubles::Added TextDoubles::add(DigestHead head, const model::SubjectId& wish) {
  const Double fresh{head, wish};
  if (blocks_.empty()) bytes_ += bytes_of(blocks_[Double{}]);
  auto at = std::prev(blocks_.upper_bound(fresh));
  auto place = std::ranges::lower_bound(at->second, fresh);
  const bool others = others_beside(at, place, fresh);
  if (place != at->second.end() && *place == fresh) return {false, others};
  if (at->second.size() == kDoublesOfBlockMax) {
    Block& full = at->second;
    const auto half = full.begin() + kDoublesOfBlockMax / 2;
    const auto next = blocks_.emplace(*half, Block(half, full.end())).first;
    bytes_ += bytes_of(next->second);
    bytes_ -= bytes_of(full);
    full.erase(half, full.end());
    full.shrink_to_fit();
    bytes_ += bytes_of(full);
    if (next->first <= fresh) at = next;
    place = std::ranges::lower_bound(at->second, fresh);
  }
  Block& block = at->second;
  bytes_ -= bytes_of(block);
  const auto i = place - block.begin();
  if (block.size() == block.capacity()) block.reserve(block.size() + kStepDoubles);
  block.insert(block.begin() + i, fresh);
  bytes_ += bytes_of(block);
  ++size_;
  return {true, others};
}

void TextDoubles::keep_only(const Heads& heads, DigestHead first, DigestHead last) {
  if (blocks_.empty()) return;
  const auto old = [&](const Double& d) {
    if (d.head < first || d.head > last) return false;
    const auto wish = heads.find(d.wish);
    return wish != heads.end() && wish->second != d.head;
  };
  auto at = std::prev(blocks_.upper_bound(Double{first, {}}));
  while (at != blocks_.end() && at->first.head <= last) {
    Block& block = at->second;
    bytes_ -= bytes_of(block);
    if (const std::size_t gone = std::erase_if(block, old); gone > 0) {
      size_ -= gone;
      block.shrink_to_fit();
    }
    bytes_ += bytes_of(block);
    const auto next = std::next(at);
    if (block.empty() && at != blocks_.begin()) {
      bytes_ -= bytes_of(block);
      blocks_.erase(at);
    }
    at = next;
  }
  if (size_ == 0) clear();
}

void TextDoubles::clear() {
  blocks_.clear();
  size_ = bytes_ = 0;
}

template <typename Visit>
void TextDoubles::for_each(DigestHead head, Visit&& visit) const {
  const Double first{head, {}};
  if (blocks_.empty()) return;
  for (auto at = std::prev(blocks_.upper_bound(first)); at != blocks_.end(); ++at)
    for (auto d = std::ranges::lower_bound(at->second, first); d != at->second.end(); ++d)
      if (d->head != head || !visit(d->wish)) return;
}

std::vector<model::SubjectId> TextDoubles::find(DigestHead head) const {
  std::vector<model::SubjectId> out;
  for_each(head, [&](const model::SubjectId& wish) {
    out.push_back(wish);
    return true;
  });
  return out;
}

bool TextDoubles::has_other(DigestHead head, const model::SubjectId& wish) const {
  bool found = false;
  for_each(head, [&](const model::SubjectId& there) {
    found = there != wish;
    return !found;
  });
  return found;
}

}  // namespace node
