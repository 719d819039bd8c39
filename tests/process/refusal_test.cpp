// What nodes and wishctl refuse, with which exit status, and that they say why.

#include <boost/json/value.hpp>
#include <filesystem>

#include "tests/process/tree.h"

namespace process {
namespace {

namespace fs = std::filesystem;

class Refusal : public Tree {
 protected:
  Ran node(const Words& words) {
    Words command{wishnode()};
    command.insert(command.end(), words.begin(), words.end());
    return run(command, scratch());
  }
  Ran ctl(const Words& words) {
    Words command{wishctl()};
    command.insert(command.end(), words.begin(), words.end());
    return run(command, scratch());
  }
};

// One sentence on stderr, and nothing that only a debugger wants to see.
void expect_refused(const Ran& ran, int status = 1) {
  EXPECT_EQ(ran.status, status) << ran.out << ran.err;
  EXPECT_FALSE(ran.err.empty());
  EXPECT_EQ(ran.err.find("terminate called"), std::string::npos) << ran.err;
}

TEST_F(Refusal, ADataDirectoryThatAnotherProcessHolds) {
  Node& city = root();
  expect_refused(node({"run", "--data", city.directory().string()}));
  EXPECT_EQ(city.total(), 0) << "the one that holds it is not disturbed";
}

TEST_F(Refusal, ADirectoryThatIsNotOurs) {
  fs::create_directory(scratch() / "photos");
  write_file(scratch() / "photos" / "a.jpg", "jpeg");
  const std::string photos = (scratch() / "photos").string();
  expect_refused(node({"run", "--data", photos}));
  expect_refused(node({"run", "--data", (scratch() / "nowhere").string()}));
  expect_refused(node({"init", "--data", photos, "--place", "4313", "--name", "娄底市", "--level", "city"}));
  EXPECT_EQ(read_file(scratch() / "photos" / "a.jpg"), "jpeg");
  EXPECT_EQ(std::distance(fs::directory_iterator(photos), {}), 1) << "nothing was added";
}

TEST_F(Refusal, ADirectoryOfANewerVersion) {
  Node& city = root();
  ASSERT_EQ(city.stop(), 0);
  const std::string marker = read_file(city.directory() / "wishtree");
  write_file(city.directory() / "wishtree", "wishtree data 2\n");
  expect_refused(node({"run", "--data", city.directory().string()}));
  write_file(city.directory() / "wishtree", marker);
  city.start();
}

TEST_F(Refusal, APortInUse) {
  Node& city = root();
  ASSERT_EQ(city.stop(), 0);
  ReservedPort taken;
  taken.occupy();
  expect_refused(node({"run", "--data", city.directory().string(), "--sync", taken.address()}));
  expect_refused(node({"run", "--data", city.directory().string(), "--http", taken.address()}));
  city.start();
}

TEST_F(Refusal, AddressesThatOtherMachinesReach) {
  Node& city = root();
  ASSERT_EQ(city.stop(), 0);
  const std::string data = city.directory().string();
  for (const char* address :
       {"0.0.0.0:0", "192.0.2.1:0", "[::]:0", "127.0.0.1", "127.0.0.1:70000", "nonsense"}) {
    expect_refused(node({"run", "--data", data, "--sync", address}));
    expect_refused(node({"run", "--data", data, "--http", address}));
  }
}

TEST_F(Refusal, JoinCodesThatAreWrongUsedOrOfNobody) {
  Node& city = root();
  const auto join = [&](const std::string& code, const char* name) {
    return node({"join", "--data", (scratch() / name).string(), "--code", code});
  };
  const std::string code = code_for(city, kCounty);
  std::string mistyped = code;
  mistyped[mistyped.size() / 2] = mistyped[mistyped.size() / 2] == 'A' ? 'B' : 'A';
  expect_refused(join(mistyped, "a"));
  expect_refused(join("WT1-", "b"));
  EXPECT_EQ(join(code, "c").status, 0);
  expect_refused(join(code, "d"));

  const std::string another = code_for(city, kCounty);
  ASSERT_EQ(city.stop(), 0);
  expect_refused(join(another, "e"), 3);
  city.start();
  EXPECT_EQ(join(another, "e").status, 0) << "the same command again, once the parent is up";
}

TEST_F(Refusal, AJoinThatWasCutShortAtAnyFileGoesOn) {
  Node& city = root();
  const auto join = [&](const std::string& code) {
    return node({"join", "--data", (scratch() / "cut").string(), "--code", code}).status;
  };
  const std::string code = code_for(city, kCounty);
  ASSERT_EQ(city.stop(), 0);
  EXPECT_EQ(join(code), 3);
  // As a power cut between the keys and the mark of a whole directory leaves it.
  std::filesystem::remove_all(scratch() / "cut" / "store");
  std::filesystem::remove(scratch() / "cut" / "wishtree");
  city.start();
  EXPECT_EQ(join(code), 0);
}

TEST_F(Refusal, WishnodeNeverEndsWithoutAWord) {
  const std::string name(300, 'x');
  expect_refused(node(
      {"init", "--data", (scratch() / name).string(), "--place", "4313", "--name", "x", "--level", "city"}));
}

TEST_F(Refusal, UnknownPlacesAndWishes) {
  Node& city = root();
  for (const Words& words : {Words{"summary", "--place", "9999"}, Words{"wish", "show", "no-such-wish"},
                             Words{"enrol", "--place", "99", "--name", "某地", "--level", "county"},
                             Words{"import", form(1).string(), "--place", "431399"},
                             Words{"import", (scratch() / "no-such-file.csv").string()},
                             Words{"import", std::string(FORMS_DIR) + "/shuangmu.ods"}})
    expect_refused(city.try_ctl(words));
}

TEST_F(Refusal, WishctlSaysByItsExitStatusHowItEnded) {
  Node& city = root();
  const std::string data = city.directory().string();
  EXPECT_EQ(ctl({"--data", data, "status"}).status, 0);
  EXPECT_EQ(ctl({"--help"}).status, 0);
  expect_refused(ctl({"--data", data, "summary", "--place", "9999"}), 1);
  expect_refused(ctl({"--data", data, "sumary"}), 2);
  expect_refused(ctl({"--data", data, "summary", "--no-such-option"}), 2);
  expect_refused(ctl({"status"}), 2);
  ASSERT_EQ(city.stop(), 0);
  expect_refused(ctl({"--data", data, "status"}), 3);
  expect_refused(ctl({"--data", (scratch() / "nowhere").string(), "status"}), 3);
  ReservedPort nobody;
  expect_refused(ctl({"--url", "http://" + nobody.address(), "status"}), 3);
}

TEST_F(Refusal, WrongUsageOfWishnode) {
  for (const Words& words : {Words{}, Words{"rn"}, Words{"run"}, Words{"run", "--data"},
                             Words{"join", "--data", "x"}, Words{"run", "--data", "x", "--no-such-option"}})
    expect_refused(node(words), 2);
}

}  // namespace
}  // namespace process
