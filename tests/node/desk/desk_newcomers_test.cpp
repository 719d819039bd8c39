// One id for somebody new, however many calls register them at once.

#include <gtest/gtest.h>

#include "node/desk/newcomers.h"

namespace node {
namespace {

model::SubjectId id(std::uint8_t number) {
  model::SubjectId out;
  out.data.back() = number;
  return out;
}

TEST(Newcomers, OneIdForAllCallsThatHaveThePersonAtOnce) {
  Newcomers newcomers;
  std::uint8_t next = 0;
  const auto new_id = [&] { return id(++next); };
  const NameAndPhone li{"李四", "13900000001"};
  {
    auto first = newcomers.meet(li, new_id);
    const auto second = newcomers.meet(li, new_id);
    EXPECT_EQ(first.id(), second.id());
    EXPECT_NE(newcomers.meet({"李四", "13900000002"}, new_id).id(), first.id());
    const auto moved = std::move(first);
    EXPECT_EQ(moved.id(), second.id());
    EXPECT_EQ(newcomers.meet(li, new_id).id(), second.id()) << "somebody has them still";
  }
  EXPECT_EQ(next, 2);
  EXPECT_EQ(newcomers.meet(li, new_id).id(), id(3)) << "nobody has them any more";
}

}  // namespace
}  // namespace node
