#include "node/ledger/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "node/ledger/ledger_recount.h"
#include "support/story.h"

namespace node {
namespace {

using support::Author;
using support::kCity;
using support::kCounty;
using support::kOtherVillage;
using support::kTown;
using support::kVillage;
using support::NodeData;
using support::Wish;
using support::World;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_at(const std::filesystem::path& path, std::streamoff at, const std::string& bytes) {
  std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(at);
  out << bytes;
}

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() {
    world_.declare_tree();
    village_ = &world_.enrol(kVillage);
    other_ = &world_.enrol(kOtherVillage);
  }
  // Wishes of many kinds in two villages.
  void fill(int count) {
    for (int i = 0; i < count; ++i) {
      Wish wish;
      wish.name = "名" + std::to_string(i);
      wish.on = {2018, static_cast<std::uint8_t>(1 + i % 12), 5};
      wish.category = static_cast<model::Category>(1 + i % 9);
      if (i % 3 == 0) wish.targets.add(model::Target::kDisabled);
      wish.value_yuan = i % 4 == 0 ? std::nullopt : std::optional<std::uint32_t>(i * 10);
      if (i % 4 != 3) wish.campaign = support::some_campaign(static_cast<unsigned>(i % 4));
      const auto key = i % 2 == 0 ? world_.register_wish(*village_, kVillage, wish)
                                  : world_.register_wish(*other_, kOtherVillage, wish);
      if (i % 5 == 0) world_.vet(i % 2 == 0 ? *village_ : *other_, key, model::Outcome::kApproved);
    }
    data_.take_all(world_.runs());
    data_.project();
  }
  SqliteLedger& ledger() { return data_.ledger(); }
  std::string refilled() {
    data_.project();
    return data_.dump();
  }

