// Who holds what: digests, tips and acknowledgements.

#include "sync/frame_message.h"
#include "sync/limits.h"

namespace wishsync {
namespace frames {

using model::LogId;
using model::to_data;
using model::to_view;

namespace {

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

}  // namespace

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

}  // namespace frames

}  // namespace wishsync
