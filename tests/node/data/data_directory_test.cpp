// A data directory: made once, opened by one process at a time, and never mistaken for another.

#include "node/data/data_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <set>

#include "model/crypto.h"

namespace node {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class DataDirectoryTest : public ::testing::Test {
 protected:
  DataDirectoryTest() {
    std::string name = (fs::temp_directory_path() / "data_directory_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    home_ = name;
  }
  ~DataDirectoryTest() override { fs::remove_all(home_); }

  [[nodiscard]] fs::path path() const { return home_ / "node"; }
  [[nodiscard]] std::unique_ptr<DataDirectory> create() {
    return DataDirectory::create(path(), random_).value();
  }
  void make() { (void)create(); }
  // The code of the error that opening or creating gives; "" where it succeeds.
  [[nodiscard]] std::string open_error() const {
    const auto opened = DataDirectory::open(path());
    if (opened) return "";
    EXPECT_FALSE(opened.error().en.empty());
    EXPECT_FALSE(opened.error().zh.empty());
    EXPECT_NE(opened.error().en, opened.error().zh);
    return opened.error().code;
  }
  [[nodiscard]] std::string create_error() {
    const auto made = DataDirectory::create(path(), random_);
    return made ? "" : made.error().code;
  }
  static std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static void write(const fs::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  static unsigned mode_of(const fs::path& file) {
    struct stat found {};
    model::check(::stat(file.c_str(), &found) == 0, "the file is there");
    return found.st_mode & 0777;
  }

  SeededRandom random_{7};
  fs::path home_;
};

// Runs `what` in a process of its own and gives its exit status.
int in_child(const std::function<int()>& what) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(what());
  int status = 0;
  model::check(::waitpid(child, &status, 0) == child, "the child ends");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(DataDirectoryTest, OpensWithTheKeysThatItWasMadeWith) {
  Identity made;
  {
    const auto created = create();
    made = created->identity();
    EXPECT_EQ(created->store_path(), path() / "store");
    EXPECT_EQ(created->ledger_path(), path() / "ledger.sqlite");
  }
  const auto opened = DataDirectory::open(path()).value();
  EXPECT_EQ(opened->identity().signing_seed, made.signing_seed);
  EXPECT_EQ(opened->identity().sealing_secret, made.sealing_secret);
  EXPECT_EQ(opened->identity().data_key, made.data_key);
  EXPECT_NE(made.signing_seed, made.data_key);
  EXPECT_FALSE(made.sealing_key().is_zero());
}

TEST_F(DataDirectoryTest, UsesAnEmptyDirectoryThatStandsAlready) {
  fs::create_directory(path());
  EXPECT_EQ(create_error(), "");
  EXPECT_EQ(open_error(), "");
}

TEST_F(DataDirectoryTest, MakesTheDirectoriesAboveIt) {
  EXPECT_TRUE(DataDirectory::create(home_ / "a" / "b" / "c", random_).has_value());
}

TEST_F(DataDirectoryTest, WritesTheFilesAsDescribed) {
  const Identity identity = create()->identity();
  EXPECT_EQ(read(path() / "wishtree"), "wishtree data 1\nanchored\n");
  std::string expected = "wishtree identity 1\n";
  expected.resize(32, '\0');
  expected.append(identity.signing_seed.begin(), identity.signing_seed.end());
  expected.append(identity.sealing_secret.begin(), identity.sealing_secret.end());
  expected.append(identity.data_key.begin(), identity.data_key.end());
  ASSERT_EQ(expected.size(), 128u);
  const model::Digest digest = model::sha256(expected);
  expected.append(digest.begin(), digest.end());
  EXPECT_EQ(read(path() / "identity"), expected);
}

TEST_F(DataDirectoryTest, KeepsAllToItsOwner) {
  fs::create_directory(path());
  fs::permissions(path(), fs::perms(0755));
  const auto held = create();
  EXPECT_EQ(mode_of(path()), 0700u);
  EXPECT_EQ(mode_of(path() / "identity"), 0600u);
  write(path() / "later", "what the process writes afterwards");
  EXPECT_EQ(mode_of(path() / "later") & 077, 0u);
}

TEST_F(DataDirectoryTest, LeavesNoTemporaryFiles) {
  make();
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(path())) names.insert(entry.path().filename());
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("anchor", "identity", "lock", "wishtree"));
}

TEST_F(DataDirectoryTest, RefusesToMakeOneWhereSomethingStands) {
  fs::create_directory(path());
  write(path() / "letter.txt", "dear reader");
  EXPECT_EQ(create_error(), "data.not_empty");
  EXPECT_EQ(read(path() / "letter.txt"), "dear reader");
}

TEST_F(DataDirectoryTest, RefusesToMakeOneTwice) {
  make();
  const std::string identity = read(path() / "identity");
  EXPECT_EQ(create_error(), "data.not_empty");
  EXPECT_EQ(read(path() / "identity"), identity);
}

TEST_F(DataDirectoryTest, RefusesToMakeOneInPlaceOfAFile) {
  write(path(), "a file");
  EXPECT_EQ(create_error(), "data.not_empty");
}

TEST_F(DataDirectoryTest, FinishesACreationThatWasCutShort) {
  make();
  fs::remove(path() / "wishtree");
  write(path() / "wishtree.tmp", "wisht");
  EXPECT_EQ(open_error(), "data.foreign");
  EXPECT_EQ(create_error(), "");
  EXPECT_EQ(open_error(), "");
}

TEST_F(DataDirectoryTest, SaysThatThereIsNone) { EXPECT_EQ(open_error(), "data.missing"); }

TEST_F(DataDirectoryTest, KnowsADirectoryThatIsNotOurs) {
  fs::create_directory(path());
  EXPECT_EQ(open_error(), "data.foreign");
  write(path() / "wishtree", "something else\n");
  EXPECT_EQ(open_error(), "data.foreign");
  write(path() / "wishtree", "wishtree data one\n");
  EXPECT_EQ(open_error(), "data.foreign");
  EXPECT_FALSE(fs::exists(path() / "lock"));
}

TEST_F(DataDirectoryTest, KnowsAFileThatIsNoDirectory) {
  write(path(), "a file");
  EXPECT_EQ(open_error(), "data.foreign");
}

TEST_F(DataDirectoryTest, RefusesANewerFormat) {
  make();
  write(path() / "wishtree", "wishtree data 2\n");
  EXPECT_EQ(open_error(), "data.newer");
}

TEST_F(DataDirectoryTest, RefusesANewerIdentity) {
  make();
  std::string identity = read(path() / "identity");
  identity[std::string("wishtree identity ").size()] = '2';
  write(path() / "identity", identity);
  EXPECT_EQ(open_error(), "data.newer");
}

TEST_F(DataDirectoryTest, FindsEveryDamagedByteOfTheIdentity) {
  make();
  const std::string whole = read(path() / "identity");
  const std::size_t format_at = std::string("wishtree identity ").size();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i == format_at) continue;  // Another format: the test before.
    std::string bad = whole;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    write(path() / "identity", bad);
    ASSERT_EQ(open_error(), "data.damaged") << "byte " << i;
  }
  for (std::size_t size : {std::size_t{0}, std::size_t{31}, std::size_t{128}, whole.size() - 1}) {
    write(path() / "identity", whole.substr(0, size));
    ASSERT_EQ(open_error(), "data.damaged") << size << " bytes";
  }
  write(path() / "identity", whole + "x");
  EXPECT_EQ(open_error(), "data.damaged");
  fs::remove(path() / "identity");
  EXPECT_EQ(open_error(), "data.damaged");
  write(path() / "identity", whole);
  EXPECT_EQ(open_error(), "");
}

