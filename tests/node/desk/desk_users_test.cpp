// Who works at a node, and who did a step: the list of people, and their ids on what they had written.

#include <filesystem>
#include <set>

#include "desk_life_fixture.h"
#include "node/desk/acting.h"
#include "node/limits.h"

namespace node {
namespace {

using model::Kind;
using model::Role;
using model::Roles;
using support::kCity;
using support::kCounty;
using support::kOtherVillage;
using support::kVillage;
using support::Office;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

UserInput person(const std::string& name, Roles roles = Roles::of(Role::kClerk)) { return {name, roles}; }

// ---- The list of people

TEST_F(DeskTest, who_works_here_is_found_by_name_by_id_and_by_its_first_digits) {
  const User wang = desk().add_user(person(" 王　芳 ", Roles::of(Role::kClerk, Role::kReviewer))).value();
  EXPECT_EQ(wang.name, "王芳");
  const User li = desk().add_user(person("李强")).value();
  EXPECT_NE(wang.id, li.id);
  const std::string id = user_id_text(wang.id);
  for (const std::string& which : {std::string("王芳"), std::string("王 芳"), id, id.substr(0, 8)})
    EXPECT_EQ(desk().user(which).value(), wang) << which;
  EXPECT_EQ(code_of(desk().user(id.substr(0, 3))), "user.unknown") << "too short to mean anybody";
  EXPECT_EQ(code_of(desk().user("")), "user.unknown");
  EXPECT_EQ(code_of(desk().user("赵六")), "user.unknown");
  EXPECT_TRUE(wang.roles.has(Role::kReviewer));
  EXPECT_FALSE(wang.roles.has(Role::kAdmin));
}

TEST_F(DeskTest, an_id_that_begins_as_two_do_names_nobody) {
  for (const std::uint8_t last : {1, 2}) {
    model::ActorId id{{0xab, 0xcd}};
    id.data.back() = last;
    const User user{id, "甲" + std::to_string(last), Roles::all()};
    ASSERT_TRUE(village_->committer().record({{}, {user_fact(village_->store(), user)}}));
  }
  EXPECT_EQ(code_of(desk().user("abcd")), "user.ambiguous");
  EXPECT_EQ(code_of(desk().working_user("abcd")), "user.ambiguous");
}

TEST_F(DeskTest, a_person_has_a_name_of_their_own_and_a_role) {
  EXPECT_EQ(code_of(desk().add_user(person(" "))), "user.bad_name");
  EXPECT_EQ(code_of(desk().add_user(person(std::string(41, 'a')))), "user.bad_name");
  EXPECT_EQ(code_of(desk().add_user({"王芳", std::nullopt})), "user.no_role");
  const User wang = desk().add_user(person("王芳")).value();
  EXPECT_EQ(code_of(desk().add_user(person("王芳"))), "user.exists");
  const User li = desk().add_user(person("李强")).value();
  EXPECT_EQ(code_of(desk().set_user("李强", {"王芳", {}})), "user.exists");
  EXPECT_EQ(code_of(desk().set_user("李强", {{}, Roles{}})), "user.no_role");
  EXPECT_THAT(desk().users(), UnorderedElementsAre(wang, li)) << "as if nothing had been tried";

  const User renamed = desk().set_user("王芳", {"王小芳", Roles::of(Role::kOffice)}).value();
  EXPECT_EQ(renamed, (User{wang.id, "王小芳", Roles::of(Role::kOffice)}));
  EXPECT_EQ(desk().set_user("王小芳", {}).value(), renamed);
  EXPECT_EQ(code_of(desk().user("王芳")), "user.unknown");
}

TEST_F(DeskTest, the_list_takes_as_many_as_can_be_read_with_each_request) {
  for (std::size_t i = 0; i < kUsersMax; ++i)
    ASSERT_EQ(code_of(desk().add_user(person("经办" + std::to_string(i)))), "");
  EXPECT_EQ(code_of(desk().add_user(person("李强"))), "user.too_many");
  EXPECT_EQ(code_of(desk().set_user("经办1", person("李强"))), "") << "who stands there is still changed";
  EXPECT_EQ(code_of(desk().end_user("经办2")), "");
  EXPECT_EQ(code_of(desk().add_user(person("赵六"))), "") << "who left makes room";
}

TEST_F(DeskTest, who_left_is_named_no_more_and_the_name_is_free) {
  const User gone = desk().add_user(person("王芳")).value();
  EXPECT_TRUE(desk().end_user("王芳")->ended);
  EXPECT_TRUE(desk().end_user("王芳")->ended) << "again without harm";
  EXPECT_EQ(code_of(desk().working_user("王芳")), "user.ended");
  EXPECT_EQ(code_of(desk().set_user("王芳", {"别人", {}})), "user.ended");
  const User anew = desk().add_user(person("王芳")).value();
  EXPECT_NE(anew.id, gone.id);
  EXPECT_EQ(desk().working_user("王芳").value(), anew);
  EXPECT_EQ(code_of(desk().working_user(user_id_text(gone.id))), "user.ended");
  EXPECT_TRUE(desk().users().back().ended) << "whoever works here stands first";
  EXPECT_TRUE(desk().end_user("王芳")->ended);
  EXPECT_EQ(code_of(desk().user("王芳")), "user.ambiguous") << "two who left";
  EXPECT_EQ(code_of(desk().end_user("赵六")), "user.unknown");
}

// ---- On the disk

bool stands_in(const MemoryKv& kv, std::string_view bytes) {
  bool found = false;
  for (std::size_t family = 0; family < kFamilyCount; ++family)
    kv.scan(static_cast<Family>(family), {}, {}, [&](std::string_view key, std::string_view value) {
      found |= key.find(bytes) != key.npos || value.find(bytes) != value.npos;
      return !found;
    });
  return found;
}

TEST_F(DeskTest, a_name_stands_plain_nowhere_in_the_store) {
  const User wang = desk().add_user(person("王小芳")).value();
  {
    const ActingAs acting(wang.id);
    added();
  }
  ASSERT_TRUE(stands_in(village_->kv(), "user/" + user_id_text(wang.id)))
      << "else its absence proves nothing";
  EXPECT_TRUE(stands_in(village_->kv(), wang.id.view())) << "the event bears the id";
  EXPECT_FALSE(stands_in(village_->kv(), "王小芳"));
  EXPECT_FALSE(stands_in(village_->kv(), "小芳"));
}

TEST(Users, are_there_again_after_a_restart_and_a_restore) {
  support::World world;
  support::NodeData data(world.root_key());
  const User wang{model::ActorId{{1}}, "王芳", Roles::of(Role::kClerk)};
  const User gone{model::ActorId{{2}}, "李强", Roles::all(), true};
  Commit what;
  for (const User& user : {gone, wang}) what.facts.push_back(user_fact(data.store(), user));
  Commit* group[] = {&what};
  ASSERT_TRUE(data.store().commit(group).front());
  EXPECT_THAT(users(data.store()), ElementsAre(wang, gone));
  data.reopen();
  EXPECT_THAT(users(data.store()), ElementsAre(wang, gone));
  EXPECT_EQ(find_user(data.store(), gone.id), gone);
  const auto backup = data.kv().copy();
  Commit renamed;
  renamed.facts.push_back(user_fact(data.store(), {wang.id, "王小芳", wang.roles}));
  group[0] = &renamed;
  ASSERT_TRUE(data.store().commit(group).front());
  data.restore(*backup);
  EXPECT_THAT(users(data.store()), ElementsAre(wang, gone));
}

TEST(Users, of_another_node_or_under_another_id_cannot_be_read) {
  support::World world;
  support::NodeData data(world.root_key());
  const User wang{model::ActorId{{1}}, "王芳", Roles::of(Role::kClerk)};
  LocalFact moved = user_fact(data.store(), wang);
  moved.name = user_fact(data.store(), {model::ActorId{{2}}, "李强", Roles::all()}).name;
  SeededRandom random(99);
  const Sealer foreign_sealer(random.bytes<32>(), random);
  MemoryKv foreign_kv;
  const auto foreign = EventStore::open(foreign_kv, foreign_sealer, world.root_key()).value();
  Commit what;
  what.facts = {moved, user_fact(*foreign, {model::ActorId{{3}}, "赵六", Roles::all()})};
  Commit* group[] = {&what};
  ASSERT_TRUE(data.store().commit(group).front());
  EXPECT_THAT(users(data.store()), IsEmpty());
}

// ---- Who did it

constexpr model::ActorId kWho{{0x3f, 0x2a, 0x91, 0xc0}};

// What a node writes by itself, though within a person's call.
const std::set<Kind> kDuties{Kind::kGranted, Kind::kDeclined, Kind::kCoursed, Kind::kDisclosed};

class SignedTest : public DeskLifeTest {
 protected:
  // The kinds of the events that the call wrote at the office: those of people in the person's name, those of
  // duties in nobody's.
  struct WrittenKinds {
    std::vector<Kind> by_people, by_duties;
  };
  template <typename Call>
  static WrittenKinds written_by(Office& office, Call&& call) {
    const std::uint64_t before = office.store().last_arrival();
    {
      const ActingAs acting(kWho);
      EXPECT_EQ(code_of(call(office.desk())), "");
    }
    EXPECT_TRUE(ActingAs::now().is_zero());
    WrittenKinds out;
    office.store().arrivals_after(before, [&](const Arrival& arrival) {
      for (const model::Event& event : office.store().events_of(arrival)) {
        const model::EventHeader& h = event.header();
        const bool duty = kDuties.contains(h.kind);
        EXPECT_EQ(h.actor, duty ? model::ActorId{} : kWho) << model::kind_name(h.kind);
        (duty ? out.by_duties : out.by_people).push_back(h.kind);
      }
      return true;
    });
    return out;
  }
  template <typename Call>
  static std::vector<Kind> signed_by(Office& office, Call&& call) {
    return written_by(office, call).by_people;
  }
};

TEST_F(SignedTest, all_steps_of_a_wish_bear_whoever_took_them) {
  std::string id;
  EXPECT_THAT(signed_by(*village_,
                        [&](Desk& desk) {
                          auto wish = desk.add(quilt(), std::nullopt);
                          id = model::uuid_text(wish->wish.id);
                          return wish;
                        }),
              ElementsAre(Kind::kRegistered));
  EXPECT_THAT(signed_by(*village_,
                        [&](Desk& desk) {
                          WishInput in;
                          in.phone = "13000028642";
                          return desk.amend(id, in);
                        }),
              ElementsAre(Kind::kAmended));
  EXPECT_THAT(signed_by(*village_,
                        [&](Desk& desk) {
                          AttachmentInput in;
                          in.name = "棉被.jpg";
                          in.bytes = "\xff\xd8\xff and more";
                          return desk.attach(id, in);
                        }),
              ElementsAre(Kind::kAttached));
  meet();
  EXPECT_THAT(signed_by(*county_, [&](Desk& desk) { return desk.vet(id, model::Outcome::kApproved, ""); }),
              ElementsAre(Kind::kVetted));
  meet();
  EXPECT_THAT(signed_by(*city_,
                        [&](Desk& desk) {
                          PublicationInput in;
                          in.scope = kCity;
                          return desk.publish(id, in);
                        }),
              ElementsAre(Kind::kPublished));
  meet();
  EXPECT_THAT(signed_by(*far_, [&](Desk& desk) { return desk.claim({id}, volunteer()); }),
              UnorderedElementsAre(Kind::kVolunteerSet, Kind::kClaimed));
  meet();
  EXPECT_THAT(signed_by(*city_, [&](Desk& desk) { return desk.reassign(id, std::nullopt); }),
              ElementsAre(Kind::kFreed));
  meet();
  claim_at(*far_, id, "王五");
  EXPECT_THAT(signed_by(*far_, [&](Desk& desk) { return desk.release(id, std::nullopt, "出差"); }),
              ElementsAre(Kind::kReleased));
  meet();
  claim_at(*far_, id, "赵六");
  meet();
  EXPECT_THAT(signed_by(*far_,
                        [&](Desk& desk) {
                          FulfilmentInput in;
                          in.what = "送去棉被一床";
                          return desk.fulfil(id, in);
                        }),
              ElementsAre(Kind::kFulfilled));
  meet();
  EXPECT_THAT(signed_by(*village_,
                        [&](Desk& desk) {
                          ConfirmationInput in;
                          in.satisfaction = 5;
                          return desk.confirm(id, in);
                        }),
              ElementsAre(Kind::kConfirmed));
  EXPECT_THAT(signed_by(*village_, [&](Desk& desk) { return desk.close(id, ""); }),
              ElementsAre(Kind::kClosed));
}

TEST_F(SignedTest, so_do_the_side_ways) {
  EXPECT_THAT(signed_by(*village_,
                        [&](Desk& desk) {
                          return desk.import_form(support::form_bytes("shangtuan.csv"), "shangtuan.csv",
                                                  std::nullopt, false);
                        }),
              AllOf(Not(IsEmpty()), Each(Kind::kRegistered)));
  const std::string public_one = published_wish();
  EXPECT_THAT(signed_by(*city_, [&](Desk& desk) { return desk.take_down(public_one); }),
              ElementsAre(Kind::kTakenDown));
  const std::string dear = model::uuid_text(added(quilt("吴大海")).wish.id);
  EXPECT_THAT(
      signed_by(*village_, [&](Desk& desk) { return desk.vet(dear, model::Outcome::kHandedOver, "民政局"); }),
      ElementsAre(Kind::kVetted));
  EXPECT_THAT(signed_by(*village_,
                        [&](Desk& desk) {
                          return desk.note_hand_over(dear, model::HandOverStage::kAnswered, {}, "已受理");
                        }),
              ElementsAre(Kind::kHandOverNoted));
  std::vector<std::string> ids;
  for (const char* name : {"周一", "周二", "周三", "周四", "周五"})
    ids.push_back(model::uuid_text(added(quilt(name)).wish.id));
  EXPECT_THAT(signed_by(*village_, [&](Desk& desk) { return desk.merge(ids[0], ids[1], ""); }),
              ElementsAre(Kind::kMerged, Kind::kMerged));
  EXPECT_THAT(signed_by(*village_, [&](Desk& desk) { return desk.tell_apart(ids[2], ids[3], ""); }),
              ElementsAre(Kind::kToldApart, Kind::kToldApart));
  EXPECT_THAT(signed_by(*village_, [&](Desk& desk) { return desk.withdraw(ids[4], "已解决"); }),
              ElementsAre(Kind::kWithdrawn));
  EXPECT_THAT(signed_by(*village_, [&](Desk& desk) { return desk.erase(ids[4]); }),
              ElementsAre(Kind::kErased));
}

TEST_F(SignedTest, and_what_is_said_of_volunteers) {
  const std::string id = published_wish(2);
  const auto first = claim_at(*far_, id, "李四").claim.volunteer;
  const auto second = claim_at(*far_, id, "王五").claim.volunteer;
  EXPECT_THAT(signed_by(*far_, [&](Desk& desk) { return desk.merge_volunteers(second, first); }),
              ElementsAre(Kind::kVolunteerSet));
  EXPECT_THAT(signed_by(*far_, [&](Desk& desk) { return desk.erase_volunteer(first, true); }),
              AllOf(Not(IsEmpty()), Each(Kind::kErased)));
}

TEST_F(SignedTest, and_what_offices_set_for_all) {
  EXPECT_THAT(signed_by(*city_, [](Desk& desk) { return desk.set_policy({}); }),
              ElementsAre(Kind::kPolicySet));
  EXPECT_THAT(signed_by(*county_,
                        [](Desk& desk) {
                          return desk.set_unit({}, {kCounty, "审计局", {}});
                        }),
              ElementsAre(Kind::kUnitSet));
  EXPECT_THAT(signed_by(*city_,
                        [](Desk& desk) {
                          return desk.set_campaign({}, {"春节", {2019, 1, 1}, {2019, 2, 5}, {}});
                        }),
              ElementsAre(Kind::kCampaignSet));
  EXPECT_THAT(signed_by(*city_, [](Desk& desk) { return desk.set_default_campaigns(2019, false); }),
              AllOf(Not(IsEmpty()), Each(Kind::kCampaignSet)));
  EXPECT_THAT(signed_by(*city_, [](Desk& desk) { return desk.reports().keep({}); }),
              ElementsAre(Kind::kReported));
  const model::PlaceCode fresh{431322106777};
  EXPECT_THAT(signed_by(*county_,
                        [&](Desk& desk) {
                          return desk.set_place({fresh, "大新村", model::Level::kCommunity, std::nullopt});
                        }),
              AllOf(Not(IsEmpty()), Each(Kind::kPlaced)));
  EXPECT_THAT(signed_by(*county_,
                        [&](Desk& desk) {
                          return desk.enrol({model::PlaceCode{431322106778}, "小新村",
                                             model::Level::kCommunity, std::nullopt});
                        }),
              AllOf(Not(IsEmpty()), Each(Kind::kPlaced)));
  EXPECT_THAT(signed_by(*county_,
                        [&](Desk& desk) {
                          return desk.merge_place({fresh, kOtherVillage, std::nullopt});
                        }),
              Contains(Kind::kSucceeded));
  EXPECT_THAT(signed_by(*county_,
                        [](Desk& desk) {
                          return desk.revoke({kVillage.text(), false, {}});
                        }),
              ElementsAre(Kind::kRevoked));
  SeededRandom random(1);
  EXPECT_THAT(signed_by(*city_,
                        [&](Desk& desk) {
                          return desk.revoke({kCity.text(), false, random.bytes<32>()});
                        }),
              ElementsAre(Kind::kRevoked))
      << "by the root key, for a person all the same";
}

TEST_F(SignedTest, what_the_node_does_by_itself_bears_nobody) {
  const std::string id = vetted_wish();
  const auto published = written_by(*city_, [&](Desk& desk) {
    PublicationInput in;
    in.scope = kCity;
    return desk.publish(id, in);
  });
  EXPECT_THAT(published.by_people, ElementsAre(Kind::kPublished));
  // The publisher's own node grants within the very call.
  const auto claimed = written_by(*city_, [&](Desk& desk) { return desk.claim({id}, volunteer()); });
  EXPECT_THAT(claimed.by_people, UnorderedElementsAre(Kind::kVolunteerSet, Kind::kClaimed));
  EXPECT_THAT(claimed.by_duties, Contains(Kind::kGranted));
}

TEST_F(SignedTest, without_a_person_nobody_is_named) {
  const WishView wish = added();
  const auto events = village_->store().events_about(wish.wish.id);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_TRUE(events[0].header().actor.is_zero());
}

TEST_F(SignedTest, scopes_lie_within_each_other) {
  constexpr model::ActorId kOther{{7}};
  const ActingAs outer(kWho);
  {
    const ActingAs inner(kOther);
    EXPECT_EQ(ActingAs::now(), kOther);
  }
  EXPECT_EQ(ActingAs::now(), kWho);
}

// The steps above are all that people can have written; whoever adds one writes it through Desk::write().
TEST(Signed, no_code_of_the_desk_writes_past_it) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(WISHTREE_SOURCE_DIR "/node/desk")) {
    const std::string file = entry.path().filename();
    if (!file.ends_with(".cpp") || !(file.starts_with("desk") || file.starts_with("report_desk"))) continue;
    ++files;
    std::string text = support::source_text("node/desk/" + file);
    const std::string nothing = "committer.submit({Record{}, {}})";
    if (const auto at = text.find(nothing); at != text.npos) text.erase(at, nothing.size());
    EXPECT_THAT(text, Not(HasSubstr("committer.submit("))) << file;
    if (file == "desk_users.cpp") continue;  // Where Desk::write() stands.
    EXPECT_THAT(text, Not(HasSubstr("committer.record("))) << file;
  }
  EXPECT_GT(files, 20u);
}

