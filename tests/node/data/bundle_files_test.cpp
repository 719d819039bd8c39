#include "node/data/bundle_files.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>

namespace node {
namespace {

namespace fs = std::filesystem;

struct BundleFiles : ::testing::Test {
  BundleFiles() {
    std::string pattern = (fs::temp_directory_path() / "wishtree_bundle_XXXXXX").string();
    model::check(::mkdtemp(pattern.data()) != nullptr, "a directory for the test");
    directory = pattern;
  }
  ~BundleFiles() override { fs::remove_all(directory); }

  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
  }
  static std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
  }

  fs::path directory;
};

TEST_F(BundleFiles, VolumesGetTheirNamesTogether) {
  const fs::path file = directory / "b";
  FileBundleSink sink(file);
  for (const std::size_t volume : {1, 2, 3}) {
    ASSERT_TRUE(sink.begin(volume));
    ASSERT_TRUE(sink.write("volume " + std::to_string(volume)));
    ASSERT_TRUE(sink.read_back());
    EXPECT_EQ(sink.read(3).value(), "vol");
    EXPECT_EQ(sink.read(100).value(), "ume " + std::to_string(volume));
    EXPECT_EQ(sink.read(100).value(), "");
    EXPECT_FALSE(fs::exists(volume_path(file, volume)));
  }
  ASSERT_TRUE(sink.publish());
  EXPECT_EQ(files(), 3u);
  EXPECT_EQ(content(file), "volume 1");
  EXPECT_EQ(content(directory / "b.3"), "volume 3");
  struct stat found {};
  ASSERT_EQ(::stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);

  FileBundleSource source(file);
  EXPECT_EQ(source.open(2).value(), 8u);
  EXPECT_EQ(source.read(6).value(), "volume");
  EXPECT_EQ(source.open(4).error().code, "bundle.volume_missing");
  EXPECT_NE(source.open(4).error().en.find("b.4"), std::string::npos);
}

TEST_F(BundleFiles, WhatWasNotPublishedIsGone) {
  {
    FileBundleSink sink(directory / "b");
    ASSERT_TRUE(sink.begin(1));
    ASSERT_TRUE(sink.write("half"));
    ASSERT_TRUE(sink.begin(2));
    EXPECT_EQ(files(), 2u);
  }
  EXPECT_EQ(files(), 0u);
}

TEST_F(BundleFiles, NothingThatStandsIsReplaced) {
  const fs::path file = directory / "b";
  std::ofstream(directory / "b.2") << "another's";
  FileBundleSink sink(file);
  ASSERT_TRUE(sink.begin(1));
  EXPECT_EQ(sink.begin(2).error().code, "file.exists");
  // Nor what came while it was written.
  FileBundleSink late(directory / "c");
  ASSERT_TRUE(late.begin(1));
  ASSERT_TRUE(late.begin(2));
  std::ofstream(directory / "c") << "came meanwhile";
  EXPECT_EQ(late.publish().error().code, "file.exists");
  EXPECT_EQ(content(directory / "c"), "came meanwhile");
  EXPECT_FALSE(fs::exists(directory / "c.2"));
}

TEST_F(BundleFiles, WhatAnInterruptedAttemptLeftIsWrittenOver) {
  std::ofstream(directory / "b.part") << "the beginning of a longer one that was cut off";
  FileBundleSink sink(directory / "b");
  ASSERT_TRUE(sink.begin(1));
  ASSERT_TRUE(sink.write("new"));
  ASSERT_TRUE(sink.publish());
  EXPECT_EQ(content(directory / "b"), "new");
  EXPECT_EQ(files(), 1u);
}

// The limit on a file's size stands for the end of a stick.
TEST_F(BundleFiles, WhereThereIsNoRoomNothingIsLeft) {
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit small = before;
  small.rlim_cur = 10'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  {
    FileBundleSink sink(directory / "b");
    EXPECT_TRUE(sink.begin(1));
    EXPECT_TRUE(sink.write(std::string(9'000, 'x')));
    const auto full = sink.write(std::string(2'000, 'x'));
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, "disk.full");
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(files(), 0u);
}

TEST_F(BundleFiles, WhatIsNoFileIsNamed) {
  EXPECT_EQ(FileBundleSink(directory / "no" / "b").begin(1).error().code, "file.missing");
  EXPECT_EQ(FileBundleSource(directory / "b").open(1).error().code, "file.missing");
  EXPECT_EQ(FileBundleSource(directory).open(1).error().code, "file.not_a_file");
  ASSERT_EQ(::mkfifo((directory / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(FileBundleSource(directory / "pipe").open(1).error().code, "file.not_a_file");
}

}  // namespace
}  // namespace node
