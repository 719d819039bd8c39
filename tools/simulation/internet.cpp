#include "tools/simulation/internet.h"

#include <algorithm>
#include <charconv>

#include "sync/websocket.h"
#include "tools/simulation/glance.h"

namespace simulation {

using model::Error;
using wishsync::Wire;

namespace {

constexpr unsigned kFirstPort = 7400;
// Silence is noticed after the idle time of the WebSocket, a ping having gone out after half of it.
constexpr std::uint64_t kSilenceMsMin = wishsync::kWebSocketIdleSeconds * 500;
constexpr std::uint64_t kSilenceMsMax = wishsync::kWebSocketIdleSeconds * 1000;
// Who calls over a dead line waits: for a refusal, or for its own system to give up.
constexpr std::uint64_t kUnreachableMsMax = 3 * 60 * 60 * 1000;

const Error kUnreachable("sync.unreachable", "the node can't be reached");
const Error kLost("sync.lost", "the connection was lost");
const Error kClosed("sync.closed", "the connection was closed");

}  // namespace

class Internet::Connection {
 public:
  struct End {
    MachineId machine = 0;
    LifeId life = kNobody;
    Wire::Handlers handlers;
    bool started = false;
    bool closed = false;              // on_closed() was called, or nobody is there to hear it.
    bool closing = false;             // It will be.
    std::deque<std::string> backlog;  // Arrived before start().
    std::uint64_t arrives_ms = 0;     // When the last frame to this end does.
    std::size_t under_way = 0;        // Bytes.
    std::int64_t credit = 0;          // What it may still send, by all that it was granted.
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
  };
  std::uint64_t id = 0;
  std::array<End, 2> ends;  // Who called, who was called.
  bool silent = false;      // Nothing comes through any more.
  bool lossy = false;       // Not all came as it was sent.
};

class SimWire final : public Wire {
 public:
  SimWire(Internet& internet, Internet::ConnectionPtr connection, std::size_t side)
      : internet_(internet), connection_(std::move(connection)), side_(side) {}

  void start(Handlers handlers) override { internet_.start(connection_, side_, std::move(handlers)); }
  void send(std::string frame) override {
    if (end().closing) return;
    end().bytes_out += frame.size();
    internet_.send(connection_, 1 - side_, std::move(frame));
  }
  void close() override {
    // The far end hears of it after all that was sent.
    auto& far = connection_->ends[1 - side_];
    const std::uint64_t now = internet_.agenda_.now_ms();
    const std::uint64_t last = far.arrives_ms > now ? far.arrives_ms - now : 0;
    internet_.end(connection_, side_, 1, kClosed);
    if (!connection_->silent) internet_.end(connection_, 1 - side_, last + 1, kClosed);
  }
  [[nodiscard]] std::string peer_address() const override {
    return Internet::address_of(connection_->ends[1 - side_].machine);
  }
  [[nodiscard]] std::uint64_t bytes_in() const override { return connection_->ends[side_].bytes_in; }
  [[nodiscard]] std::uint64_t bytes_out() const override { return connection_->ends[side_].bytes_out; }

 private:
  [[nodiscard]] Internet::Connection::End& end() { return connection_->ends[side_]; }

  Internet& internet_;
  const Internet::ConnectionPtr connection_;
  const std::size_t side_;
};

class SimListener final : public wishsync::Listener {
 public:
  SimListener(Internet& internet, MachineId machine, LifeId life)
      : internet_(internet), machine_(machine), life_(life) {}
  ~SimListener() override {
    const auto at = internet_.listening_.find(machine_);
    if (at != internet_.listening_.end() && at->second.life == life_) internet_.listening_.erase(at);
  }
  [[nodiscard]] std::string address() const override { return Internet::address_of(machine_); }

 private:
  Internet& internet_;
  const MachineId machine_;
  const LifeId life_;
};

namespace {

class SimTimer final : public node::Timer {
 public:
  SimTimer(Agenda& agenda, LifeId life) : agenda_(agenda), life_(life) {}
  ~SimTimer() override { SimTimer::cancel(); }
  void expires_after(std::uint64_t ms, std::function<void()> call) override {
    cancel();
    key_ = agenda_.after(ms, life_, std::move(call));
  }
  void cancel() override {
    if (key_) agenda_.cancel(*key_);
    key_.reset();
  }

