// One side of a replication conversation, with the network, disk and clock taken out.
//
// Frames and time come in as arguments; what to do comes out as Actions. The WebSocket server and
// client, the bundle on a stick and the tests drive this same class. Frames are described in
// frame.capnp, what is carried in carry.h.
//
// Invariant: an acknowledgement never leaves before what it covers is committed: acks are read from
// what the Replica holds, which is durable. Every queue has its bound in limits.h; what the transport
// has not sent yet is the transport's to bound, by not reading on. Not thread-safe: a Session belongs to
// one strand; the Replica that it reads is written by others meanwhile.

#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/signing.h"
#include "sync/bundle.h"
#include "sync/frame.h"
#include "sync/limits.h"
#include "sync/replica.h"

namespace wishsync {

// Bytes that all peers together may have under way to this node. One for a node, one strand.
class CreditPool {
 public:
  explicit CreditPool(std::int64_t bytes = kCreditNodeBytes) : available_(bytes) {}
  // A share for one more peer: never nothing, so that every peer moves on, if slowly.
  [[nodiscard]] std::int64_t take();
  void give_back(std::int64_t bytes) { available_ += bytes; }

 private:
  std::int64_t available_;
};

// How a conversation ends in which the parent introduced itself.
inline constexpr std::string_view kIntroduced = "sync.introduced";

// Who we are in this conversation, and what only the host can say.
struct Link {
  bool lower = false;  // We connected to a node above (or, at one place, to the one that we joined).
  const model::Signer* signer = nullptr;
  const model::Verifier* verifier = nullptr;
  std::optional<model::WriterId> writer;
  model::PlaceCode place;  // 0 while joining.
  model::SealingKey sealing_key;
  Nonce nonce;  // Fresh random bytes for each conversation.
  std::string release;
  std::optional<JoinCode> join;  // Lower: introduce ourselves with this invitation.
  // Upper: the secret of an invitation that is still open to this key, or nothing.
  std::function<std::optional<Secret>(const SecretId&, const model::NodeKey&)> secret_of;
  CreditPool* credit = nullptr;
  // What is kept of the tickets of this node's writer and that of the peer; empty: none are kept. The upper
  // side answers with what it was last told to keep, durable or not; the lower one with what is durable.
  std::function<TicketRecord(const model::WriterId& peer)> ticket_of;
  TicketKey ticket_key{};  // Of this node alone, and the same for ever.
};

// What becomes of the tickets of a pair of writers.
struct TicketNote {
  model::WriterId peer;
  TicketRecord record;
};

// What a side signs, or proves with a join code's secret, in the handshake: `purpose`, then a digest of the
// hello frame as it was sent and the welcome's content (frame.capnp).
[[nodiscard]] std::string handshake_statement(std::string_view purpose, std::string_view hello_frame,
                                              std::string_view welcome_content);

// What to commit, all or nothing. Answered by on_commit_done() with the same id.
struct Intake {
  std::uint64_t id = 0;
  std::vector<CheckedRun> runs;
  std::vector<LatePart> parts;
  std::vector<BlobChunk> chunks;
  std::vector<Ack> acks;
  std::optional<TicketNote> ticket;
};

// A joining node proved that it knows the secret: write its Enrolled event, then on_redeemed().
struct Redemption {
  SecretId id{};
  model::NodeKey key;
  model::SealingKey sealing_key;
};

// Bytes that prove themselves wrong (chain, hash, signature, limits), with the reason (design rule 8).
struct Quarantined {
  std::optional<model::LogId> log;  // Nothing of a frame that can't be read.
  model::Error reason;
  std::string frame;            // As it came; of one that can't be read the first kMalformedBytesKept.
  std::size_t frame_bytes = 0;  // Of all of it.
};

struct Actions {
  std::vector<std::string> to_send;  // Encoded frames, in order.
  std::vector<Intake> to_commit;     // In order.
  std::optional<Redemption> redeem;
  bool renew_writer = false;                // This node was restored or copied: it must open a new writer.
  bool of_all_in_step = false;              // Both hold the same of place 0 now: all erasures are known here.
  std::vector<Refused> refused;             // What was not taken, for the program's log.
  std::vector<Quarantined> quarantined;     // What of it must never be taken, to be kept as evidence.
  std::optional<model::Error> end;          // After sending: close the connection.
  std::optional<std::uint64_t> wake_at_ms;  // Call on_tick() then.
};

struct SessionStatus {
  bool open = false;     // Both have proved who they are.
  bool in_step = false;  // Neither lacks anything.
  model::NodeKey peer_key;
  std::optional<model::WriterId> peer_writer;
  model::PlaceCode peer_place;
  std::int64_t clock_offset_ms = 0;  // The peer's clock minus ours.
  std::string peer_release;          // Of its program, as it says.
  std::uint64_t we_lack_events = 0;
  std::uint64_t peer_lacks_events = 0;
  std::int64_t credit_used_bytes = 0;        // What came of it and is not durable yet, of what it may send.
  std::optional<model::EventHash> enrolled;  // Lower: what accepted said of us.
  std::optional<model::Error> refused;       // The last refusal in either direction.
};

class Session {
 public:
  // `replica` and what `link` points to must outlive the Session. Times are wall milliseconds.
  Session(const Replica& replica, Link link);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // The lower side speaks first; the upper side only notes the time.
  [[nodiscard]] Actions start(std::uint64_t now_ms);
  [[nodiscard]] Actions on_frame(std::string_view bytes, std::uint64_t now_ms);
  // The intake is durable, or why it is not.
  [[nodiscard]] Actions on_commit_done(std::uint64_t id, const model::Result<>& done, std::uint64_t now_ms);
  [[nodiscard]] Actions on_redeemed(const model::Result<model::EventHash>& enrolled, std::uint64_t now_ms);
  // Something was committed here, from whomever it came.
  [[nodiscard]] Actions on_committed(const Committed& committed, std::uint64_t now_ms);
  [[nodiscard]] Actions on_tick(std::uint64_t now_ms);

