// The people at the desks: clerks who register, import, amend and withdraw wishes, reviewers who vet
// and publish them at villages, counties and the city, merge those that were entered twice or tell them
// apart, volunteers who claim and fulfil them, and those who have one erased. They use the product's own
// desk, and write down outside of the nodes what they were told.
//
// What a desk may refuse without blame is named here; any other refusal breaks the invariant that a
// person can always write on their own machine.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tools/simulation/world.h"

namespace simulation {

// All work that there is, by the names that the world counts it under.
[[nodiscard]] std::span<const char* const> works();

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
  // Some wish of that home; a new subject where there is none.
  [[nodiscard]] model::SubjectId some_subject(model::PlaceCode home);

 private:
  struct Known {
    model::SubjectId id;
    model::PlaceCode home;
  };

  void add(Machine& machine);
  void import(Machine& machine);
  void import_until(std::uint64_t events);
  void make_up(std::uint64_t events);
  void bring_in(Machine& machine);
  void amend(Machine& machine);
  void vet(Machine& machine);
  void withdraw(Machine& machine);
  void answer_double(Machine& machine);
  void publish(Machine& machine);
  void take_down(Machine& machine);
  void claim(Machine& machine);
  void go_on(Machine& machine);
  void ask_family(Machine& machine);
  void attach(Machine& machine);
  [[nodiscard]] std::optional<model::WishKey> some_offer(Machine& machine,
                                                         std::optional<model::OfferState> state);
  void erase(Machine& machine);
  void erase(Machine& machine, const Known& wish);
  void erase_volunteer(Machine& machine);
  [[nodiscard]] model::PlaceCode home_at(const Machine& machine);
  // A wish at or below the machine's place; nothing where there is none yet.
  [[nodiscard]] const Known* some_wish(const Machine& machine);
  // One that waits for that step, as people look for their work; now and then any other.
  [[nodiscard]] std::optional<Known> some_wish(Machine& machine, model::WishState waits);
  [[nodiscard]] std::uint64_t new_marker() { return ++markers_; }
  [[nodiscard]] std::vector<Known> wishes_of(model::PlaceCode home) const;
  [[nodiscard]] model::Date today() const;  // Whatever the machines' clocks say.
  [[nodiscard]] node::WishInput entry(std::uint64_t marker);
  // What the desk answered.
  void judge(Machine& machine, const char* work, const model::Error& error, bool disk_refused);
  template <typename What>
  void at_desk(Machine& machine, const char* work, What&& what) {
    world_.at(machine, [&](Process& process) {
      const std::uint64_t refused = machine.disk->refused();
      const auto done = what(process);
      if (done)
        world_.fired(work);
      else
        judge(machine, work, done.error(), machine.disk->refused() > refused);
    });
  }

  World& world_;
  Dice dice_;
  const bool stories_;
  std::uint64_t markers_ = 0;
  std::vector<Known> wishes_;
  std::vector<std::pair<model::SubjectId, MachineId>> claimed_;
  std::vector<Machine*> offices_;
};

}  // namespace simulation
