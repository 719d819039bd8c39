#include "sync/frame.h"

#include "sync/frame_message.h"
#include "sync/limits.h"

namespace wishsync {
namespace frames {

void put(schema::Frame::Builder frame, const Credit& credit) { frame.setCredit(credit.bytes); }
void put(schema::Frame::Builder frame, const Bye& bye) { write(frame.initBye(), bye.reason); }

namespace {

model::Result<Frame> get_frame(schema::Frame::Reader r) {
  switch (r.which()) {
    case schema::Frame::HELLO:
      return Frame(get(r.getHello()));
    case schema::Frame::WELCOME:
      return Frame(get(r.getWelcome()));
    case schema::Frame::PROOF:
      return Frame(get(r.getProof()));
    case schema::Frame::ACCEPTED:
      return Frame(get(r.getAccepted()));
    case schema::Frame::HAVE:
      return Frame(get(r.getHave()));
    case schema::Frame::HOLDS:
      return Frame(get(r.getHolds()));
    case schema::Frame::BATCH:
      return Frame(get(r.getBatch()));
    case schema::Frame::PARTS:
      return Frame(get(r.getParts()));
    case schema::Frame::WANT:
      return Frame(get(r.getWant()));
    case schema::Frame::REFUSED:
      return Frame(get(r.getRefused()));
    case schema::Frame::ACK:
      return Frame(get(r.getAck()));
    case schema::Frame::ACK_COUNTS:
      return Frame(get(r.getAckCounts()));
    case schema::Frame::BLOB_WANT:
      return Frame(get(r.getBlobWant()));
    case schema::Frame::BLOB_CHUNK:
      return Frame(get(r.getBlobChunk()));
    case schema::Frame::BLOB_HAVE:
      return Frame(get(r.getBlobHave()));
    case schema::Frame::CREDIT:
      return Frame(Credit{r.getCredit()});
    case schema::Frame::BYE:
      return Frame(Bye{read(r.getBye())});
    case schema::Frame::TICKET_TAKEN:
      if (const auto ticket = decode_ticket(model::to_view(r.getTicketTaken())))
        return Frame(TicketTaken{*ticket});
      return kBadFrame;
  }
  return kBadFrame;  // A kind of frame that this version does not know.
}

}  // namespace
}  // namespace frames

std::string encode(const Frame& frame) {
  return std::visit(
      [](const auto& f) {
        return model::write_message<schema::Frame>([&](schema::Frame::Builder b) { frames::put(b, f); });
      },
      frame);
}

model::Result<Frame> decode(std::string_view bytes) {
  if (bytes.size() > kFrameBytesMax) return frames::kTooLarge;
  try {
    return model::read_message<schema::Frame>(
        bytes, frames::kBadFrame,
        [](schema::Frame::Reader r) -> model::Result<Frame> { return frames::get_frame(r); });
  } catch (const frames::BadField&) {
    return frames::kBadFrame;
  }
}

}  // namespace wishsync
