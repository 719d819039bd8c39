// A small city for tests: a root key, a tree of places, writers and the events that they wrote, as
// signed runs to be delivered to any store in any order; and a node's data over memory to deliver to.
//
// Everything follows from the calls and the seed: no clock, no system randomness. Signatures are
// those of the cheap twin.

#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/facts.h"
#include "model/signing.h"
#include "node/data/write_path.h"
#include "node/ledger/projector.h"
#include "node/ledger/sqlite_ledger.h"
#include "node/ledger/texts.h"
#include "node/store/memory_kv.h"

namespace support {

inline constexpr model::PlaceCode kCity{4313};
inline constexpr model::PlaceCode kCounty{431322};
inline constexpr model::PlaceCode kTown{431322106};
inline constexpr model::PlaceCode kVillage{431322106003};
inline constexpr model::PlaceCode kOtherVillage{431322106004};
inline constexpr model::PlaceCode kOtherCounty{431381};

// One life of a node's data directory. A copy is a clone: what both write forks their logs.
struct Author {
  model::WriterId writer;
  model::PlaceCode place;
  model::EventHash enrolled;  // Zero for the root key's own writer.
  std::shared_ptr<const model::Signer> signer;
  std::map<model::LogId, model::Tip> tips;
  std::array<std::uint8_t, 32> sealing_secret{};
};

// What tests say of a wish; the rest is made up.
struct Wish {
  std::string name = "周小明";
  std::string address = "上梅街道 3 号";
  std::string content = "想要一个书包";
  std::string phone = "13000028641";
  model::Date on{2018, 6, 22};
  model::Category category = model::Category::kGoods;
  model::Targets targets{};
  std::optional<std::uint32_t> value_yuan = 100;
  std::optional<model::SubjectId> campaign{};
};
// One of a few campaigns, whose ids end alike where `which` differs by two.
[[nodiscard]] model::SubjectId some_campaign(unsigned which);
[[nodiscard]] model::WishPart part_of(const Wish& wish);
[[nodiscard]] model::WishEntry entry_of(const Wish& wish);

class World {
 public:
  explicit World(std::uint64_t seed = 1);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] const model::NodeKey& root_key() const { return root_key_; }
  [[nodiscard]] Author& root() { return authors_.front(); }

  // Declares a place, based on what was declared of it before.
  model::EventRef declare(Author& by, model::PlaceCode code, model::PlaceCode parent, model::Level level);
  model::EventRef succeed(Author& by, model::PlaceCode place, model::PlaceCode successor);
  // City, county, town and two villages, and another county; declared by the root key.
  void declare_tree();
  // A new node and its first writer. The Author stays where it is as long as the World lives.
  Author& enrol(model::PlaceCode place);
  // Another writer of the same node, as after a restore.
  Author& reopen(const Author& former);
  Author& clone(const Author& of);

  // Steps of a wish. `aware`: based on all that was written about it; else on its registration alone.
  model::WishKey register_wish(Author& by, model::PlaceCode home, const Wish& wish = {});
  // Once more under the same subject, at the same home or at another one.
  model::WishKey register_again(Author& by, model::PlaceCode home, const model::SubjectId& subject,
                                const Wish& wish = {});
  void amend(Author& by, const model::WishKey& wish, model::WishFields fields, const Wish& words,
             bool aware = true);
  // `log`: in the log of that place instead of the home's.
  void vet(Author& by, const model::WishKey& wish, model::Outcome outcome, bool aware = true,
           std::optional<model::PlaceCode> log = std::nullopt);
  void withdraw(Author& by, const model::WishKey& wish, bool aware = true);
  void erase(Author& by, const model::WishKey& wish);
  // Any other word about a wish, in the log of its home or of that place.
  void step(Author& by, const model::WishKey& wish, model::Kind kind, const std::string& body,
            std::optional<std::string> part, bool aware, std::optional<model::PlaceCode> log = std::nullopt);
  // The node of `of` writes no longer; its logs count up to what this life of it wrote so far.
  void revoke(Author& by, const Author& of, bool lost = false);

  // Any event at all: a run of one event, which is also kept in runs().
  model::EventRef write(Author& by, const node::Draft& draft);

  // All that was written, in the order in which it was written.
  [[nodiscard]] const std::vector<wishsync::CheckedRun>& runs() const { return runs_; }

 private:
  Author& open(const model::EventHash& enrolled, model::PlaceCode place,
               std::shared_ptr<const model::Signer> signer, std::optional<model::WriterId> before);
  node::SeededRandom random_;
  std::uint64_t wall_ms_ = 1'529'625'600'000;  // 22 June 2018
  model::NodeKey root_key_;
  std::deque<Author> authors_;
  std::vector<wishsync::CheckedRun> runs_;
  std::map<model::PlaceCode, std::vector<model::EventHash>> declared_;
  std::map<model::WishKey, std::vector<model::EventHash>> told_;  // The first is the registration.
  std::uint32_t running_ = 0;
};

// A directory that lives as long as this.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A node's data as far as store, ledger and texts go.
class NodeData {
 public:
  // The world's key must outlive this. `own`: the node's place.
  explicit NodeData(const model::NodeKey& root_key, model::PlaceCode own = kVillage,
                    std::size_t turn_arrivals_max = node::kTurnArrivalsMax);

  [[nodiscard]] model::Result<std::uint64_t> take(const wishsync::CheckedRun& run);
  // Delivers all, whatever their order: what the store does not accept yet is offered again.
  // Calls `between` after each one that was accepted.
  void take_all(std::vector<wishsync::CheckedRun> runs, const std::function<void()>& between = {});
  // Lets the projector go on until nothing is left.
  void project();
  // A restart of the program; the ledger's file may have been changed in between.
  void reopen(const std::function<void(const std::filesystem::path&)>& meanwhile = {});
  // The store as a backup taken now would restore it, beside this ledger.
  void restore(const node::MemoryKv& backup);

  [[nodiscard]] node::MemoryKv& kv() { return *kv_; }
  [[nodiscard]] node::EventStore& store() { return *store_; }
  [[nodiscard]] node::SqliteLedger& ledger() { return *ledger_; }
  [[nodiscard]] node::Texts& texts() { return *texts_; }
  [[nodiscard]] node::Projector& projector() { return *projector_; }
  [[nodiscard]] std::filesystem::path ledger_path() const { return directory_.path() / "ledger.sqlite"; }
  [[nodiscard]] std::string dump() const { return node::dump(*ledger_); }

 private:
  void open();

  const model::NodeKey root_key_;
  const model::PlaceCode own_;
  const std::size_t turn_arrivals_max_;
  TemporaryDirectory directory_;
  node::SeededRandom random_{7};
  node::Sealer sealer_;
  std::unique_ptr<node::MemoryKv> kv_;
  std::unique_ptr<node::EventStore> store_;
  std::unique_ptr<node::SqliteLedger> ledger_;
  std::unique_ptr<node::Texts> texts_;
  std::unique_ptr<node::Projector> projector_;
};

}  // namespace support
