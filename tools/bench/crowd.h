// A county's real node and many villages that call it (village_node.h), who all have met it once: what
// the first conversation of a village tells for good is told.

#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "node/asio_network.h"
#include "tools/bench/benches.h"
#include "tools/bench/node_process.h"
#include "tools/bench/raw.h"
#include "tools/bench/scratch.h"
#include "tools/bench/village_node.h"

namespace bench {

class Crowd {
 public:
  Crowd(const Scratch& scratch, const Settings& settings, std::size_t villages);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // All at once, and until all are in step and know that all is safe. How many seconds that took.
  double call_all();
  void hang_up_all();
  // Each of the first `busy` writes so many events, which the county does not hear of yet.
  void write(std::size_t busy, std::uint64_t events);
  // Who is connected and wrote tells it, all at once, until all know that it is safe. Seconds.
  double tell_all();

  // What the first villages have written, all of it.
  [[nodiscard]] std::vector<Stored> written() const;
  // On all wires since the last time that it was asked.
  [[nodiscard]] std::uint64_t take_wire_bytes();
  [[nodiscard]] std::uint64_t failed_calls() const { return all_.failed_calls; }
  // Waits for the county's ledger, and fails where it lacks something or does not equal a recount.
  void check() const;
  [[nodiscard]] const NodeProcess& county() const { return *county_; }

 private:
  void until(const std::string& what, const std::function<bool()>& is_so);

  const std::uint64_t seed_;
  boost::asio::io_context io_;
  node::AsioNetwork network_{io_};
  node::SystemClock clock_;
  node::SystemRandom random_;
  std::unique_ptr<model::Verifier> verifier_;
  node::Sealer sealer_;
  node::MemoryKv kv_;
  std::unique_ptr<node::EventStore> of_all_;
  Neighbourhood all_;
  std::vector<std::shared_ptr<VillageNode>> villages_;
  std::vector<Home> homes_;
  std::uint64_t events_ = 0;  // That the villages wrote.
  std::uint64_t forms_ = 0;
  std::uint64_t former_bytes_ = 0;
  std::unique_ptr<NodeProcess> county_;
};

}  // namespace bench
