// The thread that writes. Requests from any thread queue here; each turn takes all that wait and
// commits them with one fsync. Where too many wait, people and programs are refused at once.

#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "node/data/commit_queue.h"
#include "node/limits.h"

namespace node {

class Committer final : public CommitQueue {
 public:
  // `path` must outlive the Committer.
  explicit Committer(WritePath& path, std::size_t requests_max = kCommitQueueRequestsMax);
  ~Committer() override;  // Finishes what is queued.
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  void submit(WriteRequest request) override;
  [[nodiscard]] model::Result<Written> record(Record record) override;
  // Requests that wait for their turn.
  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t requests_max() const { return requests_max_; }

 private:
  void run();

  WritePath& path_;
  const std::size_t requests_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<WriteRequest> queue_;  // Guarded by mutex_.
  bool ending_ = false;             // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace node
