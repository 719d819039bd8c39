// Whatever happens, and however little memory there is, the same is found.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <memory>

#include "model/characters.h"
#include "model/form1.h"
#include "model/part.h"
#include "node/ledger/memory_ledger.h"
#include "node/ledger/texts.h"
#include "node/store/store_hiding.h"
#include "support/story.h"

namespace node {
namespace {

using model::WishField;
using model::WishKey;
using support::Author;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::NodeData;
using support::Wish;
using support::World;

// A node's ledger and texts with a limit, over a store that others look at, too.
struct Reader {
  Reader(const EventStore& store, std::size_t bytes_max)
      : texts(store, ledger, kVillage, bytes_max), projector(store, ledger, &texts) {}
  void project() {
    while (projector.turn()) {
    }
  }
  MemoryLedger ledger;
  Texts texts;
  Projector projector;
};

std::string folded_words(const model::WishPart& part) {
  std::string out;
  for (const std::string* field : {&part.name, &part.address, &part.content, &part.proof, &part.phone})
    out += model::to_utf8(model::folded(*field)) + '\x1f';
  return out;
}

class Tale {
 public:
  Tale() {
    world_.declare_tree();
    for (const auto place : {kVillage, kOtherVillage, kTown}) authors_.push_back(&world_.enrol(place));
    for (const std::size_t limit : {0u, 4'000u, 9'000u, 30'000u, 10'000'000u})
      readers_.push_back(std::make_unique<Reader>(data_.store(), limit));
  }

  void happen() {
    const auto what = *rc::gen::inRange(0, 10);
    if (what < 4) return enter(*rc::gen::weightedElement<int>({{6, 3}, {3, 40}, {1, 300}}));
    if (what == 8) return hide(!hidden_);
    if (wishes_.empty()) return;
    const auto count = *rc::gen::inRange(1, 20);
    for (int i = 0; i < count; ++i) {
      const WishKey& key =
          wishes_[static_cast<std::size_t>(*rc::gen::inRange<std::size_t>(0, wishes_.size()))];
      Author& by = *authors_[2];
      model::WishFields fields;
      fields.add(WishField::kContent);
      if (what == 4) world_.amend(by, key, fields, words());
      if (what == 5) world_.withdraw(by, key);
      if (what == 6) world_.vet(by, key, model::Outcome::kRejected);
      if (what == 7 && i < 3) world_.erase(by, key);
      if (what == 9) world_.vet(by, key, model::Outcome::kApproved);
    }
  }

  void settle() {
    data_.take_all({world_.runs().begin() + static_cast<std::ptrdiff_t>(delivered_), world_.runs().end()});
    delivered_ = world_.runs().size();
    for (const auto& reader : readers_) reader->project();
  }

  // All readers find what a plain look at all words finds.
  void expect_found() {
    const std::string text =
        *rc::gen::element<std::string>("", "书", "包", "轮椅", "abc", "ABc", "椅书", "没有");
    const WishFilter filter = any_filter();
    const auto count_max = *rc::gen::element<std::size_t>(1, 2, 50, 1000);
    std::optional<WishKey> before;
    if (!wishes_.empty() && *rc::gen::arbitrary<bool>())
      before = wishes_[*rc::gen::inRange<std::size_t>(0, wishes_.size())];
    std::vector<WishKey> wanted;
    const Reader& first = *readers_.front();
    const std::string folded = model::to_utf8(model::folded(text));
    for_each_wish(first.ledger, [&](const model::FoldedWish& wish) {
      const auto held = first.texts.of(wish);
      if (held && wanted.size() < count_max && (!before || wish.key() < *before) &&
          passes(filter, facets_of(wish)) && folded_words(held->part).find(folded) != std::string::npos)
        wanted.push_back(wish.key());
    });
    for (const auto& reader : readers_) {
      RC_ASSERT(reader->texts.search(text, filter, before, count_max) == wanted);
      const auto filtered = reader->texts.filtered(filter, before, count_max);
      std::vector<WishKey> of_ledger;
      for (const auto& wish : reader->ledger.wishes(filter, before, count_max))
        of_ledger.push_back(wish.key());
      RC_ASSERT(!filtered || *filtered == of_ledger);
      RC_ASSERT(reader->texts.bytes() <= std::max<std::size_t>(reader->texts.bytes_max(), doubles_bytes()));
    }
  }

  void expect_doubles_known() {
    std::map<std::string, WishKey> known;
    std::size_t count = 0;
    const Reader& first = *readers_.front();
    for_each_wish(first.ledger, [&](const model::FoldedWish& wish) {
      if (wish.home != kVillage || wish.erased) return;
      ++count;
      model::WishPart part;
      for (std::size_t f = 0; f < wish.sources.size(); ++f) {
        const auto bytes = data_.store().part_though_hidden(wish.sources[f]);
        const auto source = model::decode_wish_part(model::part_payload(bytes.value())).value();
        if (f == static_cast<std::size_t>(WishField::kContent))
          part.content = source.content;
        else if (f == 0)
          part = source;
      }
      known[key_of(part)] = wish.key();  // The oldest comes last.
    });
    for (const auto& reader : readers_) {
      RC_ASSERT(reader->texts.status().doubles == count);
      for (const char* content : kContents) {
        model::WishPart part = support::part_of({});
        part.content = content;
        const auto at = known.find(key_of(part));
        RC_ASSERT(reader->texts.same_wish(key_of(part)) ==
                  (at == known.end() ? std::nullopt : std::optional(at->second)));
      }
    }
  }

 private:
  static constexpr const char* kContents[] = {"书包", "轮椅", "ＡＢＣ书", "轮椅书包", "abc"};

  static std::string key_of(const model::WishPart& part) {
    model::WishEntry entry;
    entry.name = part.name;
    entry.address = part.address;
    entry.content = part.content;
    entry.phone = part.phone;
    return model::duplicate_key(entry);
  }
  [[nodiscard]] std::size_t doubles_bytes() const { return wishes_.size() * 24 + 600; }

  Wish words() {
    Wish out{.content = kContents[next_++ * 7 % 5]};
    if (next_ % 4 != 3) out.campaign = support::some_campaign(static_cast<unsigned>(next_ % 4));
    return out;
  }

  void enter(int count) {
    for (int i = 0; i < count; ++i)
      wishes_.push_back(i % 3 == 0 ? world_.register_wish(*authors_[1], kOtherVillage, words())
                                   : world_.register_wish(*authors_[0], kVillage, words()));
  }

  void hide(bool hides) {
    settle();
    Commit what;
    what.facts = hides ? hide_facts(1) : reveal_facts();
    Commit* group[] = {&what};
    RC_ASSERT(data_.store().commit(group).front().has_value());
    hidden_ = hides;
    if (hides) expect_found();  // At once, before the projector has heard of it.
  }

  static WishFilter any_filter() {
    WishFilter filter;
    if (*rc::gen::arbitrary<bool>()) filter.closed = *rc::gen::arbitrary<bool>();
    if (*rc::gen::inRange(0, 3) == 0)
      filter.state = *rc::gen::element(model::WishState::kRegistered, model::WishState::kWithdrawn);
    if (*rc::gen::inRange(0, 3) == 0) filter.places = {kVillage};
    if (*rc::gen::inRange(0, 3) == 0) filter.campaign = support::some_campaign(*rc::gen::inRange(0u, 4u));
    return filter;
  }

  World world_;
  NodeData data_{world_.root_key()};
  std::size_t delivered_ = 0;
  std::vector<Author*> authors_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::vector<WishKey> wishes_;
  std::size_t next_ = 0;
  bool hidden_ = false;
};

RC_GTEST_PROP(TextsTale, is_found_alike_in_memory_or_not, ()) {
  Tale tale;
  const auto steps = *rc::gen::inRange(1, 15);
  for (int i = 0; i < steps; ++i) {
    tale.happen();
    if (*rc::gen::arbitrary<bool>()) continue;
    tale.settle();
    tale.expect_found();
    tale.expect_doubles_known();
  }
}

}  // namespace
}  // namespace node
