// An office for tests: one node of a small city with its desk and API, over memory, with everything of
// a running node except the network. Its clock stands at noon of 25 June 2018 in China.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "node/api/api.h"
#include "node/data/bundle_desk.h"
#include "node/data/committer.h"
#include "node/desk/desk.h"
#include "node/metrics.h"
#include "support/world.h"

namespace support {

// The links of a node that has none: what tests say of them.
class FakePeers final : public node::PeerBoard {
 public:
  [[nodiscard]] std::vector<node::PeerStatus> peers() const override { return list; }
  [[nodiscard]] std::string sync_address() const override { return address; }
  void set_parent(const std::string& parent_address) override { parent = parent_address; }

  std::vector<node::PeerStatus> list;
  std::string address = "127.0.0.1:7431";
  std::string parent;
};

// Lets a test step in where somebody draws something random: the desk has looked by then, and not yet
// written.
class InterruptibleRandom final : public node::Random {
 public:
  explicit InterruptibleRandom(std::uint64_t seed) : inner_(seed) {}
  // Before the next draw, once.
  void interrupt(std::function<void()> step) {
    const std::lock_guard lock(mutex_);
    step_ = std::move(step);
  }
  void fill(std::span<std::uint8_t> out) override {
    const auto step = [&] {
      const std::lock_guard lock(mutex_);
      return std::exchange(step_, {});
    }();
    if (step) step();
    inner_.fill(out);
  }

 private:
  node::SeededRandom inner_;
  std::mutex mutex_;
  std::function<void()> step_;  // Guarded by mutex_.
};

inline constexpr std::uint64_t kNoonMs = 1'529'899'200'000;  // 2018-06-25T04:00:00Z

class Office {
 public:
  // The node of `author`, who holds all that the world's people wrote so far.
  Office(const World& world, const Author& author);

  // Takes all that the other office holds and this one does not, as a sync would. `with_parts`: as
  // they are due here.
  void take_all_from(const Office& other, bool with_parts = true);
  // As a sync would: what this node carries, with the parts that are due.
  void sync_from(const Office& other);
  // The other office's word that it holds what it holds.
  void take_acks_from(const Office& other);
  void wait_for_ledger();
  // Does all that this node owes as a publisher, as its thread would.
  void do_duties();
  // Makes it look through all that it published, as it does every while.
  void look_through_duties() { duties_->look_at_all(); }
  [[nodiscard]] node::Duties& duties() { return *duties_; }

  [[nodiscard]] node::Desk& desk() { return *desk_; }
  [[nodiscard]] const node::Api& api() const { return *api_; }
  [[nodiscard]] node::EventStore& store() { return *store_; }
  [[nodiscard]] const node::EventStore& store() const { return *store_; }
  [[nodiscard]] node::MemoryKv& kv() { return kv_; }
  [[nodiscard]] node::Enrolment& enrolment() { return *enrolment_; }
  [[nodiscard]] node::ManualClock& clock() { return clock_; }
  [[nodiscard]] InterruptibleRandom& random() { return random_; }
  [[nodiscard]] const node::OwnNode& own() const { return own_; }
  [[nodiscard]] node::Committer& committer() { return *committer_; }
  FakePeers peers;
  // What the desk's backups do; tests may put in another.
  std::function<model::Result<node::BackupManifest>(const node::BackupOrder&)> back_up;
  // What is full beside what the desk works with.
  std::vector<node::Fullness> more_fullness;

 private:
  // Of the parts that it has.
  void take_blobs_from(const Office& other);
  void take(const Office& other,
            const std::function<std::pair<bool, bool>(const model::LogId&)>& carried_with_parts);

  InterruptibleRandom random_;
  node::ManualClock clock_{kNoonMs};
  node::OwnNode own_;
  std::shared_ptr<const model::Signer> signer_;
  std::unique_ptr<model::Verifier> verifier_ = model::make_cheap_verifier();
  TemporaryDirectory directory_;
  wishsync::SealingSecret sealing_secret_;
  node::Sealer sealer_;
  node::MemoryKv kv_;
  std::unique_ptr<node::EventStore> store_;
  std::unique_ptr<node::SqliteLedger> ledger_;
  std::unique_ptr<node::Texts> texts_;
  std::unique_ptr<node::Duties> duties_;
  std::unique_ptr<node::Projector> projector_;
  std::unique_ptr<node::ProjectorThread> projector_thread_;
  std::unique_ptr<node::WritePath> write_path_;
  std::unique_ptr<node::Committer> committer_;
  std::unique_ptr<node::Enrolment> enrolment_;
  std::unique_ptr<node::Jobs> jobs_;
  std::unique_ptr<node::BundleDesk> bundles_;
  std::unique_ptr<node::Desk> desk_;
  node::Metrics metrics_;
  std::unique_ptr<node::Api> api_;
};

// The bytes of a file under tests/data/forms.
[[nodiscard]] std::string form_bytes(const std::string& name);
// The bytes of a file of the sources, by its path from the root.
[[nodiscard]] std::string source_text(const std::string& path);

}  // namespace support
