// A node's data with its ledger, texts and projector: what the benches of the projector drive by hand.

#pragma once

#include <filesystem>
#include <memory>

#include "node/ledger/projector.h"
#include "node/ledger/sqlite_ledger.h"
#include "node/limits.h"
#include "tools/bench/node_data.h"

namespace bench {

// Written, each event by a caller of its own, before the projector takes its turn: where it keeps up, and
// where it comes behind, so that its turns are full.
inline constexpr std::uint64_t kLiveEvents = 1000;
inline constexpr std::uint64_t kLiveEventsBehind = node::kTurnEventsMax;

class Projected {
 public:
  // The data directory stands already; its node is that of `place`.
  Projected(const std::filesystem::path& path, model::PlaceCode place, const node::MemorySizes& memory);
  Projected(const Projected&) = delete;
  Projected& operator=(const Projected&) = delete;

  [[nodiscard]] NodeData& data() { return *data_; }
  [[nodiscard]] node::Projector& projector() { return *projector_; }
  [[nodiscard]] node::SqliteLedger& ledger() { return *ledger_; }

  // How many seconds the projector had to do until nothing was left.
  double catch_up();
  // Deletes the ledger; how many seconds until all is in a new one. Its words may not all be loaded then.
  double fill_anew();
  // Against a recount from the logs.
  void check_figures();

 private:
  void open_ledger();

  const model::PlaceCode place_;
  const node::MemorySizes& memory_;
  std::unique_ptr<NodeData> data_;
  std::unique_ptr<node::SqliteLedger> ledger_;
  std::unique_ptr<node::Texts> texts_;
  std::unique_ptr<node::Projector> projector_;
};

}  // namespace bench
