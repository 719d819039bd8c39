// The words of wishes, in memory alone: joined from the parts that are held here, for showing, for
// searching, and for knowing a wish that is entered twice.
//
// The projector keeps them up: after each turn the changed wishes, late parts, and erasures, which drop
// a wish's words at once. At the start they are loaded step by step from the ledger's rows; until
// loaded() a search may miss old wishes. Words that the store hides (node/store/store_hiding.h) are not shown
// and not searched; a wish that is entered twice is known all the same. Once they are revealed, all are
// loaded anew.
//
// Beside the words stands what a filter looks at, also of wishes without words: while all are in memory,
// filters are answered from there.
//
// The words lie in memory folded, as node/ledger/texts_blocks.h has them, up to a limit of bytes that counts
// all that is kept here. Beyond it the words of wishes in a final state leave first, then the oldest; those
// are found in the ledger and searched by unsealing their parts. Of every wish of the own place a few bytes
// stay by which one that is entered twice is known (node/ledger/texts_doubles.h); they take from what words
// have. So do a few of every wish whose words were here, by which another one of the same person is known, up
// to a part of the limit.
//
// of(), search(), filtered(), same_wish(), of_same_person(), loaded() and status() from any thread; all else
// on the projector's thread.

#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "model/crypto.h"
#include "model/facts.h"
#include "node/ledger/ledger.h"
#include "node/ledger/texts_blocks.h"
#include "node/ledger/texts_doubles.h"
#include "node/limits.h"
#include "node/store/event_store.h"

namespace node {

// The personal fields of a wish. Those not in `held` are empty because their part is not here.
struct WishText {
  model::WishPart part;
  model::WishFields held;
};

class Texts {
 public:
  // Store and ledger must outlive this. `own` is the place whose wishes same_wish() knows.
  Texts(const EventStore& store, const Ledger& ledger, model::PlaceCode own,
        std::size_t bytes_max = kCommunityMemory.text_bytes_max);
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

  // Wishes that pass the filter, in the same pages as Ledger::wishes(), from memory: all are looked through
  // here where the ledger would have to read its whole file. Nothing while not all are in memory, and of a
  // campaign, whose wishes the ledger finds by an index.
  [[nodiscard]] std::optional<std::vector<model::WishKey>> filtered(
      const WishFilter& filter, const std::optional<model::WishKey>& before, std::size_t count_max) const;

  // The first wish of the own place with this key of model::duplicate_key(), withdrawn and rejected
  // ones included: a file that is imported again adds nothing.
  [[nodiscard]] std::optional<model::WishKey> same_wish(const std::string& duplicate_key) const;
  // Whether it knows this home's wishes so: of the own place, and of those that were merged with it.
  [[nodiscard]] bool is_own(model::PlaceCode home) const;

  // Subjects of wishes of whatever home whose entries have a key of model::person_keys() in common with this
  // one, ascending. A hint: some may not, nor say so any more. Nothing while parts are hidden.
  [[nodiscard]] std::vector<model::SubjectId> of_same_person(const model::WishPart& part) const;
  // Hears, on the projector's thread, of each wish with new words that may be of a person of whom another one
  // is here. To be set before the first turn of the projector.
  std::function<void(const model::WishKey&)> on_same_person;

  // False again for a while after parts that were hidden are revealed.
  [[nodiscard]] bool loaded() const;

  struct Status {
    std::size_t bytes = 0;  // All that is taken; above the limit only where the doubles alone are.
    std::size_t bytes_max = 0;
    std::size_t wishes_in_memory = 0;
    std::size_t doubles = 0;      // Of the own place: wishes by which one that is entered twice is known.
    std::size_t person_keys = 0;  // By which another wish of the same person is known.
    bool complete = true;         // False once words have left: other wishes of the ledger have words, too.
  };
  [[nodiscard]] Status status() const;
  [[nodiscard]] std::size_t bytes() const { return status().bytes; }
  [[nodiscard]] std::size_t bytes_max() const { return bytes_max_; }
  // From any thread. Words that left under a smaller limit come back at the next start.
  void set_bytes_max(std::size_t bytes_max) { bytes_max_ = bytes_max; }

  // ---- The projector's ----

  // A wish of the subject is new, changed or gone, or a part came. These are all that it has now.
  void put_all_of(const model::SubjectId& id, const std::vector<model::FoldedWish>& wishes);
  // The ledger was emptied; what it is filled with is loaded again.
  void clear();
  // False when all rows are loaded.
  bool load_step();

 private:
  using PartReader = std::optional<std::string> (EventStore::*)(const model::EventRef&) const;
  [[nodiscard]] std::optional<WishText> joined(const model::FoldedWish& wish, PartReader read) const;
  [[nodiscard]] bool hides() const { return store_.parts_hidden().has_value(); }
  class Search;

  enum class Coming { kLoaded, kChanged };
  void put(const model::FoldedWish& wish, Coming coming);
  void forget_old_doubles();
  void forget(TextDoubles& doubles, TextDoubles::Heads& heads);
  [[nodiscard]] std::vector<DigestHead> heads_of(const std::vector<std::string>& person_keys) const;
  [[nodiscard]] bool know_person(const std::vector<DigestHead>& heads, const model::SubjectId& wish);
  [[nodiscard]] std::size_t word_bytes_max() const;  // With mutex_ held.

  const EventStore& store_;
  const Ledger& ledger_;
  const model::PlaceCode own_;
  const model::Digest person_secret_;  // Of this node: what is kept of a person says nothing elsewhere.
  std::atomic<std::size_t> bytes_max_;
  std::atomic<bool> loaded_{false};
  std::atomic<bool> hidden_;  // Whether what was loaded lacks what is hidden.
  std::optional<model::WishKey> load_before_;
  TextDoubles::Heads changed_doubles_;  // Wishes that may stand under an old head, too.
  TextDoubles::Heads gone_people_;      // Erased wishes that may stand among the people still.

  mutable std::shared_mutex mutex_;  // Guards all below.
  TextBlocks words_;
  TextDoubles doubles_;
  TextDoubles people_;
};

}  // namespace node
