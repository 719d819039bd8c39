#include "node/ledger/texts_blocks.h"

#include <string.h>  // memmem

#include <algorithm>

#include "node/ledger/texts_memory.h"

namespace node {
namespace {

using model::WishKey;

// A block grows by these steps, not to twice its size: what is spare in it counts.
constexpr std::size_t kStepWishes = 16;
constexpr std::size_t kStepWordBytes = 2u << 10;

std::size_t rounded_up(std::size_t n, std::size_t step) { return (n + step - 1) / step * step; }

// The smallest key above this one.
WishKey next_key(WishKey key) {
  ++key.home.value;
  return key;
}

// Where `text` stands first from `at` on, or null. Two of its bytes are compared at 64 places at a time,
// which compilers turn into vector instructions: several times as fast as memmem(), which finds what is left.
// The first byte says little, since most Chinese characters share theirs with others.
const char* find_bytes(const char* at, const char* end, std::string_view text) {
  constexpr std::size_t kPlaces = 64;
  const std::size_t last = text.size() - 1;
  const std::size_t middle = last / 2;
  const char last_byte = text[last];
  const char middle_byte = text[middle];
  for (; static_cast<std::size_t>(end - at) >= last + kPlaces; at += kPlaces) {
    const char* const lasts = at + last;
    const char* const middles = at + middle;
    unsigned char any = 0;
    for (std::size_t i = 0; i < kPlaces; ++i)
      any |= static_cast<unsigned char>((lasts[i] == last_byte) & (middles[i] == middle_byte));
    if (any == 0) continue;
    for (std::size_t i = 0; i < kPlaces; ++i)
      if (lasts[i] == last_byte && middles[i] == middle_byte &&
          std::memcmp(at + i, text.data(), text.size()) == 0)
        return at + i;
  }
  return static_cast<const char*>(memmem(at, static_cast<std::size_t>(end - at), text.data(), text.size()));
}

}  // namespace

// ---- A block ----

std::size_t TextBlocks::Block::find(const WishKey& key) const {
  const auto at = std::ranges::lower_bound(entries, key, {}, &Entry::key);
  return static_cast<std::size_t>(at - entries.begin());
}

std::size_t TextBlocks::Block::bytes() const {
  return kNodeBytes + sizeof(Blocks::value_type) + entries.capacity() * sizeof(Entry) + words.capacity() +
         3 * kPieceBytes;
}

void TextBlocks::Block::reserve(std::size_t more_wishes, std::size_t more_bytes) {
  if (const std::size_t n = entries.size() + more_wishes; n > entries.capacity())
    entries.reserve(rounded_up(n, kStepWishes));
  if (const std::size_t n = words.size() + more_bytes; n > words.capacity())
    words.reserve(rounded_up(n, kStepWordBytes));
}

void TextBlocks::Block::insert(std::size_t i, const Entry& entry, std::string_view text) {
  reserve(1, text.size());
  const std::size_t begin = i < entries.size() ? entries[i].begin : words.size();
  words.insert(words.begin() + static_cast<std::ptrdiff_t>(begin), text.begin(), text.end());
  const auto at = entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(i), entry);
  at->begin = static_cast<std::uint32_t>(begin);
  for (auto later = at + 1; later != entries.end(); ++later)
    later->begin += static_cast<std::uint32_t>(text.size());
  closed += is_closed(entry.state);
  worded += !text.empty();
}

void TextBlocks::Block::append(const Block& other, std::size_t from) {
  const std::size_t begin = other.entries[from].begin;
  reserve(other.entries.size() - from, other.words.size() - begin);
  for (std::size_t i = from; i < other.entries.size(); ++i)
    insert(entries.size(), other.entries[i], other.words_of(i));
}

void TextBlocks::Block::cut(std::size_t from) {
  remove_if([&](std::size_t i) { return i >= from; });
}

template <typename Leaves>
void TextBlocks::Block::remove_if(Leaves&& leaves) {
  std::size_t kept = 0;
  std::size_t kept_bytes = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string_view text = words_of(i);
    if (leaves(i)) {
      closed -= is_closed(entries[i].state);
      worded -= !text.empty();
      continue;
    }
    std::memmove(words.data() + kept_bytes, text.data(), text.size());
    entries[kept] = entries[i];
    entries[kept++].begin = static_cast<std::uint32_t>(kept_bytes);
    kept_bytes += text.size();
  }
  entries.resize(kept);
  words.resize(kept_bytes);
}

void TextBlocks::Block::give_back(std::size_t spare_bytes_max) {
  if (words.capacity() - words.size() > spare_bytes_max) words.shrink_to_fit();
  if ((entries.capacity() - entries.size()) * sizeof(Entry) > spare_bytes_max) entries.shrink_to_fit();
}

