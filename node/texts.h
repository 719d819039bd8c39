// The words of wishes, in memory alone: joined from the parts that are held here, for showing, for
// searching, and for knowing a wish that is entered twice.
//
// The projector keeps them up: after each turn the changed wishes, late parts, and erasures, which drop
// a wish's words at once. At the start they are loaded step by step from the ledger's rows; until
// loaded() a search may miss old wishes. Words that the store hides (node/store_hiding.h) are not shown and
// not searched; a wish that is entered twice is known all the same. Once they are revealed, all are loaded
// anew. Beyond a limit of memory the words of wishes in a final
// state leave first, then the oldest; those are searched by unsealing their parts.
//
// of(), search() and same_wish() from any thread; all else on the projector's thread.

#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/crypto.h"
#include "model/facts.h"
#include "node/event_store.h"
#include "node/ledger.h"

namespace node {

inline constexpr std::size_t kTextBytesMax = 256u << 20;
// Rows of the ledger that one load_step() reads.
inline constexpr std::size_t kTextLoadWishes = 200;
// Wishes that a search looks at before it lets go of the lock.
inline constexpr std::size_t kSearchStepWishes = 4096;

// The personal fields of a wish. Those not in `held` are empty because their part is not here.
struct WishText {
  model::WishPart part;
  model::WishFields held;
};

class Texts {
 public:
  // Store and ledger must outlive this. `own` is the place whose wishes same_wish() knows.
  Texts(const EventStore& store, const Ledger& ledger, model::PlaceCode own,
        std::size_t bytes_max = kTextBytesMax);
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;

  // Nothing if the wish was erased, or no part of it is held.
  [[nodiscard]] std::optional<WishText> of(const model::FoldedWish& wish) const;

  // Wishes whose name, address, content, proof or phone holds the text, whatever its width and case,
  // and which pass the filter. Newest first by key, only keys below `before`, at most `count_max`: pages
  // like Ledger::wishes().
  [[nodiscard]] std::vector<model::WishKey> search(std::string_view text, const WishFilter& filter,
                                                   const std::optional<model::WishKey>& before,
                                                   std::size_t count_max) const;

  // The first wish of the own place with this key of model::duplicate_key(), withdrawn and rejected
  // ones included: a file that is imported again adds nothing.
  [[nodiscard]] std::optional<model::WishKey> same_wish(const std::string& duplicate_key) const;

  // False again for a while after parts that were hidden are revealed.
  [[nodiscard]] bool loaded() const;
  // Bytes of text in memory.
  [[nodiscard]] std::size_t bytes() const;

  // ---- The projector's ----

  // A wish of the subject is new, changed or gone, or a part came. These are all that it has now.
  void put_all_of(const model::SubjectId& id, const std::vector<model::FoldedWish>& wishes);
  // The ledger was emptied; it will put all wishes again.
  void clear();
  // False when all rows are loaded.
  bool load_step();

 private:
  struct Entry {
    WishFacets facets;
    std::optional<std::string> words;  // Folded for searching; nothing: unseal to search.
    std::optional<model::Digest> duplicate;
  };
  // Living wishes stay longer than final ones, new ones longer than old ones.
  using Leaving = std::pair<bool, model::WishKey>;

  using PartReader = std::optional<std::string> (EventStore::*)(const model::EventRef&) const;
  [[nodiscard]] std::optional<WishText> joined(const model::FoldedWish& wish, PartReader read) const;
  [[nodiscard]] bool hides() const { return store_.parts_hidden().has_value(); }
  [[nodiscard]] bool holds_when_unsealed(const model::WishKey& key, std::string_view folded_text) const;
  void put(const model::FoldedWish& wish);
  void forget(const model::WishKey& key);  // With mutex_ held alone.
  void make_room();                        // With mutex_ held alone.

  const EventStore& store_;
  const Ledger& ledger_;
  const model::PlaceCode own_;
  const std::size_t bytes_max_;
  std::atomic<bool> loaded_{false};
  std::atomic<bool> hidden_;  // Whether what was loaded lacks what is hidden.
  std::optional<model::WishKey> load_before_;

  mutable std::shared_mutex mutex_;  // Guards all below.
  std::map<model::WishKey, Entry> entries_;
  std::set<Leaving> in_memory_;
  std::set<std::pair<model::Digest, model::WishKey>> duplicates_;
  std::size_t bytes_ = 0;
};

}  // namespace node
