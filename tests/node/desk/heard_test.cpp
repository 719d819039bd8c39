#include "node/desk/heard.h"

#include <gmock/gmock.h>

#include "tests/model/fold_life_fixture.h"

namespace model {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class LatestWords : public FoldLife {
 protected:
  [[nodiscard]] std::vector<EventHash> words() const {
    return node::latest_words_of(*wish().claim(kFirst), events_, realm::kVillage, *city_.judge());
  }
};

TEST_F(LatestWords, are_what_no_other_word_of_the_claim_names) {
  const EventHash publication = publish(city_.county, realm::kCounty);
  const EventHash asked = claim(city_.sibling, kFirst, publication);
  EXPECT_THAT(words(), IsEmpty());
  const EventHash given = grant(city_.county, realm::kCounty, kFirst, {publication, asked});
  const EventHash done = fulfil(city_.sibling, kFirst, {asked, given});
  EXPECT_THAT(words(), ElementsAre(done));
  const EventHash done_twice = fulfil(city_.village, kFirst, {asked, given});
  EXPECT_THAT(words(), UnorderedElementsAre(done, done_twice));
}

// Else a confirmation of the home's would name the outsider's word alone, and rest on nothing.
TEST_F(LatestWords, are_hidden_by_no_outsider) {
  const EventHash done = fulfil_first(city_.county, realm::kCounty, kFirst);
  for (int i = 0; i < 40; ++i) fulfil(city_.far_village, kFirst, {done});
  say(city_.far_village, realm::kVillage, realm::confirmed(kWish, kFirst, 5, {done}));
  EXPECT_THAT(words(), ElementsAre(done));
}

// Whoever claimed far away hears what the family said from the publisher alone.
TEST_F(LatestWords, are_those_too_that_the_publishers_course_names) {
  const EventHash done = fulfil_first(city_.county, realm::kCounty, kFirst);
  const FoldedClaim as_claimed = *wish().claim(kFirst);
  const std::vector<Event> before = events_;
  const EventHash doubt = confirm(kFirst, 0, {done}, true);
  std::vector<Event> away = before;
  away.push_back(say(city_.county, realm::kCounty,
                     realm::coursed(kWish, realm::kVillage, kFirst, CourseStage::kDisputed, {done, doubt})));
  EXPECT_THAT(node::latest_words_of(as_claimed, away, realm::kVillage, *city_.judge()),
              ElementsAre(done, doubt));
}

}  // namespace
}  // namespace model