bool TextBlocks::Block::may_hold(std::string_view text, std::size_t first, std::size_t last) const {
  return first < last && (text.empty() || find_bytes(words.data() + entries[first].begin,
                                                     words.data() + end_of(last - 1), text) != nullptr);
}

void TextBlocks::Block::find_all(std::string_view text, std::size_t first, std::size_t last,
                                 std::vector<std::size_t>& out) const {
  if (text.empty()) {
    for (std::size_t i = first; i < last; ++i)
      if (!words_of(i).empty()) out.push_back(i);
    return;
  }
  if (first == last) return;
  const char* at = words.data() + entries[first].begin;
  const char* const end = words.data() + end_of(last - 1);
  while ((at = find_bytes(at, end, text)) != nullptr) {
    const auto begin = static_cast<std::uint32_t>(at - words.data());
    const auto after = std::ranges::upper_bound(entries, begin, {}, &Entry::begin);
    const std::size_t i = static_cast<std::size_t>(after - entries.begin()) - 1;
    if (begin + text.size() > end_of(i)) {  // Over the end of a wish: of no one.
      ++at;
      continue;
    }
    out.push_back(i);
    at = words.data() + end_of(i);
  }
}

// ---- Blocks ----

TextBlocks::Blocks::iterator TextBlocks::block_for(const WishKey& key) {
  const auto above = blocks_.upper_bound(key);
  return above == blocks_.begin() ? above : std::prev(above);
}

TextBlocks::Blocks::const_iterator TextBlocks::block_for(const WishKey& key) const {
  const auto above = blocks_.upper_bound(key);
  return above == blocks_.begin() ? above : std::prev(above);
}

template <typename Change>
void TextBlocks::change(Block& block, Change&& what) {
  bytes_ -= block.bytes();
  wishes_ -= block.entries.size();
  closed_ -= block.closed;
  worded_ -= block.worded;
  what(block);
  bytes_ += block.bytes();
  wishes_ += block.entries.size();
  closed_ += block.closed;
  worded_ += block.worded;
}

TextBlocks::Blocks::iterator TextBlocks::add(const WishKey& key) {
  const auto at = blocks_.try_emplace(key).first;
  bytes_ += at->second.bytes();
  return at;
}

TextBlocks::Blocks::iterator TextBlocks::rekey(Blocks::iterator at, const WishKey& key) {
  if (at->first == key) return at;
  auto node = blocks_.extract(at);
  node.key() = key;
  return blocks_.insert(std::move(node)).position;
}

// The block that a new wish goes into. Where it would stand at an end of a full one it begins its own, so
// blocks that are filled in order end up full; elsewhere the full one is halved.
TextBlocks::Blocks::iterator TextBlocks::block_with_room(const WishKey& key, std::size_t more_bytes) {
  if (blocks_.empty()) return add(key);
  for (;;) {
    const auto at = block_for(key);
    Block& block = at->second;
    const std::size_t i = block.find(key);
    if (block.entries.size() < kBlockWishesMax && block.words.size() + more_bytes <= kBlockWordBytesMax)
      return key < at->first ? rekey(at, key) : at;
    if (i > 0 && i < block.entries.size()) {
      split(at);
      continue;
    }
    change(block, [](Block& b) { b.give_back(0); });
    if (i == 0) rekey(at, block.entries.front().key());
    return add(key);
  }
}

void TextBlocks::split(Blocks::iterator at) {
  Block& block = at->second;
  const std::size_t half = block.entries.size() / 2;
  const auto next = add(block.entries[half].key());
  change(next->second, [&](Block& b) { b.append(block, half); });
  change(block, [&](Block& b) {
    b.cut(half);
    b.give_back(kStepWordBytes);
  });
}

// After wishes left a block: drops an empty one, joins small neighbours, gives back what is spare.
void TextBlocks::tidy(Blocks::iterator at) {
  if (at->second.entries.empty()) {
    bytes_ -= at->second.bytes();
    blocks_.erase(at);
    return;
  }
  const auto small = [](const Block& a, const Block& b) {
    return a.entries.size() + b.entries.size() <= kBlockWishesMax / 2 &&
           a.words.size() + b.words.size() <= kBlockWordBytesMax / 2;
  };
  if (const auto next = std::next(at); next != blocks_.end() && small(at->second, next->second)) {
    join_next(at);
  } else if (at != blocks_.begin() && small(std::prev(at)->second, at->second)) {
    --at;
    join_next(at);
  }
  change(at->second, [](Block& b) { b.give_back(2 * kStepWordBytes); });
}

