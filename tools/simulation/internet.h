// What lies between the machines: lines, each between two of them, with their faults, and the
// connections over them. SimNetwork is one process's view of it: the product's seam node::Network.
//
// A connection keeps frames whole and in order and is cut rather than lossy, as WebSocket is. Worse
// middles exist, so a line may also lose, repeat, swap and garble single frames; sessions recover from
// that by comparing again or by connecting anew. Who stands at a dead line learns of it by silence only.

#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "node/network.h"
#include "tools/simulation/agenda.h"
#include "tools/simulation/dice.h"
#include "tools/simulation/trace.h"

namespace simulation {

using MachineId = std::uint32_t;

inline constexpr std::uint64_t kUsualDelayMsMax = 60;

// Chances are of a thousand frames.
struct Line {
  bool was_faulty = false;
  bool down = false;
  std::array<bool, 2> deaf{};  // Nothing reaches the machine with the smaller id, or with the larger.
  unsigned lose = 0;
  unsigned repeat = 0;
  unsigned swap = 0;    // The next frame overtakes this one.
  unsigned cut = 0;     // The connection ends inside this frame.
  unsigned garble = 0;  // Other bytes arrive in its place.
  std::uint64_t delay_ms_max = kUsualDelayMsMax;
  [[nodiscard]] bool works() const { return !down && !deaf[0] && !deaf[1]; }
  // Nothing is wrong with it now.
  [[nodiscard]] bool sound() const {
    return works() && lose + repeat + swap + cut + garble == 0 && delay_ms_max == kUsualDelayMsMax;
  }
};

class SimNetwork;

class Internet {
 public:
  // `fired` hears the name of each fault that a frame met.
  Internet(Agenda& agenda, Trace& trace, std::uint64_t seed, std::function<void(const char*)> fired);
  Internet(const Internet&) = delete;
  Internet& operator=(const Internet&) = delete;
  ~Internet();

  // To set faults: from now on it counts as a line that was faulty.
  [[nodiscard]] Line& line(MachineId a, MachineId b);
  [[nodiscard]] bool was_faulty(MachineId a, MachineId b) { return between(a, b).was_faulty; }
  // Hears with which code one machine said goodbye to another,
  std::function<void(MachineId from, MachineId to, const std::string& code)> on_bye;
  // or refused a log of it.
  std::function<void(MachineId from, MachineId to, const std::string& code)> on_refused;
  // After a line was taken down or made deaf: what goes over it now is lost, and both ends learn by silence.
  void broke(MachineId a, MachineId b);
  // All lines as new.
  void heal_all();
  // The process is gone: at once told by its system, or noticed by silence where the machine went with it.
  void process_ended(LifeId life, bool silently);

  // What this process sends keeps no limits.
  void expect_anything_of(LifeId life) { hostile_.insert(life); }

  [[nodiscard]] static std::string address_of(MachineId machine);
  [[nodiscard]] std::size_t under_way_bytes_max() const { return under_way_bytes_max_; }
  [[nodiscard]] std::size_t frame_bytes_max() const { return frame_bytes_max_; }
  // Who sent events, parts or a piece of a blob to whom when it had no credit left.
  struct Overdraft {
    MachineId from = 0;
    MachineId to = 0;
  };
  [[nodiscard]] const std::optional<Overdraft>& overdraft() const { return overdraft_; }
  // The conversation between the two, as a number of its own, where they have exactly one, all that was sent
  // in it came, and their line is as good as new.
  [[nodiscard]] std::optional<std::uint64_t> sound_conversation(MachineId a, MachineId b);
  [[nodiscard]] std::uint64_t frames() const { return frames_; }

 private:
  friend class SimNetwork;
  friend class SimWire;
  friend class SimListener;
  class Connection;
  using ConnectionPtr = std::shared_ptr<Connection>;
  struct Listening {
    LifeId life;
    node::Network::OnWire on_wire;
  };

  [[nodiscard]] Line& between(MachineId a, MachineId b);
  void connect(MachineId from, LifeId life, MachineId to, node::Network::OnConnected done);
  void send(const ConnectionPtr& connection, std::size_t to, std::string frame);
  void arrive(const ConnectionPtr& connection, std::size_t to, std::uint64_t delay, std::string frame);
  void deliver(const ConnectionPtr& connection, std::size_t to, const std::string& frame);
  void start(const ConnectionPtr& connection, std::size_t side, wishsync::Wire::Handlers handlers);
  void end(const ConnectionPtr& connection, std::size_t side, std::uint64_t delay, const model::Error& why);
  void silence(const ConnectionPtr& connection);
  void keep_account(Connection& connection, std::size_t to, std::string_view frame);

  Agenda& agenda_;
  Trace& trace_;
  Dice dice_;
  std::function<void(const char*)> fired_;
  std::map<std::pair<MachineId, MachineId>, Line> lines_;
  std::map<MachineId, Listening> listening_;
  std::map<std::uint64_t, ConnectionPtr> connections_;
  std::set<LifeId> hostile_;
  std::uint64_t count_ = 0;
  std::size_t under_way_bytes_max_ = 0;
  std::size_t frame_bytes_max_ = 0;
  std::optional<Overdraft> overdraft_;
  std::uint64_t frames_ = 0;
};

// One process's network.
class SimNetwork final : public node::Network {
 public:
  SimNetwork(Internet& internet, Agenda& agenda, MachineId machine, LifeId life)
      : internet_(internet), agenda_(agenda), machine_(machine), life_(life) {}

  void post(std::function<void()> call) override { agenda_.after(0, life_, std::move(call)); }
  void in_background(std::function<void()> call) override;
  [[nodiscard]] std::unique_ptr<node::Timer> make_timer() override;
  void connect(const std::string& address, OnConnected done) override;
  [[nodiscard]] model::Result<std::unique_ptr<wishsync::Listener>> listen(const std::string& address,
                                                                          OnWire on_wire) override;
  // Called around what runs in the background: it waits for the disk.
  std::function<void(const std::function<void()>&)> background = [](const auto& call) { call(); };

 private:
  Internet& internet_;
  Agenda& agenda_;
  const MachineId machine_;
  const LifeId life_;
};

}  // namespace simulation
