// Files, chunk by chunk.

#include "sync/frame_message.h"
#include "sync/limits.h"

namespace wishsync {
namespace frames {

using model::EventRef;
using model::Tip;
using model::to_data;
using model::to_view;

namespace {

template <typename Builder>
void write_event(Builder b, const EventRef& event) {
  write(b.initLog(), event.log);
  write(b.initEvent(), event.tip());
}

template <typename Reader>
EventRef read_event(Reader r) {
  const Tip tip = read(r.getEvent());
  return {read(r.getLog()), tip.seq, tip.hash};
}

}  // namespace

void put(schema::Frame::Builder frame, const BlobWant& want) {
  auto b = frame.initBlobWant();
  write_event(b, want.event);
  b.setFrom(want.from);
  b.setCount(want.count);
}

BlobWant get(schema::BlobWant::Reader r) { return {read_event(r), r.getFrom(), r.getCount()}; }

void put(schema::Frame::Builder frame, const BlobChunk& chunk) {
  auto b = frame.initBlobChunk();
  write_event(b, chunk.event);
  b.setIndex(chunk.index);
  if (!chunk.bytes.empty()) b.setBytes(to_data(chunk.bytes));
}

BlobChunk get(schema::BlobChunk::Reader r) {
  if (r.getBytes().size() > model::kBlobChunkBytes) throw BadField{};
  return {read_event(r), r.getIndex(), std::string(to_view(r.getBytes()))};
}

void put(schema::Frame::Builder frame, const BlobHave& have) {
  auto items = frame.initBlobHave().initItems(static_cast<unsigned>(have.items.size()));
  for (unsigned i = 0; i < items.size(); ++i) write_event(items[i], have.items[i]);
}

BlobHave get(schema::BlobHave::Reader r) {
  BlobHave have;
  for (auto item : checked(r.getItems(), kBlobsToldMax)) have.items.push_back(read_event(item));
  return have;
}

}  // namespace frames

}  // namespace wishsync