void TextBlocks::join_next(Blocks::iterator at) {
  const auto next = std::next(at);
  change(at->second, [&](Block& b) { b.append(next->second, 0); });
  change(next->second, [](Block& b) { b.cut(0); });
  bytes_ -= next->second.bytes();
  blocks_.erase(next);
}

// ---- Wishes ----

std::uint8_t TextBlocks::campaign_mark(const std::optional<model::SubjectId>& campaign) {
  return campaign ? static_cast<std::uint8_t>(campaign->data.back() % 255 + 1) : 0;
}

TextBlocks::Entry TextBlocks::entry_of(const WishKey& key, const WishFacets& facets, std::uint64_t source,
                                       std::uint32_t begin) {
  return {key.id,           key.home,
          source,           begin,
          facets.month,     facets.targets,
          facets.state,     facets.category,
          facets.hand_over, campaign_mark(facets.campaign)};
}

bool TextBlocks::Entry::may_pass(const WishFilter& filter) const {
  WishFacets facets{home, month, state, category, targets, hand_over, std::nullopt};
  if (filter.campaign && campaign == campaign_mark(filter.campaign)) facets.campaign = filter.campaign;
  return passes(filter, facets);
}

bool TextBlocks::keep_words(const WishKey& key, const WishFacets& facets, std::uint64_t source) {
  return source != 0 && keep_words_if(key, facets, source, [&](const Block& block, std::size_t i) {
           return block.entries[i].source == source;
         });
}

template <typename Fit>
bool TextBlocks::keep_words_if(const WishKey& key, const WishFacets& facets, std::uint64_t source,
                               Fit&& fit) {
  if (blocks_.empty()) return false;
  Block& block = block_for(key)->second;
  const std::size_t i = block.find(key);
  if (!block.has(i, key) || !fit(block, i)) return false;
  const bool closed = is_closed(facets.state);
  if (closed && (closed_ == 0 || key < closed_from_)) closed_from_ = key;
  change(block, [&](Block& b) {
    Entry& entry = b.entries[i];
    b.closed += closed;
    b.closed -= is_closed(entry.state);
    entry = entry_of(key, facets, source, entry.begin);
  });
  return true;
}

void TextBlocks::put(const WishKey& key, const WishFacets& facets, std::string_view words,
                     std::uint64_t source) {
  // Words are moved about only where they are others.
  if (keep_words_if(key, facets, source,
                    [&](const Block& block, std::size_t i) { return block.words_of(i) == words; }))
    return;
  const bool closed = is_closed(facets.state);
  const Entry entry = entry_of(key, facets, source, 0);
  if (closed && (closed_ == 0 || key < closed_from_)) closed_from_ = key;
  remove(key);
  Block& block = block_with_room(key, words.size())->second;
  change(block, [&](Block& b) { b.insert(b.find(key), entry, words); });
}

void TextBlocks::remove(const WishKey& key) {
  if (blocks_.empty()) return;
  const auto at = block_for(key);
  const std::size_t i = at->second.find(key);
  if (!at->second.has(i, key)) return;
  change(at->second, [&](Block& b) { b.remove_if([&](std::size_t e) { return e == i; }); });
  tidy(at);
}

void TextBlocks::clear() {
  blocks_.clear();
  wishes_ = closed_ = worded_ = bytes_ = 0;
  left_below_ = {};
}

bool TextBlocks::holds(const WishKey& key) const {
  if (blocks_.empty()) return false;
  const Block& block = block_for(key)->second;
  return block.has(block.find(key), key);
}

std::vector<model::PlaceCode> TextBlocks::homes_of(const model::SubjectId& id) const {
  std::vector<model::PlaceCode> out;
  if (blocks_.empty()) return out;
  const WishKey first{id, {}};
  for (auto at = block_for(first); at != blocks_.end(); ++at) {
    const Block& block = at->second;
    for (std::size_t i = block.find(first); i < block.entries.size(); ++i) {
      if (block.entries[i].id != id) return out;
      out.push_back(block.entries[i].home);
    }
  }
  return out;
}

// ---- Leaving ----

void TextBlocks::make_room(std::size_t bytes_max) {
  if (bytes_ <= bytes_max) return;
  const std::size_t wanted = bytes_max - std::min(kRoomBytes, bytes_max / kRoomPart);
  while (bytes_ > wanted && wishes_ > 0) {
    if (closed_ == 0) {
      leave(blocks_.begin(), false, bytes_ - wanted);
      continue;
    }
    auto at = block_for(closed_from_);
    while (at->second.closed == 0) ++at;
    closed_from_ = at->first;
    leave(at, true, bytes_ - wanted);
  }
}

