// The duties of a publishing node: it decides upon claims, takes back those that expired, tells everyone the
// public course, and discloses the family's address to whoever has a grant. What is owed follows from the
// logs (model/duties.h), and nothing is written that stands there already, so that a node that lost its disk,
// or was asked twice, decides nothing twice. And the duty of any node that holds the words of two wishes
// which may be one: node/desk/duties_suspicions.h.
//
// Duties is the logic, driven by one thread; DutiesThread (node/desk/duties_thread.h) is that thread. After a
// restore they wait until the node was in step with one above, or at the root until an admin says so: before
// that it does not know what it decided. While this machine's clock is in doubt (node/desk/clock_walk.h)
// nothing is granted and nothing expires.

#pragma once

#include <functional>
#include <mutex>
#include <set>

#include "model/duties.h"
#include "node/clock.h"
#include "node/data/commit_queue.h"
#include "node/data/own_node.h"
#include "node/desk/clock_walk.h"
#include "node/desk/duties_suspicions.h"
#include "node/ledger/ledger.h"
#include "node/random.h"
#include "node/store/event_store.h"

namespace node {

class Duties {
 public:
  // All must outlive this.
  Duties(const EventStore& store, const Ledger& ledger, const Texts& texts, const OwnNode& own,
         const Clock& clock, Random& random)
      : store_(store),
        ledger_(ledger),
        own_(own),
        clock_(clock),
        random_(random),
        suspicions_(store, ledger, texts, own) {}
  Duties(const Duties&) = delete;
  Duties& operator=(const Duties&) = delete;

  // From any thread. Wishes of which more is known now; none: perhaps of all.
  void look_at(const std::vector<FoldedSubject>& subjects);
  // The same of a wish with new words, which may be of a person of whom another one is here.
  void compare(const model::WishKey& key);
  // Hears, on the caller's thread, of each look_at() and compare() by which something may be owed; empty:
  // nobody.
  void on_news(std::function<void()> listener);
  // Who else knows what time it is. Empty, as at first: nobody.
  void ask_peers(std::function<std::vector<PeerStatus>()> peers);
  // How this machine's clock went on, up to now (duties_clock.cpp). From any thread.
  [[nodiscard]] ClockWalk clock_walk();

  // Does what is owed about some wishes. True when some were looked at.
  bool turn(CommitQueue& committer);
  // What is owed about this wish, at once, for whoever just wrote of it. From any thread.
  void do_now(const model::WishKey& key, CommitQueue& committer);
  // A place that is taken from one claim and given to another one.
  struct Giving {
    Record claim;  // The last of its drafts claims. Where the former one is disputed, the first gives it up.
    model::Claimed claimed;
    model::SubjectId former;
    Draft freed;  // Ends the former claim; where, and based on what, give() says.
  };
  // First the claim becomes durable, then, in one commit, the end of the former grant and the new one:
  // nobody else is given the place in between. An error leaves the former grant as it is, and perhaps a claim
  // that is decided later as any other. "publish.waits": after a restore nothing is decided for a while;
  // "publish.clock": nor while the clock is in doubt; "claim.ended": the former claim, or the publication, is
  // not any more what the caller saw.
  [[nodiscard]] model::Result<> give(const model::WishKey& key, Giving giving, CommitQueue& committer);
  // Looks through all that this node published with the next turns: at the start, and every while.
  void look_at_all();
  // Whether something waits that could not be done, or may wait for a clock that is in doubt.
  [[nodiscard]] bool waits() const;

 private:
  [[nodiscard]] std::optional<model::EventHash> own_node() const;
  [[nodiscard]] std::uint64_t enrolled_ms() const;
  [[nodiscard]] model::DayTrust day_trust() {
    return clock_walk().in_doubt() ? model::DayTrust::kInDoubt : model::DayTrust::kKnown;
  }
  void keep_clock_walk(CommitQueue& committer);
  [[nodiscard]] std::optional<model::WishKey> next();
  void find_all();
  [[nodiscard]] bool publish_turn(CommitQueue& committer);
  [[nodiscard]] bool compare_turn(CommitQueue& committer);
  [[nodiscard]] bool keep(const std::vector<model::WishKey>& keys, const model::Error& error);
  [[nodiscard]] bool must_wait() const;
  // Of what is owed about all these one commit is made.
  [[nodiscard]] model::Result<> fulfil(const std::vector<model::WishKey>& keys, CommitQueue& committer);
  void add_owed(const model::WishKey& key, model::DayTrust trust, std::vector<Draft>& drafts) const;
  void add_disclosures(const model::FoldedWish& wish, const model::FoldedOffer& offer,
                       const std::vector<model::Event>& events, std::vector<Draft>& drafts) const;
  [[nodiscard]] std::optional<std::string> family_of(const model::FoldedWish& wish) const;

  const EventStore& store_;
  const Ledger& ledger_;
  const OwnNode& own_;
  const Clock& clock_;
  Random& random_;
  Suspicions suspicions_;
  std::mutex working_;  // One decides at a time.
  mutable std::mutex mutex_;
  std::set<model::WishKey> waiting_;  // Guarded by mutex_.
  bool all_ = true;                   // Guarded by mutex_. All that was published is to be looked through.
  std::function<void()> on_news_;     // Guarded by mutex_.
  std::function<std::vector<PeerStatus>()> peers_;  // Guarded by mutex_.
  std::optional<ClockWalk> walk_;                   // Guarded by mutex_. Nothing before the first look.
  ClockWalk kept_walk_;                             // Guarded by mutex_. As it stands in the local fact.
};

}  // namespace node
