#include "node/ledger/texts.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "model/bytes.h"
#include "model/characters.h"
#include "model/form1.h"
#include "model/likeness.h"
#include "model/part.h"

namespace node {
namespace {

constexpr std::uint32_t kAllPersonalFields = (1u << model::kPersonalFieldCount) - 1;

using model::FoldedWish;
using model::SubjectId;
using model::WishField;
using model::WishKey;
using model::WishPart;

// All that is searched, in one string; a text that is looked for never reaches over a field's end.
std::string words_of(const WishPart& part) {
  const std::array fields = {&part.name, &part.address, &part.content, &part.proof, &part.phone};
  std::size_t bytes = 0;
  for (const std::string* field : fields) bytes += field->size() + 1;
  std::string out;
  out.reserve(bytes);
  for (const std::string* field : fields) {
    out += model::folded_utf8(*field);
    out.push_back('\x1f');
  }
  return out;
}

// What a person is known by, from what words_of() made: folding is what costs.
std::vector<std::string> person_keys_in(std::string_view words) {
  std::array<std::string_view, 5> fields;
  std::string_view rest = words;
  for (std::string_view& field : fields) {
    field = rest.substr(0, rest.find('\x1f'));
    rest.remove_prefix(std::min(rest.size(), field.size() + 1));
  }
  return model::person_keys({fields[0], fields[1], fields[4], words});
}

model::Digest digest_in(const std::string& bytes) {
  model::Digest out{};
  std::memcpy(out.data(), bytes.data(), std::min(out.size(), bytes.size()));
  return out;
}

// What the words of a wish are made of; never zero. The hashes are as good as random, so mixing them does.
// Whoever could make two such alike could as well write the words.
std::uint64_t source_of(const FoldedWish& wish) {
  std::uint64_t out = wish.erased ? 1 : 0;
  for (const model::EventRef& source : wish.sources) {
    out ^= model::get_u64(source.hash.view().data());
    out *= 0x9e3779b97f4a7c15ULL;
    out ^= out >> 32;
  }
  return out | 1;
}

// Of what model::duplicate_key() looks at.
model::Digest duplicate_digest(const WishPart& part) {
  model::WishEntry entry;
  entry.name = part.name;
  entry.address = part.address;
  entry.content = part.content;
  entry.phone = part.phone;
  return model::sha256(model::duplicate_key(entry));
}

}  // namespace

Texts::Texts(const EventStore& store, const Ledger& ledger, model::PlaceCode own, std::size_t bytes_max)
    : store_(store),
      ledger_(ledger),
      own_(own),
      person_secret_(digest_in(store.sealer().fingerprint("people"))),
      bytes_max_(bytes_max),
      hidden_(hides()) {}

std::optional<WishText> Texts::of(const FoldedWish& wish) const { return joined(wish, &EventStore::part); }

std::optional<WishText> Texts::joined(const FoldedWish& wish, PartReader read) const {
  if (wish.erased) return std::nullopt;
  WishText out;
  // Mostly one part supplies all fields.
  std::vector<std::pair<model::EventRef, std::optional<WishPart>>> parts;
  for (std::size_t f = 0; f < wish.sources.size(); ++f) {
    auto at = std::ranges::find(parts, wish.sources[f], &decltype(parts)::value_type::first);
    if (at == parts.end()) {
      at = parts.insert(at, {wish.sources[f], std::nullopt});
      if (const auto part = (store_.*read)(wish.sources[f]))
        at->second = model::decode_wish_part(model::part_payload(*part));
    }
    if (!at->second) continue;
    const auto field = static_cast<WishField>(f);
    model::copy_field(field, *at->second, out.part);
    out.held.add(field);
  }
  return out.held.bits != 0 ? std::optional(std::move(out)) : std::nullopt;
}

bool Texts::loaded() const { return loaded_ && hidden_ == hides(); }

// ---- Searching ----

// One search: it goes down from key to key, through the words in memory and, where words have left, through
// the ledger's rows of those wishes as well.
class Texts::Search {
 public:
  Search(const Texts& texts, std::string_view text, const WishFilter& filter, std::size_t count_max)
      : texts_(texts),
        text_(model::folded_utf8(text)),
        filter_(filter),
        count_max_(count_max),
        settled_(texts.hidden_ == texts.hides()) {}

