// A disk that is full: nothing that was acknowledged is lost, what does not fit is refused with a word
// about the disk, and the work goes on once there is room.

#include "tests/process/small_disk.h"
#include "tests/process/tree.h"

namespace process {
namespace {

constexpr std::uint64_t kDiskBytes = 160u << 20;

class FullDisk : public Tree {
 protected:
  FullDisk() : disk_(scratch() / "disk", kDiskBytes) {}
  Ran import(const Node& node, int rows, int batch) {
    return node.try_ctl({"import", form(rows, batch).string(), "--place", "431302001"}, Seconds(40));
  }

  SmallDisk disk_;
};

TEST_F(FullDisk, RefusesWithAReasonLosesNothingAndGoesOnWhenThereIsRoom) {
  Node& city = root(disk_.path());
  ASSERT_EQ(import(city, 100, 1).status, 0);
  disk_.fill();
  const Ran refused = import(city, 500, 2);
  EXPECT_EQ(refused.status, 1) << refused.out;
  EXPECT_NE(refused.err.find("disk"), std::string::npos) << refused.err;
  EXPECT_EQ(city.total(), 100) << "reading goes on, and a part of a form is nowhere";

  disk_.make_room();
  ASSERT_TRUE(eventually([&] { return import(city, 500, 2).status == 0; }));
  EXPECT_EQ(city.total(), 600);
  city.restart();
  EXPECT_EQ(city.total(), 600);
  EXPECT_TRUE(city.verifies());
  city.kill();  // Before its disk goes.
}

TEST_F(FullDisk, ANodeThatIsKilledOnAFullDiskComesBackWithAllThatWasAcknowledged) {
  Node& city = root(disk_.path());
  ASSERT_EQ(import(city, 100, 1).status, 0);
  disk_.fill();
  EXPECT_EQ(import(city, 500, 2).status, 1);
  city.kill();
  disk_.make_room();
  city.start();
  const std::int64_t total = city.total();
  EXPECT_TRUE(total == 100 || total == 600) << total;
  EXPECT_TRUE(city.verifies());
  city.kill();
}

}  // namespace
}  // namespace process
