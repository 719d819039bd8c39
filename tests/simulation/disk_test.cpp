#include "tools/simulation/disk.h"

#include <gtest/gtest.h>

namespace simulation {
namespace {

using node::Family;
using node::KvBatch;

KvBatch putting(const std::string& key, const std::string& value = "v") {
  KvBatch batch;
  batch.put(Family::kMeta, key, value);
  batch.put(Family::kLog, key, value);
  return batch;
}

bool holds(const Disk& disk, const std::string& key) {
  const bool meta = disk.contents().get(Family::kMeta, key).has_value();
  EXPECT_EQ(meta, disk.contents().get(Family::kLog, key).has_value()) << "a batch is whole";
  return meta;
}

TEST(Disk, a_write_that_power_cut_is_there_as_a_whole_or_not_at_all) {
  for (const bool durable : {false, true}) {
    Disk disk;
    disk.cut_power_at(2, durable);
    EXPECT_TRUE(disk.write(putting("first")));
    EXPECT_THROW((void)disk.write(putting("second")), ProcessEnds);
    disk.close(true);
    EXPECT_TRUE(holds(disk, "first"));
    EXPECT_EQ(holds(disk, "second"), durable);
    EXPECT_TRUE(disk.write(putting("third"))) << "power is back";
  }
}

TEST(Disk, a_write_whose_sync_failed_may_land_when_the_process_ends) {
  for (const bool lands : {false, true}) {
    Disk disk;
    disk.fail_syncs(1);
    EXPECT_EQ(disk.write(putting("doubtful")).error().code, "disk.failed");
    EXPECT_FALSE(holds(disk, "doubtful"));
    disk.close(lands);
    EXPECT_EQ(holds(disk, "doubtful"), lands);
  }
}

TEST(Disk, a_write_that_goes_well_settles_the_failed_one_before_it) {
  Disk disk;
  disk.fail_syncs(1);
  EXPECT_FALSE(disk.write(putting("doubtful")));
  EXPECT_TRUE(disk.write(putting("good")));
  disk.close(true);
  EXPECT_FALSE(holds(disk, "doubtful"));
  EXPECT_TRUE(holds(disk, "good"));
}

TEST(Disk, a_full_disk_refuses_until_there_is_room) {
  Disk disk;
  disk.set_full(true);
  EXPECT_EQ(disk.write(putting("more")).error().code, "disk.full");
  EXPECT_EQ(disk.purge(Family::kMeta, {"more"}).error().code, "disk.full");
  disk.set_full(false);
  EXPECT_TRUE(disk.write(putting("more")));
  EXPECT_TRUE(holds(disk, "more"));
}

TEST(Disk, reading_what_is_damaged_ends_the_process) {
  Disk disk;
  EXPECT_TRUE(disk.write(putting("a")));
  EXPECT_TRUE(disk.write(putting("b")));
  disk.damage(Family::kLog, "b");
  EXPECT_TRUE(disk.get(Family::kLog, "a"));
  EXPECT_THROW((void)disk.get(Family::kLog, "b"), ProcessEnds);
  EXPECT_THROW(disk.scan(Family::kLog, "", "", [](auto, auto) { return true; }), ProcessEnds);
  EXPECT_TRUE(disk.get(Family::kMeta, "b"));
}

TEST(Disk, a_damaged_chunk_is_there_and_empty_until_it_is_written_anew) {
  Disk disk;
  KvBatch chunk;
  chunk.put(Family::kBlob, "c", "photo");
  EXPECT_TRUE(disk.write(chunk));
  disk.damage(Family::kBlob, "c");
  EXPECT_FALSE(disk.damaged()) << "nobody has to come";
  EXPECT_EQ(disk.get(Family::kBlob, "c"), "");
  EXPECT_TRUE(disk.write(chunk));
  EXPECT_EQ(disk.get(Family::kBlob, "c"), "photo");
}

TEST(Disk, who_reads_on_over_a_damaged_chunk_ends) {
  Disk disk;
  KvBatch chunk;
  chunk.put(Family::kBlob, "c", "photo");
  EXPECT_TRUE(disk.write(chunk));
  disk.damage(Family::kBlob, "c");
  EXPECT_THROW(disk.scan(Family::kBlob, "", "", [](auto, auto) { return true; }), ProcessEnds);
  EXPECT_TRUE(disk.damaged());
}

TEST(Disk, a_copy_has_the_contents_and_none_of_the_faults) {
  Disk disk;
  EXPECT_TRUE(disk.write(putting("a")));
  disk.damage(Family::kLog, "a");
  disk.set_full(true);
  const auto copy = disk.copy();
  EXPECT_TRUE(copy->get(Family::kLog, "a"));
  EXPECT_TRUE(copy->write(putting("b")));
  EXPECT_FALSE(holds(disk, "b"));
}

}  // namespace
}  // namespace simulation
