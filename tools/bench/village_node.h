// A village's node as far as its parent can tell: the product's own session, store and write path, and a
// real connection; but in memory, and many in one process. All of them share one copy of what is known of
// place 0, which is by far the most that a village holds, and which none of them changes.
//
// So the load of thousands of villages comes from one process beside the county that is measured. All runs
// on the thread of one io_context.

#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "node/data/write_path.h"
#include "node/network.h"
#include "node/store/memory_kv.h"
#include "node/store/sealer.h"
#include "sync/backoff.h"
#include "sync/session.h"
#include "tools/bench/county.h"

namespace bench {

// What all villages of a process share. All must outlive them.
struct Neighbourhood {
  node::Network& network;
  const node::EventStore* of_all;  // Holds place 0 alone.
  const node::Clock& clock;
  node::Random& random;
  const model::Verifier& verifier;
  std::size_t connected = 0;  // How many of the villages have an open wire,
  std::size_t in_step = 0;    // are in step with their parent,
  std::size_t safe = 0;       // and know that it holds all that they wrote.
  std::uint64_t failed_calls = 0;
};

class VillageNode : public std::enable_shared_from_this<VillageNode> {
 public:
  VillageNode(const Village& village, Neighbourhood& neighbourhood);
  ~VillageNode();
  VillageNode(const VillageNode&) = delete;
  VillageNode& operator=(const VillageNode&) = delete;

  // As an import. The parent hears of it with the next call(), or with tell().
  void write(std::vector<node::Draft> drafts);
  void tell();
  // Calls the parent; again and again, as the product does, where it does not answer.
  void call(const std::string& parent);
  void hang_up();

  [[nodiscard]] const node::EventStore& store() const { return *store_; }
  // Its own; what the county says of its wishes comes in another one.
  [[nodiscard]] model::LogId log() const { return {village_.home.place, village_.writer}; }
  [[nodiscard]] std::uint64_t wire_bytes() const;
  [[nodiscard]] const std::optional<model::Error>& ended() const { return ended_; }

 private:
  class Held;

  void converse(std::shared_ptr<wishsync::Wire> wire);
  void try_later();
  void apply(wishsync::Actions actions);
  void commit(wishsync::Intake intake);
  void count();
  [[nodiscard]] bool is_safe() const;

  const Village village_;
  Neighbourhood& all_;
  std::unique_ptr<model::Signer> signer_;
  node::Sealer sealer_;
  node::MemoryKv kv_;
  std::unique_ptr<node::EventStore> store_;  // The own log alone.
  std::unique_ptr<node::WritePath> write_path_;
  std::unique_ptr<Held> held_;
  std::vector<wishsync::Committed> untold_;
  std::map<model::WriterId, wishsync::TicketRecord> tickets_;
  std::map<model::WriterId, std::uint64_t> ack_counts_;
  model::Tip acked_;  // Of the own log, by the parent.

  std::string parent_;
  wishsync::Backoff backoff_;
  std::unique_ptr<node::Timer> retry_;
  std::unique_ptr<node::Timer> timer_;
  std::unique_ptr<wishsync::Session> session_;
  std::shared_ptr<wishsync::Wire> wire_;
  wishsync::CreditPool credit_;
  std::uint64_t former_bytes_ = 0;  // Of wires that are closed.
  std::optional<model::Error> ended_;
  bool counted_connected_ = false;
  bool counted_in_step_ = false;
  bool counted_safe_ = false;
};

}  // namespace bench