 private:
  Agenda& agenda_;
  const LifeId life_;
  std::optional<Agenda::Key> key_;
};

}  // namespace

Internet::Internet(Agenda& agenda, Trace& trace, std::uint64_t seed, std::function<void(const char*)> fired)
    : agenda_(agenda), trace_(trace), dice_(seed, "internet"), fired_(std::move(fired)) {}
Internet::~Internet() = default;

std::string Internet::address_of(MachineId machine) {
  return "127.0.0.1:" + std::to_string(kFirstPort + machine);
}

Line& Internet::between(MachineId a, MachineId b) { return lines_[{std::min(a, b), std::max(a, b)}]; }

Line& Internet::line(MachineId a, MachineId b) {
  Line& out = between(a, b);
  out.was_faulty = true;
  return out;
}

void Internet::heal_all() {
  for (auto& [ends, line] : lines_) line = Line{.was_faulty = line.was_faulty};
}

void Internet::silence(const ConnectionPtr& connection) {
  if (connection->silent) return;
  connection->silent = true;
  for (const std::size_t side : {0u, 1u})
    end(connection, side, dice_.between(kSilenceMsMin, kSilenceMsMax), kLost);
}

void Internet::broke(MachineId a, MachineId b) {
  for (const auto& [id, c] : connections_)
    if ((c->ends[0].machine == a && c->ends[1].machine == b) ||
        (c->ends[0].machine == b && c->ends[1].machine == a))
      silence(c);
}

std::optional<std::uint64_t> Internet::sound_conversation(MachineId a, MachineId b) {
  const Line& line = between(a, b);
  if (!line.sound()) return std::nullopt;
  const Connection* found = nullptr;
  for (const auto& [id, c] : connections_) {
    if (std::minmax(c->ends[0].machine, c->ends[1].machine) != std::minmax(a, b)) continue;
    const bool ends = c->silent || c->ends[0].closing || c->ends[1].closing;
    if (std::exchange(found, c.get()) || ends || c->lossy) return std::nullopt;
  }
  return found ? std::optional(found->id) : std::nullopt;
}

void Internet::process_ended(LifeId life, bool silently) {
  for (auto at = listening_.begin(); at != listening_.end();)
    at = at->second.life == life ? listening_.erase(at) : std::next(at);
  std::vector<ConnectionPtr> mine;
  for (const auto& [id, c] : connections_)
    if (c->ends[0].life == life || c->ends[1].life == life) mine.push_back(c);
  for (const ConnectionPtr& c : mine) {
    const std::size_t side = c->ends[0].life == life ? 0 : 1;
    if (silently)
      silence(c);
    else
      end(c, 1 - side, dice_.between(1, 50), kLost);
    c->ends[side].closed = c->ends[side].closing = true;
    c->ends[side].handlers = {};
    c->ends[side].backlog.clear();
    if (c->ends[1 - side].closed) connections_.erase(c->id);
  }
}

void Internet::connect(MachineId from, LifeId life, MachineId to, node::Network::OnConnected done) {
  const Line& on_it = between(from, to);
  const auto there = listening_.find(to);
  if (!on_it.works() || there == listening_.end()) {
    const bool refused = on_it.works() || dice_.of_thousand(300);
    const std::uint64_t delay = refused ? dice_.between(1, 200) : dice_.between(5'000, kUnreachableMsMax);
    agenda_.after(delay, life, [done = std::move(done)] { done(kUnreachable); });
    return;
  }
  const std::uint64_t out = dice_.between(1, on_it.delay_ms_max);
  const std::uint64_t back = dice_.between(1, on_it.delay_ms_max);
  const auto c = std::make_shared<Connection>();
  c->id = ++count_;
  c->ends[0].machine = from;
  c->ends[0].life = life;
  c->ends[1].machine = to;
  c->ends[1].life = there->second.life;
  connections_.emplace(c->id, c);
  c->ends[0].arrives_ms = agenda_.now_ms() + out + back;
  c->ends[1].arrives_ms = agenda_.now_ms() + out;
  agenda_.after(out, c->ends[1].life, [this, c, to] {
    const auto at = listening_.find(to);
    if (at != listening_.end() && !c->ends[1].closing)
      at->second.on_wire(std::make_shared<SimWire>(*this, c, 1));
  });
  agenda_.after(out + back, life, [this, c, done = std::move(done)] {
    if (!c->ends[0].closing) return done(std::shared_ptr<Wire>(std::make_shared<SimWire>(*this, c, 0)));
    c->ends[0].closed = true;
    done(kUnreachable);
  });
}

void Internet::start(const ConnectionPtr& connection, std::size_t side, Wire::Handlers handlers) {
  Connection::End& end = connection->ends[side];
  if (end.closed) return;
  end.handlers = std::move(handlers);
  end.started = true;
  for (const std::string& frame : std::exchange(end.backlog, {})) {
    agenda_.after(0, end.life, [this, connection, side, frame] { deliver(connection, side, frame); });
    end.under_way += frame.size();
  }
}

void Internet::send(const ConnectionPtr& c, std::size_t to, std::string frame) {
  Connection::End& end = c->ends[to];
  if (!hostile_.contains(c->ends[1 - to].life)) frame_bytes_max_ = std::max(frame_bytes_max_, frame.size());
  keep_account(*c, to, frame);
  if (c->silent || end.closing) return;
  const Line& l = between(c->ends[0].machine, c->ends[1].machine);
  const bool faulty = l.lose + l.repeat + l.swap + l.cut + l.garble > 0;
  const std::uint64_t met = faulty ? dice_.below(1000) : 1000;
  unsigned below = 0;
  const auto meets = [&](unsigned chance, const char* name) {
    const bool hit = met >= below && met < below + chance;
    below += chance;
    if (hit) fired_(name);
    c->lossy = c->lossy || hit;
    return hit;
  };
  // About 100 kB a second, as a village's line has.
  const std::uint64_t delay = dice_.between(1, l.delay_ms_max) + frame.size() / 100;
  if (meets(l.lose, "frame lost")) return;
  if (meets(l.cut, "frame cut")) {
    for (const std::size_t side : {0u, 1u}) this->end(c, side, dice_.between(1, 30), kLost);
    c->silent = true;
    return;
  }
  if (meets(l.garble, "frame garbled")) {
    // What comes is no frame. A frame of which only some bytes differ does not come: links are checked by
    // their sums, and nothing in an acknowledgement is signed that would tell.
    for (char& byte : frame) byte = static_cast<char>(dice_.bits());
    if (dice_.of_thousand(300)) frame.resize(dice_.below(frame.size() + 1));
  }
  if (meets(l.repeat, "frame repeated")) arrive(c, to, delay, frame);
  if (meets(l.swap, "frame swapped")) {
    // It arrives late, and what is sent meanwhile before it.
    const std::uint64_t before = end.arrives_ms;
    arrive(c, to, delay + dice_.between(20, 3000), std::move(frame));
    end.arrives_ms = before;
    return;
  }
  arrive(c, to, delay, std::move(frame));
}

// What is sent needs credit that is not used up, and may then be more than what is left of it.
void Internet::keep_account(Connection& connection, std::size_t to, std::string_view frame) {
  Connection::End& from = connection.ends[1 - to];
  const Glance glance = glance_at(frame);
  if (glance.needs_credit && from.credit <= 0 && !hostile_.contains(from.life) && !overdraft_)
    overdraft_ = Overdraft{from.machine, connection.ends[to].machine};
  from.credit -= glance.spends;
}

void Internet::arrive(const ConnectionPtr& c, std::size_t to, std::uint64_t delay, std::string frame) {
  Connection::End& end = c->ends[to];
  const std::uint64_t now = agenda_.now_ms();
  end.arrives_ms = std::max(end.arrives_ms, now + delay);
  end.under_way += frame.size();
  if (!hostile_.contains(c->ends[1 - to].life))
    under_way_bytes_max_ = std::max(under_way_bytes_max_, end.under_way);
  agenda_.after(end.arrives_ms - now, end.life,
                [this, c, to, frame = std::move(frame)] { deliver(c, to, frame); });
}

void Internet::deliver(const ConnectionPtr& c, std::size_t to, const std::string& frame) {
  Connection::End& end = c->ends[to];
  end.under_way -= std::min(end.under_way, frame.size());
  if (c->silent || end.closed) return;
  if (!end.started) {
    end.backlog.push_back(frame);
    return;
  }
  end.bytes_in += frame.size();
  ++frames_;
  trace_.note(1, c->id * 2 + to, hash_bytes(frame));
  const Glance glance = glance_at(frame);
  end.credit += glance.grants;
  if (!glance.bye.empty()) on_bye(c->ends[1 - to].machine, end.machine, glance.bye);
  if (!glance.refused.empty()) on_refused(c->ends[1 - to].machine, end.machine, glance.refused);
  end.handlers.on_frame(frame);
}

void Internet::end(const ConnectionPtr& c, std::size_t side, std::uint64_t delay, const Error& why) {
  if (c->ends[side].closing) return;
  c->ends[side].closing = true;
  agenda_.after(delay, c->ends[side].life, [this, c, side, why] {
    Connection::End& end = c->ends[side];
    if (end.closed) return;
    end.closed = true;
    if (c->ends[1 - side].closed) connections_.erase(c->id);
    const Wire::Handlers handlers = std::exchange(end.handlers, {});
    trace_.note(2, c->id * 2 + side, hash_bytes(why.code));
    if (handlers.on_closed) handlers.on_closed(why);
  });
}

// ---- SimNetwork ----

void SimNetwork::in_background(std::function<void()> call) {
  agenda_.after(1, life_, [this, call = std::move(call)] { background(call); });
}

std::unique_ptr<node::Timer> SimNetwork::make_timer() { return std::make_unique<SimTimer>(agenda_, life_); }

void SimNetwork::connect(const std::string& address, OnConnected done) {
  const auto colon = address.rfind(':');
  unsigned port = 0;
  std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  internet_.connect(machine_, life_, port - kFirstPort, std::move(done));
}

model::Result<std::unique_ptr<wishsync::Listener>> SimNetwork::listen(const std::string&, OnWire on_wire) {
  internet_.listening_[machine_] = {life_, std::move(on_wire)};
  return std::unique_ptr<wishsync::Listener>(std::make_unique<SimListener>(internet_, machine_, life_));
}

}  // namespace simulation
