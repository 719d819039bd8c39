#include "node/texts.h"

#include <algorithm>
#include <mutex>

#include "model/characters.h"
#include "model/form1.h"
#include "model/part.h"

namespace node {
namespace {

using model::FoldedWish;
using model::SubjectId;
using model::WishField;
using model::WishKey;
using model::WishPart;

std::string fold_text(std::string_view text) { return model::to_utf8(model::folded(text)); }

// All that is searched, in one string; a text that is looked for never reaches over a field's end.
std::string words_of(const WishPart& part) {
  std::string out;
  for (const std::string* field : {&part.name, &part.address, &part.content, &part.proof, &part.phone})
    out += fold_text(*field) + '\x1f';
  return out;
}

bool final_state(model::WishState state) {
  return state == model::WishState::kWithdrawn || state == model::WishState::kRejected;
}

void copy_field(WishField field, const WishPart& from, WishPart& to) {
  switch (field) {
    case WishField::kName:
      to.name = from.name;
      break;
    case WishField::kSex:
      to.sex = from.sex;
      break;
    case WishField::kAge:
      to.age = from.age;
      break;
    case WishField::kAddress:
      to.address = from.address;
      break;
    case WishField::kContent:
      to.content = from.content;
      break;
    case WishField::kProof:
      to.proof = from.proof;
      break;
    case WishField::kPhone:
      to.phone = from.phone;
      break;
    case WishField::kConsent:
      to.consent = from.consent;
      break;
    default:
      break;
  }
}

model::Digest duplicate_digest(const FoldedWish& wish, const WishPart& part) {
  model::WishEntry entry;
  entry.name = part.name;
  entry.sex = part.sex;
  entry.age = part.age;
  entry.address = part.address;
  entry.content = part.content;
  entry.proof = part.proof;
  entry.phone = part.phone;
  entry.consent = part.consent;
  entry.category = wish.category;
  entry.targets = wish.targets;
  entry.value_yuan = wish.value_yuan;
  return model::sha256(model::duplicate_key(entry));
}

}  // namespace

Texts::Texts(const EventStore& store, const Ledger& ledger, model::PlaceCode own, std::size_t bytes_max)
    : store_(store), ledger_(ledger), own_(own), bytes_max_(bytes_max), hidden_(hides()) {}

std::optional<WishText> Texts::of(const FoldedWish& wish) const { return joined(wish, &EventStore::part); }

std::optional<WishText> Texts::joined(const FoldedWish& wish, PartReader read) const {
  if (wish.erased) return std::nullopt;
  WishText out;
  std::map<model::EventRef, std::optional<WishPart>> parts;
  for (std::size_t f = 0; f < wish.sources.size(); ++f) {
    const auto [at, fresh] = parts.try_emplace(wish.sources[f]);
    if (fresh)
      if (const auto part = (store_.*read)(wish.sources[f]))
        at->second = model::decode_wish_part(model::part_payload(*part));
    if (!at->second) continue;
    const auto field = static_cast<WishField>(f);
    copy_field(field, *at->second, out.part);
    out.held.add(field);
  }
  return out.held.bits != 0 ? std::optional(std::move(out)) : std::nullopt;
}

bool Texts::loaded() const { return loaded_ && hidden_ == hides(); }

// ---- Searching ----

std::vector<WishKey> Texts::search(std::string_view text, const WishFilter& filter,
                                   const std::optional<WishKey>& before, std::size_t count_max) const {
  const std::string looked_for = fold_text(text);
  std::vector<WishKey> out;
  std::optional<WishKey> at = before;
  const bool settled = hidden_ == hides();  // Otherwise what is in memory may have been hidden just now.
  for (bool more = true; more && out.size() < count_max;) {
    std::vector<std::pair<WishKey, bool>> found;  // True: certain; false: must be unsealed.
    {
      const std::shared_lock lock(mutex_);
      auto entry = at ? entries_.lower_bound(*at) : entries_.end();
      std::size_t steps = 0;
      while (entry != entries_.begin() && steps++ < kSearchStepWishes && found.size() < count_max) {
        --entry;
        at = entry->first;
        if (!passes(filter, entry->second.facets)) continue;
        const auto& words = entry->second.words;
        if (!words || words->find(looked_for) != std::string::npos)
          found.emplace_back(entry->first, words && settled);
      }
      more = entry != entries_.begin();
    }
    for (const auto& [key, certain] : found)
      if (out.size() < count_max && (certain || holds_when_unsealed(key, looked_for))) out.push_back(key);
  }
  return out;
}

bool Texts::holds_when_unsealed(const WishKey& key, std::string_view folded_text) const {
  const auto wish = ledger_.wish(key);
  const auto text = wish ? of(*wish) : std::nullopt;
  return text && words_of(text->part).find(folded_text) != std::string::npos;
}

std::optional<WishKey> Texts::same_wish(const std::string& duplicate_key) const {
  const model::Digest digest = model::sha256(duplicate_key);
  const std::shared_lock lock(mutex_);
  const auto at = duplicates_.lower_bound({digest, WishKey{}});
  return at != duplicates_.end() && at->first == digest ? std::optional(at->second) : std::nullopt;
}

std::size_t Texts::bytes() const {
  const std::shared_lock lock(mutex_);
  return bytes_;
}

// ---- Keeping up ----

void Texts::put_all_of(const SubjectId& id, const std::vector<FoldedWish>& wishes) {
  {
    const std::unique_lock lock(mutex_);
    for (auto at = entries_.lower_bound({id, {}}); at != entries_.end() && at->first.id == id;) {
      const WishKey key = (at++)->first;
      if (std::ranges::find(wishes, key, &FoldedWish::key) == wishes.end()) forget(key);
    }
  }
  for (const FoldedWish& wish : wishes) put(wish);
}

void Texts::put(const FoldedWish& wish) {
  const WishKey key = wish.key();
  const auto text = of(wish);
  Entry entry{facets_of(wish), std::nullopt, std::nullopt};
  if (text) entry.words = words_of(text->part);
  if (wish.home == own_)
    if (const auto all = hides() ? joined(wish, &EventStore::part_though_hidden) : text)
      entry.duplicate = duplicate_digest(wish, all->part);
  const std::unique_lock lock(mutex_);
  forget(key);
  if (!text && !entry.duplicate) return;
  if (entry.words) {
    bytes_ += entry.words->size();
    in_memory_.insert({!final_state(wish.state), key});
  }
  if (entry.duplicate) duplicates_.insert({*entry.duplicate, key});
  entries_[key] = std::move(entry);
  make_room();
}

void Texts::clear() {
  const std::unique_lock lock(mutex_);
  entries_.clear();
  in_memory_.clear();
  duplicates_.clear();
  bytes_ = 0;
  load_before_.reset();
  loaded_ = true;
  hidden_ = hides();
}

bool Texts::load_step() {
  if (hidden_ != hides()) {
    if (hides()) clear();  // Rather nothing than what must not be shown.
    hidden_ = hides();
    load_before_.reset();
    loaded_ = false;
  }
  if (loaded_) return false;
  const auto page = ledger_.wishes({}, load_before_, kTextLoadWishes);
  for (const FoldedWish& wish : page) put(wish);
  if (page.size() < kTextLoadWishes)
    loaded_ = true;
  else
    load_before_ = page.back().key();
  return !loaded_;
}

void Texts::forget(const WishKey& key) {
  const auto at = entries_.find(key);
  if (at == entries_.end()) return;
  const Entry& entry = at->second;
  if (entry.words) bytes_ -= entry.words->size();
  in_memory_.erase({!final_state(entry.facets.state), key});
  if (entry.duplicate) duplicates_.erase({*entry.duplicate, key});
  entries_.erase(at);
}

void Texts::make_room() {
  while (bytes_ > bytes_max_ && !in_memory_.empty()) {
    auto& words = entries_.at(in_memory_.begin()->second).words;
    bytes_ -= words->size();
    words.reset();
    in_memory_.erase(in_memory_.begin());
  }
}

}  // namespace node
