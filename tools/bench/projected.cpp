#include "tools/bench/projected.h"

#include "node/ledger/ledger_recount.h"
#include "tools/bench/must.h"
#include "tools/bench/statistics.h"

namespace bench {

Projected::Projected(const std::filesystem::path& path, model::PlaceCode place,
                     const node::MemorySizes& memory)
    : place_(place), memory_(memory), data_(std::make_unique<NodeData>(path)) {
  open_ledger();
  catch_up();
}

double Projected::catch_up() {
  const Stopwatch watch;
  while (projector_->turn()) {
  }
  if (const auto error = projector_->status().error) throw Failed("the ledger: " + error->en);
  return watch.seconds();
}

double Projected::fill_anew() {
  projector_.reset();
  texts_.reset();
  ledger_.reset();
  for (const char* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(data_->ledger_path().string() + suffix);
  const Stopwatch watch;
  open_ledger();
  while (projector_->status().cursor < projector_->status().last_arrival && projector_->turn()) {
  }
  return watch.seconds();
}

void Projected::check_figures() {
  const auto problems = node::verify_ledger(data_->store(), *ledger_);
  if (!problems.empty()) throw Failed("the ledger does not equal a recount: " + problems.front().en);
}

void Projected::open_ledger() {
  ledger_ = must(node::SqliteLedger::open(data_->ledger_path(), memory_), "the ledger");
  texts_ = std::make_unique<node::Texts>(data_->store(), *ledger_, place_);
  projector_ = std::make_unique<node::Projector>(data_->store(), *ledger_, texts_.get());
}

}  // namespace bench
