// What a person who asks to be erased may expect: no node of the tree shows, holds or gets back the
// personal part, and the figures stay.

#include <boost/json.hpp>

#include "model/event.h"
#include "node/store/rocks_kv.h"
#include "tests/process/tree.h"

namespace process {
namespace {

namespace fs = std::filesystem;

const char* const kPersonal[] = {"name", "age", "address", "content", "proof", "phone"};

class Erasure : public Tree {
 protected:
  // A piece of each sealed part that a data directory holds; the node is down.
  std::vector<std::string> sealed_pieces(const fs::path& data) {
    auto kv = node::RocksKv::open(data / "store", node::RocksKv::Mode::kReadOnly);
    if (!kv) throw std::runtime_error(kv.error().en);
    std::vector<std::string> out;
    (*kv)->scan(node::Family::kPart, {}, {}, [&](std::string_view, std::string_view value) {
      out.emplace_back(value.substr(value.size() / 2, 24));
      return true;
    });
    return out;
  }

  static void expect_erased(const Node& node, const std::string& number) {
    ASSERT_TRUE(eventually([&] { return node.wish(number).at("erased") == true; })) << node.place().name;
    const auto wish = node.wish(number);
    for (const char* field : kPersonal)
      EXPECT_TRUE(wish.at(field).is_null()) << field << " at " << node.place().name;
  }
};

TEST_F(Erasure, NoNodeShowsTheNameAnyMoreAndTheFiguresStay) {
  auto [city, county, village] = line();
  const std::string number = village.add("周小明");
  village.add("吴小红");
  ASSERT_TRUE(eventually([&] { return village.wish(number).at("safe") == "city"; }));
  county.kill();  // It learns of the erasure only later.
  village.ctl({"erase", number, "--yes"});
  expect_erased(village, number);
  county.start();

  for (Node* node : {&village, &county, &city}) expect_erased(*node, number);
  for (Node* node : {&village, &county, &city}) {
    node->restart();
    expect_erased(*node, number);
    EXPECT_EQ(node->total(), 2);
  }
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  for (Node* node : {&village, &county, &city}) EXPECT_TRUE(node->verifies());
}

TEST_F(Erasure, TheSealedBytesAreGoneFromTheDisksOfAllLevels) {
  auto [city, county, village] = line();
  const std::string number = village.add("周小明");
  ASSERT_TRUE(eventually([&] { return village.wish(number).at("safe") == "city"; }));
  std::vector<Node*> all{&village, &county, &city};
  std::vector<std::vector<std::string>> pieces;
  for (Node* node : all) {
    ASSERT_EQ(node->stop(), 0);
    pieces.push_back(sealed_pieces(node->directory()));
    ASSERT_EQ(pieces.back().size(), 1u) << "the one wish's part at " << node->place().name;
    ASSERT_TRUE(found_on_disk(node->directory(), pieces.back()[0])) << "else its absence proves nothing";
  }
  for (Node* node : all) node->start();
  village.ctl({"erase", number, "--yes"});
  for (Node* node : all) expect_erased(*node, number);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i]->stop(), 0);
    EXPECT_FALSE(found_on_disk(all[i]->directory(), pieces[i][0])) << all[i]->place().name;
    EXPECT_TRUE(sealed_pieces(all[i]->directory()).empty()) << all[i]->place().name;
  }
}

TEST_F(Erasure, AnErasedRowIsNotImportedAgain) {
  auto [city, county, village] = line();
  const fs::path file = form(3);
  village.ctl({"import", file.string()});
  const std::string number(village.wishes()[0].at("number").as_string());
  village.ctl({"erase", number, "--yes"});
  const auto again = village.ctl({"import", file.string()});
  EXPECT_EQ(again.at("added"), 0);
  EXPECT_EQ(again.at("duplicates").as_array().size(), 3u);
  EXPECT_TRUE(eventually([&] { return city.total() == 3; }));
}

TEST_F(Erasure, ANodeThatJoinsAfterwardsNeverGetsThePart) {
  auto [city, county, village] = line();
  const std::string number = village.add("周小明");
  ASSERT_TRUE(eventually([&] { return village.wish(number).at("safe") == "city"; }));
  village.ctl({"erase", number, "--yes"});
  expect_erased(city, number);
  Node& second = join(county, kVillage, "second");
  ASSERT_TRUE(eventually([&] { return second.total() == 1; }));
  expect_erased(second, number);
}

