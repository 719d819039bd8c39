// A photo of a village over real nodes: it reaches the county and the city byte by byte, also where a node is
// killed in the middle of it, and nothing of it is left once the person is erased.

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <random>

#include "node/store/rocks_kv.h"
#include "tests/process/tree.h"

namespace process {
namespace {

namespace fs = std::filesystem;

class Attachments : public Tree {
 protected:
  // A JPEG by its first bytes; what follows does not repeat.
  fs::path photo(std::size_t bytes, unsigned number = 1) const {
    std::string out = "\xff\xd8\xff";
    std::mt19937_64 random(number);
    while (out.size() < bytes) out += static_cast<char>(random());
    const fs::path path = scratch() / ("photo" + std::to_string(number) + ".jpg");
    std::ofstream(path, std::ios::binary) << out;
    return path;
  }
  static std::uint64_t bytes_missing(const Node& node) {
    return node.status().at("file_bytes_missing").to_number<std::uint64_t>();
  }
  static bool whole_at(const Node& node, const std::string& number, std::size_t count = 1) {
    const auto listed = node.ctl({"wish", "attachments", number});
    const auto& files = listed.at("attachments").as_array();
    return files.size() == count &&
           std::ranges::all_of(files, [](const auto& file) { return file.at("here") == true; });
  }
  // Every file of the wish is what `photo` made, by its name.
  void expect_as_attached(const Node& node, const std::string& number) const {
    const auto listed = node.ctl({"wish", "attachments", number});
    for (const auto& file : listed.at("attachments").as_array()) {
      const std::string id(file.at("id").as_string()), name(file.at("name").as_string());
      const fs::path out = scratch() / (node.place().code + name);
      node.ctl({"wish", "attachment", number, id, "--out", out.string()});
      EXPECT_TRUE(read_file(out) == read_file(scratch() / name)) << name << " at " << node.place().name;
    }
  }
  static std::vector<std::string> sealed_pieces(const fs::path& data) {
    auto kv = node::RocksKv::open(data / "store", node::RocksKv::Mode::kReadOnly);
    if (!kv) throw std::runtime_error(kv.error().en);
    std::vector<std::string> out;
    (*kv)->scan(node::Family::kBlob, {}, {}, [&](std::string_view, std::string_view value) {
      out.emplace_back(value.substr(value.size() / 2, 24));
      return true;
    });
    return out;
  }
};

TEST_F(Attachments, APhotoReachesTheCityThoughTheCountyIsKilledInTheMiddle) {
  auto [city, county, village] = line();
  const std::string number = village.add("周小明");
  ASSERT_TRUE(eventually([&] { return city.total() == 1; }));
  county.kill();
  for (unsigned photo_number = 1; photo_number <= 3; ++photo_number)
    village.ctl({"wish", "attach", number, photo(18u << 20, photo_number).string(), "--purpose", "proof"});
  ASSERT_TRUE(whole_at(village, number, 3));
  county.start();
  // Some of it is there, and not all.
  ASSERT_TRUE(eventually(
      [&] {
        const std::uint64_t missing = bytes_missing(county);
        return missing > 0 && missing < (50u << 20);
      },
      kAfterBackoff));
  county.kill();
  county.start();
  ASSERT_TRUE(eventually([&] { return whole_at(county, number, 3); }, kAfterBackoff));
  ASSERT_TRUE(eventually([&] { return whole_at(city, number, 3); }, kAfterBackoff));
  expect_as_attached(county, number);
  expect_as_attached(city, number);
  for (const Node* node : {&village, &county, &city}) {
    EXPECT_EQ(bytes_missing(*node), 0u);
    EXPECT_EQ(node->ctl({"verify", "--deep"}).at("ok"), true) << node->place().name;
  }
}

TEST_F(Attachments, NothingOfItIsLeftOnADiskOnceThePersonIsErased) {
  auto [city, county, village] = line();
  const std::string number = village.add("周小明");
  village.ctl({"wish", "attach", number, photo(1u << 20).string()});
  const std::vector<Node*> all{&village, &county, &city};
  ASSERT_TRUE(eventually([&] { return city.total() == 1 && whole_at(city, number); }, kAfterBackoff));
  std::vector<std::vector<std::string>> pieces;
  for (Node* node : all) {
    ASSERT_EQ(node->stop(), 0);
    pieces.push_back(sealed_pieces(node->directory()));
    ASSERT_EQ(pieces.back().size(), 4u) << node->place().name;
    ASSERT_TRUE(found_on_disk(node->directory(), pieces.back()[0])) << "else its absence proves nothing";
  }
  for (Node* node : all) node->start();
  village.ctl({"erase", number, "--yes"});
  for (Node* node : all)
    ASSERT_TRUE(eventually([&] { return node->wish(number).at("erased") == true; }, kAfterBackoff));
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i]->stop(), 0);
    for (const std::string& piece : pieces[i])
      EXPECT_FALSE(found_on_disk(all[i]->directory(), piece)) << all[i]->place().name;
    EXPECT_TRUE(sealed_pieces(all[i]->directory()).empty()) << all[i]->place().name;
  }
}

TEST_F(Attachments, ABackupBringsThemBack) {
  Node& city = root();
  const std::string number = city.add("周小明");
  const fs::path file = photo(600'000);
  city.ctl({"wish", "attach", number, file.string()});
  const fs::path backup = scratch() / "backup";
  city.ctl({"backup", backup.string()});
  EXPECT_EQ(sealed_pieces(backup).size(), 3u);
  city.kill();
  fs::remove_all(city.directory());
  city.ctl({"restore", backup.string()});
  city.start();
  city.ctl({"restore", "--done"});
  ASSERT_TRUE(eventually([&] { return whole_at(city, number); }));
  expect_as_attached(city, number);
}

TEST_F(Attachments, ABackupDoesNotBringBackWhatWasErasedSince) {
  auto [city, county, village] = line();
  const std::string number = village.add("周小明");
  village.ctl({"wish", "attach", number, photo(600'000).string()});
  const fs::path backup = scratch() / "backup";
  village.ctl({"backup", backup.string()});
  ASSERT_EQ(sealed_pieces(backup).size(), 3u);
  ASSERT_TRUE(eventually([&] { return county.total() == 1; }));
  county.ctl({"erase", number, "--yes"});
  village.kill();
  fs::remove_all(village.directory());
  village.ctl({"restore", backup.string()});
  village.start();
  ASSERT_TRUE(eventually([&] { return village.wish(number).at("erased") == true; }, kAfterBackoff));
  ASSERT_EQ(village.stop(), 0);
  EXPECT_TRUE(sealed_pieces(village.directory()).empty());
}

}  // namespace
}  // namespace process
