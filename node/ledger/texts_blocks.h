// The words of wishes where a search runs over them: blocks of neighbours in the order of their keys, each
// one piece of memory with all their words and small entries of one size beside it.
//
// A search reads the words of a block as one text and looks only at the entries of those wishes that hold
// what is looked for. Keys mostly rise with time, so most wishes are put at the end; a full block splits,
// small neighbours are joined, and what a block does not need it gives back.
//
// Beyond a limit wishes leave: closed ones first (is_closed()), then the oldest. Nothing is kept of them but
// below which keys some have left; whoever searches finds those in the ledger.
//
// Of the campaign a byte is kept that mostly tells it from others: where a filter names one, what is found
// here may pass it, and whoever searches looks at the wish itself.
//
// Not thread-safe: node/ledger/texts.h guards it.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "model/fold/wish.h"
#include "node/ledger/ledger.h"

namespace node {

// A block holds no more wishes than this, and no more bytes of words unless it holds a single wish.
inline constexpr std::size_t kBlockWishesMax = 256;
inline constexpr std::size_t kBlockWordBytesMax = 64u << 10;
// Room is made for some wishes at once: this much, but at most this part of the limit.
inline constexpr std::size_t kRoomBytes = 16u << 10;
inline constexpr std::size_t kRoomPart = 64;

// Above every key of a wish: places have far smaller codes.
inline constexpr model::WishKey kAboveAllWishes = [] {
  model::WishKey key;
  key.id.data.fill(0xff);
  key.home.value = ~std::uint64_t{0};
  return key;
}();

// Which wishes may have left between `down_to` and the key that was asked for.
struct Absent {
  model::WishKey down_to;
  bool open = false;
  bool closed = false;
  [[nodiscard]] bool any() const { return open || closed; }
};

class TextBlocks {
 public:
  TextBlocks() = default;
  TextBlocks(const TextBlocks&) = delete;
  TextBlocks& operator=(const TextBlocks&) = delete;

  // In place of what stood there. A wish whose words are not here is put with none. `source` says what the
  // words were made of; zero for what may become more.
  void put(const model::WishKey& key, const WishFacets& facets, std::string_view words,
           std::uint64_t source = 0);
  // Of a wish whose words were made of the same, all but the words; false for any other.
  [[nodiscard]] bool keep_words(const model::WishKey& key, const WishFacets& facets, std::uint64_t source);
  void remove(const model::WishKey& key);
  void clear();
  // Lets wishes leave until no more than `bytes_max` are taken.
  void make_room(std::size_t bytes_max);

  [[nodiscard]] bool holds(const model::WishKey& key) const;
  // The homes where a wish of the subject is held.
  [[nodiscard]] std::vector<model::PlaceCode> homes_of(const model::SubjectId& id) const;
  // Whether such a wish, which is not held, would only come to leave again.
  [[nodiscard]] bool would_leave(const model::WishKey& key, bool closed, std::size_t bytes_max) const;
  // What may have left just below `below`. Only what may pass the filter counts.
  [[nodiscard]] Absent absent_below(const model::WishKey& below, const WishFilter& filter) const;
  // Whether no others than those are absent from `down_to` on.
  [[nodiscard]] bool only(const Absent& absent, const model::WishKey& down_to,
                          const WishFilter& filter) const;

  // Adds to `out`, newest first, wishes with keys from `down_to` to below `below` whose words hold `text` (a
  // wish without words holds none) and which may pass the filter; without a text all that may. Ends once it
  // has looked at about `wishes_max`, or `out` has `count_max`. All from the key that it gives back to
  // `below` was looked at.
  [[nodiscard]] model::WishKey search(std::optional<std::string_view> text, const WishFilter& filter,
                                      const model::WishKey& below, const model::WishKey& down_to,
                                      std::size_t wishes_max, std::size_t count_max,
                                      std::vector<model::WishKey>& out) const;

  [[nodiscard]] std::size_t wishes() const { return wishes_; }
  [[nodiscard]] std::size_t worded() const { return worded_; }  // Of these, those with words.
  // All that is taken, what the allocator needs included.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // False once some wishes have left.
  [[nodiscard]] bool complete() const;