// ---- Who did it, as it is shown

TEST_F(SignedTest, the_history_names_whoever_is_known_here_and_other_nodes_show_the_id) {
  const User wang = desk().add_user(person("王芳")).value();
  std::string id;
  {
    const ActingAs acting(wang.id);
    id = model::uuid_text(added().wish.id);
  }
  ASSERT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "")), "");
  meet();
  const auto here = desk().wish(id)->history;
  ASSERT_EQ(here.size(), 2u);
  EXPECT_EQ(here[0].actor, wang.id);
  EXPECT_EQ(here[0].actor_name, "王芳");
  EXPECT_TRUE(here[1].actor.is_zero()) << "nobody was named";
  EXPECT_EQ(here[1].actor_name, "");
  const auto at_county = county_->desk().wish(id)->history;
  EXPECT_EQ(at_county[0].actor, wang.id);
  EXPECT_EQ(at_county[0].actor_name, "") << "names stay at the node";

  ASSERT_EQ(code_of(desk().set_user("王芳", {"王小芳", {}})), "");
  ASSERT_EQ(code_of(desk().end_user("王小芳")), "");
  EXPECT_EQ(desk().wish(id)->history[0].actor_name, "王小芳");
  const auto events = desk().events({kVillage, village_author_->writer}, {1}, 10)->events;
  EXPECT_THAT(events, Contains(::testing::Field(&EventView::actor_name, "王小芳")));
}

}  // namespace
}  // namespace node