  std::vector<WishKey> below(WishKey key) && {
    below_ = key;
    while (!full() && below_ > WishKey{}) search_range();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool full() const { return out_.size() >= count_max_; }

  // Down to where others are absent from memory, or to the end of a page of absent ones.
  void search_range() {
    Absent absent;
    {
      const std::shared_lock lock(texts_.mutex_);
      absent = texts_.words_.absent_below(below_, filter_);
    }
    WishKey down_to = absent.down_to;
    std::vector<FoldedWish> rows;
    if (absent.any()) {
      WishFilter filter = filter_;
      if (absent.open != absent.closed) filter.closed = absent.closed;
      const auto before = below_ == kAboveAllWishes ? std::nullopt : std::optional(below_);
      rows = texts_.ledger_.wishes(filter, before, kSearchPageWishes);
      if (rows.size() == kSearchPageWishes) down_to = std::max(down_to, rows.back().key());
    }
    auto row = rows.cbegin();
    while (!full() && below_ > down_to) {
      std::vector<WishKey> found;
      std::vector<const FoldedWish*> to_unseal;
      {
        const std::shared_lock lock(texts_.mutex_);
        if (!texts_.words_.only(absent, down_to, filter_)) return;  // More have left: looks again.
        below_ = texts_.words_.search(text_, filter_, below_, down_to, kSearchStepWishes,
                                      count_max_ - out_.size(), found);
        for (; row != rows.cend() && row->key() >= below_; ++row)
          if (!texts_.words_.holds(row->key())) to_unseal.push_back(&*row);
      }
      merge(found, to_unseal);
    }
  }

  // Both newest first.
  void merge(const std::vector<WishKey>& found, const std::vector<const FoldedWish*>& to_unseal) {
    auto absent = to_unseal.begin();
    const auto unseal_above = [&](const WishKey& key) {
      for (; !full() && absent != to_unseal.end() && (*absent)->key() > key; ++absent)
        if (holds_when_unsealed(**absent)) out_.push_back((*absent)->key());
    };
    for (const WishKey& key : found) {
      unseal_above(key);
      if (!full() && holds_indeed(key)) out_.push_back(key);
    }
    unseal_above({});
  }

  [[nodiscard]] bool holds_when_unsealed(const FoldedWish& wish) const {
    const auto text = texts_.of(wish);
    return text && words_of(text->part).find(text_) != std::string::npos;
  }
  // Of one that was found in memory.
  [[nodiscard]] bool holds_indeed(const WishKey& key) const {
    if (settled_ && !filter_.campaign) return true;
    const auto wish = texts_.ledger_.wish(key);
    return wish && passes(filter_, facets_of(*wish)) && (settled_ || holds_when_unsealed(*wish));
  }

  const Texts& texts_;
  const std::string text_;
  const WishFilter& filter_;
  const std::size_t count_max_;
  const bool settled_;  // Otherwise what is in memory may have been hidden just now.
  WishKey below_;       // All from here on was searched.
  std::vector<WishKey> out_;
};

std::vector<WishKey> Texts::search(std::string_view text, const WishFilter& filter,
                                   const std::optional<WishKey>& before, std::size_t count_max) const {
  return Search(*this, text, filter, count_max).below(before.value_or(kAboveAllWishes));
}

std::optional<std::vector<WishKey>> Texts::filtered(const WishFilter& filter,
                                                    const std::optional<WishKey>& before,
                                                    std::size_t count_max) const {
  std::vector<WishKey> out;
  for (WishKey below = before.value_or(kAboveAllWishes); out.size() < count_max && below > WishKey{};) {
    const std::shared_lock lock(mutex_);
    if (!loaded_ || !words_.complete() || filter.campaign) return std::nullopt;
    below = words_.search({}, filter, below, {}, kFilterStepWishes, count_max, out);
  }
  return out;
}

std::optional<WishKey> Texts::same_wish(const std::string& duplicate_key) const {
  const model::Digest digest = model::sha256(duplicate_key);
  std::vector<SubjectId> like;
  {
    const std::shared_lock lock(mutex_);
    like = doubles_.find(head_of(digest));
  }
  for (const SubjectId& id : like) {
    for (const FoldedWish& wish : ledger_.wishes_of(id)) {
      if (!is_own(wish.home)) continue;
      const auto text = joined(wish, &EventStore::part_though_hidden);
      if (text && duplicate_digest(text->part) == digest) return wish.key();
    }
  }
  return std::nullopt;
}

bool Texts::is_own(model::PlaceCode home) const { return store_.authority()->same(home, own_); }

std::vector<DigestHead> Texts::heads_of(const std::vector<std::string>& person_keys) const {
  static_assert(sizeof person_secret_ >= crypto_shorthash_KEYBYTES);
  static_assert(sizeof(DigestHead) <= crypto_shorthash_BYTES);
  std::vector<DigestHead> out;
  for (const std::string& key : person_keys) {
    std::array<unsigned char, crypto_shorthash_BYTES> hash;
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                     person_secret_.data());
    out.push_back(model::get_u32(reinterpret_cast<const char*>(hash.data())));
  }
  return out;
}

std::vector<SubjectId> Texts::of_same_person(const WishPart& part) const {
  if (hides()) return {};
  const std::vector<DigestHead> heads = heads_of(person_keys_in(words_of(part)));
  std::vector<SubjectId> out;
  {
    const std::shared_lock lock(mutex_);
    for (const DigestHead head : heads)
      for (const SubjectId& id : people_.find(head)) out.push_back(id);
  }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Whether some other wish stands there. With mutex_ held.
bool Texts::know_person(const std::vector<DigestHead>& heads, const SubjectId& wish) {
  bool others = false;
  for (const DigestHead head : heads) {
    const bool room = people_.bytes() < bytes_max_ / kPeoplePart;
    const bool other = room ? people_.add(head, wish).others : people_.has_other(head, wish);
    others = others || other;
  }
  return others;
}

Texts::Status Texts::status() const {
  const std::shared_lock lock(mutex_);
  return {words_.bytes() + doubles_.bytes() + people_.bytes(),
          bytes_max_,
          words_.worded(),
          doubles_.size(),
          people_.size(),
          words_.complete()};
}

// ---- Keeping up ----

void Texts::put_all_of(const SubjectId& id, const std::vector<FoldedWish>& wishes) {
  bool gone = false;
  {
    const std::unique_lock lock(mutex_);
    for (const model::PlaceCode home : words_.homes_of(id))
      if (std::ranges::find(wishes, home, &FoldedWish::home) == wishes.end()) {
        words_.remove({id, home});
        gone = true;
      }
  }
  for (const FoldedWish& wish : wishes) put(wish, Coming::kChanged);
  if (wishes.empty()) changed_doubles_[id] = std::nullopt;
  if (wishes.empty() && gone) gone_people_[id] = std::nullopt;
}

void Texts::put(const FoldedWish& wish, Coming coming) {
  const WishKey key = wish.key();
  const bool own = is_own(wish.home);
  const bool closed = is_closed(wish.state);
  bool stays = true;
  const std::uint64_t words_source = source_of(wish);
  if (!hides()) {
    const std::unique_lock lock(mutex_);
    if (words_.keep_words(key, facets_of(wish), words_source)) return;
  }
  {
    const std::shared_lock lock(mutex_);
    stays = !words_.would_leave(key, closed, word_bytes_max());
  }
  if (!stays && !own) return;
  const auto text = of(wish);
  // Where a part is not here it may still come.
  const bool complete = text && text->held.bits == kAllPersonalFields && !hides();
  const std::string words = text && stays ? words_of(text->part) : "";
  // Of a wish of which only the part that names the person is held, the others come yet.
  const auto people = heads_of(person_keys_in(words));
  std::optional<DigestHead> head;
  if (own)
    if (const auto all = hides() ? joined(wish, &EventStore::part_though_hidden) : text)
      head = head_of(duplicate_digest(all->part));
  bool new_head = false, same_person = false;
  {
    const std::unique_lock lock(mutex_);
    if (stays)
      words_.put(key, facets_of(wish), words, complete ? words_source : 0);
    else
      words_.remove(key);
    if (head) new_head = doubles_.add(*head, key.id).fresh;
    same_person = know_person(people, key.id);
    words_.make_room(word_bytes_max());
  }
  const bool amended = std::ranges::any_of(
      wish.sources, [&](const model::EventRef& source) { return source != wish.registered; });
  if (own && coming == Coming::kChanged && (!head || (new_head && amended))) changed_doubles_[key.id] = head;
  // Erased wishes are few, and little is said of them any more.
  if (wish.erased && coming == Coming::kChanged) gone_people_[key.id] = std::nullopt;
  if (same_person && on_same_person) on_same_person(key);
}

// What an own wish said before it changed is no longer known, so old heads are looked for once for all that
// changed in a turn. Lets go of the lock between steps.
void Texts::forget_old_doubles() {
  forget(doubles_, changed_doubles_);
  forget(people_, gone_people_);
}

void Texts::forget(TextDoubles& doubles, TextDoubles::Heads& changed) {
  if (changed.empty()) return;
  const std::uint64_t steps = [&] {
    const std::shared_lock lock(mutex_);
    return doubles.size() / kSearchStepWishes + 1;
  }();
  const std::uint64_t heads = (std::uint64_t{kLastHead} + 1) / steps;
  for (std::uint64_t step = 0; step < steps; ++step) {
    const std::uint64_t last = step + 1 < steps ? (step + 1) * heads - 1 : kLastHead;
    const std::unique_lock lock(mutex_);
    doubles.keep_only(changed, static_cast<DigestHead>(step * heads), static_cast<DigestHead>(last));
  }
  changed.clear();
}

void Texts::clear() {
  const std::unique_lock lock(mutex_);
  words_.clear();
  doubles_.clear();
  people_.clear();
  changed_doubles_.clear();
  gone_people_.clear();
  load_before_.reset();
  loaded_ = false;
  hidden_ = hides();
}

bool Texts::load_step() {
  forget_old_doubles();
  if (hidden_ != hides()) {
    if (hides()) clear();  // Rather nothing than what must not be shown.
    hidden_ = hides();
    load_before_.reset();
    loaded_ = false;
  }
  if (loaded_) return false;
  const auto page = ledger_.wishes({}, load_before_, kTextLoadWishes);
  for (const FoldedWish& wish : page) put(wish, Coming::kLoaded);
  if (page.size() < kTextLoadWishes)
    loaded_ = true;
  else
    load_before_ = page.back().key();
  return !loaded_;
}

std::size_t Texts::word_bytes_max() const {
  return bytes_max_ - std::min(bytes_max_.load(), doubles_.bytes() + people_.bytes());
}

}  // namespace node
