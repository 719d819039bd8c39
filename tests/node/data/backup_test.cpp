// A backup of a store at work, and a data directory made from it: whole, or nothing at all.

#include "node/data/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include "node/data/data_directory.h"
#include "node/data/write_path.h"
#include "node/files/restoring.h"
#include "node/store/event_store.h"
#include "node/store/store_hiding.h"
#include "tests/support/realm.h"

namespace node {
namespace {

namespace fs = std::filesystem;
using realm::kVillage;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::uint64_t kMadeMs = 1'529'899'200'000;

template <typename R>
std::string code_of(const R& result) {
  if (result) return "";
  EXPECT_FALSE(result.error().en.empty());
  EXPECT_FALSE(result.error().zh.empty());
  return result.error().code;
}

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() {
    std::string name = (fs::temp_directory_path() / "backup_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    home_ = name;
    directory_ = DataDirectory::create(data(), random_).value();
    kv_ = RocksKv::open(directory_->store_path(), RocksKv::Mode::kCreate).value();
    store_ = EventStore::open(*kv_, sealer_, city_.root().key()).value();
    path_.emplace(*store_, clock_, random_,
                  WriterIdentity{city_.village.writer(), kVillage, &city_.village.signer()}, nullptr);
    backups_.emplace(*kv_, data());
  }
  ~BackupTest() override {
    close();
    fs::remove_all(home_);
  }
  void close() {
    path_.reset();
    store_.reset();
    kv_.reset();
    directory_.reset();
  }

  [[nodiscard]] fs::path data() const { return home_ / "node"; }
  [[nodiscard]] fs::path backup() const { return home_ / "backup"; }
  [[nodiscard]] fs::path restored() const { return home_ / "restored"; }
  void write_wish(std::uint64_t number, std::size_t bytes = 20) {
    const realm::Words words = realm::registered(realm::subject_of(number));
    Draft draft;
    draft.place = kVillage;
    draft.kind = words.kind;
    draft.subject = words.subject;
    draft.body = words.body;
    draft.part = std::string(bytes, 'x');
    std::vector<WriteRequest> requests;
    requests.push_back({Record{{draft}, {}}, [](const auto& done) { ASSERT_TRUE(done.has_value()); }});
    path_->commit_group(requests);
  }
  [[nodiscard]] BackupOrder order(const fs::path& to) const {
    return {to, city_.village.key(), kVillage, "富托村", city_.village.writer(), kMadeMs, "0.1.0"};
  }
  model::Result<BackupManifest> make() { return backups_->make(order(backup())); }
  // The first bytes that are flipped in a file.
  static void damage(const fs::path& file, std::size_t at = 0) {
    std::string bytes = read(file);
    ASSERT_GT(bytes.size(), at);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    write(file, bytes);
  }
  [[nodiscard]] std::vector<std::string> left_in(const fs::path& directory) const {
    std::vector<std::string> out;
    if (fs::exists(directory))
      for (const auto& entry : fs::directory_iterator(directory)) out.push_back(entry.path().filename());
    return out;
  }
  static unsigned mode_of(const fs::path& file) {
    struct stat found {};
    model::check(::stat(file.c_str(), &found) == 0, "the file is there");
    return found.st_mode & 0777;
  }

  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{1}, random_};
  ManualClock clock_{kMadeMs};
  fs::path home_;
  std::unique_ptr<DataDirectory> directory_;
  std::unique_ptr<RocksKv> kv_;
  std::unique_ptr<EventStore> store_;
  std::optional<WritePath> path_;
  std::optional<Backups> backups_;
};

// ---- Making one

TEST_F(BackupTest, HoldsWhatTheNodeHeldAndProvesIt) {
  for (std::uint64_t i = 1; i <= 5; ++i) write_wish(i);
  const auto made = make();
  ASSERT_EQ(code_of(made), "");
  EXPECT_EQ(made->events, store_->event_count());
  EXPECT_EQ(made->last_arrival, store_->last_arrival());
  EXPECT_EQ(made->place_name, "富托村");
  EXPECT_EQ(made->made_at_ms, kMadeMs);
  EXPECT_EQ(read_manifest(backup()).value(), *made);
  EXPECT_TRUE(check_files(backup(), *made).has_value());
  EXPECT_THAT(left_in(backup()),
              ::testing::UnorderedElementsAre("store", "identity", "wishtree", "manifest"));
  EXPECT_EQ(read(backup() / "identity"), read(data() / "identity"));
  const auto kv = RocksKv::open(backup() / "store", RocksKv::Mode::kReadOnly).value();
  EXPECT_EQ(EventStore::stored_root_key(*kv), city_.root().key());
}

TEST_F(BackupTest, IsItsOwnersAlone) {
  fs::create_directory(backup());
  fs::permissions(backup(), fs::perms(0755));
  write_wish(1);
  ASSERT_EQ(code_of(make()), "");
  EXPECT_EQ(mode_of(backup()), 0700u);
  for (const auto& entry : fs::recursive_directory_iterator(backup()))
    EXPECT_EQ(mode_of(entry.path()), entry.is_directory() ? 0700u : 0600u) << entry.path();
}

TEST_F(BackupTest, TheNodeWritesOnMeanwhileAndAfterwards) {
  write_wish(1);
  std::atomic<bool> done{false};
  std::string code = "not made";
  std::thread maker([&] {
    code = code_of(make());
    done = true;
  });
  std::uint64_t wishes = 1;
  while (!done && wishes < 5000) write_wish(++wishes, 1000);
  maker.join();
  EXPECT_EQ(code, "");
  write_wish(++wishes);
  EXPECT_EQ(store_->event_count(), wishes);
  EXPECT_LE(read_manifest(backup()).value().events, wishes);
}

TEST_F(BackupTest, AnErasureDoesNotWaitForItForLong) {
  for (std::uint64_t i = 1; i <= 50; ++i) write_wish(i, 2000);
  std::atomic<bool> done{false};
  std::string code = "not made";
  std::thread maker([&] {
    code = code_of(make());
    done = true;
  });
  std::uint64_t erased = 0;
  while (!done && erased < 50) {
    ++erased;
    ASSERT_TRUE(store_->erase(realm::subject_of(erased), kVillage).has_value());
  }
  maker.join();
  // Whatever the erasures did to it, it is whole or not there.
  if (code.empty())
    EXPECT_TRUE(check_files(backup(), read_manifest(backup()).value()).has_value());
  else
    EXPECT_THAT(left_in(backup()), IsEmpty()) << code;
}

TEST_F(BackupTest, RefusesToWriteWhereItMustNot) {
  write_wish(1);
  const auto refused = [&](const fs::path& to) { return code_of(backups_->make(order(to))); };
  EXPECT_EQ(refused("backup"), "backup.bad_path");
  EXPECT_EQ(refused(""), "backup.bad_path");
  EXPECT_EQ(refused(data()), "backup.inside");
  EXPECT_EQ(refused(data() / "backup"), "backup.inside");
  EXPECT_EQ(refused(home_ / "elsewhere" / ".." / "node" / "backup"), "backup.inside");
  fs::create_directory_symlink(data(), home_ / "link");
  EXPECT_EQ(refused(home_ / "link" / "backup"), "backup.inside");
  EXPECT_EQ(refused(home_ / "stick" / "backup"), "file.missing");
  EXPECT_FALSE(fs::exists(home_ / "stick"));
  write(home_ / "file", "text");
  EXPECT_EQ(refused(home_ / "file"), "backup.not_empty");
  fs::create_directory(backup());
  write(backup() / "letter", "dear reader");
  EXPECT_EQ(refused(backup()), "backup.not_empty");
  EXPECT_EQ(left_in(backup()).size(), 1u);
  EXPECT_EQ(code_of(backups_->make(order(data().string() + "-backup"))), "") << "beside it is not inside";
}

TEST_F(BackupTest, LeavesNothingWhereItFails) {
  write_wish(1);
  fs::rename(data() / "identity", home_ / "identity");
  EXPECT_EQ(code_of(make()), "file.missing");
  EXPECT_FALSE(fs::exists(backup()));
  fs::create_directory(backup());
  EXPECT_EQ(code_of(make()), "file.missing");
  EXPECT_THAT(left_in(backup()), IsEmpty());
}

// A small disk of its own, which needs the right to mount.
TEST_F(BackupTest, SaysThatTheDiskIsFullAndLeavesNothingOnIt) {
  for (std::uint64_t i = 1; i <= 10; ++i) write_wish(i, 50'000);
  const fs::path stick = home_ / "stick";
  fs::create_directory(stick);
  ASSERT_EQ(::mount("tmpfs", stick.c_str(), "tmpfs", 0, "size=256k"), 0)
      << "This test must be run with the right to mount: " << std::strerror(errno);
  const auto made = backups_->make(order(stick / "backup"));
  const auto left = left_in(stick);
  const std::string code = code_of(made);
  EXPECT_EQ(::umount(stick.c_str()), 0) << std::strerror(errno);
  EXPECT_EQ(code, "disk.full");
  EXPECT_THAT(left, IsEmpty());
  EXPECT_THAT(made.error().en, HasSubstr(stick.string()));
  write_wish(11);
  EXPECT_EQ(code_of(make()), "") << "the node and its other disks are well";
}

TEST_F(BackupTest, EndsWithTheNode) {
  write_wish(1);
  backups_->stop();
  EXPECT_EQ(code_of(make()), "backup.interrupted");
  EXPECT_FALSE(fs::exists(backup()));
}

// ---- Restoring it

TEST_F(BackupTest, IsRestoredAsItWasWithAMarkOfWhenItWasMade) {
  for (std::uint64_t i = 1; i <= 5; ++i) write_wish(i);
  const auto made = make().value();
  write_wish(6);
  const auto taken = restore_backup(backup(), restored());
  ASSERT_EQ(code_of(taken), "");
  EXPECT_EQ(*taken, made);
  const auto directory = DataDirectory::open(restored()).value();
  EXPECT_TRUE(directory->copied());
  EXPECT_EQ(directory->restored(), kMadeMs);
  EXPECT_EQ(directory->identity().data_key, directory_->identity().data_key);
  const auto kv = RocksKv::open(directory->store_path(), RocksKv::Mode::kOpen).value();
  const auto store = EventStore::open(*kv, sealer_, city_.root().key()).value();
  EXPECT_EQ(store->event_count(), 5u);
  EXPECT_EQ(mode_of(restored()), 0700u);
  for (const auto& entry : fs::recursive_directory_iterator(restored()))
    EXPECT_EQ(mode_of(entry.path()) & 077, 0u) << entry.path();
}

TEST_F(BackupTest, ACopyOfTheBackupItselfCountsAsCopied) {
  write_wish(1);
  ASSERT_EQ(code_of(make()), "");
  EXPECT_TRUE(DataDirectory::open(backup()).value()->copied());
}

TEST_F(BackupTest, EveryDamagedFileIsFoundAndNamedBeforeAByteIsWritten) {
  write_wish(1);
  const auto made = make().value();
  for (const BackupFile& file : made.files) {
    if (file.bytes == 0) continue;
    const std::string whole = read(backup() / file.name);
    damage(backup() / file.name, whole.size() / 2);
    const auto taken = restore_backup(backup(), restored());
    ASSERT_EQ(code_of(taken), "restore.damaged") << file.name;
    EXPECT_THAT(taken.error().en, HasSubstr(file.name));
    write(backup() / file.name, whole.substr(0, whole.size() - 1));
    EXPECT_EQ(code_of(restore_backup(backup(), restored())), "restore.damaged") << file.name;
    fs::remove(backup() / file.name);
    EXPECT_EQ(code_of(restore_backup(backup(), restored())), "restore.damaged") << file.name;
    write(backup() / file.name, whole);
    EXPECT_FALSE(fs::exists(restored()));
  }
  EXPECT_EQ(code_of(restore_backup(backup(), restored())), "");
}

TEST_F(BackupTest, EveryDamagedByteOfTheManifestIsFound) {
  write_wish(1);
  ASSERT_EQ(code_of(make()), "");
  const std::string whole = read(backup() / "manifest");
  const std::size_t format_at = std::string("wishtree backup ").size();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bad = whole;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    const auto parsed = parse_manifest(bad);
    if (i != format_at) {
      ASSERT_EQ(code_of(parsed), "restore.damaged") << "byte " << i;
    }
    ASSERT_FALSE(parse_manifest(whole.substr(0, i)).has_value()) << i << " bytes";
  }
}

TEST_F(BackupTest, RefusesWhatIsNoBackupOrANewerOne) {
  EXPECT_EQ(code_of(restore_backup(home_ / "nothing", restored())), "restore.no_backup");
  EXPECT_EQ(code_of(restore_backup(data(), restored())), "restore.no_backup");
  write_wish(1);
  const auto made = make().value();
  std::string text = manifest_text(made);
  text.replace(0, std::string("wishtree backup 1").size(), "wishtree backup 2");
  write(backup() / "manifest", text);
  EXPECT_EQ(code_of(restore_backup(backup(), restored())), "restore.newer");
  BackupManifest without = made;
  std::erase_if(without.files, [](const BackupFile& file) { return file.name == "identity"; });
  write(backup() / "manifest", manifest_text(without));
  EXPECT_EQ(code_of(restore_backup(backup(), restored())), "restore.not_whole");
}

TEST_F(BackupTest, AManifestCannotLeadOutOfTheDirectory) {
  write_wish(1);
  BackupManifest manifest = make().value();
  for (const char* name : {"../outside", "/etc/outside", "store/../../outside", "a//b", ".", "a b", "名"}) {
    manifest.files.back().name = name;
    EXPECT_EQ(code_of(parse_manifest(manifest_text(manifest))), "restore.damaged") << name;
  }
}

TEST_F(BackupTest, IsNotRestoredOverARunningNodeNorOverAnything) {
  write_wish(1);
  ASSERT_EQ(code_of(make()), "");
  EXPECT_EQ(code_of(restore_backup(backup(), data())), "data.busy");
  close();
  EXPECT_EQ(code_of(restore_backup(backup(), data())), "data.not_empty");
  fs::create_directory(restored());
  write(restored() / "letter", "dear reader");
  EXPECT_EQ(code_of(restore_backup(backup(), restored())), "data.not_empty");
  EXPECT_EQ(left_in(restored()).size(), 1u);
  fs::remove(restored() / "letter");
  write(restored() / "lock", "12\n");
  EXPECT_EQ(code_of(restore_backup(backup(), restored())), "");
}

}  // namespace
}  // namespace node