  // Instead of start(): this end takes in a bundle that is addressed to it and that its sender signed.
  // Nothing is sent. A sender that is not known here may tell logs of place 0, which can make it known;
  // status().open says when it is, and the host waits for its commits until then. Ends with
  // "bundle.sender_revoked", "bundle.unknown_sender", "bundle.not_on_line".
  [[nodiscard]] Actions open_bundle(const BundleHeader& from, std::uint64_t now_ms);
  // The bundle's next frame. Before one that rests on what is still being committed the host waits.
  // `bytes`: as it stands there.
  [[nodiscard]] Actions on_bundle_frame(Frame frame, std::string_view bytes, std::uint64_t now_ms);
  // Nothing follows, and all was committed: takes what waited. Again until nothing is to commit.
  [[nodiscard]] Actions close_bundle(std::uint64_t now_ms);

  // Ends the conversation with a reason that the peer is told.
  [[nodiscard]] Actions stop(const model::Error& reason);

  [[nodiscard]] SessionStatus status() const;
  [[nodiscard]] bool open() const { return status_.open; }
  // Whether it is open, and the peer is that node as that writer.
  [[nodiscard]] bool open_with(const SessionStatus& peer) const {
    return status_.open && status_.peer_key == peer.peer_key && status_.peer_writer == peer.peer_writer;
  }
  [[nodiscard]] bool in_step() const { return status_.in_step && of_all_equal_ && idle(); }

 private:
  enum class State {
    kStart,
    kAwaitHello,
    kAwaitWelcome,
    kAwaitProof,
    kRedeeming,
    kAwaitAccepted,
    kStoringTicket,
    kAwaitTaken,
    kOpen,
    kEnded
  };

  // Events of one branch that are on their way to the peer.
  struct Transfer {
    model::Tip target;
    model::Seq next;
  };
  // The common ancestor of a branch of ours with what the peer holds lies in [low, high).
  struct Search {
    model::Tip target;
    model::Seq low;
    model::Seq high;
    model::Tip asked{};
  };
  struct Pending {
    std::vector<std::pair<model::LogId, model::Tip>> tips;
    std::vector<model::EventRef> parts;
    std::int64_t bytes = 0;
    bool place_of_all = false;
  };
  struct Deferred {
    Batch batch;
    std::string frame;
  };

  // session.cpp: the course of the conversation.
  void enter(std::uint64_t now_ms);
  void dispatch(Frame& frame);
  void end(const model::Error& reason);
  [[nodiscard]] bool awaits_acks() const;
  [[nodiscard]] Actions finish();
  void send(const Frame& frame) {
    if (!bundle_) actions_.to_send.push_back(encode(frame));
  }