TEST_F(DataDirectoryTest, IsHeldUntilItIsGivenBack) {
  auto held = create();
  EXPECT_EQ(open_error(), "data.busy");
  held.reset();
  EXPECT_EQ(open_error(), "");
}

TEST_F(DataDirectoryTest, NamesTheProcessThatHoldsIt) {
  make();
  int ready[2];
  int finish[2];
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(finish), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(finish[1]);
    const auto held = DataDirectory::open(path());
    char byte = held ? '1' : '0';
    if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
    if (::read(finish[0], &byte, 1) < 0) ::_exit(1);  // Until the parent closes its end.
    ::_exit(0);
  }
  char held = 0;
  ASSERT_EQ(::read(ready[0], &held, 1), 1);
  EXPECT_EQ(held, '1');
  const auto refused = DataDirectory::open(path());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "data.busy");
  const std::string pid = std::to_string(child);
  EXPECT_THAT(refused.error().en,
              HasSubstr("another wishnode (pid " + pid + ") is running on this directory"));
  EXPECT_THAT(refused.error().zh, HasSubstr(pid));
  for (int fd : {ready[0], ready[1], finish[0], finish[1]}) ::close(fd);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  // It ended without giving the lock back by itself, as one that was killed.
  EXPECT_EQ(open_error(), "");
}

TEST_F(DataDirectoryTest, SaysThatPermissionIsMissing) {
  make();
  fs::permissions(path(), fs::perms(0));
  const int denied = in_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
    const auto opened = DataDirectory::open(path());
    return !opened && opened.error().code == "data.denied" ? 0 : 1;
  });
  EXPECT_EQ(denied, 0);
  fs::permissions(path(), fs::perms(0700));
}

TEST_F(DataDirectoryTest, ASecretFileIsWrittenOnceAndForItsOwner) {
  const fs::path file = home_ / "rootkey";
  ASSERT_TRUE(write_secret_file(file, "secret").has_value());
  EXPECT_EQ(mode_of(file), 0600u);
  const auto again = write_secret_file(file, "other");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, "file.exists");
  EXPECT_EQ(read_small_file(file, 100).value(), "secret");
  EXPECT_FALSE(fs::exists(home_ / "rootkey.tmp"));
}

TEST_F(DataDirectoryTest, ASecretFileIsNotWrittenWhereThereIsNoDirectory) {
  const auto written = write_secret_file(home_ / "nowhere" / "rootkey", "secret");
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, "file.missing");
}

TEST_F(DataDirectoryTest, ASmallFileIsReadUpToItsLimit) {
  write(home_ / "file", "12345");
  EXPECT_EQ(read_small_file(home_ / "file", 5).value(), "12345");
  EXPECT_EQ(read_small_file(home_ / "file", 4).error().code, "file.too_large");
  EXPECT_EQ(read_small_file(home_ / "none", 4).error().code, "file.missing");
}

}  // namespace
}  // namespace node
