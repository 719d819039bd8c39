#include "model/places_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace model {
namespace {

using ::testing::HasSubstr;

constexpr PlaceCode kFirst{4313};
const std::string kHeader = "code,name,parent,level\n";

std::vector<std::uint64_t> codes_in(const std::string& text) {
  const auto places = read_places_csv(text, kFirst);
  EXPECT_TRUE(places) << places.error().en;
  std::vector<std::uint64_t> out;
  if (places)
    for (const Placed& place : *places) out.push_back(place.code.value);
  return out;
}

Error refusal_of(const std::string& text) {
  const auto places = read_places_csv(text, kFirst);
  EXPECT_FALSE(places) << text;
  return places ? Error() : places.error();
}

TEST(PlacesCsv, gives_parents_first_whatever_the_order_of_rows) {
  EXPECT_EQ(codes_in(kHeader + "431322106,奉家镇,431322,town\n431322,新化县,4313,county\n"),
            (std::vector<std::uint64_t>{431322, 431322106}));
}

TEST(PlacesCsv, leaves_out_the_first_place_and_blanks) {
  EXPECT_EQ(codes_in("\xef\xbb\xbf code , name, parent , level \r\n\r\n4313,娄底市,,city\r\n 431322 , 新化县 "
                     ",4313,county"),
            (std::vector<std::uint64_t>{431322}));
}

TEST(PlacesCsv, refuses_rows_by_their_line) {
  for (const char* row :
       {"431322,新化县,4313", "0431322,新化县,4313,county", "431322,新化县,43x,county",
        "431322,新化县,4313,village", "431322,,4313,county", "431322,新化县,431322,county"}) {
    const Error error = refusal_of(kHeader + "431381,冷水江市,4313,county\n" + row + "\n");
    EXPECT_EQ(error.code, "places.bad_row") << row;
    EXPECT_THAT(error.en, HasSubstr("line 3")) << row;
    EXPECT_THAT(error.zh, HasSubstr("第 3 行")) << row;
  }
}

TEST(PlacesCsv, refuses_place_0_which_stands_above_all_places) {
  EXPECT_EQ(refusal_of(kHeader + "0,全部,4313,county\n").code, "places.bad_row");
}

TEST(PlacesCsv, refuses_names_that_are_no_utf8) {
  const Error error = refusal_of(kHeader + "431322,\xd0\xc2\xbb\xaf\xcf\xd8,4313,county\n");  // In GB18030.
  EXPECT_EQ(error.code, "places.bad_row");
  EXPECT_THAT(error.en, HasSubstr("UTF-8"));
  EXPECT_EQ(refusal_of(kHeader + "431322,新\x01化县,4313,county\n").code, "places.bad_row");
}

TEST(PlacesCsv, refuses_lists_that_do_not_hang_together) {
  EXPECT_EQ(refusal_of("431322,新化县,4313,county\n").code, "places.no_header");
  EXPECT_EQ(refusal_of(kHeader + "1,甲,2,town\n2,乙,1,town\n").code, "places.no_parent");
  EXPECT_EQ(refusal_of(kHeader + "5,甲,4313,town\n5,乙,4313,town\n").code, "places.twice");
}

}  // namespace
}  // namespace model