  // session_handshake.cpp
  void on(const Hello& hello);
  void on(const Welcome& welcome);
  void on(const Proof& proof);
  void on(const Accepted& accepted);
  void on(const TicketTaken& taken);
  void accept();
  [[nodiscard]] bool forgot_peer_writer() const;
  [[nodiscard]] bool keeps_tickets() const;
  [[nodiscard]] bool judge_peer_ticket();
  [[nodiscard]] bool ticket_stands() const;
  void store_ticket(const TicketRecord& record);
  void ticket_stored();
  void open_conversation();
  [[nodiscard]] std::string transcript(std::string_view purpose) const;
  [[nodiscard]] const model::Node* peer_node(const model::Authority& authority) const;
  [[nodiscard]] model::Result<> know_peer(const model::Authority& authority);
  [[nodiscard]] std::optional<model::Error> peer_revoked(const model::Authority& authority) const;

  // session_bundle.cpp
  [[nodiscard]] model::Result<> know_sender();

  // session_have.cpp: comparing what both hold.
  void on(const Have& have);
  void on(const Holds& holds);
  void drive();
  void ask_have(std::uint8_t zone);
  void send_have(std::uint8_t zone, std::vector<Range> ranges);
  void afresh(std::uint8_t zone);
  void equal_in(std::uint8_t zone);
  [[nodiscard]] bool shared(const model::LogId& log) const;
  using Entries = std::vector<LogTips>;
  using Slice = std::span<const LogTips>;
  [[nodiscard]] Entries entries(std::uint8_t zone) const;
  [[nodiscard]] bool same_of_all(const Have& have) const;
  void answer_digest(const Range& range, Slice mine, std::vector<Range>& out);
  void answer_tips(const Range& range, Slice mine, std::vector<Range>& out);
  void compare(const model::LogId& log, const std::vector<model::Tip>& theirs);
  void ask_holds(const model::LogId& log, Search search);
  [[nodiscard]] bool idle() const;
  void ask_parts();
  void ask_acks();

  // session_send.cpp: what goes out.
  void on(const Want& want);
  void on(const Refused& refused);
  void on(const Credit& credit);
  void on(const AckCounts& counts);
  void transfer(const model::LogId& log, const model::Tip& target, model::Seq from);
  [[nodiscard]] std::map<model::LogId, std::deque<Transfer>>::iterator next_transfer();
  void pump();
  [[nodiscard]] bool send_batch(const model::LogId& log, Transfer& transfer);
  void send_parts();
  void queue_part(const model::EventRef& part);
  void send_acks(std::vector<Ack> acks);
  // Whether a word of another is for the lower side: it is of a place at or above ours, and not its own.
  [[nodiscard]] bool told_down(const Ack& ack) const;
  [[nodiscard]] std::optional<model::WriterId> own_writer() const;
  void drop_transfers(const model::LogId& log);

  // session_receive.cpp: what comes in.
  void on(Batch& batch);
  void on(Parts& parts);
  void on(const Acks& acks);
  void on(const Bye& bye);
  void receive(Batch& batch, std::string_view frame);
  void receive(Parts& parts);
  void receive_deferred();
  [[nodiscard]] bool defer(Batch& batch, std::string_view frame);
  void settle(const Pending& pending, bool durable);
  void take_acks(bool lapse);
  [[nodiscard]] model::Result<CheckedRun> check_batch(Run& run) const;
  void refuse(const model::LogId& log, const model::Error& reason);
  void quarantine(std::optional<model::LogId> log, const model::Error& reason, std::string_view frame,
                  std::size_t kept_bytes_max);
  void take(Intake intake, std::int64_t bytes, bool place_of_all);
  [[nodiscard]] bool spend(std::size_t bytes);
  void grant();

  // session_blobs.cpp: blobs, once nothing else waits.
  void on(const BlobWant& want);
  void on(BlobChunk& chunk);
  void on(const BlobHave& have);
  void ask_blobs();
  [[nodiscard]] std::optional<AbsentBlob> next_blob();
  void fetch(const AbsentBlob& absent);
  void want_blob(const model::EventRef& event);
  void send_chunk();
  void tell_blobs(const Committed& committed);
  [[nodiscard]] bool wrong(const BlobChunk& chunk) const;
  void refuse_chunk(const BlobChunk& chunk);
  void take_chunk(BlobChunk& chunk);
  [[nodiscard]] bool due_here(const model::EventRef& event) const;
  [[nodiscard]] bool due_there(const model::EventRef& event) const;

  const Replica& replica_;
  Link link_;
  Actions actions_;         // What the current call has gathered.
  std::string_view frame_;  // The frame that came in; empty outside of that call.
  std::shared_ptr<const model::Authority> authority_;
  State state_ = State::kStart;
  bool bundle_ = false;                    // The frames come from a bundle.
  std::uint16_t protocol_ = kProtocolMin;  // What both speak, from the handshake on.
  std::uint64_t now_ms_ = 0;
  std::uint64_t started_ms_ = 0;
  SessionStatus status_;
  std::string peer_name_;

