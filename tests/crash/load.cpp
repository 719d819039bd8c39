#include "tests/crash/load.h"

#include <boost/json.hpp>
#include <chrono>

namespace crash {

namespace json = boost::json;

namespace {
constexpr std::chrono::milliseconds kBetweenLooks{20};
}

std::optional<std::string> SeenFigures::look(const Node& node, const std::string& place,
                                             const std::string& by) {
  const Answer answer = node.ask({"GET", "/api/v1/summary?place=" + place + "&by=" + by});
  if (!answer.done()) return std::nullopt;
  const std::string root(json::parse(answer.body).at("input_root").as_string());
  const std::size_t bytes = std::hash<std::string>()(answer.body);
  const std::lock_guard lock(mutex_);
  const auto [at, fresh] = seen_.emplace(root + " " + place + " " + by, bytes);
  if (at->second != bytes)
    findings_.report(Wrong::kOther, "the figures of " + place + " by " + by,
                     node.name() + " shows others beside the same root: " + answer.body);
  return answer.body;
}

Load::Load(const Tree& tree, std::uint64_t seed, unsigned clerks_per_node)
    : tree_(tree), figures_(tree.findings()) {
  unsigned number = 0;
  for (const auto& node : tree.nodes())
    for (unsigned i = 0; i < clerks_per_node; ++i, ++number)
      clerks_.push_back(std::make_unique<Clerk>(tree, *node, number, seed + number));
  for (const auto& clerk : clerks_) threads_.emplace_back([this, &clerk] { clerk->work(stop_); });
  threads_.emplace_back([this, seed] { look_on(seed - 1); });
}

void Load::stop() {
  stop_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<const Journal*> Load::journals() const {
  std::vector<const Journal*> out;
  for (const auto& clerk : clerks_) out.push_back(&clerk->journal());
  return out;
}

void Load::look_on(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto any = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  while (!stop_) {
    const std::string& place = tree_.nodes()[any(tree_.nodes().size())]->place().code;
    const auto carriers = tree_.carriers(place);
    (void)figures_.look(*carriers[any(carriers.size())], place, kSummaryBy[any(std::size(kSummaryBy))]);
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

}  // namespace crash
