#include "node/data/jobs.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "node/limits.h"

namespace node {
namespace {

struct JobsTest : ::testing::Test {
  SeededRandom random{1};

  static JobView wait(const Jobs& jobs, const std::string& id) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (;;) {
      auto view = jobs.view(id).value();
      if (view.state != JobState::kRunning || std::chrono::steady_clock::now() > deadline) return view;
      std::this_thread::yield();
    }
  }
};

TEST_F(JobsTest, RunsOneAtATimeAndTellsHowItGoes) {
  Jobs jobs(random);
  std::promise<void> half;
  std::promise<void> go_on;
  const auto id = jobs.begin("bundle_in", [&](const Jobs::Watcher& watch) {
    EXPECT_TRUE(watch({"read", 5, 10, 3, 5}));
    half.set_value();
    go_on.get_future().wait();
    BundleRead read;
    read.events.fresh = 7;
    return JobOutcome{read, std::nullopt};
  });
  ASSERT_TRUE(id);
  half.get_future().wait();
  const JobView running = jobs.view(*id).value();
  EXPECT_EQ(running.state, JobState::kRunning);
  EXPECT_EQ(running.progress.done, 5u);
  const auto second = jobs.begin("bundle_out", [](const auto&) { return JobOutcome{}; });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "job.busy");
  go_on.set_value();
  const JobView done = wait(jobs, *id);
  EXPECT_EQ(done.state, JobState::kDone);
  EXPECT_EQ(std::get<BundleRead>(done.result).events.fresh, 7u);
  EXPECT_TRUE(jobs.begin("bundle_out", [](const auto&) { return JobOutcome{}; }));
}

TEST_F(JobsTest, AProblemMakesItFailedWhateverElseItSays) {
  Jobs jobs(random);
  const auto id = jobs.begin("bundle_in", [](const auto&) {
    return JobOutcome{BundleRead{}, model::Error("bundle.gap", "gap")};
  });
  const JobView view = wait(jobs, id.value());
  EXPECT_EQ(view.state, JobState::kFailed);
  EXPECT_EQ(view.problem->code, "bundle.gap");
}

TEST_F(JobsTest, TheEndOfTheProgramStopsTheWork) {
  std::promise<void> begun;
  bool stopped = false;
  {
    Jobs jobs(random);
    ASSERT_TRUE(jobs.begin("bundle_out", [&](const Jobs::Watcher& watch) {
      begun.set_value();
      while (watch({})) std::this_thread::yield();
      stopped = true;
      return JobOutcome{};
    }));
    begun.get_future().wait();
  }
  EXPECT_TRUE(stopped);
}

TEST_F(JobsTest, OnlyTheLastOnesAreRemembered) {
  Jobs jobs(random);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i <= kJobsKept; ++i) {
    ids.push_back(jobs.begin("bundle_out", [](const auto&) { return JobOutcome{}; }).value());
    wait(jobs, ids.back());
  }
  EXPECT_FALSE(jobs.view(ids.front()));
  EXPECT_TRUE(jobs.view(ids.back()));
}

}  // namespace
}  // namespace node