 private:
  struct Entry {
    model::SubjectId id;
    model::PlaceCode home;
    std::uint64_t source;
    std::uint32_t begin;  // Of its words within the block; they end where the next ones begin.
    std::uint32_t month;
    model::Targets targets;
    model::WishState state;
    model::Category category;
    bool hand_over;
    std::uint8_t campaign;  // campaign_mark() of it.
    [[nodiscard]] model::WishKey key() const { return {id, home}; }
    [[nodiscard]] bool may_pass(const WishFilter& filter) const;
  };
  static_assert(sizeof(Entry) == 48);
  struct Block {
    std::vector<Entry> entries;  // Ascending by key, and so are the words.
    std::vector<char> words;
    std::size_t closed = 0;  // Entries in a closed state.
    std::size_t worded = 0;  // Entries with words.

    [[nodiscard]] std::size_t find(const model::WishKey& key) const;  // The first one that is not below it.
    [[nodiscard]] bool has(std::size_t i, const model::WishKey& key) const {
      return i < entries.size() && entries[i].key() == key;
    }
    [[nodiscard]] std::size_t end_of(std::size_t i) const {
      return i + 1 < entries.size() ? entries[i + 1].begin : words.size();
    }
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] std::string_view words_of(std::size_t i) const {
      return {words.data() + entries[i].begin, end_of(i) - entries[i].begin};
    }
    void reserve(std::size_t more_wishes, std::size_t more_bytes);
    void insert(std::size_t i, const Entry& entry, std::string_view text);
    void append(const Block& other, std::size_t from);
    void cut(std::size_t from);
    template <typename Leaves>
    void remove_if(Leaves&& leaves);
    void give_back(std::size_t spare_bytes_max);
    [[nodiscard]] bool may_hold(std::string_view text, std::size_t first, std::size_t last) const;
    // The wishes from `first` to before `last` that hold the text, ascending.
    void find_all(std::string_view text, std::size_t first, std::size_t last,
                  std::vector<std::size_t>& out) const;
  };
  // 0: none.
  [[nodiscard]] static std::uint8_t campaign_mark(const std::optional<model::SubjectId>& campaign);
  [[nodiscard]] static Entry entry_of(const model::WishKey& key, const WishFacets& facets,
                                      std::uint64_t source, std::uint32_t begin);
  static void find_passing(const Block& block, const WishFilter& filter, std::size_t first, std::size_t last,
                           std::vector<std::size_t>& out);
  // The wishes of a block whose words hold the text and that may pass the filter, ascending.
  static void find_text(const Block& block, std::string_view text, const WishFilter& filter,
                        std::size_t first, std::size_t last, std::vector<std::size_t>& out);

  // Each by a key that is not above its first one, and above all of the block before.
  using Blocks = std::map<model::WishKey, Block>;

  [[nodiscard]] Blocks::iterator block_for(const model::WishKey& key);
  [[nodiscard]] Blocks::const_iterator block_for(const model::WishKey& key) const;
  Blocks::iterator block_with_room(const model::WishKey& key, std::size_t more_bytes);
  Blocks::iterator rekey(Blocks::iterator at, const model::WishKey& key);
  Blocks::iterator add(const model::WishKey& key);
  void split(Blocks::iterator at);
  void tidy(Blocks::iterator at);
  void join_next(Blocks::iterator at);
  void leave(Blocks::iterator at, bool closed, std::size_t bytes);
  // keep_words() where `fit(block, i)` says so of the words that are held.
  template <typename Fit>
  bool keep_words_if(const model::WishKey& key, const WishFacets& facets, std::uint64_t source, Fit&& fit);
  // All that changes a block goes through here, so that what it holds and takes is counted.
  template <typename Change>
  void change(Block& block, Change&& what);
  [[nodiscard]] model::WishKey left_below(bool closed, const WishFilter& filter) const;

  Blocks blocks_;
  std::size_t wishes_ = 0;
  std::size_t closed_ = 0;
  std::size_t worded_ = 0;
  std::size_t bytes_ = 0;
  model::WishKey closed_from_;  // No closed wish is held below it.
  // All that left stood below these keys, of open and of closed wishes; zero: none left.
  std::array<model::WishKey, 2> left_below_;
};

}  // namespace node
