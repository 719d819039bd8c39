#include "sync/checked_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "model/part.h"

namespace wishsync {
namespace {

using model::Event;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const model::LogId kLog{{431322106003}, {{7}}};

struct Made {
  wishsync::Run run;
  std::vector<Event> events;
};

// A run from `first` on; a part for each text that is not empty.
Made made(const std::vector<std::string>& texts, std::uint64_t first = 1) {
  Made out;
  out.run.log = kLog;
  if (first > 1) out.run.before = {{first - 1}, {{9, 9, 9}}};
  model::Tip at = out.run.before;
  for (const std::string& text : texts) {
    model::EventHeader header;
    header.place = kLog.place;
    header.writer = kLog.writer;
    header.seq = at.seq.next();
    header.prev = at.hash;
    header.time = {header.seq.value << 16};
    header.kind = model::Kind::kRegistered;
    const std::string part = text.empty() ? "" : model::make_part({1, 2, 3}, text);
    if (!text.empty()) header.commitment = model::commitment_of(part);
    out.events.push_back(Event::make(header, "body"));
    at = out.events.back().tip();
    out.run.events.push_back({out.events.back().bytes(), part});
  }
  out.run.tip.tip = at;
  return out;
}

std::string code_of(const model::Result<CheckedRun>& result) { return result ? "" : result.error().code; }

RC_GTEST_PROP(CheckedRunProperty, PutsBackWhatWasCut, ()) {
  const auto texts = *rc::gen::nonEmpty<std::vector<std::string>>();
  const auto first = *rc::gen::inRange<std::uint64_t>(1, 4);
  const Made whole = made(texts, first);
  wishsync::Run travels = whole.run;
  cut(travels);
  const auto checked = check(travels);
  RC_ASSERT(checked.has_value());
  RC_ASSERT(checked->before == whole.run.before);
  RC_ASSERT(checked->tip.tip == whole.run.tip.tip);
  RC_ASSERT(checked->events.size() == whole.events.size());
  for (std::size_t i = 0; i < whole.events.size(); ++i) {
    RC_ASSERT(checked->events[i].event.bytes() == whole.events[i].bytes());
    RC_ASSERT(checked->events[i].part == whole.run.events[i].part);
  }
}

TEST(CheckedRunTest, CutsTheHashesThatTheReceiverKnows) {
  const Made whole = made({"a wish", "", "another"}, 5);
  wishsync::Run travels = whole.run;
  cut(travels);
  const std::string zeros(32, '\0');
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string& bytes = travels.events[i].event;
    EXPECT_EQ(bytes.size(), whole.events[i].bytes().size());
    EXPECT_EQ(bytes.substr(model::kPrevOffset, 32), zeros);
    EXPECT_EQ(bytes.substr(model::kCommitmentOffset, 32), zeros);
  }
}

TEST(CheckedRunTest, LeavesTheCommitmentWhereThePartIsNot) {
  Made whole = made({"a wish"});
  whole.run.events[0].part.clear();
  cut(whole.run);
  EXPECT_EQ(whole.run.events[0].event.substr(model::kCommitmentOffset, 32),
            std::string(whole.events[0].header().commitment.view()));
  const auto checked = check(whole.run);
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(checked->events[0].event.hash(), whole.events[0].hash());
  EXPECT_THAT(checked->events[0].part, IsEmpty());
}

TEST(CheckedRunTest, TakesARunThatNobodyCut) {
  const Made whole = made({"a wish", "another"});
  const auto checked = check(whole.run);
  ASSERT_TRUE(checked.has_value());
  EXPECT_EQ(checked->events[1].part, whole.run.events[1].part);
}

TEST(CheckedRunTest, DropsAPartThatDoesNotFitWhatItStandsBeside) {
  Made whole = made({"a wish", "another"});
  whole.run.events[0].part = whole.run.events[1].part;
  const auto checked = check(whole.run);
  ASSERT_TRUE(checked.has_value());
  EXPECT_THAT(checked->events[0].part, IsEmpty());
  EXPECT_EQ(checked->events[1].part, whole.run.events[1].part);
}

// The commitment that follows from another part is not the one that the writer vouched for.
TEST(CheckedRunTest, RefusesACutRunWithAnotherPart) {
  Made whole = made({"a wish", "another"});
  cut(whole.run);
  whole.run.events[0].part = whole.run.events[1].part;
  EXPECT_EQ(code_of(check(whole.run)), "sync.bad_chain");
}

TEST(CheckedRunTest, RefusesWhatIsNotOneChainOfItsLogUpToTheTip) {
  const Made whole = made({"a", "b", "c"});
  wishsync::Run gap = whole.run;
  gap.events.erase(gap.events.begin() + 1);
  EXPECT_EQ(code_of(check(gap)), "sync.bad_chain");
  wishsync::Run early = whole.run;
  early.events.pop_back();
  EXPECT_EQ(code_of(check(early)), "sync.bad_chain");
  wishsync::Run foreign = whole.run;
  foreign.log.writer = {{8}};
  EXPECT_EQ(code_of(check(foreign)), "sync.wrong_log");
  wishsync::Run malformed = whole.run;
  malformed.events[1].event = "no event";
  EXPECT_EQ(code_of(check(malformed)), "event.malformed");
}

TEST(CheckedRunTest, LeavesBytesOfAnotherLayoutAlone) {
  for (const std::string& bytes :
       {std::string(), std::string(7, 'x'), std::string(400, 'x'), std::string(160, '\0')}) {
    wishsync::Run run{kLog, {}, {{bytes, "part"}}, {}};
    cut(run);
    EXPECT_EQ(run.events[0].event, bytes);
    EXPECT_EQ(put_back(bytes, "part", {{4}, {{1}}}), bytes);
  }
}

TEST(CheckedRunTest, TakesNoLongerPartThanTheLimitOfBoth) {
  model::EventHeader header;
  header.place = kLog.place;
  header.writer = kLog.writer;
  header.seq = {1};
  header.kind = model::Kind::kRegistered;
  const std::string part = model::make_part({}, std::string(model::kEventBytesMax - 32, 'x'));
  header.commitment = model::commitment_of(part);
  const Event event = Event::make(header, "");
  wishsync::Run run{kLog, {}, {{event.bytes(), part}}, {event.tip(), {}}};
  cut(run);
  const auto checked = check(run);
  ASSERT_TRUE(checked.has_value());
  EXPECT_THAT(checked->events, SizeIs(1));
  EXPECT_THAT(checked->events[0].part, IsEmpty());
}

}  // namespace
}  // namespace wishsync
