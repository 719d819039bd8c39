// What the readers and writers of frame.capnp share, and one pair of functions a frame: put() into the
// builder, get() out of the reader. Heavy to include: for frame*.cpp only.

#pragma once

#include <optional>
#include <string>

#include "model/message.h"
#include "sync/frame.capnp.h"
#include "sync/frame.h"

namespace wishsync::frames {

inline const model::Error kBadFrame("sync.bad_frame", "the bytes are not a frame of this protocol");
inline const model::Error kTooLarge("sync.frame_too_large", "the frame is over the limit");

// Thrown inside decode() alone, to leave nested readers at once; never crosses it.
struct BadField {};

template <typename Id>
Id id_of(capnp::Data::Reader data) {
  const auto id = Id::from(model::to_view(data));
  if (!id) throw BadField{};
  return *id;
}

template <typename Id>
std::optional<Id> maybe_id(capnp::Data::Reader data) {
  return data.size() == 0 ? std::nullopt : std::optional(id_of<Id>(data));
}

template <typename Id>
Id id_or_zero(capnp::Data::Reader data) {
  return maybe_id<Id>(data).value_or(Id{});
}

template <typename List>
List checked(List list, std::size_t count_max) {
  if (list.size() > count_max) throw BadField{};
  return list;
}

inline std::string short_text(capnp::Text::Reader text) {
  constexpr std::size_t kTextBytesMax = 1000;
  if (text.size() > kTextBytesMax) throw BadField{};
  std::string out = model::to_string(text);
  for (char& c : out)  // It ends up in logs and on screens.
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

inline model::LogId read(schema::Log::Reader r) {
  return {{r.getPlace()}, id_of<model::WriterId>(r.getWriter())};
}
inline model::Tip read(schema::Tip::Reader r) {
  return {{r.getSeq()}, id_or_zero<model::EventHash>(r.getHash())};
}
inline model::Error read(schema::Reason::Reader r) {
  return {short_text(r.getCode()), short_text(r.getEn()), short_text(r.getZh())};
}

inline void write(schema::Log::Builder b, const model::LogId& log) {
  b.setPlace(log.place.value);
  b.setWriter(model::to_data(log.writer.view()));
}
inline void write(schema::Tip::Builder b, const model::Tip& tip) {
  b.setSeq(tip.seq.value);
  if (!tip.hash.is_zero()) b.setHash(model::to_data(tip.hash.view()));
}
inline void write(schema::Reason::Builder b, const model::Error& e) {
  b.setCode(e.code);
  b.setEn(e.en);
  b.setZh(e.zh);
}

// ---- The handshake (frame_handshake.cpp) ----

void put(schema::Frame::Builder frame, const Hello& h);
Hello get(schema::Hello::Reader r);
void put(schema::Frame::Builder frame, const Welcome& w);
Welcome get(schema::Welcome::Reader r);
void put(schema::Frame::Builder frame, const Proof& p);
Proof get(schema::Proof::Reader r);
void put(schema::Frame::Builder frame, const Accepted& a);
Accepted get(schema::Accepted::Reader r);
void put(schema::Frame::Builder frame, const TicketTaken& taken);

// ---- Who holds what (frame_have.cpp) ----

void put(schema::Frame::Builder frame, const Have& have);
Have get(schema::Have::Reader r);
void put(schema::Frame::Builder frame, const Holds& h);
Holds get(schema::Holds::Reader r);
void put(schema::Frame::Builder frame, const Refused& refused);
Refused get(schema::Refused::Reader r);
void put(schema::Frame::Builder frame, const Acks& acks);
Acks get(capnp::List<schema::Ack>::Reader list);
void put(schema::Frame::Builder frame, const AckCounts& counts);
AckCounts get(capnp::List<schema::AckCount>::Reader list);

// ---- Events and their parts (frame_batch.cpp) ----

void put(schema::Frame::Builder frame, const Batch& batch);
Batch get(schema::Batch::Reader r);
void put(schema::Frame::Builder frame, const Parts& parts);
Parts get(schema::Parts::Reader r);
void put(schema::Frame::Builder frame, const Want& want);
Want get(schema::Want::Reader r);

// ---- Blobs (frame_blobs.cpp) ----

void put(schema::Frame::Builder frame, const BlobWant& want);
BlobWant get(schema::BlobWant::Reader r);
void put(schema::Frame::Builder frame, const BlobChunk& chunk);
BlobChunk get(schema::BlobChunk::Reader r);
void put(schema::Frame::Builder frame, const BlobHave& have);
BlobHave get(schema::BlobHave::Reader r);

// ---- The smallest (frame.cpp) ----

void put(schema::Frame::Builder frame, const Credit& credit);
void put(schema::Frame::Builder frame, const Bye& bye);

}  // namespace wishsync::frames
