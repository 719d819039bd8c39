// How two nodes come to know each other: frame.capnp has the course and what is signed.

#include <algorithm>

#include "model/crypto.h"
#include "sync/session.h"

namespace wishsync {

using model::Error;
using model::Result;

namespace {

const Error kUnknownNode("sync.not_enrolled",
                         "this node is not enrolled with its parent; ask the parent's admin for a join code",
                         "本节点未在上级登记；请向上级管理员索取加入码");
const Error kRevokedNode(
    "sync.revoked",
    "this node was revoked by a node above; if it is still needed, ask the parent's admin "
    "for a join code and join anew with an empty data directory",
    "本节点已被上级撤销；如仍需使用，请向上级管理员索取加入码，用空的数据目录重新加入");
const Error kRevokedParent("sync.revoked_parent",
                           "the parent was revoked; name another one with wishctl parent",
                           "上级节点已被撤销；请用 wishctl parent 改用其他上级");
const Error kUnknownParent("sync.unknown_parent",
                           "the node at the parent's address is not enrolled in this city",
                           "上级地址上的节点未在本市登记");
const Error kBadSignature("sync.bad_signature",
                          "a signature does not fit; the peer is not who it says it is");
const Error kBadSecret(
    "join.bad_secret",
    "the join code is not valid here or was used already; ask for a new one with wishctl enrol",
    "加入码在此无效或已被使用；请用 wishctl enrol 索取新的加入码");

const Error kReplaced("sync.replaced", "the same node connected anew", "同一节点已重新连接");
const Error kNewWriter(
    "sync.new_writer",
    "one of the two nodes was restored or copied; it goes on as a new writer and calls again",
    "两个节点之一被恢复或复制过；它将以新的书写者身份继续并重新连接");

model::Commitment prove(const Secret& secret, std::string_view statement) {
  return {model::hmac_sha256({reinterpret_cast<const char*>(secret.data()), secret.size()}, statement)};
}

}  // namespace

std::string handshake_statement(std::string_view purpose, std::string_view hello_frame,
                                std::string_view welcome_content) {
  std::string bytes;
  model::put_u32(bytes, static_cast<std::uint32_t>(hello_frame.size()));
  bytes += hello_frame;
  bytes += welcome_content;
  const model::Digest digest = model::sha256(bytes);
  return std::string(purpose) + std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

std::string Session::transcript(std::string_view purpose) const {
  return handshake_statement(purpose, hello_bytes_, welcome_content_);
}

void Session::on(const Hello& hello) {
  if (hello.protocol_min > kProtocolMax || hello.protocol_max < kProtocolMin) {
    return end(Error("sync.version",
                     "the two nodes speak no common protocol version; upgrade wishnode on the older one",
                     "两个节点没有共同的协议版本；请升级较旧的 wishnode"));
  }
  std::optional<Secret> secret;
  if (hello.join_id) {
    secret = link_.secret_of ? link_.secret_of(*hello.join_id, hello.key) : std::nullopt;
    if (!secret) return end(kBadSecret);
  } else {
    if (authority_->revoked_by_key(hello.key)) return end(kRevokedNode);
    const model::Node* node = authority_->node_by_key(hello.key);
    if (!node) return end(kUnknownNode);
  }
  peer_hello_ = hello;
  status_.peer_key = hello.key;
  status_.peer_writer = hello.writer;
  status_.clock_offset_ms = static_cast<std::int64_t>(hello.clock_ms - now_ms_);
  status_.peer_release = hello.release;

  WelcomeContent content;
  content.protocol = protocol_ = std::min(kProtocolMax, hello.protocol_max);
  content.nonce = link_.nonce;
  content.key = link_.signer->key();
  content.writer = link_.writer;
  content.clock_ms = now_ms_;
  content.release = link_.release;
  welcome_content_ = encode(content);
  Welcome welcome{welcome_content_, link_.signer->sign(transcript("wishtree welcome")), {}};
  if (secret) welcome.join_proof = prove(*secret, transcript("wishtree parent"));
  send(welcome);
  state_ = State::kAwaitProof;
}

void Session::on(const Welcome& welcome) {
  const auto content = decode_welcome(welcome.content);
  if (!content) return end(content.error());
  if (content->protocol < kProtocolMin || content->protocol > kProtocolMax)
    return end(Error("sync.version", "the parent chose a protocol version that this node does not speak"));
  welcome_content_ = welcome.content;
  protocol_ = content->protocol;
  status_.peer_key = content->key;
  status_.peer_writer = content->writer;
  status_.clock_offset_ms = static_cast<std::int64_t>(content->clock_ms - now_ms_);
  status_.peer_release = content->release;
  if (!link_.verifier->verify(content->key, transcript("wishtree welcome"), welcome.signature))
    return end(kBadSignature);
  if (link_.join) {
    // We hold nothing yet by which to judge the parent: it must know the secret that its admin gave us.
    if (welcome.join_proof != prove(link_.join->secret, transcript("wishtree parent")))
      return end(Error("join.bad_parent", "the node at this address does not know the join code's secret",
                       "该地址的节点不知道加入码的密钥"));
  } else if (auto known = know_peer(*authority_); !known && known.error().code != kUnknownParent.code) {
    return end(known.error());
  } else {
    // A parent that is not known may have joined in place of one that lost its disk: its enrolment comes
    // with the logs of place 0, and until then nothing else is told or taken (shared()).
    introducing_ = !known;
  }
  Proof proof{link_.signer->sign(transcript("wishtree proof")), {}, {}, introducing_};
  if (link_.ticket_of && !link_.join && !introducing_ && link_.writer && status_.peer_writer) {
    const Ticket ticket = link_.ticket_of(*status_.peer_writer).confirmed;
    if (ticket.count > 0) proof.ticket = ticket;
  }
  if (link_.join) proof.join_proof = prove(link_.join->secret, transcript("wishtree child"));
  send(proof);
  state_ = State::kAwaitAccepted;
}

void Session::on(const Proof& proof) {
  if (!link_.verifier->verify(peer_hello_->key, transcript("wishtree proof"), proof.signature))
    return end(kBadSignature);
  if (!peer_hello_->join_id) {
    if (auto known = know_peer(*authority_); !known) return end(known.error());
    peer_ticket_ = proof.ticket;
    introducing_ = proof.introduce;
    return accept();
  }
  const auto secret = link_.secret_of(*peer_hello_->join_id, peer_hello_->key);
  if (!secret || proof.join_proof != prove(*secret, transcript("wishtree child"))) return end(kBadSecret);
  actions_.redeem = Redemption{*peer_hello_->join_id, peer_hello_->key, peer_hello_->sealing_key};
  state_ = State::kRedeeming;
}

Actions Session::on_redeemed(const Result<model::EventHash>& enrolled, std::uint64_t now_ms) {
  enter(now_ms);
  if (state_ != State::kRedeeming) return finish();
  if (!enrolled) {
    end(enrolled.error());
  } else if (auto known = know_peer(*authority_); !known) {
    end(known.error());
  } else {
    send(Accepted{*enrolled, status_.peer_place, {}, false});
    open_conversation();
  }
  return finish();
}

// Upper side. Tickets are kept of writers that are known to be those of the two nodes: anybody can name
// others.
bool Session::keeps_tickets() const {
  if (!link_.ticket_of || link_.join || introducing_ || !link_.writer || !status_.peer_writer) return false;
  const model::Writer* peer = authority_->writer(*status_.peer_writer);
  return peer && peer->counts && peer->signing_key == status_.peer_key;
}

// Upper side, where the lower one's writer is not known: it is new, or was forgotten with what came after a
// backup. A ticket that this side issued tells the latter.
bool Session::forgot_peer_writer() const {
  return link_.ticket_of && !link_.join && !introducing_ && link_.writer && status_.peer_writer &&
         peer_ticket_ && !authority_->writer(*status_.peer_writer) &&
         judge_ticket(link_.ticket_key, {*link_.writer, *status_.peer_writer}, {}, *peer_ticket_) ==
             TicketVerdict::kUpperIsOld;
}

// Upper side, once the lower one has proved who it is.
void Session::accept() {
  if (forgot_peer_writer()) {
    actions_.renew_writer = true;
    return end(kNewWriter);
  }
  if (!keeps_tickets()) {
    const model::Node* node = peer_node(*authority_);
    send(Accepted{node->enrolled, node->place, {}, false});
    return open_conversation();
  }
  if (!judge_peer_ticket()) return;
  TicketRecord record = link_.ticket_of(*status_.peer_writer);
  if (record.pending && peer_ticket_ == record.pending) record = {*peer_ticket_, std::nullopt};
  // What was issued and perhaps never came is issued again: two tickets of one count would convict somebody.
  if (!record.pending) {
    std::array<std::uint8_t, 16> nonce{};
    std::copy_n(link_.nonce.data.begin(), nonce.size(), nonce.begin());
    record.pending = issue_ticket(link_.ticket_key, {*link_.writer, *status_.peer_writer},
                                  record.confirmed.count + 1, nonce);
  }
  ticket_ = record.pending;
  store_ticket(record);
}

// Whether the ticket of this conversation is still the latest of its pair: the peer may have called anew
// meanwhile and got further there.
bool Session::ticket_stands() const {
  const TicketRecord record = link_.ticket_of(*status_.peer_writer);
  return record.pending ? record.pending == ticket_ : record.confirmed == ticket_;
}

// False if the conversation ends with it.
bool Session::judge_peer_ticket() {
  const TicketPair pair{*link_.writer, *status_.peer_writer};
  const TicketVerdict verdict =
      judge_ticket(link_.ticket_key, pair, link_.ticket_of(pair.lower), peer_ticket_.value_or(Ticket{}));
  if (verdict == TicketVerdict::kFits) return true;
  // What we never issued was damaged on its way or in the peer's store, or invented: it convicts nobody but
  // the peer, who must not stay shut out for it and begins afresh, too.
  const bool forged = verdict == TicketVerdict::kForged;
  if (verdict != TicketVerdict::kUpperIsOld) {
    const model::Node* node = peer_node(*authority_);
    send(Accepted{node->enrolled, node->place, {}, true});
  }
  actions_.renew_writer = !forged && verdict != TicketVerdict::kLowerIsOld;
  end(kNewWriter);
  return false;
}

void Session::store_ticket(const TicketRecord& record) {
  Intake intake;
  intake.id = next_intake_++;
  intake.ticket = {*status_.peer_writer, record};
  if (state_ != State::kOpen) {
    ticket_intake_ = intake.id;
    state_ = State::kStoringTicket;
  }
  actions_.to_commit.push_back(std::move(intake));
}

void Session::ticket_stored() {
  ticket_intake_.reset();
  if (link_.lower) {
    send(TicketTaken{*ticket_});
    return open_conversation();
  }
  const model::Node* node = peer_node(*authority_);
  if (!node) return end(kUnknownNode);
  if (!ticket_stands()) return end(kReplaced);
  send(Accepted{node->enrolled, node->place, ticket_, false});
  state_ = State::kAwaitTaken;
}

void Session::on(const TicketTaken& taken) {
  if (taken.ticket != ticket_)
    return end(Error("sync.bad_ticket", "the peer took another session ticket than it was given"));
  if (!ticket_stands()) return end(kReplaced);
  open_conversation();
  store_ticket({*ticket_, std::nullopt});
}

void Session::on(const Accepted& accepted) {
  status_.enrolled = accepted.enrolled;
  if (link_.place.value == 0) link_.place = accepted.place;
  if (accepted.place != link_.place)
    return end(Error(
        "sync.wrong_place",
        "the parent knows this node at place " + accepted.place.text() + ", not at " + link_.place.text(),
        "上级登记的本节点地区是 " + accepted.place.text() + "，不是 " + link_.place.text()));
  if (accepted.new_writer) {
    // A stranger at the parent's address, heard so that it may introduce itself, gives no orders.
    actions_.renew_writer = !introducing_ && !link_.join && link_.writer;
    return end(kNewWriter);
  }
  if (!accepted.ticket || introducing_ || !status_.peer_writer) return open_conversation();
  ticket_ = accepted.ticket;
  store_ticket({*ticket_, std::nullopt});
}

// By the writer that the peer speaks for, which its key alone could open; by its key while that is not
// known here.
const model::Node* Session::peer_node(const model::Authority& authority) const {
  const model::Writer* writer = status_.peer_writer ? authority.writer(*status_.peer_writer) : nullptr;
  const model::Node* node = writer && writer->counts ? authority.node(writer->enrolled) : nullptr;
  if (node && !node->revoked && node->signing_key == status_.peer_key) return node;
  return authority.node_by_key(status_.peer_key);
}

std::optional<Error> Session::peer_revoked(const model::Authority& authority) const {
  if (peer_node(authority) || !authority.revoked_by_key(status_.peer_key)) return std::nullopt;
  return link_.lower ? kRevokedParent : kRevokedNode;
}

// The peer must be enrolled, and on the right side of us in the tree.
Result<> Session::know_peer(const model::Authority& authority) {
  const model::Node* node = peer_node(authority);
  if (auto revoked = peer_revoked(authority)) return *revoked;
  if (!node) return link_.lower ? kUnknownParent : kUnknownNode;
  const bool right = link_.lower ? authority.at_or_above(node->place, link_.place)
                                 : authority.at_or_above(link_.place, node->place);
  if (!right)
    return Error(
        "sync.not_on_line",
        "place " + node->place.text() + " and place " + link_.place.text() +
            " are not on one line of the tree, or the wrong way round",
        "地区 " + node->place.text() + " 与 " + link_.place.text() + " 不在同一上下级线上，或上下颠倒");
  status_.peer_place = node->place;
  peer_name_ = node->name;
  return {};
}

void Session::open_conversation() {
  state_ = State::kOpen;
  status_.open = true;
  share_ = granted_ = link_.credit ? link_.credit->take() : kCreditPeerBytes;
  send(Credit{static_cast<std::uint32_t>(granted_)});
  moved_ms_ = asked_ms_ = now_ms_;
  progress_ = true;  // Begin to compare.
}

}  // namespace wishsync
