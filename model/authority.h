// Who may say what: the tree of places, the enrolled nodes and their writers, and what was erased,
// judged from the events of the logs of place 0, top down from the root key.
//
// AuthorityFacts collects the events in any order; judge() is a pure function of that set. The result
// is a value that does not change: threads share it by shared_ptr. Source: design rules 3 and 4.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/event.h"
#include "model/facts.h"

namespace model {

// A place as the judged tree has it.
struct Place {
  PlaceCode code;
  PlaceCode parent;  // 0 for the first place; of a place that was succeeded, its successor.
  Level level{};
  std::string name;
  std::vector<EventHash> declarations;  // The latest ones: what a new declaration is based on.
  std::optional<PlaceCode> successor;   // It was recoded, or merged into another place.
  std::vector<EventHash> successions;   // The latest ones, as above.
};

// An enrolment, whether it counts or not.
struct Node {
  EventHash enrolled;
  PlaceCode place;
  NodeKey signing_key;
  SealingKey sealing_key;
  std::string name;
  bool counts = false;
  bool revoked = false;           // Its word counts up to the tips that were named then, and not beyond.
  bool lost = false;              // Revoked because its data were lost or fell into wrong hands.
  std::vector<WriterId> writers;  // In the order in which they follow each other; the newest last.
};

struct Writer {
  PlaceCode place;  // 0 for the root key's own writer.
  NodeKey signing_key;
  EventHash enrolled;  // Zero for the root key's own writer.
  bool counts = false;
};

class AuthorityFacts;

class Authority {
 public:
  // The first place of the tree; code 0 before it is known.
  [[nodiscard]] PlaceCode first_place() const { return first_place_; }
  [[nodiscard]] const Place* place(PlaceCode code) const;
  // In ascending order of codes.
  [[nodiscard]] const std::map<PlaceCode, Place>& places() const { return places_; }
  // The places above `code` in the tree, nearest first; without place 0.
  [[nodiscard]] std::vector<PlaceCode> line_above(PlaceCode code) const;
  // The places right below, ascending. Those that were succeeded are none any more; what was below them is
  // below their last successor.
  [[nodiscard]] std::vector<PlaceCode> children(PlaceCode code) const;
  // The place itself, those that it succeeded, and all below it in the tree, ascending.
  [[nodiscard]] std::vector<PlaceCode> subtree(PlaceCode code) const;
  // The last successor: where the place's wishes are counted now, and new ones are entered.
  [[nodiscard]] PlaceCode current(PlaceCode code) const;

  // Strictly above, by any declaration that ever counted: what was once carried stays carried when
  // the tree changes. Place 0 is above all others.
  [[nodiscard]] bool above(PlaceCode upper, PlaceCode lower) const;
  // Whether the one succeeded the other, or both were merged: their logs and nodes count as each other's.
  [[nodiscard]] bool same(PlaceCode a, PlaceCode b) const;
  [[nodiscard]] bool at_or_above(PlaceCode upper, PlaceCode lower) const {
    return upper == lower || above(upper, lower) || same(upper, lower);
  }

  // Nothing while the writer's Opened or its Enrolled is not held: its events can't be checked yet.
  [[nodiscard]] const Writer* writer(WriterId id) const;
  [[nodiscard]] const std::map<WriterId, Writer>& writers() const { return writers_; }
  // The enrolment of a key that counts and is not revoked, or nothing. Of several: one under which the key's
  // holder opened a writer, then the highest place, then the smaller hash.
  [[nodiscard]] const Node* node_by_key(const NodeKey& key) const;
  // An enrolment of a key that has no other than revoked ones, or nothing.
  [[nodiscard]] const Node* revoked_by_key(const NodeKey& key) const;
  [[nodiscard]] const Node* node(const EventHash& enrolled) const;
  [[nodiscard]] const std::map<EventHash, Node>& nodes() const { return nodes_; }

