#include <random>
#include <stdexcept>
#include <thread>

#include "tests/crash/check.h"
#include "tests/crash/scenario.h"
#include "tests/process/small_disk.h"

namespace crash {

namespace {

constexpr std::uint64_t kDiskBytes = 128u << 20;
constexpr std::uint64_t kMoreBytes = 96u << 20;
constexpr int kLargerDisksMax = 3;                 // It is memory, all of it filled.
constexpr std::uint64_t kLeftBytesMax = 2u << 20;  // Of a disk that is almost full.
constexpr unsigned kWorkMsMax = 1500;
constexpr unsigned kFullMsMax = 600;

class FullDisk {
 public:
  FullDisk(const Scene& scene, process::SmallDisk& disk, Node& node)
      : findings_(scene.findings), disk_(disk), node_(node), random_(scene.seed) {}

  // Full, refused, killed there, sometimes begun there in vain; then room, and work again.
  void round() {
    rest(kWorkMsMax);
    // Sometimes it fills up by the node's own writing, at whatever file that happens.
    if (in(50)) disk_.fill(random_() % kLeftBytesMax);
    if (in(50)) rest(kFullMsMax);
    disk_.fill();
    const std::uint64_t refusals = findings_.figures().disk_full;
    if (in(80) && !process::eventually([&] { return findings_.figures().disk_full > refusals; }))
      findings_.report(Wrong::kOther, node_.name(), "its disk is full, and nothing was refused for that");
    rest(kFullMsMax);
    node_.kill();
    if (in(50)) begin_in_vain();
    make_room();
    node_.begin();
    if (!node_.wait_until_ready())
      throw std::runtime_error(node_.name() + " does not come up, with room again:\n" + node_.last_words());
    const std::uint64_t before = findings_.acknowledged_by(node_.name());
    if (!process::eventually([&] { return findings_.acknowledged_by(node_.name()) > before; }))
      findings_.report(Wrong::kOther, node_.name(), "there is room again, and nothing is written");
  }

 private:
  // On the full disk it serves, or says why not and ends.
  void begin_in_vain() {
    node_.begin();
    if (!node_.wait_until_ready() && node_.ended()) return node_.bury();
    rest(kFullMsMax);
    node_.kill();
  }

  void make_room() {
    if (larger_disks_ < kLargerDisksMax && in(50)) {
      disk_.grow(kMoreBytes);
      ++larger_disks_;
    } else {
      disk_.make_room();
    }
  }

  void rest(unsigned ms_max) { std::this_thread::sleep_for(std::chrono::milliseconds(random_() % ms_max)); }
  [[nodiscard]] bool in(unsigned percent) { return random_() % 100 < percent; }

  Findings& findings_;
  process::SmallDisk& disk_;
  Node& node_;
  std::mt19937_64 random_;
  int larger_disks_ = 0;
};

}  // namespace

void full_disk(const Scene& scene) {
  process::SmallDisk disk(scene.directory / "disk", kDiskBytes);
  const bool at_county = scene.seed % 2 == 0;
  Tree tree(scene.directory, scene.findings);
  Node& city = tree.root();
  Node& county = tree.join(city, kCounty, "county", {}, at_county ? disk.path() : "");
  Node& village = tree.join(county, kVillage, "village", {}, at_county ? "" : disk.path());
  tree.join(county, kNextVillage, "next-village");

  Load load(tree, scene.seed, 3);
  FullDisk full(scene, disk, at_county ? county : village);
  for (const auto end = std::chrono::steady_clock::now() + scene.length;
       std::chrono::steady_clock::now() < end;)
    full.round();
  load.stop();
  disk.make_room();
  check_all(tree, load);
  // Before its disk goes.
  for (const auto& node : tree.nodes()) (void)node->stop();
}

}  // namespace crash
