#include "tests/crash/check.h"
#include "tests/crash/killer.h"
#include "tests/crash/scenario.h"

namespace crash {

void storm(const Scene& scene) {
  Tree tree(scene.directory, scene.findings);
  Node& city = tree.root();
  Node& county = tree.join(city, kCounty, "county");
  Node& other_county = tree.join(city, kOtherCounty, "other-county");
  tree.join(county, kVillage, "village");
  tree.join(county, kVillage, "village-second");
  tree.join(county, kNextVillage, "next-village");
  tree.join(other_county, kFarVillage, "far-village");

  Load load(tree, scene.seed, 3);
  Killer killer(tree, scene.seed);
  killer.kill_until(std::chrono::steady_clock::now() + scene.length);
  load.stop();
  check_all(tree, load);
}

}  // namespace crash