// Lets the oldest of a block go, open or closed ones, until about so many bytes are free or none are left.
void TextBlocks::leave(Blocks::iterator at, bool closed, std::size_t bytes) {
  std::size_t freed = 0;
  change(at->second, [&](Block& b) {
    b.remove_if([&](std::size_t i) {
      if (freed >= bytes || is_closed(b.entries[i].state) != closed) return false;
      freed += sizeof(Entry) + b.words_of(i).size();
      left_below_[closed] = std::max(left_below_[closed], next_key(b.entries[i].key()));
      return true;
    });
    b.give_back(0);
  });
  tidy(at);
}

bool TextBlocks::would_leave(const WishKey& key, bool closed, std::size_t bytes_max) const {
  return key < left_below_[closed] && bytes_ >= bytes_max - bytes_max / 8 && !holds(key);
}

WishKey TextBlocks::left_below(bool closed, const WishFilter& filter) const {
  const bool passes =
      (!filter.state || is_closed(*filter.state) == closed) && (!filter.closed || *filter.closed == closed);
  return passes ? left_below_[closed] : WishKey{};
}

Absent TextBlocks::absent_below(const WishKey& below, const WishFilter& filter) const {
  const WishKey open = left_below(false, filter);
  const WishKey closed = left_below(true, filter);
  if (below <= std::min(open, closed)) return {{}, true, true};
  if (below <= std::max(open, closed)) return {std::min(open, closed), open > closed, closed > open};
  return {std::max(open, closed), false, false};
}

bool TextBlocks::only(const Absent& absent, const WishKey& down_to, const WishFilter& filter) const {
  return (absent.open || left_below(false, filter) <= down_to) &&
         (absent.closed || left_below(true, filter) <= down_to);
}

bool TextBlocks::complete() const { return left_below_ == std::array<WishKey, 2>{}; }

// ---- Searching ----

WishKey TextBlocks::search(std::optional<std::string_view> text, const WishFilter& filter,
                           const WishKey& below, const WishKey& down_to, std::size_t wishes_max,
                           std::size_t count_max, std::vector<WishKey>& out) const {
  std::size_t looked_at = 0;
  std::vector<std::size_t> hits;
  for (auto at = blocks_.lower_bound(below); at != blocks_.begin();) {
    --at;
    const Block& block = at->second;
    const std::size_t first = block.find(down_to);
    const std::size_t last = block.find(below);
    hits.clear();
    if (text)
      find_text(block, *text, filter, first, last, hits);
    else
      find_passing(block, filter, first, last, hits);
    for (auto hit = hits.rbegin(); hit != hits.rend(); ++hit) {
      out.push_back(block.entries[*hit].key());
      if (out.size() >= count_max) return out.back();
    }
    looked_at += last - first;
    if (at->first <= down_to) break;
    if (looked_at >= wishes_max) return at->first;
  }
  return down_to;
}

// As passes(), with the questions that hardly any wish passes first: a million are looked through while
// somebody waits.
void TextBlocks::find_passing(const Block& block, const WishFilter& filter, std::size_t first,
                              std::size_t last, std::vector<std::size_t>& out) {
  std::uint32_t targets = ~0u;
  if (filter.target) {
    model::Targets one;
    one.add(*filter.target);
    targets = one.bits;
  }
  const bool any_target = !filter.target;
  const bool any_category = !filter.category;
  const model::Category category = filter.category.value_or(model::Category{});
  const std::uint32_t first_month = filter.period ? filter.period->first_month : 0;
  const std::uint32_t last_month = filter.period ? filter.period->last_month : ~0u;
  for (std::size_t i = first; i < last; ++i) {
    const Entry& entry = block.entries[i];
    if ((any_target | ((entry.targets.bits & targets) != 0)) & (any_category | (entry.category == category)) &
        (entry.month >= first_month) & (entry.month <= last_month))
      if (entry.may_pass(filter)) out.push_back(i);
  }
}

void TextBlocks::find_text(const Block& block, std::string_view text, const WishFilter& filter,
                           std::size_t first, std::size_t last, std::vector<std::size_t>& out) {
  const bool all = filter.all();
  // Most blocks hold no word that is rare. Else through the words of neighbours who all pass at once:
  // without a filter those are the whole block.
  const bool maybe = all || block.may_hold(text, first, last);
  for (std::size_t i = first; maybe && i < last;) {
    std::size_t end = all ? last : i;
    while (end < last && block.entries[end].may_pass(filter)) ++end;
    block.find_all(text, i, end, out);
    i = end + 1;
  }
}

}  // namespace node
