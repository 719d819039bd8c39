#include "tools/bench/callers.h"

#include <atomic>
#include <thread>

#include "node/data/committer.h"
#include "tools/bench/must.h"
#include "tools/bench/statistics.h"

namespace bench {

double write_by_callers(NodeData& node, Shares shares) {
  std::atomic<std::uint64_t> refused{0};
  double seconds = 0;
  {
    node::Committer committer(node.write_path());
    const Stopwatch watch;
    std::vector<std::thread> threads;
    for (auto& share : shares)
      threads.emplace_back([&committer, &share, &refused] {
        for (node::Draft& draft : share)
          if (!committer.record({{std::move(draft)}, {}})) ++refused;
      });
    for (std::thread& thread : threads) thread.join();
    seconds = watch.seconds();
  }
  expect(refused == 0, "an event was refused");
  return seconds;
}

}  // namespace bench
