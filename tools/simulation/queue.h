// The commit queue of a simulated process: what waits is committed together some milliseconds later, in
// virtual time; who waits for the disk, a person at the desk, is served at once, behind all that waits.

#pragma once

#include <functional>
#include <vector>

#include "node/data/commit_queue.h"
#include "tools/simulation/agenda.h"
#include "tools/simulation/dice.h"

namespace simulation {

class Queue final : public node::CommitQueue {
 public:
  Queue(Agenda& agenda, LifeId life, Dice& dice) : agenda_(agenda), life_(life), dice_(dice) {}

  void submit(node::WriteRequest request) override;
  [[nodiscard]] model::Result<node::Written> record(node::Record record) override;
  // Several callers of record() at one time. The last of their answers, or the first refusal.
  [[nodiscard]] model::Result<node::Written> record_all(const std::vector<node::Record>& records);

  void set_path(node::WritePath* path) { path_ = path; }
  // Hears what a person was told to be written.
  std::function<void(const node::Written&)> on_recorded;
  // Runs what waits for its own submissions.
  void run_waiting(const std::function<void()>& call);
  [[nodiscard]] std::size_t waiting_max() const { return waiting_max_; }
  // What waits is dropped; its process is gone.
  void drop() { waiting_.clear(); }

 private:
  void commit();

  Agenda& agenda_;
  const LifeId life_;
  Dice& dice_;
  node::WritePath* path_ = nullptr;
  std::vector<node::WriteRequest> waiting_;
  bool scheduled_ = false;
  bool at_once_ = false;
  std::size_t waiting_max_ = 0;
};

}  // namespace simulation
