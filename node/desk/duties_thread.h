// The thread that drives Duties: it takes turns while something is owed, then sleeps until the projector
// shows something new, or a while has passed in which a claim may have expired, on busy days as well.

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "node/desk/duties.h"
#include "node/limits.h"

namespace node {

class DutiesThread {
 public:
  // Both must outlive this, and nobody else may drive `duties`.
  DutiesThread(Duties& duties, CommitQueue& committer,
               std::chrono::milliseconds look_again = kDutiesLookAgainMs);
  ~DutiesThread();  // Finishes the turn that it is in.
  DutiesThread(const DutiesThread&) = delete;
  DutiesThread& operator=(const DutiesThread&) = delete;

 private:
  void run();

  Duties& duties_;
  CommitQueue& committer_;
  const std::chrono::milliseconds look_again_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool notified_ = false;  // Guarded by mutex_.
  bool ending_ = false;    // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace node
