#include "sync/frame.h"

#include <zstd.h>

#include "model/message.h"
#include "sync/frame.capnp.h"
#include "sync/limits.h"

namespace wishsync {

using model::Error;
using model::EventRef;
using model::LogId;
using model::Result;
using model::Tip;
using model::to_data;
using model::to_view;

namespace {

const Error kBadFrame("sync.bad_frame", "the bytes are not a frame of this protocol");
const Error kTooLarge("sync.frame_too_large", "the frame is over the limit");

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

// Thrown inside decode() alone, to leave nested readers at once; never crosses it.
struct BadField {};

template <typename Id>
Id id_of(capnp::Data::Reader data) {
  const auto id = Id::from(to_view(data));
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

std::string short_text(capnp::Text::Reader text) {
  constexpr std::size_t kTextBytesMax = 1000;
  if (text.size() > kTextBytesMax) throw BadField{};
  std::string out = model::to_string(text);
  for (char& c : out)  // It ends up in logs and on screens.
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

LogId read(schema::Log::Reader r) { return {{r.getPlace()}, id_of<model::WriterId>(r.getWriter())}; }
Tip read(schema::Tip::Reader r) { return {{r.getSeq()}, id_or_zero<model::EventHash>(r.getHash())}; }
Error read(schema::Reason::Reader r) {
  return {short_text(r.getCode()), short_text(r.getEn()), short_text(r.getZh())};
}

void write(schema::Log::Builder b, const LogId& log) {
  b.setPlace(log.place.value);
  b.setWriter(to_data(log.writer.view()));
}
void write(schema::Tip::Builder b, const Tip& tip) {
  b.setSeq(tip.seq.value);
  if (!tip.hash.is_zero()) b.setHash(to_data(tip.hash.view()));
}
void write(schema::Reason::Builder b, const Error& e) {
  b.setCode(e.code);
  b.setEn(e.en);
  b.setZh(e.zh);
}

std::string bound_bytes(const LogId& log) {
  std::string out;
  model::put_u64(out, log.place.value);
  out += log.writer.view();
  return out;
}

std::optional<LogId> read_bound(capnp::Data::Reader data) {
  if (data.size() == 0) return std::nullopt;
  if (data.size() != 24) throw BadField{};
  const std::string_view bytes = to_view(data);
  return LogId{{model::get_u64(bytes.data())}, *model::WriterId::from(bytes.substr(8))};
}

// ---- One pair of functions a frame: into the builder, and out of the reader ----

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

std::optional<Ticket> maybe_ticket(capnp::Data::Reader data) {
  if (data.size() == 0) return std::nullopt;
  const auto ticket = decode_ticket(to_view(data));
  if (!ticket) throw BadField{};
  return ticket;
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

void put(schema::Frame::Builder frame, const Have& have) {
  auto b = frame.initHave();
  b.setZone(have.zone);
  auto ranges = b.initRanges(static_cast<unsigned>(have.ranges.size()));
  for (unsigned i = 0; i < ranges.size(); ++i) {
    const Range& range = have.ranges[i];
    auto out = ranges[i];
    if (range.from) out.setFrom(to_data(bound_bytes(*range.from)));
    if (range.to) out.setTo(to_data(bound_bytes(*range.to)));
    out.setAnswer(range.answer);
    if (const auto* digest = std::get_if<RangeDigest>(&range.what)) {
      auto d = out.initDigest();
      d.setSum(to_data(digest->sum.bytes()));
      d.setCount(digest->count);
    } else {
      const auto& logs = std::get<std::vector<LogTips>>(range.what);
      auto list = out.initTips(static_cast<unsigned>(logs.size()));
      for (unsigned j = 0; j < list.size(); ++j) {
        write(list[j].initLog(), logs[j].log);
        auto tips = list[j].initTips(static_cast<unsigned>(logs[j].tips.size()));
        for (unsigned k = 0; k < tips.size(); ++k) write(tips[k], logs[j].tips[k]);
      }
    }
  }
}

Have get(schema::Have::Reader r) {
  Have have{r.getZone(), {}};
  if (have.zone > 1) throw BadField{};
  std::size_t listed = 0;
  for (auto in : checked(r.getRanges(), kHaveRangesMax)) {
    Range range{read_bound(in.getFrom()), read_bound(in.getTo()), in.getAnswer(), {}};
    if (in.isDigest()) {
      const auto sum = model::DigestSum::from(to_view(in.getDigest().getSum()));
      if (!sum) throw BadField{};
      range.what = RangeDigest{*sum, in.getDigest().getCount()};
    } else {
      std::vector<LogTips> logs;
      for (auto log : checked(in.getTips(), kHaveTipsMax)) {
        if (++listed > kHaveTipsMax) throw BadField{};
        LogTips tips{read(log.getLog()), {}};
        for (auto tip : checked(log.getTips(), kTipsPerLogMax)) tips.tips.push_back(read(tip));
        logs.push_back(std::move(tips));
      }
      range.what = std::move(logs);
    }
    have.ranges.push_back(std::move(range));
  }
  return have;
}

void put(schema::Frame::Builder frame, const Holds& h) {
  auto b = frame.initHolds();
  write(b.initLog(), h.log);
  write(b.initEvent(), h.event);
  b.setReply(h.reply);
  b.setHeld(h.held);
}

Holds get(schema::Holds::Reader r) {
  return {read(r.getLog()), read(r.getEvent()), r.getReply(), r.getHeld()};
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

void put(schema::Frame::Builder frame, const Refused& refused) {
  auto b = frame.initRefused();
  write(b.initLog(), refused.log);
  write(b.initReason(), refused.reason);
}

Refused get(schema::Refused::Reader r) { return {read(r.getLog()), read(r.getReason())}; }

void put(schema::Frame::Builder frame, const Acks& acks) {
  auto list = frame.initAck(static_cast<unsigned>(acks.acks.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const Ack& ack = acks.acks[i];
    list[i].setPlace(ack.place.value);
    list[i].setWriter(to_data(ack.writer.view()));
    list[i].setCount(ack.count);
    write(list[i].initLog(), ack.log);
    write(list[i].initTip(), ack.tip);
    list[i].setPartsSeq(ack.parts_seq.value);
    list[i].setBlobsSeq(ack.blobs_seq.value);
    auto others = list[i].initOthers(static_cast<unsigned>(ack.others.size()));
    for (unsigned j = 0; j < others.size(); ++j) write(others[j], ack.others[j]);
  }
}

Acks get(capnp::List<schema::Ack>::Reader list) {
  Acks acks;
  for (auto r : checked(list, kAcksPerFrameMax)) {
    Ack ack{{r.getPlace()},
            id_of<model::WriterId>(r.getWriter()),
            r.getCount(),
            read(r.getLog()),
            read(r.getTip()),
            {r.getPartsSeq()},
            {}};
    for (auto other : checked(r.getOthers(), kTipsPerLogMax)) ack.others.push_back(read(other));
    ack.blobs_seq = {r.getBlobsSeq()};
    acks.acks.push_back(std::move(ack));
  }
  return acks;
}

void put(schema::Frame::Builder frame, const AckCounts& counts) {
  auto list = frame.initAckCounts(static_cast<unsigned>(counts.counts.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setWriter(to_data(counts.counts[i].first.view()));
    list[i].setCount(counts.counts[i].second);
  }
}

AckCounts get(capnp::List<schema::AckCount>::Reader list) {
  AckCounts counts;
  for (auto r : checked(list, kAcksPerFrameMax))
    counts.counts.emplace_back(id_of<model::WriterId>(r.getWriter()), r.getCount());
  return counts;
}

void put(schema::Frame::Builder frame, const Credit& credit) { frame.setCredit(credit.bytes); }
void put(schema::Frame::Builder frame, const TicketTaken& taken) {
  frame.setTicketTaken(to_data(encode(taken.ticket)));
}
void put(schema::Frame::Builder frame, const Bye& bye) { write(frame.initBye(), bye.reason); }

Result<Frame> get_frame(schema::Frame::Reader r) {
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
      if (const auto ticket = decode_ticket(to_view(r.getTicketTaken()))) return Frame(TicketTaken{*ticket});
      return kBadFrame;
  }
  return kBadFrame;  // A kind of frame that this version does not know.
}

}  // namespace

std::string encode(const Frame& frame) {
  return std::visit(
      [](const auto& f) {
        return model::write_message<schema::Frame>([&](schema::Frame::Builder b) { put(b, f); });
      },
      frame);
}

Result<Frame> decode(std::string_view bytes) {
  if (bytes.size() > kFrameBytesMax) return kTooLarge;
  try {
    return model::read_message<schema::Frame>(
        bytes, kBadFrame, [](schema::Frame::Reader r) -> Result<Frame> { return get_frame(r); });
  } catch (const BadField&) {
    return kBadFrame;
  }
}

std::string encode(const WelcomeContent& w) {
  return model::write_message<schema::WelcomeContent>([&](schema::WelcomeContent::Builder b) {
    b.setProtocol(w.protocol);
    b.setNonce(to_data(w.nonce.view()));
    b.setKey(to_data(w.key.view()));
    if (w.writer) b.setWriter(to_data(w.writer->view()));
    b.setClockMs(w.clock_ms);
    b.setRelease(w.release);
  });
}

Result<WelcomeContent> decode_welcome(std::string_view bytes) {
  try {
    return model::read_message<schema::WelcomeContent>(
        bytes, kBadFrame, [](schema::WelcomeContent::Reader r) -> Result<WelcomeContent> {
          return WelcomeContent{r.getProtocol(),
                                id_of<Nonce>(r.getNonce()),
                                id_of<model::NodeKey>(r.getKey()),
                                maybe_id<model::WriterId>(r.getWriter()),
                                r.getClockMs(),
                                short_text(r.getRelease())};
        });
  } catch (const BadField&) {
    return kBadFrame;
  }
}

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
