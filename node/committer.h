// The thread that writes. Requests from any thread queue here; each turn takes all that wait and
// commits them with one fsync.

#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "node/commit_queue.h"

namespace node {

class Committer final : public CommitQueue {
 public:
  // `path` must outlive the Committer.
  explicit Committer(WritePath& path);
  ~Committer() override;  // Finishes what is queued.
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  void submit(WriteRequest request) override;
  [[nodiscard]] model::Result<Written> record(Record record) override;

 private:
  void run();

  WritePath& path_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WriteRequest> queue_;  // Guarded by mutex_.
  bool ending_ = false;             // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace node
