#include "tools/bench/filled_county.h"

#include <algorithm>

#include "tools/bench/county.h"

namespace bench {

namespace {

constexpr std::size_t kHomes = 200;

}  // namespace

std::vector<Home> some_homes() {
  std::vector<Home> homes;
  for (std::size_t i = 0; i < kHomes; ++i) homes.push_back(village_home(i));
  return homes;
}

void make_county_of_homes(const std::filesystem::path& path) {
  make_county(path);
  NodeData county(path);
  std::vector<node::Identity> identities;
  for (std::size_t i = 0; i < kHomes; ++i) identities.push_back(new_identity());
  (void)enrol(county, identities);
}

std::vector<model::WishKey> fill_county(const std::filesystem::path& path, std::uint64_t seed,
                                        std::uint64_t wishes) {
  make_county_of_homes(path);
  NodeData county(path);
  Registrations registrations(seed, some_homes(), kImportRows);
  std::vector<model::WishKey> out;
  while (out.size() < wishes) {
    auto drafts = registrations.next(std::min(kGroupRows, wishes - out.size()));
    for (const node::Draft& draft : drafts) out.push_back({draft.subject, draft.place});
    county.write(std::move(drafts), kImportRows);
  }
  county.project();
  return out;
}

}  // namespace bench
