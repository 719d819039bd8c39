// A village's write path over a store in memory that counts and refuses writes.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "model/part.h"
#include "node/data/write_path.h"
#include "node/store/memory_kv.h"
#include "tests/support/counting_kv.h"
#include "tests/support/life.h"
#include "tests/support/realm.h"

namespace node {

class WritePathTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kNoon = 1'529'640'000'000;

  WritePathTest() { start(); }

  // As a start of the program does.
  void start() {
    path_.reset();
    store_ = EventStore::open(kv_, sealer_, city_.root().key()).value();
    path_.emplace(*store_, clock_, random_, identity(),
                  [this](const wishsync::Committed& c) { heard_.push_back(c); });
  }
  [[nodiscard]] WriterIdentity identity() {
    return {city_.village.writer(), realm::kVillage, &city_.village.signer()};
  }

  static Draft draft(const model::SubjectId& subject, std::string payload = "",
                     model::PlaceCode log = realm::kVillage) {
    const realm::Words words = realm::registered(subject);
    Draft out;
    out.place = log;
    out.kind = words.kind;
    out.subject = subject;
    out.body = words.body;
    if (!payload.empty()) out.part = payload;
    return out;
  }
  static Draft wish(const model::SubjectId& subject, const model::WishEntry& entry) {
    model::WishPart part;
    part.name = entry.name;
    part.address = entry.address;
    part.content = entry.content;
    part.phone = entry.phone;
    return draft(subject, model::encode(part));
  }
  static Commit delivery(const realm::Author& by, const std::vector<model::Event>& events) {
    const model::EventHeader& first = events.front().header();
    wishsync::CheckedRun run{first.log(), {first.seq.before(), first.prev}, {}, by.signed_tip(events.back())};
    for (const model::Event& e : events) run.events.push_back({e, by.part(e)});
    Commit out;
    out.runs = {run};
    return out;
  }
  // What `author` wrote into the log of place 0, as it lies in the realm.
  std::vector<model::Event> facts_of(const realm::Author& author) const {
    std::vector<model::Event> out;
    for (const model::Event& e : city_.facts())
      if (e.header().writer == author.writer()) out.push_back(e);
    return out;
  }
  void learn(const realm::Author& author) { EXPECT_TRUE(take(delivery(author, facts_of(author)))); }

  void commit(std::vector<WriteRequest> requests) { path_->commit_group(requests); }
  bool take(Commit commit) {
    bool done = false;
    std::vector<WriteRequest> requests;
    requests.push_back({std::move(commit), [&](const auto& r) { done = r.has_value(); }});
    path_->commit_group(requests);
    return done;
  }
  model::Result<Written> write(std::vector<Draft> drafts, std::vector<LocalFact> facts = {}) {
    std::optional<model::Result<Written>> out;
    std::vector<WriteRequest> requests;
    requests.push_back({Record{std::move(drafts), std::move(facts)}, [&](auto result) { out = result; }});
    path_->commit_group(requests);
    return *out;
  }
  [[nodiscard]] model::LogId log(model::PlaceCode place = realm::kVillage) const {
    return {place, city_.village.writer()};
  }
  // The log is one chain from its first event to one tip, and every signature in it is good. Gives
  // the bytes between signatures, at most.
  std::size_t expect_good_log(const model::LogId& of) const {
    const auto tips = store_->tips(of);
    EXPECT_THAT(tips, ::testing::SizeIs(1));
    model::Tip before;
    std::size_t span = 0;
    std::size_t largest = 0;
    const auto verifier = model::make_cheap_verifier();
    store_->for_each_event(of, [&](const model::Event& e) {
      EXPECT_TRUE(follows(before, e));
      before = e.tip();
      span += e.bytes().size() + store_->part(e.ref()).value_or("").size();
      if (const auto signature = store_->tip_signature(of, e.tip())) {
        EXPECT_TRUE(verifier->verify(city_.village.key(), model::tip_statement(of, e.tip()), *signature));
        largest = std::max(largest, std::exchange(span, 0));
      }
      return true;
    });
    EXPECT_EQ(span, 0u) << "the last event is signed";
    EXPECT_EQ(before, tips.front());
    return largest;
  }

  MemoryKv memory_;
  realm::CountingKv kv_{memory_};
  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{1}, random_};
  ManualClock clock_{kNoon};
  std::unique_ptr<EventStore> store_;
  std::optional<WritePath> path_;
  std::vector<wishsync::Committed> heard_;
};

}  // namespace node
