// Each seed of the fuzzers goes through its target. A seed is named after what has to become of it:
// good-… is accepted, bad-… is refused; the others only have to leave the program whole.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "fuzz/targets.h"

namespace fuzz {
namespace {

std::vector<std::filesystem::path> seeds_of(std::string_view target) {
  std::vector<std::filesystem::path> out;
  const std::filesystem::path folder = std::filesystem::path(FUZZ_CORPUS_DIR) / target;
  if (!std::filesystem::is_directory(folder)) return out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

class FuzzCorpusTest : public ::testing::TestWithParam<Target> {};

TEST_P(FuzzCorpusTest, each_seed_becomes_what_it_is_named_after) {
  const auto seeds = seeds_of(GetParam().name);
  EXPECT_FALSE(seeds.empty());
  for (const std::filesystem::path& seed : seeds) {
    const std::string name = seed.filename().string();
    std::cout << name << std::endl;  // The last one, where a check ends the program.
    const bool accepted = GetParam().run(bytes_of(seed));
    EXPECT_FALSE(name.starts_with("good-") && !accepted) << name << " is refused";
    EXPECT_FALSE(name.starts_with("bad-") && accepted) << name << " is accepted";
  }
}

TEST_P(FuzzCorpusTest, nothing_at_all_is_refused) { EXPECT_FALSE(GetParam().run("")); }

INSTANTIATE_TEST_SUITE_P(All, FuzzCorpusTest, ::testing::ValuesIn(kTargets),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace fuzz
