#include "desk_fixture.h"
#include "node/limits.h"

namespace node {
namespace {

using model::Outcome;
using support::kCity;
using support::kCounty;
using support::kTown;
using support::kVillage;
using support::Office;
using support::World;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// ---- Enrolment

EnrolmentRequest request_for(std::uint64_t code, model::Level level, const std::string& name = "新村") {
  return {model::PlaceCode{code}, name, level, std::nullopt};
}

TEST_F(DeskTest, enrolling_adds_a_place_below_the_longest_known_code_that_begins_its_own) {
  Office county(world_, *county_author_);
  const auto offer = county.desk().enrol(request_for(431322106777, model::Level::kCommunity));
  ASSERT_EQ(code_of(offer), "");
  const auto code = wishsync::parse_join_code(offer->code);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->place.value, 431322106777u);
  EXPECT_EQ(code->address, county.peers.address);
  EXPECT_EQ(code->root_key, world_.root_key());
  const auto authority = county.store().authority();
  ASSERT_TRUE(authority->place(model::PlaceCode{431322106777}));
  EXPECT_EQ(authority->place(model::PlaceCode{431322106777})->parent, kTown);
  EXPECT_EQ(authority->place(model::PlaceCode{431322106777})->name, "新村");
}

TEST_F(DeskTest, a_town_inserted_late_takes_its_villages_below_it) {
  World world;
  world.declare(world.root(), kCity, model::kPlaceOfAll, model::Level::kCity);
  world.declare(world.root(), kCounty, kCity, model::Level::kCounty);
  world.declare(world.root(), kVillage, kCounty, model::Level::kCommunity);
  world.declare(world.root(), model::PlaceCode{431322207001}, kCounty, model::Level::kCommunity);
  Office county(world, world.enrol(kCounty));
  ASSERT_EQ(code_of(county.desk().enrol(request_for(kTown.value, model::Level::kTown, "上梅街道"))), "");
  const auto authority = county.store().authority();
  EXPECT_EQ(authority->place(kTown)->parent, kCounty);
  EXPECT_EQ(authority->place(kVillage)->parent, kTown);
  EXPECT_EQ(authority->place(model::PlaceCode{431322207001})->parent, kCounty);
}

TEST_F(DeskTest, an_enrolment_that_can_not_work_is_refused_and_writes_nothing) {
  Office county(world_, *county_author_);
  const std::uint64_t before = county.store().last_arrival();
  const auto refused = [&](const EnrolmentRequest& request) { return code_of(county.desk().enrol(request)); };
  EXPECT_EQ(refused(request_for(431381001, model::Level::kTown)), "enrol.not_above");
  EXPECT_EQ(refused(request_for(99, model::Level::kTown)), "place.no_parent");
  EXPECT_EQ(refused(request_for(431322106777, model::Level::kTown)), "place.level_not_below");
  EXPECT_EQ(refused(request_for(kVillage.value, model::Level::kTown)), "place.level_differs");
  EXPECT_EQ(refused(request_for(431322106777, model::Level::kCommunity, "  ")), "place.bad_name");
  EXPECT_EQ(refused({model::PlaceCode{431322106777}, "新村", std::nullopt, std::nullopt}),
            "place.level_needed");
  county.peers.address.clear();
  EXPECT_EQ(refused(request_for(kVillage.value, model::Level::kCommunity)), "enrol.no_sync");
  EXPECT_EQ(county.store().last_arrival(), before);
}

TEST_F(DeskTest, a_code_serves_one_node_as_often_as_that_one_asks) {
  Office county(world_, *county_author_);
  const auto offer = county.desk().enrol(request_for(kVillage.value, model::Level::kCommunity, "村 2"));
  const auto code = wishsync::parse_join_code(offer->code);
  const model::NodeKey key = model::make_cheap_signer(model::Seed{1})->key();
  const model::NodeKey other = model::make_cheap_signer(model::Seed{2})->key();
  const auto enrolled = county.enrolment().redeem(code->id, key, {});
  ASSERT_EQ(code_of(enrolled), "");
  const model::Node* node = county.store().authority()->node(*enrolled);
  ASSERT_TRUE(node);
  EXPECT_TRUE(node->counts);
  EXPECT_EQ(node->place, kVillage);
  EXPECT_EQ(node->name, "村 2");
  EXPECT_EQ(county.enrolment().redeem(code->id, key, {}).value(), *enrolled);
  EXPECT_EQ(code_of(county.enrolment().redeem(code->id, other, {})), "join.used");
  EXPECT_EQ(code_of(county.enrolment().redeem({9}, key, {})), "join.unknown");
}

TEST_F(DeskTest, a_further_node_of_the_first_place_needs_the_root_key) {
  Office city(world_, *city_author_);
  SeededRandom random(1);  // As the World draws it.
  const model::Seed root_seed = random.bytes<32>();
  EnrolmentRequest request = request_for(kCity.value, model::Level::kCity, "市 2");
  EXPECT_EQ(code_of(city.desk().enrol(request)), "enrol.root_key_needed");
  request.root_seed = model::Seed{3};
  EXPECT_EQ(code_of(city.desk().enrol(request)), "enrol.wrong_root_key");
  request.root_seed = root_seed;
  const auto code = wishsync::parse_join_code(city.desk().enrol(request)->code);
  ASSERT_TRUE(code);
  const auto enrolled =
      city.enrolment().redeem(code->id, model::make_cheap_signer(model::Seed{1})->key(), {});
  ASSERT_EQ(code_of(enrolled), "");
  const model::Node* node = city.store().authority()->node(*enrolled);
  ASSERT_TRUE(node);
  EXPECT_TRUE(node->counts);
  EXPECT_EQ(city.enrolment().redeem(code->id, node->signing_key, {}).value(), *enrolled);
  EXPECT_TRUE(city.desk().verify(true).problems.empty()) << "signed by the root key";
}

TEST_F(DeskTest, the_root_key_is_forgotten_after_an_hour_and_never_stored) {
  Office city(world_, *city_author_);
  SeededRandom random(1);
  EnrolmentRequest request = request_for(kCity.value, model::Level::kCity);
  request.root_seed = random.bytes<32>();
  const auto code = wishsync::parse_join_code(city.desk().enrol(request)->code);
  const std::string seed(reinterpret_cast<const char*>(request.root_seed->data()), 32);
  for (std::size_t family = 0; family < kFamilyCount; ++family)
    city.kv().scan(static_cast<Family>(family), "", "", [&](std::string_view key, std::string_view value) {
      EXPECT_EQ(key.find(seed), std::string_view::npos);
      EXPECT_EQ(value.find(seed), std::string_view::npos);
      return true;
    });
  city.clock().set(support::kNoonMs + kRootSeedMs + 1);
  EXPECT_EQ(code_of(city.enrolment().redeem(code->id, model::NodeKey{{1}}, {})), "join.root_key_gone");
}

// ---- Nodes and logs

TEST_F(DeskTest, the_parents_address_is_checked_and_kept) {
  EXPECT_EQ(code_of(desk().set_parent("10.0.0.5:7431")), "");
  EXPECT_EQ(village_->peers.parent, "10.0.0.5:7431");
  EXPECT_EQ(village_->store().fact(kParentFact), "10.0.0.5:7431");
  EXPECT_EQ(code_of(desk().set_parent("[::1]:7431")), "");
  for (const char* bad : {"10.0.0.5", ":1", "a:0", "a:70000", "http://a:1", "a b:1", "a:1x", "::1:5"})
    EXPECT_EQ(code_of(desk().set_parent(bad)), "parent.bad_address") << bad;
  EXPECT_EQ(code_of(desk().set_parent("")), "");
  Office city(world_, *city_author_);
  EXPECT_EQ(code_of(city.desk().set_parent("10.0.0.5:7431")), "parent.root");
}

TEST_F(DeskTest, status_says_how_the_node_is) {
  added();
  PeerStatus parent;
  parent.is_parent = true;
  parent.address = "10.0.0.5:7431";
  village_->peers.list = {parent};
  const StatusView status = desk().status();
  EXPECT_EQ(status.place, kVillage);
  EXPECT_EQ(status.level, model::Level::kCommunity);
  EXPECT_EQ(status.wishes, 1);
  EXPECT_EQ(status.arrival, status.projected);
  EXPECT_EQ(status.parent, "10.0.0.5:7431");
  EXPECT_FALSE(status.parent_connected);
  EXPECT_FALSE(status.in_step);
  EXPECT_GT(status.disk_free_bytes, 0u);
  EXPECT_FALSE(status.input_root.is_zero());
}

TEST_F(DeskTest, events_of_a_log_come_in_pages_and_say_where_their_parts_are) {
  const WishView erased = added(book("甲"));
  added(book("乙"));
  ASSERT_TRUE(desk().vet(erased.number, Outcome::kApproved, ""));
  ASSERT_TRUE(desk().erase(erased.number));
  const model::LogId log{kVillage, village_author_->writer};
  const auto first = desk().events(log, model::Seq{1}, 2);
  ASSERT_THAT(first->events, SizeIs(2));
  EXPECT_EQ(first->events[0].part, PartState::kErased);
  EXPECT_EQ(first->events[1].part, PartState::kHeld);
  ASSERT_TRUE(first->next);
  const auto second = desk().events(log, *first->next, 2);
  ASSERT_THAT(second->events, SizeIs(1));
  EXPECT_EQ(second->events[0].part, PartState::kNone);
  EXPECT_FALSE(second->next);
  EXPECT_EQ(code_of(desk().events({kTown, village_author_->writer}, model::Seq{1}, 2)), "log.unknown");
}

// ---- Verification

class Verify : public DeskTest {
 protected:
  Verify() {
    imported("futuo.csv");
    WishQuery query;
    query.count_max = 1;
    wish_ = listed(query).at(0);
  }
  std::string key_of(const model::EventRef& ref) {
    std::string key;
    model::put_u64(key, ref.log.place.value);
    key += ref.log.writer.view();
    model::put_u64(key, ref.seq.value);
    key += ref.hash.view();
    return key;
  }
  void put(Family family, const std::string& key, const std::string& value) {
    KvBatch batch;
    batch.put(family, key, value);
    ASSERT_TRUE(village_->kv().write(batch));
  }
  std::vector<model::Error> problems() { return desk().verify(true).problems; }
  WishView wish_;
};

TEST_F(Verify, finds_nothing_where_all_is_well) {
  ASSERT_TRUE(desk().erase(wish_.number));
  const Verification found = desk().verify(true);
  EXPECT_THAT(found.problems, IsEmpty());
  EXPECT_EQ(found.events, village_->store().event_count());
  EXPECT_EQ(found.logs, village_->store().log_count());
  EXPECT_TRUE(found.input_root);
}

TEST_F(Verify, names_an_event_whose_bytes_changed) {
  const model::EventRef ref = wish_.wish.registered;
  auto bytes = village_->store().event(ref)->bytes();
  bytes[bytes.size() - 1] = static_cast<char>(bytes[bytes.size() - 1] ^ 1);
  put(Family::kLog, key_of(ref), bytes);
  const auto found = desk().verify_logs(ref.log, false);
  ASSERT_FALSE(found->problems.empty());
  EXPECT_EQ(found->problems[0].code, "verify.event_damaged");
  EXPECT_THAT(found->problems[0].en, HasSubstr(model::to_hex(ref.hash.view())));
}

TEST_F(Verify, names_an_event_whose_part_changed) {
  const model::EventRef ref = wish_.wish.registered;
  put(Family::kPart, key_of(ref), village_->store().sealer().seal("another part", ref.hash.view()));
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, "verify.part_differs");
  EXPECT_THAT(found[0].en, HasSubstr("event " + std::to_string(ref.seq.value) + " "));

  put(Family::kPart, key_of(ref), "not sealed at all");
  EXPECT_EQ(problems().at(0).code, "verify.part_damaged");
}

TEST_F(Verify, names_a_tip_whose_signature_is_wrong) {
  const model::LogId log = wish_.wish.registered.log;
  const model::Tip tip = village_->store().tips(log).back();
  put(Family::kTip, key_of({log, tip.seq, tip.hash}), std::string(64, 'x'));
  const auto found = problems();
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, "verify.bad_signature");
  EXPECT_THAT(found[0].en, HasSubstr(model::to_hex(tip.hash.view())));
}

TEST_F(Verify, one_log_alone_can_be_asked_for) {
  const auto found = desk().verify_logs(wish_.wish.registered.log, true);
  EXPECT_THAT(found->problems, IsEmpty());
  EXPECT_EQ(found->logs, 1u);
  EXPECT_EQ(found->events, village_->store().tips(wish_.wish.registered.log).back().seq.value);
  EXPECT_FALSE(found->input_root);
  EXPECT_EQ(code_of(desk().verify_logs(model::LogId{kTown, village_author_->writer}, true)), "log.unknown");
}

}  // namespace
}  // namespace node
