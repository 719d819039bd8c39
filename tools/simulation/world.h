// A simulated city: its machines, what lies between them, the admins who look after them, and time.
//
// One thread. All that happens is an entry of the agenda; step() does the next one. Chance comes from
// dice of the seed alone, so a seed is a history. The people (people.h) and the faults (faults.h) act on
// a world from outside; the invariants (invariants.h) look at it.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/simulation/journal.h"
#include "tools/simulation/machine.h"
#include "tools/simulation/tree.h"

namespace simulation {

inline constexpr std::uint64_t kMinuteMs = 60'000;
inline constexpr std::uint64_t kHourMs = 60 * kMinuteMs;
inline constexpr std::uint64_t kDayMs = 24 * kHourMs;

inline constexpr model::PlaceCode kCity{4313};

// How large a world is, and how long.
struct Scale {
  unsigned counties = 3;
  unsigned villages = 12;  // All told.
  unsigned days = 30;
  unsigned events = 2000;  // That people write, at least.
};

// Power goes at the nth commit of all that are made once the city is founded, on the machine that makes it.
struct PowerCut {
  std::uint64_t nth = 0;
  bool durable = false;  // Right after it, not right before.
};

struct Options {
  std::uint64_t seed = 1;
  Scale scale;
  bool calm = false;  // No faults but this one.
  std::optional<PowerCut> cut;
  bool real_signatures = false;  // Ed25519 instead of its cheap twin.
  bool talk = false;             // Trace to stderr as it happens.
};

// An invariant that broke.
struct Broken {
  std::string invariant;
  std::string what;
};

class World {
 public:
  explicit World(const Options& options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Founds the city: every place has a node that has joined.
  void found();
  // From now on commits are counted, and power goes at the one that the options name.
  void count_commits();
  [[nodiscard]] std::uint64_t commits() const { return commits_; }
  // Does the next thing on the agenda.
  void step();
  void run_until(std::uint64_t ms);
  // Until `done`, looked at every `every_ms`; false if `until_ms` comes before.
  [[nodiscard]] bool run_until(const std::function<bool()>& done, std::uint64_t until_ms,
                               std::uint64_t every_ms);

  // ---- What the people, the faults and the invariants see ----
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] Agenda& agenda() { return agenda_; }
  [[nodiscard]] std::uint64_t now_ms() const { return agenda_.now_ms(); }
  [[nodiscard]] Trace& trace() { return trace_; }
  [[nodiscard]] Internet& internet() { return internet_; }
  [[nodiscard]] Journal& journal() { return journal_; }
  // As people made it, whatever the nodes take it for.
  [[nodiscard]] Tree& tree() { return tree_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Machine>>& machines() const { return machines_; }
  [[nodiscard]] Machine& city() { return *machines_.front(); }
  [[nodiscard]] std::vector<Machine*> machines_that(const std::function<bool(const Machine&)>& fit) const;
  [[nodiscard]] const model::NodeKey& root_key() const { return root_key_; }
  [[nodiscard]] model::Level level_of(const Machine& machine) const;
  // The machine whose data directory has this writer now; nothing where that disk is lost.
  [[nodiscard]] Machine* machine_of(const model::WriterId& writer) const;
  // Whether what the machine's writer said can be held against the machine: not while it may have been
  // said by a copy of it, or before it was restored. In the end always.
  [[nodiscard]] bool answerable(const Machine& machine) const { return faults_over_ || !machine.forked; }
  [[nodiscard]] bool faults_over() const { return faults_over_; }
  void faults_are_over() { faults_over_ = true; }

  // Does something with a machine's running process, which may end by it. False if it did, or none runs.
  bool at(Machine& machine, const std::function<void(Process&)>& what);

  // ---- What admins do ----
  void start(Machine& machine);
  // As kill -9, or silently, as when the whole machine loses power.
  void stop(Machine& machine, bool silently);
  // With a word of goodbye.
  void stop_gently(Machine& machine);
  // The machine's disk is gone or thrown away: a new one joins below the same parent.
  void replace_disk(Machine& machine);
  // Whether a node that lost its disk can be replaced by one that joins anew: not the only one of the city.
  [[nodiscard]] static bool replaceable(const Machine& machine) { return machine.parent != nullptr; }
  // A disk with damage is replaced, or restored from a backup where there is one.
  void mend_disk(Machine& machine);
  void back_up(Machine& machine);
  // Puts the backup in place of what the machine holds. `noticed`: the data directory shows it, by the mark
  // of `wishctl restore` or by its anchor; otherwise its peers have to find out.
  void restore(Machine& machine, bool noticed);
  // A second machine with a copy of the data directory, as it stands now.
  Machine& clone(Machine& machine);
  // Ends a twin: at once, or when all that it wrote has got up; the original was off meanwhile.
  void retire(Machine& twin);
  void retire_when_up(Machine& twin);
  // Whether it is in step with its parent.
  [[nodiscard]] bool has_got_up(Machine& machine) const;
  Machine& add_machine(const std::string& name, model::PlaceCode place, Machine* parent);
  // A node whose parent lost its enrolment with a disk is told to ask for a new join code: its admin does.
  void look_after_refused();
  // At a city that was restored nobody above knows what was erased since: once all its children are in
  // step, its admin has its words shown again.
  void look_after_restored();
  // Asks the parent's desk for a join code and joins; tries again until it has.
  void enrol(Machine& machine);
  // A machine that stopped is started again after a while.
  void start_later(Machine& machine, std::uint64_t after_ms);

  // ---- What happened ----
  void merged(model::PlaceCode place, model::PlaceCode successor);
  // Whoever was to write it had no answer, as when power went or the disk failed just then: it happened if
  // some node has heard of it by the next look.
  void may_have_merged(model::PlaceCode place, model::PlaceCode successor) {
    doubtful_merges_.emplace_back(place, successor);
  }
  void learn_doubtful_merges();
  void fired(const char* fault) { ++fired_[fault]; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& fired() const { return fired_; }
  void broken(const std::string& invariant, const std::string& what);
  [[nodiscard]] const std::optional<Broken>& broken() const { return broken_; }
  // Notes the figures (a hash of them) that stand beside a root; false where others stood there before.
  [[nodiscard]] bool figures_agree(const model::InputRoot& root, std::uint64_t figures) {
    return figures_.try_emplace(root, figures).first->second == figures;
  }
  // Whether a log of this writer may have several ends: it stood on a disk that was restored or copied, or
  // is in hostile hands.
  [[nodiscard]] bool exposed(const model::WriterId& writer) const { return exposed_.contains(writer); }
  void expose(const std::optional<model::WriterId>& writer) {
    if (writer) exposed_.insert(*writer);
  }
  [[nodiscard]] LifeId new_life() { return ++lives_; }
  [[nodiscard]] std::uint64_t events_written() const { return events_written_; }

 private:
  void make_keys(Machine& machine);
  [[nodiscard]] Hardware hardware(Machine& machine);
  void run_life(Machine& machine);
  void join(Machine& machine);
  void joined(Machine& machine, LifeId life, const model::Result<model::EventHash>& enrolled);
  void ended(Machine& machine, ProcessEnds::Why why);
  [[nodiscard]] Machine* machine_of_life(LifeId life) const;
  [[nodiscard]] bool has_cause_to_renew(const Machine& machine) const;
  [[nodiscard]] bool spoke_since(const Machine& machine) const;
  void heard_bye(MachineId from, MachineId to, const std::string& code);
  void heard_fault(MachineId from, MachineId to, const std::string& code);
  void look_at_ticks(const Machine& machine);

  const Options options_;
  Agenda agenda_;
  Trace trace_;
  Internet internet_;
  Journal journal_;
  Tree tree_;
  std::vector<std::pair<model::PlaceCode, model::PlaceCode>> doubtful_merges_;  // Each with its successor.
  Dice dice_;
  std::unique_ptr<model::Signer> root_;
  model::NodeKey root_key_;
  const std::uint64_t frames_max_;
  std::unique_ptr<model::Verifier> verifier_;
  std::vector<std::unique_ptr<Machine>> machines_;
  LifeId lives_ = kNobody;
  DiskNumber disks_ = 0;
  std::map<std::string, std::uint64_t> fired_;
  std::optional<Broken> broken_;
  std::uint64_t events_written_ = 0;
  std::uint64_t commits_ = 0;
  std::set<model::WriterId> exposed_;
  std::int64_t credit_bytes_ = wishsync::kCreditNodeBytes;
  bool faults_over_ = false;
  std::map<model::InputRoot, std::uint64_t> figures_;
};

}  // namespace simulation
