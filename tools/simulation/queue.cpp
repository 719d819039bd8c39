#include "tools/simulation/queue.h"

namespace simulation {

void Queue::submit(node::WriteRequest request) {
  waiting_.push_back(std::move(request));
  waiting_max_ = std::max(waiting_max_, waiting_.size());
  if (at_once_) return commit();
  if (scheduled_) return;
  scheduled_ = true;
  // A sync of the disk, now and then a slow one.
  const std::uint64_t delay = dice_.of_thousand(20) ? dice_.between(100, 2000) : dice_.between(1, 20);
  agenda_.after(delay, life_, [this] {
    scheduled_ = false;
    commit();
  });
}

model::Result<node::Written> Queue::record(node::Record record) { return record_all({std::move(record)}); }

model::Result<node::Written> Queue::record_all(const std::vector<node::Record>& records) {
  std::vector<model::Result<node::Written>> answers;
  for (const node::Record& record : records)
    waiting_.push_back({record, [&answers](auto written) { answers.push_back(std::move(written)); }});
  commit();
  for (const auto& answer : answers)
    if (answer && on_recorded) on_recorded(*answer);
  for (const auto& answer : answers)
    if (!answer) return answer;
  return answers.back();
}

void Queue::run_waiting(const std::function<void()>& call) {
  at_once_ = true;
  call();
  at_once_ = false;
}

void Queue::commit() {
  if (waiting_.empty()) return;
  std::vector<node::WriteRequest> group = std::exchange(waiting_, {});
  path_->commit_group(group);
}

}  // namespace simulation
