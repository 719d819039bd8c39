// Where a data directory was last used: a copy is known as one, and nothing else is.

#include "node/files/anchor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "node/data/data_directory.h"
#include "node/files/restored_mark.h"

namespace node {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMachine = "00ff";

class AnchorTest : public ::testing::Test {
 protected:
  AnchorTest() {
    std::string name = (fs::temp_directory_path() / "anchor_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    home_ = name;
  }
  ~AnchorTest() override { fs::remove_all(home_); }

  [[nodiscard]] fs::path path() const { return home_ / "node"; }
  [[nodiscard]] fs::path anchor() const { return path() / "anchor"; }
  void make() { ASSERT_TRUE(DataDirectory::create(path(), random_).has_value()); }
  // Whether the node that starts there finds that it was copied.
  [[nodiscard]] bool copied() const { return DataDirectory::open(path()).value()->copied(); }
  void copy(const fs::path& from, const fs::path& to) const {
    ASSERT_EQ(std::system(("cp -a '" + from.string() + "' '" + to.string() + "'").c_str()), 0);
  }
  static std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  // Into the same file: its number stays.
  static void write(const fs::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }

  SeededRandom random_{7};
  fs::path home_;
};

TEST_F(AnchorTest, SaysWhereAsDescribed) {
  const fs::path file = home_ / "anchor";
  EXPECT_EQ(look_at_anchor(file, kMachine), AnchorState::kMissing);
  ASSERT_TRUE(write_anchor(file, kMachine).has_value());
  EXPECT_EQ(look_at_anchor(file, kMachine), AnchorState::kHere);
  struct stat there {};
  ASSERT_EQ(::stat(file.c_str(), &there), 0);
  EXPECT_THAT(read(file), ::testing::StartsWith("wishtree anchor 1\nmachine 00ff\ninode " +
                                                std::to_string(there.st_ino) + "\nborn "));
  EXPECT_EQ(there.st_mode & 0777, 0600u);
  EXPECT_FALSE(fs::exists(home_ / "anchor.tmp"));
}

TEST_F(AnchorTest, KnowsAnotherMachineAndAnotherFile) {
  const fs::path file = home_ / "anchor";
  ASSERT_TRUE(write_anchor(file, kMachine).has_value());
  EXPECT_EQ(look_at_anchor(file, "00fe"), AnchorState::kElsewhere);
  copy(file, home_ / "copy");
  EXPECT_EQ(look_at_anchor(home_ / "copy", kMachine), AnchorState::kElsewhere);
  EXPECT_EQ(look_at_anchor(file, kMachine), AnchorState::kHere);
}

TEST_F(AnchorTest, EveryDamagedByteCountsAsElsewhere) {
  const fs::path file = home_ / "anchor";
  ASSERT_TRUE(write_anchor(file, kMachine).has_value());
  const std::string whole = read(file);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bad = whole;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    write(file, bad);
    ASSERT_EQ(look_at_anchor(file, kMachine), AnchorState::kElsewhere) << "byte " << i;
    write(file, whole.substr(0, i));
    ASSERT_EQ(look_at_anchor(file, kMachine), AnchorState::kElsewhere) << i << " bytes";
  }
  write(file, whole);
  EXPECT_EQ(look_at_anchor(file, kMachine), AnchorState::kHere);
}

TEST_F(AnchorTest, WhereTheTimeOfBirthIsNotKnownTheNumberDoes) {
  const fs::path file = home_ / "anchor";
  ASSERT_TRUE(write_anchor(file, kMachine).has_value());
  const std::string whole = read(file);
  write(file, whole.substr(0, whole.find("born ")) + "born 0\n");
  EXPECT_EQ(look_at_anchor(file, kMachine), AnchorState::kHere);
}

TEST_F(AnchorTest, AnotherAnchorIsAnotherFile) {
  const fs::path file = home_ / "anchor";
  ASSERT_TRUE(write_anchor(file, kMachine).has_value());
  const std::string first = read(file);
  ASSERT_TRUE(write_anchor(file, kMachine).has_value());
  EXPECT_NE(read(file), first);
  EXPECT_EQ(look_at_anchor(file, kMachine), AnchorState::kHere);
}

TEST_F(AnchorTest, ANewDirectoryIsNoCopyHoweverOftenItIsOpened) {
  make();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(copied());
}

TEST_F(AnchorTest, ARenamedDirectoryIsNoCopy) {
  make();
  fs::rename(path(), home_ / "elsewhere");
  EXPECT_FALSE(DataDirectory::open(home_ / "elsewhere").value()->copied());
  fs::create_directory(home_ / "deep");
  fs::rename(home_ / "elsewhere", home_ / "deep" / "node");
  EXPECT_FALSE(DataDirectory::open(home_ / "deep" / "node").value()->copied());
}

TEST_F(AnchorTest, ACopyIsKnownAndTheOriginalStays) {
  make();
  copy(path(), home_ / "copy");
  EXPECT_TRUE(DataDirectory::open(home_ / "copy").value()->copied());
  EXPECT_FALSE(copied());
}

// The numbers of deleted files are given to new ones, often in the same order.
TEST_F(AnchorTest, ACopyAwayAndBackIsKnown) {
  for (int i = 0; i < 5; ++i) {
    make();
    copy(path(), home_ / "away");
    fs::remove_all(path());
    copy(home_ / "away", path());
    EXPECT_TRUE(copied()) << i;
    fs::remove_all(path());
    fs::remove_all(home_ / "away");
  }
}

TEST_F(AnchorTest, AMissingAnchorIsKnown) {
  make();
  fs::remove(anchor());
  EXPECT_TRUE(copied());
  EXPECT_TRUE(copied());  // Nobody anchored it meanwhile.
}

TEST_F(AnchorTest, AnotherMachineIsKnown) {
  make();
  std::string text = read(anchor());
  text.replace(text.find("machine ") + 8, 4, "dead");
  write(anchor(), text);
  EXPECT_TRUE(copied());
}

TEST_F(AnchorTest, IsCopiedUntilItIsAnchoredHere) {
  make();
  fs::remove(anchor());
  {
    const auto opened = DataDirectory::open(path()).value();
    ASSERT_TRUE(opened->copied());
    ASSERT_TRUE(opened->anchor_here().has_value());
    EXPECT_FALSE(opened->copied());
  }
  EXPECT_FALSE(copied());
  EXPECT_FALSE(fs::exists(path() / "anchor.tmp"));
}

TEST_F(AnchorTest, ADirectoryFromBeforeAnchorsCountsAsHereAndGetsOne) {
  make();
  fs::remove(anchor());
  write(path() / "wishtree", "wishtree data 1\n");
  EXPECT_FALSE(copied());
  EXPECT_EQ(look_at_anchor(anchor(), machine_name()), AnchorState::kHere);
  EXPECT_EQ(read(path() / "wishtree"), "wishtree data 1\nanchored\n");
  fs::remove(anchor());
  EXPECT_TRUE(copied());
}

TEST_F(AnchorTest, AnOldDirectoryThatGotItsAnchorButNotItsMarkIsJudgedByTheAnchor) {
  make();
  write(path() / "wishtree", "wishtree data 1\n");
  EXPECT_FALSE(copied());
  write(path() / "wishtree", "wishtree data 1\n");
  copy(path(), home_ / "copy");
  EXPECT_TRUE(DataDirectory::open(home_ / "copy").value()->copied());
}

TEST_F(AnchorTest, ARestoredDirectoryIsCopiedEvenIfItsAnchorFits) {
  make();
  ASSERT_TRUE(write_restored_mark(path(), 1'529'625'600'000).has_value());
  EXPECT_EQ(read(path() / "restored"), "wishtree restored 1\nmade_at 1529625600000\n");
  {
    const auto opened = DataDirectory::open(path()).value();
    EXPECT_TRUE(opened->copied());
    EXPECT_EQ(opened->restored(), 1'529'625'600'000u);
  }
  {
    // Nothing was done about it: it is found again.
    const auto opened = DataDirectory::open(path()).value();
    EXPECT_EQ(opened->restored(), 1'529'625'600'000u);
    ASSERT_TRUE(opened->anchor_here().has_value());
    EXPECT_EQ(opened->restored(), std::nullopt);
  }
  EXPECT_FALSE(copied());
  EXPECT_FALSE(fs::exists(path() / "restored"));
}

TEST_F(AnchorTest, ADamagedMarkOfARestoreIsOneOfAnUnknownTime) {
  make();
  write(path() / "restored", "");
  const auto opened = DataDirectory::open(path()).value();
  EXPECT_TRUE(opened->copied());
  EXPECT_EQ(opened->restored(), 0u);
}

TEST_F(AnchorTest, TheMachineIsAlwaysTheSameAndItsIdIsNotTold) {
  EXPECT_EQ(machine_name(), machine_name());
  EXPECT_TRUE(machine_name() == "-" || machine_name().size() == 64u) << machine_name();
  EXPECT_THAT(read("/etc/machine-id"), ::testing::Not(::testing::HasSubstr(machine_name().substr(0, 16))));
}

}  // namespace
}  // namespace node