// A volunteer far from the family's line, so that both lines hold the words of the claim.
TEST_F(Erasure, AVolunteerIsForgottenAtTheirOwnLineAndAtTheFamilys) {
  auto [city, county, village] = line();
  Node& other_county = join(city, kOtherCounty);
  Node& far = join(other_county, kOtherVillage);
  const std::string number = village.add("周大山", "想要一床棉被（约200元）");
  village.ctl({"wish", "vet", number, "--approve"});
  ASSERT_TRUE(eventually([&] { return city.total() == 1 && city.wish(number).at("state") == "vetted"; }));
  city.ctl({"wish", "publish", number, "--scope", "4313"});
  const auto claims = [&](const Node& node) -> boost::json::array {
    const auto offer = node.try_ctl({"offer", "show", number});
    return offer.status == 0 ? boost::json::parse(offer.out).at("claims").as_array() : boost::json::array{};
  };
  ASSERT_TRUE(eventually([&] { return far.try_ctl({"offer", "show", number}).status == 0; }));
  far.ctl({"wish", "claim", number, "--name", "李四", "--phone", "13900000001"});
  ASSERT_TRUE(eventually([&] { return claims(far).at(0).at("state") == "granted"; }, kAfterBackoff));
  const std::string volunteer(claims(far).at(0).at("volunteer").as_string());
  far.ctl({"wish", "fulfil", number, "--what", "送去棉被一床"});
  ASSERT_TRUE(eventually([&] { return village.wish(number).at("state") == "fulfilled"; }, kAfterBackoff));
  village.ctl({"wish", "confirm", number, "--satisfaction", "5"});
  const std::vector<Node*> all{&village, &county, &city, &far, &other_county};
  const auto name_at = [&](const Node& node) {
    const auto held = claims(node);
    return held.empty() || held[0].at("name").is_null() ? "" : std::string(held[0].at("name").as_string());
  };
  for (Node* node : all)
    ASSERT_TRUE(eventually([&] { return name_at(*node) == "李四"; }, kAfterBackoff)) << node->place().name;
  EXPECT_EQ(county.try_ctl({"volunteer", "erase", volunteer, "--yes"}).status, 1) << "not their line";

  // The pieces of the parts that are to go: those of the claim and of what is told of the volunteer.
  const auto sealed_of = [&](const Node& node) {
    std::vector<std::string> out;
    auto kv = node::RocksKv::open(node.directory() / "store", node::RocksKv::Mode::kReadOnly);
    if (!kv) throw std::runtime_error(kv.error().en);
    (*kv)->scan(node::Family::kPart, {}, {}, [&](std::string_view key, std::string_view value) {
      const auto event = model::Event::parse((*kv)->get(node::Family::kLog, key).value());
      const auto kind = event->header().kind;
      if (kind == model::Kind::kClaimed || kind == model::Kind::kVolunteerSet)
        out.emplace_back(value.substr(value.size() / 2, 24));
      return true;
    });
    return out;
  };
  std::vector<std::vector<std::string>> pieces;
  for (Node* node : all) {
    ASSERT_EQ(node->stop(), 0);
    pieces.push_back(sealed_of(*node));
    ASSERT_FALSE(pieces.back().empty()) << node->place().name;
    for (const std::string& piece : pieces.back())
      ASSERT_TRUE(found_on_disk(node->directory(), piece)) << "else its absence proves nothing";
  }
  for (Node* node : {&city, &other_county, &far, &county}) node->start();  // The village learns of it later.
  const auto erased = other_county.ctl({"volunteer", "erase", volunteer, "--yes"});
  EXPECT_EQ(erased.at("places").as_array().size(), 1u);
  village.start();
  for (Node* node : all) {
    ASSERT_TRUE(eventually([&] { return name_at(*node).empty(); }, kAfterBackoff)) << node->place().name;
    EXPECT_EQ(claims(*node).at(0).at("volunteer_erased"), true) << node->place().name;
  }
  const auto points = [&](const Node& node) {
    const auto ranking =
        node.ctl({"ranking", "--by", "volunteer", "--period",
                  std::string(village.wish(number).at("days").at("fulfilled").as_string()).substr(0, 7)});
    const auto& rows = ranking.at("rows").as_array();
    return rows.empty() ? "" : std::string(rows[0].at("points").as_string());
  };
  EXPECT_TRUE(eventually([&] { return points(city) == "10.00"; }, kAfterBackoff));
  EXPECT_TRUE(soon_same_figures(kVillage.code, {&village, &county, &city}));
  for (Node* node : all) EXPECT_TRUE(node->verifies()) << node->place().name;
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i]->stop(), 0);
    EXPECT_TRUE(sealed_of(*all[i]).empty()) << all[i]->place().name;
    for (const std::string& piece : pieces[i])
      EXPECT_FALSE(found_on_disk(all[i]->directory(), piece)) << all[i]->place().name;
    EXPECT_FALSE(found_on_disk(all[i]->directory(), "李四")) << all[i]->place().name;
  }
}

TEST_F(Erasure, NothingPersonalStandsUnsealedOnADiskOrInALog) {
  auto [city, county, village] = line();
  const std::string number = village.add("欧阳稀有名", "一只蓝色的旧式闹钟");
  village.ctl({"wish", "vet", number, "--return", "--remark", "请补一份低保证复印件"});
  ASSERT_TRUE(eventually([&] { return city.wish(number).at("state") == "returned"; }));
  ASSERT_TRUE(eventually([&] { return city.wish(number).at("name") == "欧阳稀有名"; }));
  for (Node* node : {&village, &county, &city}) {
    ASSERT_EQ(node->stop(), 0);
    for (const char* text : {"欧阳稀有名", "蓝色的旧式闹钟", "13000028641", "上团村3组8号", "低保证复印件"}) {
      EXPECT_FALSE(found_on_disk(node->directory(), text)) << text << " at " << node->place().name;
      EXPECT_EQ(node->log().find(text), std::string::npos) << text << " in the log of " << node->place().name;
    }
  }
}

}  // namespace
}  // namespace process
