// A small city of nodes in one thread and virtual time: each node is an EventStore over a MemoryKv,
// a WritePath that is driven by hand, and Sessions to its parent and its children. Pipes between
// them delay, lose and repeat frames, and break; nodes crash. All of it follows from one seed.
//
// A Puppet is the other kind of peer: a test speaks for it, frame by frame, and may lie.

#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "model/facts.h"
#include "model/signing.h"
#include "node/data/write_path.h"
#include "node/store/memory_kv.h"
#include "sync/backoff.h"
#include "sync/session.h"

namespace support {

inline constexpr model::PlaceCode kCity{4313};
inline constexpr model::PlaceCode kCounty{431322};
inline constexpr model::PlaceCode kOtherCounty{431381};
inline constexpr model::PlaceCode kTown{431322106};
inline constexpr model::PlaceCode kVillage{431322106003};
inline constexpr model::PlaceCode kSibling{431322106004};
inline constexpr model::PlaceCode kFarVillage{431381100001};

// Of a thousand frames, or of a thousand commits.
struct Faults {
  unsigned lose = 0;
  unsigned repeat = 0;
  unsigned cut = 0;
  unsigned crash = 0;  // After the disk, before anyone hears of it.
  std::uint64_t delay_ms_max = 5;
};

class Pipes;

class Node {
 public:
  Node(Pipes& world, std::string name, model::PlaceCode place, const model::NodeKey& root_key);

  [[nodiscard]] node::EventStore& store() { return *store_; }
  [[nodiscard]] const node::EventStore& store() const { return *store_; }
  [[nodiscard]] model::PlaceCode place() const { return place_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const model::Signer& signer() const { return *signer_; }
  [[nodiscard]] std::optional<model::WriterId> writer() const { return writer_; }
  [[nodiscard]] model::LogId log(model::PlaceCode place) const { return {place, *writer_}; }
  [[nodiscard]] node::MemoryKv& kv() { return *kv_; }

  [[nodiscard]] wishsync::SealingSecret sealing_secret() const;
  [[nodiscard]] model::SealingKey sealing_key() const;

  // Writes with people's own path; an assertion if it is refused.
  std::vector<model::EventRef> write(std::vector<node::Draft> drafts);
  // An event about `place`, with a part unless it is empty.
  model::EventRef say(model::PlaceCode place, const std::string& part = "wish", std::uint16_t flags = 0);
  [[nodiscard]] model::Result<node::Written> record(node::Record record);
  // Commits what came from elsewhere.
  [[nodiscard]] model::Result<> commit(node::Commit commit);
  // Goes on as a new writer.
  void renew_writer();
  // Opens the writer of this node, once its Enrolled is held.
  void open_writer(const model::EventHash& enrolled);
  // The signed run that ends in the log's tip.
  [[nodiscard]] wishsync::Run run(const model::LogId& log) const;

 private:
  friend class Pipes;
  friend class Puppet;
  struct Waiting {
    std::uint64_t connection;
    int side;
    wishsync::Intake intake;
    std::optional<model::WriterId> writer;
  };
  void open();

  Pipes& world_;
  std::string name_;
  model::PlaceCode place_;
  model::NodeKey root_key_;
  std::unique_ptr<model::Signer> signer_;
  node::SeededRandom random_;
  node::Sealer sealer_;
  std::unique_ptr<node::MemoryKv> kv_;
  std::unique_ptr<node::EventStore> store_;
  std::unique_ptr<node::WritePath> path_;
  std::optional<model::WriterId> writer_;
  std::optional<model::EventHash> enrolled_;
  wishsync::CreditPool credit_;
  // Its parent, and how it comes to know it.
  Node* parent_ = nullptr;
  std::optional<wishsync::JoinCode> join_;
  bool dials_ = false;
  wishsync::Backoff backoff_;
  std::vector<Waiting> inbox_;
  bool crash_now_ = false;
  bool deaf_ = false;  // A crash is under way: nobody hears what was committed.
};

struct Connection {
  std::uint64_t id = 0;
  std::array<Node*, 2> nodes{};  // The lower one, the upper one.
  std::array<std::unique_ptr<wishsync::Session>, 2> sessions;
  std::array<std::optional<model::WriterId>, 2> writers{};  // For whom each side speaks.
  std::array<std::uint64_t, 2> last_at{};                   // When the last frame to this side arrives.
  std::array<std::int64_t, 2> granted{};  // Credit that this side was given, less what it used.
  std::array<std::uint64_t, 2> wake_at{};
  std::array<std::size_t, 2> under_way{};  // Bytes on their way to this side.
  bool faulty = false;                     // Lost or repeated a frame.
};

class Pipes {
 public:
  explicit Pipes(std::uint64_t seed = 1);
  Pipes(const Pipes&) = delete;
  Pipes& operator=(const Pipes&) = delete;
  ~Pipes();

