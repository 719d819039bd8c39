#include "node/data/jobs.h"

#include <algorithm>

#include "node/limits.h"

namespace node {

using model::Error;
using model::Result;

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

Result<std::string> Jobs::begin(std::string kind, Work work) {
  const std::lock_guard lock(mutex_);
  if (running_ || stopping_)
    return Error("job.busy", "another job is under way; wait until it has ended, then try again",
                 "另一项任务正在进行；请等它结束后再试");
  if (thread_.joinable()) thread_.join();  // Its work is done: running_ says so.
  const auto id = random_.bytes<8>();
  JobView job;
  job.id = model::to_hex({reinterpret_cast<const char*>(id.data()), id.size()});
  job.kind = std::move(kind);
  if (jobs_.size() == kJobsKept) jobs_.pop_front();
  jobs_.push_back(job);
  running_ = true;
  thread_ = std::thread([this, id = job.id, work = std::move(work)] { run(id, work); });
  return job.id;
}

std::optional<JobView> Jobs::view(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto at = std::find_if(jobs_.begin(), jobs_.end(), [&](const JobView& job) { return job.id == id; });
  return at == jobs_.end() ? std::nullopt : std::optional(*at);
}

void Jobs::run(const std::string& id, const Work& work) {
  const auto in_list = [&](auto&& change) {  // With mutex_ held: the newest one is never dropped.
    for (JobView& job : jobs_)
      if (job.id == id) change(job);
  };
  JobOutcome outcome = work([&](const JobProgress& progress) {
    const std::lock_guard lock(mutex_);
    in_list([&](JobView& job) { job.progress = progress; });
    return !stopping_;
  });
  const std::lock_guard lock(mutex_);
  in_list([&](JobView& job) {
    job.state = outcome.problem ? JobState::kFailed : JobState::kDone;
    job.result = std::move(outcome.result);
    job.problem = std::move(outcome.problem);
  });
  running_ = false;
}

}  // namespace node
