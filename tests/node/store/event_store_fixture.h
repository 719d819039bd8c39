// A small city's store for tests of what it promises, over both twins of the Kv.

#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "node/store/event_store.h"
#include "sync/checked_run.h"
#include "tests/support/kv_homes.h"
#include "tests/support/realm.h"

namespace node {

// A run of the author's, with its parts, signed at its last event.
inline wishsync::CheckedRun run_of(const realm::Author& by, const std::vector<model::Event>& events,
                                   bool with_parts = true) {
  const model::EventHeader& first = events.front().header();
  wishsync::CheckedRun run{first.log(), {first.seq.before(), first.prev}, {}, by.signed_tip(events.back())};
  for (const model::Event& e : events) run.events.push_back({e, with_parts ? by.part(e) : ""});
  return run;
}

inline std::string code_of(const model::Result<std::uint64_t>& result) {
  return result ? "" : result.error().code;
}

// A store of a small city, over one of the Kv's twins.
template <typename Home>
class StoredCity : public ::testing::Test {
 protected:
  StoredCity() { open(); }

  void open() { store_ = EventStore::open(home_.kv(), sealer_, city_.root().key()).value(); }
  void reopen() {
    store_.reset();
    home_.reopen();
    open();
  }
  EventStore& store() { return *store_; }
  Kv& kv() { return home_.kv(); }

  Home home_;
  realm::SmallCity city_;
  SeededRandom random_{1};
  Sealer sealer_{DataKey{1, 2, 3}, random_};
  std::unique_ptr<EventStore> store_;
};

// What tests of all that a store promises share.
template <typename Home>
class EventStoreContract : public StoredCity<Home> {
 protected:
  std::string commit(Commit& commit) {
    Commit* group[] = {&commit};
    return code_of(store_->commit(group).front());
  }
  std::string commit(std::vector<wishsync::CheckedRun> runs) {
    Commit one;
    one.runs = std::move(runs);
    return commit(one);
  }
  std::string commit_part(const model::Event& event, const std::string& part) {
    Commit one;
    one.parts.push_back({event.ref(), part});
    return commit(one);
  }
  // A wish of the village, its subject counted from 1.
  std::vector<model::Event> wishes(std::size_t count) {
    std::vector<model::Event> out;
    for (std::size_t i = 0; i < count; ++i) {
      ++wishes_;
      out.push_back(
          city_.village.write(realm::kVillage, realm::registered(realm::subject_of(wishes_), wishes_)));
    }
    return out;
  }
  wishsync::CheckedRun run(const std::vector<model::Event>& events, bool with_parts = true) const {
    return run_of(city_.village, events, with_parts);
  }
  // All facts of place 0, by writer.
  void learn_the_city() {
    std::map<model::LogId, std::vector<model::Event>> logs;
    for (const model::Event& e : city_.facts()) logs[e.header().log()].push_back(e);
    for (const auto& [log, events] : logs) {
      wishsync::CheckedRun run{log, {}, {}, {events.back().tip(), {}}};
      for (const model::Event& e : events) run.events.push_back({e, ""});
      ASSERT_EQ(commit({run}), "");
    }
  }
  // What the sums must be, from the tips alone.
  std::map<model::PlaceCode, model::DigestSum> recount() const {
    std::map<model::PlaceCode, model::DigestSum> out;
    store_->for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
      out[log.place].add(model::log_digest(log, tips));
    });
    return out;
  }
  void expect_sums_as_recounted() const {
    const auto recounted = recount();
    for (const model::PlaceCode place :
         {model::kPlaceOfAll, realm::kCity, realm::kCounty, realm::kVillage, realm::kSibling}) {
      const auto at = recounted.find(place);
      EXPECT_EQ(store_->own_sum(place), at == recounted.end() ? model::DigestSum{} : at->second)
          << place.text();
    }
  }
  // Everything that the store says, in words that can be compared.
  std::vector<std::string> told() const {
    std::vector<std::string> out = {std::to_string(store_->last_arrival()),
                                    std::to_string(store_->event_count()),
                                    std::to_string(store_->log_count())};
    std::vector<model::LogId> logs;
    store_->for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
      logs.push_back(log);
      out.push_back("log " + log.place.text() + model::to_hex(log.writer.view()));
      for (const model::Tip& tip : tips) out.push_back("tip " + model::to_hex(tip.hash.view()));
    });
    for (const model::LogId& log : logs) {
      store_->for_each_event(log, [&](const model::Event& e) {
        out.push_back("event " + model::to_hex(e.hash().view()) + " " + store_->part(e.ref()).value_or("-"));
        return true;
      });
      for (const wishsync::Ack& ack : store_->acks_of(log)) out.push_back("ack " + std::to_string(ack.count));
    }
    store_->arrivals_after(0, [&](const Arrival& a) {
      out.push_back("arrival " + std::to_string(a.count) + " " + std::to_string(a.first.value) + " " +
                    model::to_hex(a.tip.hash.view()));
      return true;
    });
    for (const model::EventRef& ref : store_->absent_parts({}, 1000))
      out.push_back("absent " + model::to_hex(ref.hash.view()));
    for (const auto& [writer, count] : store_->ack_counts())
      out.push_back("acks up to " + std::to_string(count));
    for (const LocalFact& fact : store_->facts("")) out.push_back(fact.name + "=" + fact.value.value_or(""));
    for (model::PlaceCode place : {model::kPlaceOfAll, realm::kCounty, realm::kVillage})
      out.push_back(store_->own_sum(place).bytes());
    for (const auto& [code, place] : store_->authority()->places()) out.push_back(code.text());
    for (const auto& [subject, at] : store_->pending_erasures()) out.push_back("pending " + at.text());
    return out;
  }
  [[nodiscard]] model::LogId log() const { return {realm::kVillage, city_.village.writer()}; }

  using StoredCity<Home>::city_;
  using StoredCity<Home>::store_;
  std::uint32_t wishes_ = 0;
};

}  // namespace node
