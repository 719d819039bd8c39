// The seam of waiting for the projector: whoever wrote something waits until the ledger shows it.
//
// ProjectorThread (node/ledger/projector_thread.h) is the one of a running node; the simulator turns its
// projector by hand.

#pragma once

#include <chrono>
#include <cstdint>

namespace node {

class CatchUp {
 public:
  virtual ~CatchUp() = default;
  // Waits until the ledger shows all up to this count of arrival: so a caller reads what it wrote.
  // False if that did not come about before the deadline. From any thread.
  [[nodiscard]] virtual bool wait_until(std::uint64_t arrival,
                                        std::chrono::steady_clock::time_point deadline) = 0;
};

}  // namespace node
