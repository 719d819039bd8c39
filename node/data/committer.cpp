#include "node/data/committer.h"

#include <pthread.h>

#include <vector>

#include "node/limits.h"

namespace node {

Committer::Committer(WritePath& path, std::size_t requests_max)
    : path_(path), requests_max_(requests_max), thread_([this] { run(); }) {}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Committer::submit(WriteRequest request) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(request));
  }
  wake_.notify_one();
}

std::size_t Committer::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

model::Result<Written> Committer::record(Record record) {
  if (waiting() >= requests_max_)
    return model::Error("node.busy", "the node has too much to write at the moment; try again soon",
                        "节点待写入的内容过多；请稍后再试");
  std::promise<model::Result<Written>> promise;
  auto result = promise.get_future();
  submit({std::move(record),
          [&promise](model::Result<Written> written) { promise.set_value(std::move(written)); }});
  return result.get();
}

void Committer::run() {
  pthread_setname_np(pthread_self(), "committer");
  for (;;) {
    std::vector<WriteRequest> group;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      while (!queue_.empty() && group.size() < kGroupRequestsMax) {
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    path_.commit_group(group);
  }
}

}  // namespace node
