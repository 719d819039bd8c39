// Long work that one request begins and others ask about: bundles. One job at a time, on a thread of its
// own; the last few are remembered until the program ends.
//
// From any thread. Destroyed before what the work uses: it tells the running job to stop, and waits.

#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "model/result.h"
#include "node/data/bundles.h"
#include "node/random.h"

namespace node {

enum class JobState : std::uint8_t { kRunning, kDone, kFailed };

struct JobProgress {
  std::string step;  // "write", "verify", "read".
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // Of what is counted in this step; 0: not known.
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
};

// What a job that came to its end says; one member for each kind of job.
using JobResult = std::variant<std::monostate, BundleWritten, BundleRead>;

struct JobView {
  std::string id;
  std::string kind;  // "bundle_out", "bundle_in".
  JobState state{};
  JobProgress progress;
  JobResult result;
  std::optional<model::Error> problem;  // Set with kFailed; there may be a result all the same.
};

struct JobOutcome {
  JobResult result;
  std::optional<model::Error> problem;
};

class Jobs {
 public:
  // Told of every step; false means to stop soon.
  using Watcher = std::function<bool(const JobProgress&)>;
  using Work = std::function<JobOutcome(const Watcher&)>;

  // `random` must outlive the Jobs.
  explicit Jobs(Random& random) : random_(random) {}
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // The new job's id. Error "job.busy" while another one runs.
  [[nodiscard]] model::Result<std::string> begin(std::string kind, Work work);
  [[nodiscard]] std::optional<JobView> view(const std::string& id) const;

 private:
  void run(const std::string& id, const Work& work);

  Random& random_;
  mutable std::mutex mutex_;
  std::deque<JobView> jobs_;  // Guarded by mutex_. The newest last.
  bool running_ = false;      // Guarded by mutex_.
  bool stopping_ = false;     // Guarded by mutex_.
  std::thread thread_;        // Guarded by mutex_ but for its own end.
};

}  // namespace node
