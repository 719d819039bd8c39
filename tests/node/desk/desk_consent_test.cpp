// Children's wishes, which go public with a guardian's consent alone, whatever is changed and in what order.

#include "desk_life_fixture.h"
#include "node/desk/desk_entries.h"

namespace node {
namespace {

using DeskConsentTest = DeskLifeTest;

TEST_F(DeskConsentTest, a_childs_wish_goes_public_only_once_a_guardian_has_agreed) {
  WishInput in = quilt("周小明");
  in.age = "9";
  in.consent = "奶奶同意";
  in.consent_by = model::ConsentBy::kFamily;
  const std::string id = vetted_wish(in);
  EXPECT_TRUE(at_home(id).lacks_guardian_consent);
  const auto proposal = county_->desk().propose_publication(id);
  ASSERT_EQ(code_of(proposal), "");
  EXPECT_TRUE(proposal->view.lacks_guardian_consent);
  EXPECT_EQ(code_of(county_->desk().publish(id, {})), "publish.no_guardian_consent");

  WishInput consent;
  consent.consent_by = model::ConsentBy::kGuardian;
  consent.consent_how = model::ConsentHow::kPhone;
  const auto amended = county_->desk().amend(id, consent);
  ASSERT_EQ(code_of(amended), "");
  EXPECT_FALSE(amended->lacks_guardian_consent);
  EXPECT_EQ(amended->text->part.consent, "奶奶同意");  // What is not given stays.
  EXPECT_EQ(amended->text->part.consent_how, model::ConsentHow::kPhone);
  meet();
  EXPECT_FALSE(at_home(id).lacks_guardian_consent);
  const std::size_t steps = desk().wish(id)->history.size();
  EXPECT_EQ(code_of(desk().amend(id, consent)), "");  // Nothing differs, and nothing is written.
  EXPECT_EQ(desk().wish(id)->history.size(), steps);
  EXPECT_EQ(code_of(county_->desk().publish(id, {})), "");
}

TEST_F(DeskConsentTest, a_public_wish_becomes_a_childs_only_with_a_guardians_consent) {
  const std::string id = published_wish();
  WishInput age;
  age.age = "9";
  EXPECT_EQ(code_of(desk().amend(id, age)), "publish.no_guardian_consent");
  WishInput kind;
  kind.targets = model::Targets{};
  kind.targets->add(model::Target::kLeftBehindChild);
  EXPECT_EQ(code_of(desk().amend(id, kind)), "publish.no_guardian_consent");

  WishInput both = age;
  both.consent = "周秀英";
  both.consent_by = model::ConsentBy::kGuardian;
  both.consent_how = model::ConsentHow::kUnstated;
  EXPECT_EQ(code_of(desk().amend(id, both)), "publish.no_guardian_consent") << "nobody says how";
  both.consent_how = model::ConsentHow::kSpoken;
  EXPECT_EQ(code_of(desk().amend(id, both)), "");
  WishInput taken_back;
  taken_back.consent_by = model::ConsentBy::kUnstated;
  EXPECT_EQ(code_of(desk().amend(id, taken_back)), "publish.no_guardian_consent");
  meet();
  EXPECT_EQ(code_of(city_->desk().take_down(id)), "");
  meet();
  EXPECT_EQ(code_of(desk().amend(id, taken_back)), "");  // Nobody reads it any more.
}

// As some were noted before a name and how were asked for.
TEST(ReadAmendment, a_guardian_who_is_noted_without_a_name_is_not_taken_back_either) {
  WishText now;
  now.held = model::WishFields{~0u};
  now.part.age = 9;
  now.part.consent_by = model::ConsentBy::kGuardian;
  WishInput input;
  input.consent_by = model::ConsentBy::kUnstated;
  EXPECT_EQ(read_amendment(input, {}, now, 300)->loses_consent, true);
  input.consent_by.reset();
  input.consent_how = model::ConsentHow::kSpoken;
  EXPECT_EQ(read_amendment(input, {}, now, 300)->loses_consent, false);
}

// A restored node does not see whether the person is a child, nor who agreed.
TEST_F(DeskConsentTest, where_words_are_hidden_nothing_that_consent_rests_on_changes_of_a_public_wish) {
  const std::string id = published_wish();
  ASSERT_TRUE(village_->committer().record({{}, {{std::string(kPartsHiddenFact), std::string(8, '\0')}}}));
  WishInput age;
  age.age = "9";
  EXPECT_EQ(code_of(desk().amend(id, age)), "publish.no_text");
  WishInput value;
  value.value = StatedValue{80};
  EXPECT_EQ(code_of(desk().amend(id, value)), "");
  age.consent = "周秀英";
  age.consent_by = model::ConsentBy::kGuardian;
  age.consent_how = model::ConsentHow::kSpoken;
  EXPECT_EQ(code_of(desk().amend(id, age)), "");
}

}  // namespace
}  // namespace node
