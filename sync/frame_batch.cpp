// Events and their parts, compressed; and what asks for parts.

#include <zstd.h>

#include <memory>

#include "sync/frame_message.h"
#include "sync/limits.h"

namespace wishsync {
namespace frames {

using model::Result;
using model::Tip;
using model::to_data;
using model::to_view;

namespace {

// Level 1: level 3 costs twice the time for a few percent.
constexpr int kZstdLevel = 1;

struct FreeZstd {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::string compress(std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  // A context is costlier to make than a small batch to compress: each thread keeps one.
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeZstd> context(ZSTD_createCCtx());
  const std::size_t size =
      ZSTD_compressCCtx(context.get(), out.data(), out.size(), plain.data(), plain.size(), kZstdLevel);
  model::check(!ZSTD_isError(size), "zstd compresses");
  out.resize(size);
  return out;
}

// Never more than was announced, and never more than the limit.
Result<std::string> decompress(std::string_view packed, std::size_t announced) {
  if (announced > kBatchBytesMax) return kTooLarge;
  std::string out(announced, '\0');
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeZstd> context(ZSTD_createDCtx());
  const std::size_t size =
      ZSTD_decompressDCtx(context.get(), out.data(), out.size(), packed.data(), packed.size());
  if (ZSTD_isError(size) || size != announced) return kBadFrame;
  return out;
}

std::string content_of(const Run& run) {
  return model::write_message<schema::BatchContent>(
      [&](schema::BatchContent::Builder b) {
        auto items = b.initItems(static_cast<unsigned>(run.events.size()));
        for (unsigned i = 0; i < items.size(); ++i) {
          items[i].setEvent(to_data(run.events[i].event));
          if (!run.events[i].part.empty()) items[i].setPart(to_data(run.events[i].part));
        }
      },
      static_cast<unsigned>(content_bytes(run) / 8 + 1));
}

}  // namespace

void put(schema::Frame::Builder frame, const Batch& batch) {
  auto b = frame.initBatch();
  write(b.initLog(), batch.run.log);
  write(b.initBefore(), batch.run.before);
  write(b.initTip(), batch.run.tip.tip);
  b.setSignature(to_data(batch.run.tip.signature.view()));
  const std::string content = content_of(batch.run);
  b.setBytes(static_cast<std::uint32_t>(content.size()));
  b.setContent(to_data(compress(content)));
}

Batch get(schema::Batch::Reader r) {
  Batch batch;
  batch.run.log = read(r.getLog());
  batch.run.before = read(r.getBefore());
  batch.run.tip = {read(r.getTip()), id_of<model::Signature>(r.getSignature())};
  batch.bytes = r.getBytes();
  const auto content = decompress(to_view(r.getContent()), r.getBytes());
  if (!content) throw BadField{};
  const auto done = model::read_message<schema::BatchContent>(
      *content, kBadFrame, [&](schema::BatchContent::Reader c) -> Result<> {
        if (c.getItems().size() > kBatchEventsMax) return kBadFrame;
        for (auto item : c.getItems())
          batch.run.events.push_back(
              {std::string(to_view(item.getEvent())), std::string(to_view(item.getPart()))});
        return {};
      });
  if (!done) throw BadField{};
  return batch;
}

void put(schema::Frame::Builder frame, const Parts& parts) {
  const std::string content =
      model::write_message<schema::PartsContent>([&](schema::PartsContent::Builder b) {
        auto items = b.initItems(static_cast<unsigned>(parts.items.size()));
        for (unsigned i = 0; i < items.size(); ++i) {
          write(items[i].initLog(), parts.items[i].event.log);
          write(items[i].initEvent(), parts.items[i].event.tip());
          items[i].setPart(to_data(parts.items[i].part));
        }
      });
  auto b = frame.initParts();
  b.setBytes(static_cast<std::uint32_t>(content.size()));
  b.setContent(to_data(compress(content)));
}

Parts get(schema::Parts::Reader r) {
  Parts parts;
  parts.bytes = r.getBytes();
  const auto content = decompress(to_view(r.getContent()), r.getBytes());
  if (!content) throw BadField{};
  const auto done = model::read_message<
      schema::PartsContent>(*content, kBadFrame, [&](schema::PartsContent::Reader c) -> Result<> {
    if (c.getItems().size() > kBatchEventsMax) return kBadFrame;
    for (auto item : c.getItems()) {
      const Tip tip = read(item.getEvent());
      parts.items.push_back({{read(item.getLog()), tip.seq, tip.hash}, std::string(to_view(item.getPart()))});
    }
    return {};
  });
  if (!done) throw BadField{};
  return parts;
}

void put(schema::Frame::Builder frame, const Want& want) {
  auto items = frame.initWant().initItems(static_cast<unsigned>(want.items.size()));
  for (unsigned i = 0; i < items.size(); ++i) {
    write(items[i].initLog(), want.items[i].log);
    write(items[i].initEvent(), want.items[i].tip());
  }
}

Want get(schema::Want::Reader r) {
  Want want;
  for (auto item : checked(r.getItems(), kWantPartsMax)) {
    const Tip tip = read(item.getEvent());
    want.items.push_back({read(item.getLog()), tip.seq, tip.hash});
  }
  return want;
}

}  // namespace frames

std::size_t content_bytes(const Run& run) {
  // Root pointer and struct, list tag, and for each item two pointers; every Data padded to a word.
  std::size_t bytes = 3 * 8;
  for (const Carried& c : run.events)
    bytes += 16 + (c.event.size() + 7) / 8 * 8 + (c.part.size() + 7) / 8 * 8;
  return bytes;
}

std::size_t content_bytes(const PartItem& item) {
  // Three pointers; the log (number, pointer, 16 bytes); the tip (number, pointer, hash); the part.
  const std::size_t hash = item.event.hash.is_zero() ? 0 : 32;
  return 24 + 32 + 16 + hash + (item.part.size() + 7) / 8 * 8;
}

}  // namespace wishsync