  // Of a log of a revoked node: the tips up to which it counts, ascending (none: nothing of it counts).
  // Null for all other logs, which count as a whole. An event counts if it is one of these tips or
  // stands before one on its branch; as long as such a tip is not held, so does every event up to its
  // seq.
  [[nodiscard]] const std::vector<Tip>* counts_until(const LogId& log) const;
  // Ascending; without logs of which nothing counts.
  [[nodiscard]] const std::map<LogId, std::vector<Tip>>& revoked_logs() const { return revoked_logs_; }

  // Whether all parts about `subject`, whose home is `home`, are to be forgotten.
  [[nodiscard]] bool erased(const SubjectId& subject, PlaceCode home) const;
  [[nodiscard]] const std::set<std::pair<SubjectId, PlaceCode>>& erasures() const { return erasures_; }
  // Of these the ones of volunteers: the parts of claims that name them go too, where they were written at
  // that very place. A writer's place never changes, so neither does what an erasure takes; and nobody's word
  // takes what was written at another place.
  [[nodiscard]] const std::set<std::pair<SubjectId, PlaceCode>>& erased_volunteers() const {
    return erased_volunteers_;
  }
  // Of a claim, whom it names and where it was written. Nothing of other events, or of an unknown writer's.
  [[nodiscard]] std::optional<std::pair<SubjectId, PlaceCode>> volunteer_of(const Event& event) const;
  // Whether the event's part is to be forgotten, with all about its subject or with its volunteer.
  [[nodiscard]] bool erased(const Event& event) const;

 private:
  friend class AuthorityFacts;
  PlaceCode first_place_;
  std::map<PlaceCode, Place> places_;
  std::map<PlaceCode, std::vector<PlaceCode>> below_;  // By parent, those that were succeeded included.
  std::map<PlaceCode, std::set<PlaceCode>> same_;      // Of those that were merged, each with all of them.
  std::unordered_map<PlaceCode, std::set<PlaceCode>, PlaceCodeHash> ever_above_;
  std::map<WriterId, Writer> writers_;
  std::map<EventHash, Node> nodes_;
  std::map<LogId, std::vector<Tip>> revoked_logs_;
  std::set<std::pair<SubjectId, PlaceCode>> erasures_;
  std::set<std::pair<SubjectId, PlaceCode>> erased_volunteers_;
};

class AuthorityFacts {
 public:
  explicit AuthorityFacts(const NodeKey& root_key);

  // Takes note of an event of a log of place 0; events of other logs and unknown kinds are ignored.
  // True if judge() may now give another result.
  bool add(const Event& event);

  // The key that must have signed the log's tips, or nothing while the writer is not known: its
  // Opened (given as `first` where it is about to be stored) must name an Enrolled that is held.
  [[nodiscard]] std::optional<NodeKey> signing_key(const LogId& log, const Event* first = nullptr) const;

  [[nodiscard]] std::shared_ptr<const Authority> judge() const;
  [[nodiscard]] const NodeKey& root_key() const { return root_key_; }

 private:
  template <typename Fact>
  struct Said {
    WriterId by;
    Seq seq;
    EventHash hash;
    HybridTime time;
    std::vector<EventHash> based_on;
    Fact fact;
  };
  struct Erasure {
    SubjectId subject;
    PlaceCode home;
    bool of_volunteer = false;
  };
  // An event of place 0, as a link of its log's chain.
  struct Link {
    Seq seq;
    EventHash prev;
  };
  class Judge;
  template <typename MakeSaid>
  bool take(const Event& event, const MakeSaid& said);

  NodeKey root_key_;
  WriterId root_writer_;
  std::map<EventHash, Said<Placed>> placed_;
  std::map<EventHash, Said<Succeeded>> succeeded_;
  std::map<EventHash, Said<Enrolled>> enrolled_;
  std::map<WriterId, Said<Opened>> opened_;
  std::map<EventHash, Said<Erasure>> erased_;
  std::map<EventHash, Said<Revoked>> revoked_;
  std::set<WriterId> limited_;  // Whose logs of place 0 some Revoked names.
  std::unordered_map<EventHash, Link, FixedBytesHash> chain_;
};

}  // namespace model
