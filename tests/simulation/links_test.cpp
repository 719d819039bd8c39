// node/links over simulated lines and disks: what a node does about its conversations as a whole.

#include <gtest/gtest.h>

#include "node/data/memory_bundle.h"
#include "node/store/store_hiding.h"
#include "tools/simulation/world.h"

namespace simulation {
namespace {

class LinksInAWorld : public testing::Test {
 protected:
  static Options one_of_each() {
    Options options;
    options.seed = 5;
    options.scale = {.counties = 1, .villages = 1, .days = 1, .events = 1};
    return options;
  }

  void SetUp() override {
    world_.found();
    county_ = world_.machines()[1].get();
    village_ = world_.machines()[2].get();
    ASSERT_TRUE(in_touch(*village_));
  }

  bool wait_for(const std::function<bool()>& done, std::uint64_t ms) {
    return world_.run_until(done, world_.now_ms() + ms, 100);
  }
  bool in_touch(Machine& machine, std::uint64_t ms = kHourMs) {
    return wait_for([&] { return world_.has_got_up(machine); }, ms);
  }
  void cut(Machine& machine, bool down) {
    world_.internet().line(machine.id, machine.parent->id).down = down;
    if (down) world_.internet().broke(machine.id, machine.parent->id);
  }
  // A wish with words, at the machine's own place, and a minute for it to get about.
  model::SubjectId write(Machine& machine) {
    node::WishInput input;
    input.name = "张三";
    input.content = "一床棉被";
    input.phone = std::to_string(13'900'000'000 + ++wishes_);
    model::SubjectId id;
    EXPECT_TRUE(world_.at(machine, [&](Process& process) {
      const auto view = process.desk().add(input, machine.place);
      EXPECT_TRUE(view.has_value());
      if (view) id = view->wish.id;
    }));
    world_.run_until(world_.now_ms() + kMinuteMs);
    return id;
  }

  // From a backup that has all, while the village's line is down.
  void restore_county_without_village() {
    write(*village_);
    ASSERT_TRUE(in_touch(*village_));
    world_.back_up(*county_);
    cut(*village_, true);
    world_.restore(*county_, true);
    world_.run_until(world_.now_ms() + kHourMs);
  }

  World world_{one_of_each()};
  Machine* county_ = nullptr;
  Machine* village_ = nullptr;
  std::uint64_t wishes_ = 0;
};

TEST_F(LinksInAWorld, ALineThatFailsAgainAndAgainIsTakenUpSoonEachTime) {
  for (int i = 0; i < 15; ++i) {
    cut(*village_, true);
    ASSERT_TRUE(wait_for([&] { return !world_.has_got_up(*village_); }, kHourMs));
    cut(*village_, false);
    // The first call may have met the dead line; the next ones follow at most 2, 4 and 8 s later.
    EXPECT_TRUE(in_touch(*village_, kMinuteMs)) << i;
  }
}

TEST_F(LinksInAWorld, AParentWhoseDiskIsFullIsCalledEverMoreRarely) {
  write(*village_);
  ASSERT_TRUE(in_touch(*village_));
  county_->disk->set_full(true);
  write(*village_);
  world_.run_until(world_.now_ms() + kHourMs);
  const std::uint64_t before = world_.internet().frames();
  world_.run_until(world_.now_ms() + 4 * kHourMs);
  // A call every five minutes at most, each of about twenty frames.
  EXPECT_LT(world_.internet().frames() - before, 4 * 30 * 30u);
  county_->disk->set_full(false);
  EXPECT_TRUE(in_touch(*village_));
}

TEST_F(LinksInAWorld, ARestoredCityShowsItsWordsWhenItsAdminSaysSoAndNotBefore) {
  write(*village_);
  ASSERT_TRUE(in_touch(*village_));
  world_.back_up(world_.city());
  world_.restore(world_.city(), true);
  ASSERT_TRUE(in_touch(*county_));
  world_.run_until(world_.now_ms() + kHourMs);
  node::EventStore& store = world_.city().process->store();
  EXPECT_TRUE(store.parts_hidden());
  world_.look_after_restored();
  EXPECT_FALSE(store.parts_hidden());
}

TEST_F(LinksInAWorld, ARestoredVillageShowsItsWordsOnceItsParentWasReached) {
  write(*village_);
  ASSERT_TRUE(in_touch(*village_));
  world_.back_up(*village_);
  cut(*village_, true);
  world_.restore(*village_, true);
  world_.run_until(world_.now_ms() + kHourMs);
  EXPECT_TRUE(village_->process->store().parts_hidden());
  cut(*village_, false);
  EXPECT_TRUE(wait_for([&] { return !village_->process->store().parts_hidden(); }, kHourMs));
}

// What the disk refuses is the word that they may be shown, while the link goes on.
TEST_F(LinksInAWorld, WordsAreShownThoughTheDiskRefusedAtFirst) {
  const auto wish = write(*village_);
  ASSERT_TRUE(in_touch(*village_));
  world_.back_up(*village_);
  cut(*village_, true);
  world_.restore(*village_, true);
  const auto writer = village_->process->own().writer();
  world_.at(*county_,
            [&](Process& process) { EXPECT_TRUE(process.desk().erase(model::uuid_text(wish)).has_value()); });
  cut(*village_, false);
  const auto erasure_is_known = [&] { return !village_->process->store().authority()->erasures().empty(); };
  ASSERT_TRUE(world_.run_until(erasure_is_known, world_.now_ms() + kHourMs, 1));
  village_->disk->set_full(true);
  world_.run_until(world_.now_ms() + kHourMs);
  EXPECT_TRUE(village_->process->store().parts_hidden());
  village_->disk->set_full(false);
  EXPECT_TRUE(wait_for([&] { return !village_->process->store().parts_hidden(); }, kHourMs));
  EXPECT_TRUE(village_->process->store().pending_erasures().empty());
  EXPECT_EQ(village_->process->own().writer(), writer);
}

TEST_F(LinksInAWorld, TheDoctorOfARestoredCountyNamesTheChildrenThatWereNotInStepSince) {
  restore_county_without_village();
  const auto line = [&] {
    node::DoctorLine out;
    world_.at(*county_, [&](Process& process) {
      for (const node::DoctorLine& l : process.desk().doctor())
        if (l.check == "restore") out = l;
    });
    return out;
  };
  EXPECT_EQ(line().state, node::DoctorState::kLook);
  EXPECT_NE(line().what.en.find("behind until these have been in step: village 1"), std::string::npos)
      << line().what.en;
  cut(*village_, false);
  ASSERT_TRUE(in_touch(*village_, kDayMs));
  world_.run_until(world_.now_ms() + kMinuteMs);
  EXPECT_EQ(line().state, node::DoctorState::kOk) << line().what.en;
}

TEST_F(LinksInAWorld, ABundleBringsAChildIntoStepAsALinkDoes) {
  restore_county_without_village();
  const auto known = [&] {
    return node::was_in_step(county_->process->store(), village_->keys.signer->key(), *county_->writer);
  };
  EXPECT_FALSE(known());
  node::MemoryBundleSink stick;
  world_.at(*village_, [&](Process& process) {
    EXPECT_TRUE(
        node::write_bundle(process.bundle_context(), {county_->keys.signer->key(), true}, stick).has_value());
  });
  world_.at(*county_, [&](Process& process) {
    process.queue().run_waiting([&] {
      node::MemoryBundleSource source(stick.volumes);
      const auto read = node::read_bundle(process.bundle_context(), source);
      ASSERT_TRUE(read.has_value());
      EXPECT_FALSE(read->problem) << read->problem->en;
    });
  });
  EXPECT_TRUE(known());
}

TEST_F(LinksInAWorld, ACopiedNodeThatCannotSayOnItsDiskWhatItHidesDoesNotStart) {
  write(*village_);
  ASSERT_TRUE(in_touch(*village_));
  world_.stop(*village_, false);
  const auto former = village_->writer;
  village_->restored_mark = 1;
  village_->disk->set_full(true);
  world_.start(*village_);
  EXPECT_FALSE(village_->running());
  village_->disk->set_full(false);
  ASSERT_TRUE(wait_for([&] { return village_->running(); }, kDayMs));
  EXPECT_NE(village_->writer, former);
}

}  // namespace
}  // namespace simulation
