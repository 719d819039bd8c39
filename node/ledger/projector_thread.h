// The thread that drives a Projector: it takes turns until nothing is left, then sleeps until it is
// told that something arrived. It stands behind the other threads where processors are short. Where the
// ledger fails (a full disk) it tries again later.

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "node/ledger/projector.h"
#include "node/store/catch_up.h"

namespace node {

class ProjectorThread final : public CatchUp {
 public:
  // `projector` must outlive this, and nobody else may drive it.
  explicit ProjectorThread(Projector& projector, std::chrono::milliseconds retry = kLedgerRetryMs);
  ~ProjectorThread() override;  // Finishes the turn that it is in.
  ProjectorThread(const ProjectorThread&) = delete;
  ProjectorThread& operator=(const ProjectorThread&) = delete;

  // Something arrived. From any thread; never waits for a turn.
  void notify();
  [[nodiscard]] bool wait_until(std::uint64_t arrival,
                                std::chrono::steady_clock::time_point deadline) override;

 private:
  void run();

  Projector& projector_;
  const std::chrono::milliseconds retry_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable moved_;
  bool notified_ = true;      // Guarded by mutex_.
  bool ending_ = false;       // Guarded by mutex_.
  std::uint64_t cursor_ = 0;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace node