  World world_;
  NodeData data_{world_.root_key()};
  Author* village_ = nullptr;
  Author* other_ = nullptr;
};

TEST_F(LedgerTest, pages_through_all_wishes_newest_first_under_every_filter) {
  // Some ids in two homes, so that pages end between the two.
  for (int i = 0; i < 10; ++i) {
    const auto first = world_.register_wish(*village_, kVillage);
    world_.register_again(*other_, kOtherVillage, first.id);
  }
  fill(40);
  std::vector<model::FoldedWish> all;
  for_each_wish(ledger(), [&](const model::FoldedWish& wish) { all.push_back(wish); });
  ASSERT_THAT(all, SizeIs(60));
  EXPECT_TRUE(std::ranges::is_sorted(all, std::greater{}, &model::FoldedWish::key));

  std::vector<WishFilter> filters(14);
  filters[1].places = {kVillage};
  filters[2].places = {kVillage, kOtherVillage};
  filters[3].state = model::WishState::kVetted;
  filters[4].category = model::Category::kCulture;
  filters[5].target = model::Target::kDisabled;
  filters[6].period = model::Period{201803, 201806};
  filters[7].hand_over = true;
  filters[8].places = {kOtherVillage};
  filters[8].state = model::WishState::kRegistered;
  filters[8].period = model::Period{201801, 201812};
  filters[9].closed = true;
  filters[10].closed = false;
  filters[11].campaign = support::some_campaign(0);
  filters[12].campaign = support::some_campaign(2);
  filters[12].places = {kVillage, kOtherVillage};
  filters[12].category = model::Category::kCulture;
  filters[13].campaign = support::some_campaign(7);  // There is none.
  for (const WishFilter& filter : filters) {
    std::vector<model::WishKey> wanted;
    for (const auto& wish : all)
      if (passes(filter, facets_of(wish))) wanted.push_back(wish.key());
    for (const std::size_t page_size : {1u, 7u, 100u}) {
      std::vector<model::WishKey> found;
      std::optional<model::WishKey> before;
      for (;;) {
        const auto page = ledger().wishes(filter, before, page_size);
        for (const auto& wish : page) found.push_back(wish.key());
        if (page.size() < page_size) break;
        before = page.back().key();
      }
      EXPECT_EQ(found, wanted);
    }
  }
}

TEST_F(LedgerTest, finds_a_wish_by_the_number_that_people_say) {
  fill(10);
  for_each_wish(ledger(), [&](const model::FoldedWish& wish) {
    EXPECT_EQ(ledger().wishes_by_number(wish_number(wish)), std::vector{wish});
  });
  for (const char* wrong :
       {"", "431322106003", "431322106003-2018-0001-", "x-1-2-AB", "431322106003-2018-99-AA"})
    EXPECT_TRUE(ledger().wishes_by_number(wrong).empty()) << wrong;
}

TEST_F(LedgerTest, knows_the_last_running_number_of_each_writer) {
  fill(6);
  EXPECT_EQ(ledger().last_running(kVillage, 2018, village_->writer), 5u);
  EXPECT_EQ(ledger().last_running(kOtherVillage, 2018, other_->writer), 6u);
  EXPECT_EQ(ledger().last_running(kVillage, 2018, other_->writer), 0u);
  EXPECT_EQ(ledger().last_running(kVillage, 2019, village_->writer), 0u);
}

TEST_F(LedgerTest, sums_up_a_period_and_the_places_below) {
  fill(24);
  std::int64_t wishes = 0;
  for (const auto& [key, figures] : ledger().summary(kTown, {}, model::Period{201801, 201806}).rows) {
    EXPECT_EQ(key.place, kTown);
    wishes += figures.wishes;
  }
  EXPECT_EQ(wishes, 12);
  std::map<model::PlaceCode, std::int64_t> by_place;
  const auto by_child = ledger().summary(kTown, {kVillage, kOtherVillage}, std::nullopt);
  for (const auto& [key, figures] : by_child.rows) by_place[key.place] += figures.wishes;
  EXPECT_EQ(by_place, (std::map<model::PlaceCode, std::int64_t>{{kVillage, 12}, {kOtherVillage, 12}}));
  EXPECT_EQ(by_child.input_root, ledger().summary(kTown, {}, std::nullopt).input_root);
  EXPECT_EQ(by_child.cursor, data_.store().last_arrival());
}

TEST_F(LedgerTest, has_the_input_root_of_the_model) {
  fill(5);
  const auto authority = data_.store().authority();
  for (const auto place :
       {kCity, kCounty, kTown, kVillage, support::kOtherCounty, model::PlaceCode{999999}}) {
    const auto root =
        model::input_root(place, *authority, [&](model::PlaceCode at) { return data_.store().own_sum(at); });
    EXPECT_EQ(ledger().summary(place, {}, std::nullopt).input_root, root) << place.text();
  }
}

TEST_F(LedgerTest, holds_nothing_personal) {
  Wish wish;
  wish.name = "欧阳personal";
  wish.content = "secret-wish-of-a-child";
  wish.address = "hidden-street-17";
  wish.phone = "13912345678";
  const auto id = world_.register_wish(*village_, kVillage, wish);
  model::WishFields fields;
  fields.add(model::WishField::kPhone);
  world_.amend(*village_, id, fields, {.phone = "13887654321"});
  fill(3);
  data_.reopen([&](const auto& path) {
    for (const char* tail : {"", "-wal", "-shm"})
      for (const char* text :
           {"personal", "欧阳", "secret-wish", "hidden-street", "13912345678", "13887654321"})
        EXPECT_THAT(contents(path.string() + tail), Not(HasSubstr(text)));
    EXPECT_THAT(contents(path), HasSubstr("SQLite format 3"));
  });
}

TEST_F(LedgerTest, goes_on_where_it_ended) {
  fill(5);
  const auto cursor = ledger().cursor();
  data_.reopen();
  EXPECT_FALSE(ledger().rebuilt());
  EXPECT_EQ(ledger().cursor(), cursor);
}

TEST_F(LedgerTest, is_made_anew_when_its_file_is_gone) {
  fill(20);
  const std::string before = data_.dump();
  data_.reopen([](const auto& path) { std::filesystem::remove(path); });
  EXPECT_EQ(ledger().cursor(), 0u);
  EXPECT_EQ(refilled(), before);
}

TEST_F(LedgerTest, is_made_anew_when_another_version_wrote_it) {
  fill(20);
  const std::string before = data_.dump();
  // Bytes 60 to 63 of SQLite's header are the user version, 68 to 71 the application id.
  for (const std::streamoff at : {60, 68}) {
    data_.reopen([&](const auto& path) { write_at(path, at, std::string("\0\0\0\7", 4)); });
    EXPECT_TRUE(ledger().rebuilt());
    EXPECT_EQ(refilled(), before);
  }
}

TEST_F(LedgerTest, is_made_anew_when_the_file_is_no_database) {
  fill(20);
  const std::string before = data_.dump();
  for (const std::string& bytes : {std::string("not a database at all"), std::string(100'000, 'x')}) {
    data_.reopen([&](const auto& path) { std::ofstream(path, std::ios::binary) << bytes; });
    EXPECT_TRUE(ledger().rebuilt());
    EXPECT_EQ(refilled(), before);
  }
}

TEST_F(LedgerTest, is_made_anew_when_an_empty_file_stands_there) {
  fill(20);
  const std::string before = data_.dump();
  data_.reopen([](const auto& path) { std::filesystem::resize_file(path, 0); });
  EXPECT_EQ(ledger().cursor(), 0u);
  EXPECT_EQ(refilled(), before);
}

TEST_F(LedgerTest, is_made_anew_when_pages_of_the_file_are_damaged_or_lacking) {
  fill(200);
  const std::string before = data_.dump();
  data_.reopen([](const auto& path) {
    for (std::streamoff at = 4096; at < 40'960; at += 4096) write_at(path, at, std::string(512, '\xee'));
  });
  EXPECT_TRUE(ledger().rebuilt());
  EXPECT_EQ(refilled(), before);
  data_.reopen([](const auto& path) { std::filesystem::resize_file(path, 20'000); });
  EXPECT_TRUE(ledger().rebuilt());
  EXPECT_EQ(refilled(), before);
}

TEST_F(LedgerTest, is_made_anew_where_a_read_met_damage) {
  fill(20);
  const std::string before = data_.dump();
  data_.reopen([](const auto& path) { std::ofstream(path.string() + "-damaged") << "a page"; });
  EXPECT_TRUE(ledger().rebuilt());
  EXPECT_FALSE(std::filesystem::exists(data_.ledger_path().string() + "-damaged"));
  EXPECT_EQ(refilled(), before);
}

TEST_F(LedgerTest, a_filling_that_was_cut_short_or_given_up_leaves_nothing) {
  fill(20);
  const std::string before = data_.dump();
  const std::string filling = data_.ledger_path().string() + "-filling";
  data_.reopen([&](const auto&) { std::ofstream(filling) << "half of it"; });
  EXPECT_FALSE(std::filesystem::exists(filling));
  EXPECT_EQ(data_.dump(), before);
  {
    auto given_up = ledger().fill().value();
    ASSERT_TRUE(given_up->put({{{}, ledger().wishes({}, std::nullopt, 3), {}}}));
    EXPECT_TRUE(std::filesystem::exists(filling));
    EXPECT_EQ(data_.dump(), before);  // Nobody sees any of it.
  }
  EXPECT_FALSE(std::filesystem::exists(filling));
  EXPECT_EQ(data_.dump(), before);
}

// By a signal at any moment: in the thread that writes rows, between indexes, in the exchange of the files.
TEST_F(LedgerTest, is_whole_or_empty_when_killed_while_it_is_filled) {
  fill(400);
  const std::string before = data_.dump();
  const std::uint64_t whole = ledger().cursor();
  int killed = 0;
  int ended = 0;
  int left_over = 0;
  for (suseconds_t delay_us = 500; ended < 2; delay_us += 500) {
    ASSERT_LT(delay_us, 1'000'000);
    data_.reopen([&](const std::filesystem::path& path) {
      for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + tail);
      const pid_t child = ::fork();
      if (child == 0) {
        const itimerval alarm{{}, {0, delay_us}};
        ::setitimer(ITIMER_REAL, &alarm, nullptr);
        SeededRandom random{1};
        const Sealer sealer(DataKey{1}, random);
        const auto store = EventStore::open(data_.kv(), sealer, world_.root_key()).value();
        const auto ledger = SqliteLedger::open(path).value();
        Projector projector(*store, *ledger, nullptr);
        while (projector.turn()) {
        }
        ::_exit(0);
      }
      int status = 0;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      ++(WIFSIGNALED(status) ? killed : ended);
      left_over += std::filesystem::exists(path.string() + "-filling");
    });
    EXPECT_TRUE(ledger().cursor() == 0 || ledger().cursor() == whole);
    EXPECT_FALSE(std::filesystem::exists(data_.ledger_path().string() + "-filling"));
    ASSERT_EQ(refilled(), before) << "killed after " << delay_us << " us";
  }
  EXPECT_GT(killed, 5);
  EXPECT_GT(left_over, 0);  // Some were in its middle.
}

TEST_F(LedgerTest, readers_go_on_while_a_filled_ledger_takes_its_place) {
  fill(20);
  const std::string before = data_.dump();
  std::atomic<bool> ended{false};
  std::atomic<std::size_t> reads{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!ended) {
        const std::size_t wishes = ledger().wishes({}, std::nullopt, 100).size();
        EXPECT_TRUE(wishes == 0 || wishes == 20) << wishes;
        ++reads;
      }
    });
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(ledger().clear());
    EXPECT_EQ(refilled(), before);
  }
  while (reads < 100) std::this_thread::yield();
  ended = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_F(LedgerTest, says_so_where_no_file_can_be_made) {
  const auto ledger = SqliteLedger::open("/no/such/directory/ledger.sqlite");
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, "disk.failed");
}

TEST_F(LedgerTest, a_recount_finds_every_row_figure_and_sum_that_was_changed_by_hand) {
  fill(10);
  ASSERT_THAT(verify_ledger(data_.store(), ledger()), IsEmpty());
  auto row = ledger().wishes({}, std::nullopt, 1).front();
  row.category = model::Category::kActivity;
  row.value_yuan = 299;
  Projection wrong;
  wrong.cursor = ledger().cursor();
  wrong.subjects = {{row.id, {row}, {}}};
  wrong.sums = {{kVillage, model::DigestSum{{1, 2, 3, 4}}}};
  ASSERT_TRUE(ledger().apply(wrong));
  std::set<std::string> codes;
  for (const model::Error& problem : verify_ledger(data_.store(), ledger())) codes.insert(problem.code);
  EXPECT_THAT(codes, ::testing::ElementsAre("verify.figures", "verify.report", "verify.root", "verify.wish"));
  ASSERT_TRUE(ledger().clear());
  EXPECT_EQ(ledger().cursor(), 0u);
  data_.project();
  EXPECT_THAT(verify_ledger(data_.store(), ledger()), IsEmpty());
}

}  // namespace
}  // namespace node