  // The city's node; it declares the tree of places above. The town is declared by declare_town().
  Node& city() { return *nodes_.front(); }
  Node& join(Node& parent, model::PlaceCode place, const std::string& name);
  // A node that holds nothing and is enrolled nowhere; it does not dial.
  Node& stranger(model::PlaceCode place, const std::string& name);
  [[nodiscard]] wishsync::JoinCode invite(Node& host, model::PlaceCode place);
  void dial(Node& lower, Node& upper, std::optional<wishsync::JoinCode> code = {});
  void hang_up(Node& lower);
  void crash(Node& node);
  // The node goes on with an older state of its data, as a backup would bring back.
  void restore(Node& node, const node::MemoryKv& older);
  // The node's data directory is lost; it joins as a new node.
  Node& replace(Node& lost, const std::string& name);
  void declare_town();

  Faults faults;
  std::size_t crash_at_commit = 0;  // The node that does the nth commit from now on crashes with it.

  // Time goes on until nothing is under way and all that dial are in step; false after `limit_ms`.
  [[nodiscard]] bool settle(std::uint64_t limit_ms = 600'000);
  void run_for(std::uint64_t ms);
  // Until `done`; false after `limit_ms`.
  [[nodiscard]] bool run_until(const std::function<bool()>& done, std::uint64_t limit_ms = 600'000);
  [[nodiscard]] bool in_step() const;
  [[nodiscard]] std::uint64_t now_ms() const { return now_ms_; }

  // The session of `lower` with its parent, if it is connected.
  [[nodiscard]] wishsync::Session* session(const Node& lower, int side = 0);
  [[nodiscard]] const std::vector<model::Error>& ends() const { return ends_; }
  [[nodiscard]] std::size_t sent(std::size_t frame_index) const;  // Frames of a kind (index in Frame).
  [[nodiscard]] std::vector<model::Error> refusals() const { return refusals_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Node>>& nodes() const { return nodes_; }
  [[nodiscard]] std::size_t under_way_max() const { return under_way_max_; }
  [[nodiscard]] bool credit_kept() const { return credit_kept_; }
  [[nodiscard]] const model::NodeKey& root_key() const { return root_->key_; }
  std::mt19937_64& random() { return random_; }
  [[nodiscard]] const model::Verifier& verifier() const { return *verifier_; }
  // Writes an event into the root key's own log, at the city.
  model::EventRef root_says(model::Kind kind, const std::string& body);
  [[nodiscard]] model::Result<model::EventHash> redeem(Node& host, const wishsync::Redemption& redemption);
  [[nodiscard]] wishsync::Link link(Node& node, bool lower);

 private:
  friend class Node;
  struct Root {
    std::unique_ptr<model::Signer> signer;
    model::NodeKey key_;
  };
  void at(std::uint64_t ms, std::function<void()> what);
  bool step();
  [[nodiscard]] unsigned draw(unsigned below) { return static_cast<unsigned>(random_() % below); }
  void connect(Node& lower);
  void hang_up_all(Node& node);
  void begin_anew(Node& node);
  void dial_later(Node& lower);
  void apply(std::uint64_t id, int side, wishsync::Actions actions);
  void put(Connection& c, int to, std::string bytes);
  void deliver(std::uint64_t id, int to, const std::string& bytes);
  void close(std::uint64_t id, int side);
  void break_off(std::uint64_t id);
  void commit_inbox(Node& node);
  void tell(Node& node, const wishsync::Committed& committed);
  void watch_credit(Connection& c, int from, const std::string& bytes);

  std::mt19937_64 random_;
  std::uint64_t now_ms_ = 1'529'625'600'000;
  std::uint64_t count_ = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::function<void()>> agenda_;
  std::size_t moving_ = 0;  // Frames, commits and the like on the agenda; wakings are not counted.
  std::unique_ptr<Root> root_;
  std::unique_ptr<model::Verifier> verifier_;
  std::unique_ptr<node::ManualClock> clock_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::map<std::uint64_t, Connection> connections_;
  std::vector<model::Error> ends_;
  std::vector<model::Error> refusals_;
  std::map<std::size_t, std::size_t> sent_;
  std::size_t under_way_max_ = 0;
  bool credit_kept_ = true;
};

// A peer that a test speaks for. `of` runs a real session towards it; commits are done at once.
class Puppet {
 public:
  // What the node keeps of its tickets, by the writer of the peer.
  using Tickets = std::map<model::WriterId, wishsync::TicketRecord>;
  // `lower`: the puppet is the lower side. Without `tickets` none are kept.
  Puppet(Pipes& world, Node& of, bool lower, const model::Signer& signer,
         std::optional<model::WriterId> writer = {}, Tickets* tickets = nullptr);

  // Says a frame, and returns what came back.
  std::vector<wishsync::Frame> say(const wishsync::Frame& frame) { return say_bytes(encode(frame)); }
  std::vector<wishsync::Frame> say_bytes(const std::string& bytes);
  // Introduces itself as it should; true if the conversation is open then.
  bool introduce(std::optional<wishsync::JoinCode> code = {});
  // The same piece by piece.
  [[nodiscard]] wishsync::Hello hello(std::optional<wishsync::JoinCode> code = {}) const;
  std::uint16_t protocol_max = wishsync::kProtocolMax;  // What it says that it speaks.
  [[nodiscard]] std::string transcript(std::string_view purpose) const;
  [[nodiscard]] wishsync::Welcome welcome(std::optional<wishsync::JoinCode> code = {});
  [[nodiscard]] wishsync::Proof proof(std::optional<wishsync::JoinCode> code = {}) const;
  // Compares as an honest peer with the same logs of the zone would: answers whatever it is asked.
  void agree(std::uint8_t zone);
  std::vector<wishsync::Frame> tick(std::uint64_t ms);

  [[nodiscard]] wishsync::Session& session() { return *session_; }
  [[nodiscard]] const std::optional<model::Error>& ended() const { return ended_; }
  [[nodiscard]] const std::vector<wishsync::Frame>& heard() const { return heard_; }
  template <typename F>
  [[nodiscard]] std::vector<F> heard_of() const {
    std::vector<F> out;
    for (const auto& frame : heard_)
      if (const auto* f = std::get_if<F>(&frame)) out.push_back(*f);
    return out;
  }
  void forget() { heard_.clear(); }
  // What came back last that was refused.
  [[nodiscard]] std::string refused() const;
  bool renewed = false;  // The session told its node to go on as a new writer.
  // What the session handed over as proved wrong.
  std::vector<wishsync::Quarantined> quarantined;
  // Holds commits back until commit_held().
  bool hold_commits = false;
  void commit_held();

  std::string hello_bytes;
  std::string welcome_content;

 private:
  std::vector<wishsync::Frame> apply(wishsync::Actions actions);
  void commit(wishsync::Intake intake, std::vector<wishsync::Frame>& out);

  Pipes& world_;
  Node& node_;
  bool lower_;
  const model::Signer& signer_;
  std::optional<model::WriterId> writer_;
  Tickets* tickets_;
  std::unique_ptr<wishsync::Session> session_;
  std::vector<wishsync::Frame> heard_;
  std::deque<wishsync::Intake> held_;
  std::optional<model::Error> ended_;
};

}  // namespace support
