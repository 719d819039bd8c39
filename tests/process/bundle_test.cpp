// A village without any network: what it writes goes up on a stick, and its ticks come back on one.

#include "tests/process/tree.h"

namespace process {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class Stick : public Tree {
 protected:
  Stick() { fs::create_directory(stick_); }
  [[nodiscard]] std::string on_stick(const std::string& name) const { return (stick_ / name).string(); }
  // As its person who carries it would see it.
  [[nodiscard]] bool on_stick_stands(std::string_view bytes) const { return found_on_disk(stick_, bytes); }
  static json::value out(const Node& from, const std::string& file, const std::string& to = {}) {
    Words words{"bundle", "out", file};
    if (!to.empty()) words.insert(words.end(), {"--to", to});
    return from.ctl(words);
  }

  const fs::path stick_ = scratch() / "stick";
};

TEST_F(Stick, RoundTripBringsWishesUpAndTicksDown) {
  auto [city, county, village] = line();
  village.lose_network();
  const std::string number = village.add("周小明");
  village.ctl({"import", form(300).string()});
  EXPECT_EQ(village.wish(number).at("safe"), "here");

  const json::value made = out(village, on_stick("up"));
  EXPECT_EQ(made.at("to").at("place").as_string(), kCounty.code);
  EXPECT_EQ(made.at("verified"), true);
  const json::value taken = county.ctl({"bundle", "in", on_stick("up")});
  EXPECT_EQ(taken.at("from").at("place").as_string(), kVillage.code);
  EXPECT_EQ(taken.at("parts_new"), 301);
  ASSERT_TRUE(eventually([&] { return county.total() == 301; }));
  EXPECT_EQ(county.wish(number).at("name"), "周小明");
  EXPECT_EQ(county.ctl({"bundle", "in", on_stick("up")}).at("events_new"), 0);
  ASSERT_TRUE(eventually([&] { return city.total() == 301; }));  // From the county, by its link.
  ASSERT_TRUE(eventually([&] { return county.wish(number).at("safe") == "city"; }));

  // The county writes something for the village, and gives the stick back.
  county.ctl({"wish", "add", "--place", kVillage.code, "--name", "郑大海", "--sex", "male", "--age", "60",
              "--address", "奉家镇上团村1组", "--content", "一把椅子", "--phone", "13000000001"});
  out(county, on_stick("down"), kVillage.code);
  EXPECT_GT(village.ctl({"bundle", "in", on_stick("down")}).at("acks_new").to_number<int>(), 0);
  ASSERT_TRUE(eventually([&] { return village.total() == 302; }));
  EXPECT_EQ(village.wish(number).at("safe"), "city");

  // What the county acknowledged goes up no more.
  village.add("吴小红");
  EXPECT_EQ(out(village, on_stick("up again")).at("events"), 1);
  county.ctl({"bundle", "in", on_stick("up again")});
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));

  // And when the network comes, there is nothing left to do.
  village.regain_network(county);
  ASSERT_TRUE(eventually([&] { return village.in_step(); }, kAfterBackoff));
  ASSERT_TRUE(eventually([&] { return city.total() == 303; }));
  EXPECT_TRUE(each_once(city.wishes(), 303));
  for (const Node* node : {&village, &county, &city}) EXPECT_TRUE(node->verifies());
}

TEST_F(Stick, WhoCarriesItCanNeitherReadItNorTakeItIn) {
  auto [city, county, village] = line();
  Node& other = join(city, kOtherVillage);
  ASSERT_TRUE(eventually([&] { return other.in_step(); }));
  village.lose_network();
  village.add("周小明", "想要一本字典");
  out(village, on_stick("up"));
  for (const char* words : {"周小明", "字典", "上团村", "13000028641"})
    EXPECT_FALSE(on_stick_stands(words)) << words;
  for (const Node* node : {&other, &city}) {
    const Ran refused = node->try_ctl({"bundle", "in", on_stick("up")});
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.err.find(kCounty.name), std::string::npos) << refused.err;
  }
  EXPECT_EQ(other.total(), 0);
  county.ctl({"bundle", "in", on_stick("up")});
  EXPECT_TRUE(eventually([&] { return county.total() == 1; }));
}

