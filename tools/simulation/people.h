// The people at the desks: clerks who register, import, amend and withdraw wishes, reviewers who vet
// and publish them at villages, counties and the city, merge those that were entered twice or tell them
// apart, volunteers who claim and fulfil them, those who have one erased, and offices that set what holds for
// all and keep reports. They use the product's own desk, and write down outside of the nodes what they were
// told.
//
// Most do some work where they are. A few wishes are seen through, as a sample year has it (lives.cpp).
//
// What a desk may refuse without blame is named here; any other refusal breaks the invariant that a
// person can always write on their own machine.

#pragma once

#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tools/sample_year/sample_year.h"
#include "tools/simulation/words.h"
#include "tools/simulation/world.h"

namespace simulation {

// All work that there is, by the names that the world counts it under.
[[nodiscard]] std::span<const char* const> works();
// What comes of it, where a world goes well: counted once it has ended.
[[nodiscard]] std::span<const char* const> outcomes();
void count_outcomes(World& world);

// As somebody types it.
[[nodiscard]] node::WishInput input_of(const model::WishEntry& entry);

// Those whose members take up wishes; some are registered, at one place or at several.
inline constexpr const char* kUnits[] = {"审计局", "财政局", "妇联", "供电公司"};

class People {
 public:
  explicit People(World& world);

  // Puts the work of all days on the agenda.
  void begin();
  // One piece of work, at a machine drawn. Public for faults that need somebody to write just then.
  void work();
  void work_at(Machine& machine);
  // Erases some wish of that home.
  void erase_at(Machine& machine, model::PlaceCode home);
  // A photo to some wish there.
  void attach(Machine& machine);
  // Some wish of that home; a new subject where there is none.
  [[nodiscard]] model::SubjectId some_subject(model::PlaceCode home);

 private:
  struct Known {
    model::SubjectId id;
    model::PlaceCode home;
    bool frank = false;  // Says all of itself in the wish's own words.
  };
  struct Typed {
    node::WishInput input;
    Words words;
  };

  // A wish that is seen through, step by step as the script has it. Its days begin with the script's first.
  struct Life {
    sample_year::Life script;
    model::PlaceCode home;  // Where it is lived here, instead of at the script's home.
    std::uint64_t begun_ms = 0;
    std::size_t done = 0;  // Steps: those before it were taken, or given up.
    unsigned tries = 0;    // Of the next one.
    Known wish;            // Once it is registered.
    std::map<std::uint32_t, model::SubjectId> claims;
  };

  void add(Machine& machine);
  void import(Machine& machine);
  void import_until(std::uint64_t events);
  void make_up(std::uint64_t events);
  void bring_in(Machine& machine);
  void amend(Machine& machine);
  void vet(Machine& machine);
  bool vet(Machine& machine, const Known& wish, model::Outcome outcome);
  void withdraw(Machine& machine);
  bool withdraw(Machine& machine, const Known& wish, const std::string& reason);
  void answer_double(Machine& machine);
  void erase(Machine& machine);
  bool erase(Machine& machine, const Known& wish);

  // volunteers.cpp
  void publish(Machine& machine);
  bool publish(Machine& machine, const Known& wish, const node::PublicationInput& input);
  void widen(Machine& machine);
  void take_down(Machine& machine);
  [[nodiscard]] node::ClaimInput some_claimer();
  void claim(Machine& machine);
  void claim(Machine& machine, const std::vector<model::SubjectId>& wishes);
  // Those of the claims that were made, in the order of the wishes; nothing where one was refused.
  std::vector<model::SubjectId> claim(Machine& machine, const std::vector<model::SubjectId>& wishes,
                                      const node::ClaimInput& input);
  void claim_for_unit(Machine& machine);
  void go_on(Machine& machine);
  void fulfil(Machine& machine, const model::SubjectId& wish);
  void reassign(Machine& machine);
  void ask_family(Machine& machine);
  void confirm(Machine& machine, const Known& wish);
  bool close(Machine& machine, const Known& wish);
  void note_hand_over(Machine& machine);
  bool note_hand_over(Machine& machine, const Known& wish, model::HandOverStage stage, const std::string& to);
  void look_after_volunteers(Machine& machine);
  void erase_volunteer(Machine& machine);
  void merge_volunteers(Machine& machine);
  void correct_volunteer(Machine& machine);
  [[nodiscard]] std::vector<node::OfferView> some_offers(Machine& machine,
                                                         std::optional<model::OfferState> state);
  [[nodiscard]] std::optional<model::WishKey> some_offer(Machine& machine,
                                                         std::optional<model::OfferState> state);
  [[nodiscard]] std::vector<model::Share> some_shares(Machine& machine);

