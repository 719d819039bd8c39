// What can still be read of a damaged store: whole beginnings of logs, as runs that another node takes.
//
// Reads the families log, tip and part alone, so that damage elsewhere (heads, acks, facts) costs nothing.
// The kv is opened for reading alone and for a rescue (RocksKv::Mode::kRescue); it tells where it could not
// be read. Any one thread.

#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "node/store/kv.h"
#include "node/store/sealer.h"
#include "sync/replica.h"

namespace node {

class RescueView {
 public:
  // Both must outlive this.
  RescueView(const Kv& kv, const Sealer& sealer) : kv_(kv), sealer_(sealer) {}

  // The logs of which at least one event can be read, ascending.
  [[nodiscard]] std::vector<model::LogId> logs() const;

  // Of one log: what was read, and what could be read but has lost what it continues, or its signature.
  struct Extent {
    std::uint64_t events = 0;
    std::uint64_t parts = 0;
    std::uint64_t cut_off = 0;
  };
  // Every run of the log that is whole back to its first event, each up to a signed tip, in an order in which
  // a store takes them: so up to the damage, and of a fork each branch. With the parts that can be read and
  // are not hidden (node/store/store_hiding.h). Ends when `visit` returns false.
  Extent for_each_run(const model::LogId& log, const std::function<bool(wishsync::Run&&)>& visit) const;

 private:
  [[nodiscard]] std::string part_of(const model::EventRef& event) const;

  const Kv& kv_;
  const Sealer& sealer_;
};

}  // namespace node
