// Two nodes find out who speaks: hello, welcome, proof, accepted, and the ticket.

#include "sync/frame_message.h"

namespace wishsync {
namespace frames {

using model::to_data;
using model::to_view;

namespace {

std::optional<Ticket> maybe_ticket(capnp::Data::Reader data) {
  if (data.size() == 0) return std::nullopt;
  const auto ticket = decode_ticket(to_view(data));
  if (!ticket) throw BadField{};
  return ticket;
}

}  // namespace

void put(schema::Frame::Builder frame, const Hello& h) {
  auto b = frame.initHello();
  b.setProtocolMin(h.protocol_min);
  b.setProtocolMax(h.protocol_max);
  b.setNonce(to_data(h.nonce.view()));
  b.setKey(to_data(h.key.view()));
  if (h.writer) b.setWriter(to_data(h.writer->view()));
  b.setClockMs(h.clock_ms);
  b.setRelease(h.release);
  if (h.join_id) {
    b.setJoinId({h.join_id->data(), h.join_id->size()});
    b.setSealingKey(to_data(h.sealing_key.view()));
  }
}

Hello get(schema::Hello::Reader r) {
  Hello h{r.getProtocolMin(),
          r.getProtocolMax(),
          id_of<Nonce>(r.getNonce()),
          id_of<model::NodeKey>(r.getKey()),
          maybe_id<model::WriterId>(r.getWriter()),
          r.getClockMs(),
          short_text(r.getRelease()),
          std::nullopt,
          id_or_zero<model::SealingKey>(r.getSealingKey())};
  if (r.getJoinId().size() != 0) {
    h.join_id = id_of<model::FixedBytes<8, struct JoinIdTag>>(r.getJoinId()).data;
    if (h.sealing_key.is_zero()) throw BadField{};
  }
  return h;
}

void put(schema::Frame::Builder frame, const Welcome& w) {
  auto b = frame.initWelcome();
  b.setContent(to_data(w.content));
  b.setSignature(to_data(w.signature.view()));
  if (!w.join_proof.is_zero()) b.setJoinProof(to_data(w.join_proof.view()));
}

Welcome get(schema::Welcome::Reader r) {
  return {std::string(to_view(r.getContent())), id_of<model::Signature>(r.getSignature()),
          id_or_zero<model::Commitment>(r.getJoinProof())};
}

void put(schema::Frame::Builder frame, const Proof& p) {
  auto b = frame.initProof();
  b.setSignature(to_data(p.signature.view()));
  if (!p.join_proof.is_zero()) b.setJoinProof(to_data(p.join_proof.view()));
  if (p.ticket) b.setTicket(to_data(encode(*p.ticket)));
  b.setIntroduce(p.introduce);
}

Proof get(schema::Proof::Reader r) {
  return {id_of<model::Signature>(r.getSignature()), id_or_zero<model::Commitment>(r.getJoinProof()),
          maybe_ticket(r.getTicket()), r.getIntroduce()};
}

void put(schema::Frame::Builder frame, const Accepted& a) {
  auto b = frame.initAccepted();
  b.setEnrolled(to_data(a.enrolled.view()));
  b.setPlace(a.place.value);
  if (a.ticket) b.setTicket(to_data(encode(*a.ticket)));
  b.setNewWriter(a.new_writer);
}

Accepted get(schema::Accepted::Reader r) {
  return {id_of<model::EventHash>(r.getEnrolled()),
          {r.getPlace()},
          maybe_ticket(r.getTicket()),
          r.getNewWriter()};
}

void put(schema::Frame::Builder frame, const TicketTaken& taken) {
  frame.setTicketTaken(to_data(encode(taken.ticket)));
}

}  // namespace frames

std::string encode(const WelcomeContent& w) {
  return model::write_message<schema::WelcomeContent>([&](schema::WelcomeContent::Builder b) {
    b.setProtocol(w.protocol);
    b.setNonce(model::to_data(w.nonce.view()));
    b.setKey(model::to_data(w.key.view()));
    if (w.writer) b.setWriter(model::to_data(w.writer->view()));
    b.setClockMs(w.clock_ms);
    b.setRelease(w.release);
  });
}

model::Result<WelcomeContent> decode_welcome(std::string_view bytes) {
  try {
    return model::read_message<schema::WelcomeContent>(
        bytes, frames::kBadFrame, [](schema::WelcomeContent::Reader r) -> model::Result<WelcomeContent> {
          return WelcomeContent{r.getProtocol(),
                                frames::id_of<Nonce>(r.getNonce()),
                                frames::id_of<model::NodeKey>(r.getKey()),
                                frames::maybe_id<model::WriterId>(r.getWriter()),
                                r.getClockMs(),
                                frames::short_text(r.getRelease())};
        });
  } catch (const frames::BadField&) {
    return frames::kBadFrame;
  }
}

}  // namespace wishsync