  // Handshake.
  std::string hello_bytes_;
  std::string welcome_content_;
  std::optional<Hello> peer_hello_;
  bool introducing_ = false;                    // The lower side has still to learn who the upper one is.
  std::optional<Ticket> peer_ticket_;           // Upper: what the lower one showed.
  std::optional<Ticket> ticket_;                // Issued in this conversation.
  std::optional<std::uint64_t> ticket_intake_;  // Under way to the disk.

  // Comparing. The lower side drives: zone 0 until equal, then zone 1.
  std::uint8_t zone_ = 0;
  bool of_all_equal_ = false;  // Both hold the same logs of place 0, as far as this side knows.
  bool pushes_ = false;        // Logs other than those of place 0 may be sent as they grow.
  bool progress_ = false;      // Something moved since the last have.
  bool asked_ = false;         // Zone 0, since the authority changed here.
  std::uint64_t asked_ms_ = 0;
  std::uint64_t moved_ms_ = 0;
  std::map<model::LogId, model::Tip> expected_;                     // The peer's tips that we lack.
  std::map<std::pair<model::LogId, model::Tip>, Search> searches_;  // By log and target.
  std::map<model::LogId, bool> left_out_;  // Until place 0 changes here; if true, at either side.
  model::EventRef parts_asked_to_;
  bool parts_awaited_ = false;

  // Sending.
  std::map<model::LogId, std::deque<Transfer>> transfers_;
  std::deque<std::optional<model::EventRef>> parts_out_;  // Nothing: the end of an answer to a want.
  std::map<model::LogId, model::Tip> unacked_;
  std::int64_t credit_ = 0;
  std::optional<std::uint64_t> stalled_ms_;  // Since when something waits for credit.

  // Blobs. One is fetched at a time; neither this nor what is sent of others keeps the two from being in
  // step.
  struct Fetch {
    model::EventRef event;
    model::BlobRef blob;
    std::uint32_t next = 0;      // The chunk that comes next.
    std::uint32_t asked = 0;     // Up to here, exclusively.
    std::uint64_t moved_ms = 0;  // When it was asked for, or something of it came.
  };
  std::optional<Fetch> fetch_;
  // The peer lacked one: when all that is missing is asked for anew, and how long is waited for that.
  std::optional<std::uint64_t> blobs_again_ms_;
  std::uint64_t blobs_wait_ms_ = kRecheckMsMax;
  std::optional<model::EventRef>
      blobs_from_;                            // From where on missing ones are looked for; nothing: all were.
  std::deque<model::EventRef> blobs_wanted_;  // That began to be missing, or that the peer told of, since.
  std::set<model::EventRef> blobs_from_peer_;  // That this conversation fetched; until they are durable.
  std::deque<std::pair<model::EventRef, std::uint32_t>> chunks_out_;
  std::map<std::uint64_t, std::int64_t> chunks_pending_;  // Intakes, with the bytes of their chunk.

  // Receiving.
  std::uint64_t next_intake_ = 1;
  std::map<std::uint64_t, Pending> pending_;
  std::map<model::LogId, std::set<model::Tip>> pending_tips_;
  std::size_t pending_of_all_ = 0;  // Intakes of place 0: what follows may depend on them.
  std::deque<Deferred> deferred_;   // Until those are durable, or their writer known.
  std::set<model::LogId> deferred_logs_;
  std::size_t deferred_bytes_ = 0;
  std::deque<Parts> deferred_parts_;  // Until their events are durable.
  std::set<model::LogId> gap_told_;   // Since the last batch that continued.
  std::set<model::LogId> acked_;      // Of pending_tips_: acked from on_committed() already.
  std::map<model::LogId, std::set<model::Tip>> from_peer_;  // Not sent back.
  std::set<model::EventRef> parts_from_peer_;
  // Acks from above in the order in which they were told. They are stored in this order alone, so
  // that the highest count that is held of a writer says what is known of it.
  std::deque<Ack> acks_in_;
  std::optional<std::uint64_t> acks_pending_;  // The intake under way.
  bool acks_asked_ = false;                    // By the lower side, once.
  std::int64_t share_ = 0;                     // Our part of the node's credit.
  std::int64_t granted_ = 0;                   // What the peer may still send.
  std::int64_t owed_ = 0;                      // Committed and not granted again yet.
};

}  // namespace wishsync
