// A machine: one PC somewhere, with its disk, its clock, its address, and the identity that its data
// directory holds. Its disk can be lost, restored or copied; each life of a disk has a number of its own,
// by which the journal knows whose promises are whose.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sync/bundle.h"
#include "tools/simulation/process.h"

namespace simulation {

using DiskNumber = std::uint64_t;

// Milliseconds since 1970 when a world begins: 22 June 2018.
inline constexpr std::uint64_t kWorldBeginsMs = 1'529'625'600'000;

// A wall clock that may be wrong, and be set while its machine is off.
class WallClock final : public node::Clock {
 public:
  explicit WallClock(const Agenda& agenda) : agenda_(agenda) {}
  [[nodiscard]] std::uint64_t wall_ms() const override {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(kWorldBeginsMs + agenda_.now_ms()) +
                                      offset_ms);
  }
  std::int64_t offset_ms = 0;  // Never so far back that the wall is before 1970.

 private:
  const Agenda& agenda_;
};

// What a data directory holds beside the store (node/data/data_directory.h).
struct DirectoryKeys {
  std::shared_ptr<const model::Signer> signer;
  wishsync::SealingSecret sealing_secret{};
  model::SealingKey sealing_key;
  node::DataKey data_key{};
};

// An older data directory, as an admin keeps one.
struct Backup {
  std::unique_ptr<Disk> disk;
  DiskNumber of = 0;
  std::size_t promises = 0;  // What had been promised when it was made.
  std::optional<model::WriterId> writer;
  std::uint64_t made_at_ms = 0;
};

struct Machine {
  Machine(MachineId id_, std::string name_, model::PlaceCode place_, std::uint64_t seed, const Agenda& agenda)
      : id(id_),
        name(std::move(name_)),
        place(place_),
        clock(agenda),
        dice(seed, "machine " + std::to_string(id_)),
        random(dice.bits()),
        disk(std::make_unique<Disk>()),
        ledger(std::make_unique<node::MemoryLedger>()) {}

  // The ledger's file is deleted.
  void forget_ledger() {
    ledger = std::make_unique<node::MemoryLedger>(model::kFoldVersion - (older_release ? 1 : 0));
  }

  [[nodiscard]] bool running() const { return process && process->joined(); }
  [[nodiscard]] std::string address() const { return Internet::address_of(id); }

  const MachineId id;
  const std::string name;
  model::PlaceCode place;
  WallClock clock;
  Dice dice;
  node::SeededRandom random;
  DirectoryKeys keys;
  DiskNumber disk_number = 0;
  std::unique_ptr<Disk> disk;
  std::unique_ptr<node::MemoryLedger> ledger;
  std::unique_ptr<Process> process;
  Machine* parent = nullptr;
  std::optional<model::WriterId> writer;  // Of the data directory, once it was seen running.
  // Its writer may stand at two ends, since it was restored or has a twin; until it goes on as a new one.
  bool forked = false;
  std::optional<std::uint64_t> restored_mark;   // Of its data directory: when the backup was made.
  bool member = false;                          // It has joined.
  std::optional<wishsync::JoinCode> join_code;  // While it has not joined.
  std::optional<Backup> backup;
  // The names of the faults that a power cut and a damage here are due to.
  const char* on_power_cut = nullptr;
  const char* on_damage = nullptr;
  bool older_release = false;  // It folds fewer kinds than the others.
  bool replaced = false;       // Its disk was lost at some time.
  // The writer that its disk was put back to, where its parent has spoken with a later state of it since.
  std::optional<model::WriterId> owes_new_writer;
  unsigned renewals = 0;       // How often it went on as a new writer,
  unsigned exposures = 0;      // and was restored or copied.
  bool exposed = false;        // It was restored or copied at some time.
  bool off = false;            // Kept off by an admin or a fault: nobody restarts it.
  bool retired = false;        // For good.
  Machine* twin_of = nullptr;  // Runs a copy of that machine's data directory.
};

}  // namespace simulation
