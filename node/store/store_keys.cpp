#include "node/store/store_keys.h"

namespace node::keys {

using model::EventHash;
using model::EventRef;
using model::LogId;
using model::PlaceCode;
using model::Seq;
using model::Tip;
using model::WriterId;

namespace {

constexpr std::size_t kTipBytes = 40;

void put_tip(std::string& out, const Tip& tip) {
  model::put_u64(out, tip.seq.value);
  out += tip.hash.view();
}

void put_log(std::string& out, const LogId& log) {
  model::put_u64(out, log.place.value);
  out += log.writer.view();
}

void put_event(std::string& out, const EventRef& event) {
  put_log(out, event.log);
  put_tip(out, event.tip());
}

Tip get_tip(std::string_view at) { return {{model::get_u64(at.data())}, *EventHash::from(at.substr(8, 32))}; }

}  // namespace

std::string meta(std::string_view prefix, std::string_view rest) {
  std::string out;
  out.reserve(prefix.size() + rest.size());
  out.append(prefix).append(rest);
  return out;
}

std::string after_prefix(std::string_view prefix) {
  std::string out(prefix);
  while (!out.empty() && static_cast<std::uint8_t>(out.back()) == 0xff) out.pop_back();
  if (!out.empty()) out.back() = static_cast<char>(static_cast<std::uint8_t>(out.back()) + 1);
  return out;
}

std::string place_key(PlaceCode place) { return number(place.value); }

std::string log_key(const LogId& log) {
  std::string out;
  out.reserve(kLogBytes);
  put_log(out, log);
  return out;
}

LogId read_log_key(std::string_view key) {
  return {PlaceCode{model::get_u64(key.data())}, *WriterId::from(key.substr(8, 16))};
}

std::string seq_key(const LogId& log, Seq seq) {
  std::string out;
  out.reserve(kLogBytes + sizeof seq.value);
  put_log(out, log);
  model::put_u64(out, seq.value);
  return out;
}

std::string event_key(const EventRef& event) {
  std::string out;
  out.reserve(kEventKeyBytes);
  put_event(out, event);
  return out;
}

EventRef read_event_key(std::string_view key) {
  return {read_log_key(key), Seq{model::get_u64(key.data() + kLogBytes)},
          *EventHash::from(key.substr(32, 32))};
}

std::string chunk_key(const EventRef& event, std::uint32_t index) {
  std::string out = event_key(event);
  model::put_u32(out, index);
  return out;
}

std::uint32_t read_chunk_index(std::string_view key) { return model::get_u32(key.data() + kEventKeyBytes); }

std::string chunk_association(const EventHash& event, std::uint32_t index) {
  std::string out(event.view());
  model::put_u32(out, index);
  return out;
}

std::string blobs_value(std::uint64_t arrival) {
  std::string out = number(arrival);
  for (const model::Kind kind : model::kinds_with_blobs())
    model::put_u16(out, static_cast<std::uint16_t>(kind));
  return out;
}

std::string absent_blob_value(std::uint32_t chunks_here, std::uint64_t bytes) {
  std::string out;
  model::put_u32(out, chunks_here);
  model::put_u64(out, bytes);
  return out;
}

std::pair<std::uint32_t, std::uint64_t> read_absent_blob_value(std::string_view value) {
  return {model::get_u32(value.data()), model::get_u64(value.data() + 4)};
}

std::string kept_blobs_key(const model::SubjectId& subject, PlaceCode home) {
  return meta(kKeptBlobs, std::string(subject.view()) + place_key(home));
}

std::string kept_blobs_value(const KeptBlobs& kept) {
  std::string out;
  model::put_u32(out, kept.files);
  model::put_u64(out, kept.bytes);
  return out;
}

KeptBlobs read_kept_blobs_value(std::string_view value) {
  return {model::get_u32(value.data()), model::get_u64(value.data() + 4)};
}

std::string subject_key(const model::SubjectId& subject, const EventRef& event) {
  std::string out;
  out.reserve(model::SubjectId::kSize + kEventKeyBytes);
  out += subject.view();
  put_event(out, event);
  return out;
}

std::string number(std::uint64_t value) {
  std::string out;
  model::put_u64(out, value);
  return out;
}

std::string tips_value(const std::vector<Tip>& tips) {
  std::string out;
  for (const Tip& tip : tips) put_tip(out, tip);
  return out;
}

std::vector<Tip> read_tips_value(std::string_view value) {
  std::vector<Tip> out;
  for (std::size_t at = 0; at + kTipBytes <= value.size(); at += kTipBytes)
    out.push_back(get_tip(value.substr(at)));
  return out;
}

std::string arrival_value(const Arrival& arrival) {
  std::string out = log_key(arrival.log);
  model::put_u64(out, arrival.first.value);
  put_tip(out, arrival.tip);
  return out;
}

Arrival read_arrival(std::string_view key, std::string_view value) {
  return {model::get_u64(key.data()), read_log_key(value), Seq{model::get_u64(value.data() + kLogBytes)},
          get_tip(value.substr(32))};
}

std::string ack_key(const wishsync::Ack& ack) {
  return std::string(kAck) + log_key(ack.log) + std::string(ack.writer.view());
}

std::string ack_count_key(const wishsync::Ack& ack) {
  return std::string(kAckCount) + std::string(ack.writer.view()) + number(ack.count) + log_key(ack.log);
}

std::string ack_value(const wishsync::Ack& ack) {
  std::string out = number(ack.place.value) + number(ack.count);
  put_tip(out, ack.tip);
  model::put_u64(out, ack.parts_seq.value);
  out += tips_value(ack.others);
  model::put_u64(out, ack.blobs_seq.value);
  return out;
}

wishsync::Ack read_ack(std::string_view key, std::string_view value) {
  const std::string_view ids = key.substr(kAck.size());
  wishsync::Ack ack{PlaceCode{model::get_u64(value.data())},
                    *WriterId::from(ids.substr(kLogBytes, 16)),
                    model::get_u64(value.data() + 8),
                    read_log_key(ids),
                    get_tip(value.substr(16)),
                    Seq{model::get_u64(value.data() + 56)},
                    read_tips_value(value.substr(64))};
  // Versions that knew of no blobs wrote nothing behind the tips.
  const std::size_t tips_end = 64 + ack.others.size() * kTipBytes;
  if (value.size() >= tips_end + 8) ack.blobs_seq = Seq{model::get_u64(value.data() + tips_end)};
  return ack;
}

std::string ack_key_of_count(std::string_view count_key) {
  const std::string_view ids = count_key.substr(kAckCount.size());
  return std::string(kAck) + std::string(ids.substr(24, kLogBytes)) + std::string(ids.substr(0, 16));
}

}  // namespace node::keys
