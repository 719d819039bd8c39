#include <boost/json.hpp>
#include <stdexcept>

#include "tests/crash/check.h"
#include "tests/crash/killer.h"
#include "tests/crash/scenario.h"

namespace crash {

namespace {

// As libfaketime reads them; a machine whose battery is empty wakes up in 1970 each time.
constexpr const char* kClocks[] = {"@1970-01-01 00:00:05",
                                   "@1970-01-02 00:00:00",
                                   "@2001-09-09 09:46:40",
                                   "@2018-06-22 08:00:00",
                                   "+20y",
                                   "+20y",
                                   "-3d",
                                   "-11m",
                                   "+9m",
                                   ""};

void expect_year(const Node& node, const std::string& year) {
  const Answer answer = node.ask({"GET", "/api/v1/status"});
  if (!boost::json::parse(answer.body).at("wall_time").as_string().starts_with(year))
    throw std::runtime_error("libfaketime does not work here; deploy/install-deps.sh installs it: " +
                             answer.body);
}

}  // namespace

void wrong_clocks(const Scene& scene) {
  Tree tree(scene.directory, scene.findings);
  Node& city = tree.root();
  Node& county = tree.join(city, kCounty, "county", "@2001-09-09 09:46:40");
  Node& village = tree.join(county, kVillage, "village", "@1970-01-02 00:00:00");
  tree.join(county, kNextVillage, "next-village", "+20y");
  expect_year(county, "2001");
  expect_year(village, "1970");

  std::mt19937_64 random(scene.seed);
  const auto another_clock = [&](Node& node) { node.set_clock(kClocks[random() % std::size(kClocks)]); };
  Load load(tree, scene.seed, 3);
  Killer killer(tree, scene.seed, another_clock);
  killer.kill_until(std::chrono::steady_clock::now() + scene.length);
  load.stop();
  check_all(tree, load, another_clock);
}

}  // namespace crash