TEST_F(Stick, DamageOnTheWayIsSaidAndMendedByAnotherCopy) {
  auto [city, county, village] = line();
  village.lose_network();
  village.ctl({"import", form(200).string()});
  out(village, on_stick("up"));
  const std::string whole = read_file(on_stick("up"));
  std::string bad = whole;
  bad[bad.size() * 3 / 4] ^= 1;
  write_file(on_stick("bad"), bad);
  write_file(on_stick("cut"), whole.substr(0, whole.size() / 2));
  for (const char* name : {"bad", "cut"})
    EXPECT_EQ(county.try_ctl({"bundle", "in", on_stick(name)}).status, 1);
  EXPECT_TRUE(county.verifies());
  county.ctl({"bundle", "in", on_stick("up")});
  EXPECT_TRUE(eventually([&] { return county.total() == 200; }));
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county}));
}

TEST_F(Stick, APowerCutWhileABundleIsReadLosesNothing) {
  auto [city, county, village] = line();
  village.lose_network();
  village.ctl({"import", form(3000).string()});
  out(village, on_stick("up"));
  const auto reading = county.begin_ctl({"bundle", "in", on_stick("up")});
  const auto before = county.program().busy();
  (void)eventually(
      [&] { return county.program().busy() - before > std::chrono::milliseconds(30) || reading->status(); });
  county.kill();
  (void)reading->wait(kSoon);
  county.start();
  county.ctl({"bundle", "in", on_stick("up")});
  EXPECT_TRUE(eventually([&] { return county.total() == 3000; }));
  EXPECT_TRUE(county.verifies());
}

TEST_F(Stick, ANodeThatNoLongerStartsIsRescued) {
  auto [city, county, village] = line();
  village.lose_network();
  const std::string number = village.add("周小明");
  ASSERT_EQ(village.stop(), 0);
  const Ran rescued = run(
      {wishnode(), "rescue", "--data", village.directory().string(), "--out", on_stick("rescue")}, scratch());
  ASSERT_EQ(rescued.status, 0) << rescued.err;
  EXPECT_NE(rescued.out.find("made a bundle for " + kCounty.name), std::string::npos) << rescued.out;
  EXPECT_NE(rescued.out.find("all logs could be read"), std::string::npos) << rescued.out;
  county.ctl({"bundle", "in", on_stick("rescue")});
  ASSERT_TRUE(eventually([&] { return county.total() == 1; }));
  EXPECT_EQ(county.wish(number).at("name"), "周小明");
}

TEST_F(Stick, WhatIsLeftOfADamagedTableIsRescued) {
  auto [city, county, village] = line();
  village.ctl({"import", form(300).string()});
  ASSERT_TRUE(eventually([&] { return county.total() == 300; }));
  village.lose_network();
  for (int i = 0; i < 2; ++i) {  // What the log holds goes into tables at a start.
    ASSERT_EQ(village.stop(), 0);
    village.start();
  }
  ASSERT_EQ(village.stop(), 0);
  fs::path largest;
  for (const auto& file : fs::directory_iterator(village.directory() / "store"))
    if (file.path().extension() == ".sst" && (largest.empty() || file.file_size() > fs::file_size(largest)))
      largest = file.path();
  ASSERT_FALSE(largest.empty());
  std::string bytes = read_file(largest);
  bytes[bytes.size() / 2] = static_cast<char>(~bytes[bytes.size() / 2]);
  write_file(largest, bytes);

  const Ran rescued = run(
      {wishnode(), "rescue", "--data", village.directory().string(), "--out", on_stick("rescue"), "--all"},
      scratch());
  ASSERT_EQ(rescued.status, 0) << rescued.err;
  county.ctl({"bundle", "in", on_stick("rescue")});
  EXPECT_TRUE(county.verifies());
  EXPECT_EQ(county.total(), 300);
}

}  // namespace
}  // namespace process
