// What the store promises of events by their subjects. Over both twins of the Kv.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "event_store_fixture.h"

namespace node {
namespace {

using model::Event;
using model::SubjectId;
using realm::kVillage;
using realm::registered;
using realm::subject_of;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

template <typename Home>
class EventStoreSubjects : public EventStoreContract<Home> {};
TYPED_TEST_SUITE(EventStoreSubjects, KvHomes);

TYPED_TEST(EventStoreSubjects, GivesAllEventsSubjectBySubject) {
  auto& village = this->city_.village;
  std::vector<Event> events = this->wishes(40);
  model::SubjectId last;
  last.data.fill(0xff);  // There is no key above it.
  events.push_back(village.write(kVillage, registered(last, 41)));
  ASSERT_EQ(this->commit({run_of(village, events)}), "");
  std::map<SubjectId, std::vector<Event>> all;
  SubjectId done;
  for (int pages = 0;; ++pages) {
    ASSERT_LT(pages, 100);
    const auto page = this->store().events_by_subject(done, [](const Event&) { return true; });
    if (page.empty()) break;
    for (const auto& [subject, about] : page) {
      EXPECT_LT(done, subject);
      done = subject;
      all[subject] = about;
    }
  }
  EXPECT_EQ(all.size(), 41u);
  for (const Event& event : events) {
    const auto& about = all[event.header().subject];
    ASSERT_EQ(about.size(), 1u);
    EXPECT_EQ(about.front().hash(), event.hash());
  }
  const auto none = this->store().events_by_subject({}, [](const Event&) { return false; });
  for (const auto& [subject, about] : none) EXPECT_TRUE(about.empty());
}

TYPED_TEST(EventStoreSubjects, FindsAllEventsAboutASubject) {
  const auto events = this->wishes(2);
  const Event vetting = this->city_.county.write(
      kVillage, realm::vetted(subject_of(1), model::Outcome::kApproved, {events[0].hash()}));
  ASSERT_EQ(this->commit({this->run(events), run_of(this->city_.county, {vetting})}), "");
  std::vector<model::EventHash> found;
  for (const Event& e : this->store().events_about(subject_of(1))) found.push_back(e.hash());
  EXPECT_THAT(found, UnorderedElementsAre(events[0].hash(), vetting.hash()));
  EXPECT_THAT(this->store().events_about(subject_of(7)), IsEmpty());
}

// Side by side or far apart, held or not, in one go or in several: as each alone.
TYPED_TEST(EventStoreSubjects, FindsAllEventsAboutManySubjects) {
  const int count = 60;
  const auto events = this->wishes(count);
  std::vector<Event> vettings;
  for (int n = 1; n <= count; n += 3)
    vettings.push_back(this->city_.county.write(
        kVillage, realm::vetted(subject_of(n), model::Outcome::kApproved, {events[n - 1].hash()})));
  ASSERT_EQ(this->commit({this->run(events), run_of(this->city_.county, vettings)}), "");
  std::vector<SubjectId> held;
  for (int n = 1; n <= count; ++n) held.push_back(subject_of(n));
  std::ranges::sort(held);
  SubjectId none;
  SubjectId above;
  above.data.fill(0xff);
  const auto hashes = [](const std::vector<Event>& found) {
    std::set<model::EventHash> out;
    for (const Event& e : found) out.insert(e.hash());
    return out;
  };
  for (const std::size_t step : {1, 2, 7, 11, 30}) {
    std::vector<SubjectId> asked{none};
    for (std::size_t i = 0; i < held.size(); i += step) asked.push_back(held[i]);
    asked.push_back(above);
    for (const std::size_t bytes_max : {std::size_t{0}, std::size_t{700}, std::size_t{1} << 20}) {
      std::span<const SubjectId> left = asked;
      while (!left.empty()) {
        // One event of three is known already.
        const auto known = [&](const SubjectId& subject, const model::EventRef& ref) -> std::optional<Event> {
          const auto at = std::ranges::find(events, ref.hash, &Event::hash);
          if (at == events.end() || (at - events.begin()) % 3 != 0) return std::nullopt;
          EXPECT_EQ(at->header().subject, subject);
          return *at;
        };
        const auto read = this->store().events_about(left, known, bytes_max);
        ASSERT_GE(read.size(), 1u);
        ASSERT_LE(read.size(), left.size());
        for (std::size_t i = 0; i < read.size(); ++i)
          EXPECT_EQ(hashes(read[i]), hashes(this->store().events_about(left[i])));
        left = left.subspan(read.size());
      }
    }
  }
}

}  // namespace
}  // namespace node