  // offices.cpp
  void set_policy();
  void set_something(Machine& machine);
  void set_unit(Machine& machine);
  void correct_unit(Machine& machine);
  void set_campaign(Machine& machine);
  void keep_report(Machine& machine);
  void make_report_again(Machine& machine);
  void read_report(const Machine& machine, Process& process, const node::KeptReport& kept);
  [[nodiscard]] std::optional<std::optional<model::SubjectId>> some_campaign(Machine& machine);

  // lives.cpp
  void begin_life();
  void look_after(const std::shared_ptr<Life>& life);
  [[nodiscard]] Machine* desk_for(const Life& life, model::PlaceCode at);
  // Whether it was done.
  bool play(Machine& machine, Life& life, const sample_year::Register& step);
  bool play(Machine& machine, Life& life, const sample_year::Amend& step);
  bool play(Machine& machine, Life& life, const sample_year::Vet& step);
  bool play(Machine& machine, Life& life, const sample_year::Publish& step);
  bool play(Machine& machine, Life& life, const sample_year::Claim& step);
  bool play(Machine& machine, Life& life, const sample_year::Release& step);
  bool play(Machine& machine, Life& life, const sample_year::Fulfil& step);
  bool play(Machine& machine, Life& life, const sample_year::Confirm& step);
  bool play(Machine& machine, Life& life, const sample_year::Withdraw& step);
  bool play(Machine& machine, Life& life, const sample_year::HandOver& step);
  bool play(Machine& machine, Life& life, const sample_year::Close& step);
  bool play(Machine& machine, Life& life, const sample_year::Erase& step);

  [[nodiscard]] model::PlaceCode home_at(const Machine& machine);
  // A wish at or below the machine's place; nothing where there is none yet.
  [[nodiscard]] const Known* some_wish(const Machine& machine);
  // One that waits for that step, as people look for their work; now and then any other.
  [[nodiscard]] std::optional<Known> some_wish(Machine& machine, model::WishState waits);
  [[nodiscard]] std::uint64_t new_marker() { return ++markers_; }
  [[nodiscard]] std::vector<Known> wishes_of(model::PlaceCode home) const;
  [[nodiscard]] model::Date today() const;  // Whatever the machines' clocks say.
  [[nodiscard]] Typed entry(std::uint64_t marker);
  // Behind words that somebody types into the wish.
  [[nodiscard]] std::string new_mark(const Known& wish);
  void registered(std::uint64_t marker, const model::SubjectId& id, model::PlaceCode home, Words words);
  // What the desk refused.
  void judge(Machine& machine, const char* work, const model::Error& error, bool disk_refused);
  // Whether it was done.
  template <typename What>
  bool at_desk(Machine& machine, const char* work, What&& what) {
    bool was_done = false;
    world_.at(machine, [&](Process& process) {
      const std::uint64_t refused = machine.disk->refused();
      const auto done = what(process);
      was_done = done.has_value();
      if (done)
        world_.fired(work);
      else
        judge(machine, work, done.error(), machine.disk->refused() > refused);
    });
    return was_done;
  }

  World& world_;
  Dice dice_;
  const bool stories_;
  const sample_year::SampleYear year_;
  std::uint32_t lives_ = 0;  // Of the year, that have begun.
  std::uint64_t markers_ = 0;
  std::vector<Known> wishes_;
  std::vector<std::pair<model::SubjectId, MachineId>> claimed_;
  std::vector<Machine*> offices_;
};

}  // namespace simulation
