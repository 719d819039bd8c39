// A running wishnode on a simulated machine: the parts that node/run.cpp puts together, over the
// simulated network, disk, clock and randomness. It lives until it is stopped or its machine fails.
//
// A process that is joining has no writer and no desk; join() (machine.h) makes it a running one.

#pragma once

#include <memory>
#include <optional>

#include "node/data/bundle_desk.h"
#include "node/desk/desk.h"
#include "node/desk/duties.h"
#include "node/ledger/memory_ledger.h"
#include "node/ledger/projector.h"
#include "node/links.h"
#include "tools/simulation/disk.h"
#include "tools/simulation/internet.h"
#include "tools/simulation/queue.h"

namespace simulation {

// What of a machine a process uses; all outlives it.
struct Hardware {
  MachineId machine = 0;
  Disk* disk = nullptr;
  node::MemoryLedger* ledger = nullptr;
  node::KnowsKind knows = nullptr;  // What an older release folds; nothing: all that there is.
  const node::Clock* clock = nullptr;
  node::Random* random = nullptr;
  Dice* dice = nullptr;  // How long its disk takes.
  const model::Signer* signer = nullptr;
  const model::Verifier* verifier = nullptr;
  model::SealingKey sealing_key;
  wishsync::SealingSecret sealing_secret{};
  node::DataKey data_key{};
  node::Enrolment::SignerOf signer_of;
  // The data directory shows, by its mark or its anchor, that it was restored or copied: when the backup was
  // made. The node goes on as a new writer and hides what it brought.
  std::optional<std::uint64_t> copied_at_ms;
  std::function<void(const model::WriterId&)> on_renewed;
  std::function<void(const std::string& what)> endless;  // Something goes on and on.
  std::function<void()> on_authority_changed;
  std::function<void()> on_unreadable;  // A chunk of a blob was read and is damaged.
  std::int64_t credit_bytes = wishsync::kCreditNodeBytes;
};

// The projector is turned by whoever waits for it.
class ProjectorByHand final : public node::CatchUp {
 public:
  ProjectorByHand(node::Projector& projector, std::function<void(const std::string&)> endless)
      : projector_(projector), endless_(std::move(endless)) {}
  [[nodiscard]] bool wait_until(std::uint64_t arrival, std::chrono::steady_clock::time_point) override;

 private:
  // Each turn takes some of what arrived, or loads some words.
  static constexpr std::size_t kTurnsMax = 10'000;

  node::Projector& projector_;
  std::function<void(const std::string&)> endless_;
};

class Process {
 public:
  // Opens the store and, where the node has joined, all that runs over it. Errors of EventStore::open().
  [[nodiscard]] static model::Result<std::unique_ptr<Process>> start(const Hardware& hardware, LifeId life,
                                                                     Internet& internet, Agenda& agenda,
                                                                     const model::NodeKey& root_key,
                                                                     model::PlaceCode joining = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] LifeId life() const { return life_; }
  [[nodiscard]] bool joined() const { return desk_ != nullptr; }
  [[nodiscard]] node::EventStore& store() { return *store_; }
  [[nodiscard]] node::Links& links() { return *links_; }
  [[nodiscard]] node::Desk& desk() { return *desk_; }
  [[nodiscard]] const node::OwnNode& own() const { return *own_; }
  [[nodiscard]] Queue& queue() { return queue_; }
  [[nodiscard]] node::Ledger& ledger() { return *hardware_.ledger; }
  // Takes in all that arrived, as the projector's thread would in a while.
  void project();
  [[nodiscard]] node::WritePath& write_path() { return *write_path_; }
  [[nodiscard]] node::BundleContext bundle_context();

 private:
  Process(const Hardware& hardware, LifeId life, Internet& internet, Agenda& agenda);
  [[nodiscard]] model::Result<> open(const model::NodeKey& root_key, model::PlaceCode joining);
  void do_duties();
  void look_again();

  // Far rarer than a running node does, for that takes time.
  static constexpr std::uint64_t kLookAgainMs = 24ull * 3600 * 1000;

  const Hardware hardware_;
  const LifeId life_;
  Agenda& agenda_;
  SimNetwork network_;
  Queue queue_;
  node::Sealer sealer_;
  std::unique_ptr<node::EventStore> store_;
  std::unique_ptr<node::OwnNode> own_;
  std::unique_ptr<node::Texts> texts_;
  std::unique_ptr<node::Duties> duties_;
  bool duties_waiting_ = false;
  std::unique_ptr<node::Projector> projector_;
  std::unique_ptr<ProjectorByHand> by_hand_;
  std::unique_ptr<node::Links> links_;
  std::unique_ptr<node::WritePath> write_path_;
  std::unique_ptr<node::Enrolment> enrolment_;
  std::unique_ptr<node::Jobs> jobs_;
  std::unique_ptr<node::BundleDesk> bundles_;
  std::unique_ptr<node::Desk> desk_;
};

// What `wishnode init` writes into an empty disk: the root key's first words, and the node's first
// writer with the places below. As node/setup.cpp does over a real directory.
[[nodiscard]] model::Result<> fill_root(const Hardware& hardware, const model::Signer& root,
                                        const model::Placed& first, const std::vector<model::Placed>& places);
// What `wishnode join` writes when the node is enrolled: its first writer.
[[nodiscard]] model::Result<> open_writer(const Hardware& hardware, node::EventStore& store,
                                          const model::EventHash& enrolled, model::PlaceCode place,
                                          std::vector<node::Draft> drafts,
                                          std::vector<node::LocalFact> facts);

}  // namespace simulation
