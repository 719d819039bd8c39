// What is read ahead is what would have been read.

#include "node/ledger/subject_reader.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "node/limits.h"
#include "tests/node/store/event_store_fixture.h"

namespace node {
namespace {

using model::Event;
using model::EventHash;
using model::SubjectId;

// Over both twins of the Kv.
template <typename Home>
class SubjectReaderTest : public EventStoreContract<Home> {
 protected:
  using Held = std::map<SubjectId, std::set<EventHash>>;

  // So many events.
  Held write(std::size_t count) {
    Held out;
    for (std::size_t written = 0; written < count; written += 500) {
      const auto events = this->wishes(500);
      EXPECT_EQ(this->commit({this->run(events, false)}), "");
      for (const Event& event : events) out[event.header().subject].insert(event.hash());
    }
    return out;
  }
  // Reads to the end. Calls `between` after each page; how many there were.
  template <typename Between>
  std::size_t read_all(Held& out, Between&& between) {
    SubjectReader reader(this->store(), [](const Event&) { return true; });
    std::size_t pages = 0;
    for (auto page = reader.next(); !page.empty(); page = reader.next(), ++pages) {
      for (const auto& [subject, events] : page) {
        EXPECT_TRUE(out.empty() || out.rbegin()->first < subject) << "subjects ascend";
        for (const Event& event : events) EXPECT_TRUE(out[subject].insert(event.hash()).second);
      }
      between();
    }
    return pages;
  }
};
TYPED_TEST_SUITE(SubjectReaderTest, KvHomes);

TYPED_TEST(SubjectReaderTest, GivesEverySubjectOnceOverSeveralPages) {
  const auto written = this->write(2 * kFillEvents + 1000);
  typename TestFixture::Held read;
  EXPECT_EQ(this->read_all(read, [] {}), 3u);
  EXPECT_EQ(read, written);
}

TYPED_TEST(SubjectReaderTest, MissesNothingThatStoodWhileOthersWrite) {
  const auto written = this->write(kFillEvents + 1000);
  typename TestFixture::Held read;
  this->read_all(read, [&] { this->write(500); });
  for (const auto& [subject, events] : written)
    for (const EventHash& event : events) ASSERT_TRUE(read[subject].contains(event));
}

TYPED_TEST(SubjectReaderTest, MayEndWhileItReadsAhead) {
  this->write(2 * kFillEvents);
  SubjectReader reader(this->store(), [](const Event&) { return true; });
  EXPECT_FALSE(reader.next().empty());
}

TYPED_TEST(SubjectReaderTest, GivesNothingOfAnEmptyStore) {
  SubjectReader reader(this->store(), [](const Event&) { return true; });
  EXPECT_TRUE(reader.next().empty());
  EXPECT_TRUE(reader.next().empty());
}

}  // namespace
}  // namespace node
