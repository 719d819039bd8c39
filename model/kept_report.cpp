#include "model/kept_report.h"

#include <algorithm>
#include <map>

#include "model/blob_message.h"
#include "model/crypto.h"
#include "model/fact_message.h"
#include "model/facts.capnp.h"
#include "model/fold/history.h"

namespace model {
namespace {

constexpr std::string_view kCutOffMagic = "wishtree cut-off 1\n";

void write(schema::Cohort::Builder b, const Cohort& cohort) {
  b.setFirst(cohort.span.first.number());
  b.setLast(cohort.span.last.number());
  set_id([&](auto id) { b.setCampaign(id); }, cohort.campaign);
  b.setAnyDay(cohort.any_day);
}

std::optional<Cohort> read(schema::Cohort::Reader r) {
  const auto first = Date::from_number(r.getFirst());
  const auto last = Date::from_number(r.getLast());
  if (!first || !last) return std::nullopt;
  const Cohort out{{*first, *last}, SubjectId::from(to_view(r.getCampaign())), r.getAnyDay()};
  return valid(out) ? std::optional(out) : std::nullopt;
}

}  // namespace

std::string cut_off_bytes(const CutOff& cut_off) {
  std::string out(kCutOffMagic);
  put_u32(out, static_cast<std::uint32_t>(cut_off.logs.size()));
  for (const auto& [log, tips] : cut_off.logs) {
    put_u64(out, log.place.value);
    out += log.writer.view();
    put_u32(out, static_cast<std::uint32_t>(tips.size()));
    for (const Tip& tip : tips) {
      put_u64(out, tip.seq.value);
      out += tip.hash.view();
    }
  }
  return out;
}

std::optional<CutOff> parse_cut_off(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.take(kCutOffMagic.size()) != kCutOffMagic) return std::nullopt;
  CutOff out;
  for (std::uint32_t logs = in.u32(); logs > 0 && !in.failed(); --logs) {
    const PlaceCode place{in.u64()};
    auto& [log, tips] = out.logs.emplace_back(LogId{place, in.fixed<WriterId>()}, std::vector<Tip>{});
    for (std::uint32_t n = in.u32(); n > 0 && !in.failed(); --n) {
      const Seq seq{in.u64()};
      tips.push_back({seq, in.fixed<EventHash>()});
    }
  }
  if (in.failed() || in.left() > 0) return std::nullopt;
  // One cut-off has one form: its root names it.
  for (std::size_t i = 0; i < out.logs.size(); ++i) {
    const auto& [log, tips] = out.logs[i];
    if (tips.empty() || !std::ranges::is_sorted(tips) || (i > 0 && !(out.logs[i - 1].first < log)))
      return std::nullopt;
    if (std::ranges::adjacent_find(tips) != tips.end()) return std::nullopt;
  }
  return out;
}

CutOffRoot cut_off_root(std::string_view bytes) {
  CutOffRoot out;
  out.data = sha256(bytes);
  return out;
}

std::string encode(const Reported& f) {
  return write_message<schema::Reported>([&](schema::Reported::Builder b) {
    b.setOf(static_cast<std::uint8_t>(f.of));
    b.setBy(static_cast<std::uint8_t>(f.query.by));
    write(b.initNow(), f.query.now);
    if (f.query.before) write(b.initBefore(), *f.query.before);
    b.setAsOf(f.query.as_of.number());
    b.setOn(f.on.number());
    b.setInputRoot(to_data(f.input_root.view()));
    b.setCutOff(to_data(f.cut_off.view()));
    b.setResult(to_data(f.result.view()));
    auto behind = b.initBehind(static_cast<unsigned>(f.behind.size()));
    for (unsigned i = 0; i < behind.size(); ++i) {
      behind[i].setPlace(f.behind[i].place.value);
      behind[i].setSince(f.behind[i].since.number());
    }
    b.setBehindCount(f.behind_count);
  });
}

std::optional<Reported> decode_reported(std::string_view body, PlaceCode place) {
  return decode<schema::Reported, Reported>(body, [&](schema::Reported::Reader r) -> std::optional<Reported> {
    Reported out;
    out.of = static_cast<ReportOf>(r.getOf());
    out.query.place = place;
    out.query.by = static_cast<ReportBy>(r.getBy());
    if (out.of < ReportOf::kFigures || out.of > ReportOf::kVolunteers || out.query.by > ReportBy::kState)
      return std::nullopt;
    const auto now = read(r.getNow());
    const auto as_of = Date::from_number(r.getAsOf());
    const auto on = Date::from_number(r.getOn());
    const auto input_root = InputRoot::from(to_view(r.getInputRoot()));
    const auto cut_off = CutOffRoot::from(to_view(r.getCutOff()));
    const auto result = ResultHash::from(to_view(r.getResult()));
    if (!now || !as_of || !on || !input_root || !cut_off || !result) return std::nullopt;
    out.query.now = *now;
    if (r.hasBefore() && !(out.query.before = read(r.getBefore()))) return std::nullopt;
    out.query.as_of = *as_of;
    out.on = *on;
    out.input_root = *input_root;
    out.cut_off = *cut_off;
    out.result = *result;
    const auto behind = r.getBehind();
    if (behind.size() > kPlacesBehindMax) return std::nullopt;
    for (const auto one : behind)
      out.behind.push_back({{one.getPlace()}, Date::from_number(one.getSince()).value_or(Date{})});
    out.behind_count = r.getBehindCount();
    return out;
  });
}

// ---- What is kept with it

std::optional<ReportedBytes> ReportedBytes::join(std::string cut_off, std::string_view answer) {
  if (cut_off.size() + answer.size() > kBlobBytesMax) return std::nullopt;
  ReportedBytes out{std::move(cut_off), 0};
  out.cut_off_size = out.blob.size();
  out.blob += answer;
  return out;
}

std::optional<ReportedBytes> ReportedBytes::of(const ReportedPart& part, std::string blob) {
  if (blob.size() != part.blob.bytes || part.cut_off_bytes >= blob.size()) return std::nullopt;
  ReportedBytes out{std::move(blob), part.cut_off_bytes};
  if (out.cut_off_size == 0) out.cut_off_size = out.blob.size();
  return out;
}

std::optional<std::string_view> ReportedBytes::answer() const {
  const auto out = std::string_view(blob).substr(cut_off_size);
  return out.empty() ? std::nullopt : std::optional(out);
}

ReportedPart ReportedBytes::part() const {
  return {name_blob(blob), answer() ? cut_off_size : std::uint64_t{0}};
}

bool open_to_all(ReportOf of) { return of != ReportOf::kVolunteers; }

std::string encode(const ReportedPart& f) {
  return write_message<schema::ReportedPart>([&](schema::ReportedPart::Builder b) {
    write_blob(b.initBlob(), f.blob);
    b.setCutOffBytes(f.cut_off_bytes);
  });
}

std::optional<ReportedPart> decode_reported_part(std::string_view payload) {
  return decode<schema::ReportedPart, ReportedPart>(
      payload, [](schema::ReportedPart::Reader r) -> std::optional<ReportedPart> {
        auto blob = read_blob(r.getBlob());
        return blob ? std::optional(ReportedPart{std::move(*blob), r.getCutOffBytes()}) : std::nullopt;
      });
}

// ---- The fold

std::vector<FoldedReport> fold_reports(std::span<const Event> events, const Authority& authority) {
  std::map<PlaceCode, const Event*> first;
  for (const Event& event : events) {
    const EventHeader& h = event.header();
    if (h.kind != Kind::kReported || h.place == kPlaceOfAll) continue;
    const Writer* writer = authority.writer(h.writer);
    if (!writer || !writer->counts || !authority.at_or_above(writer->place, h.place) ||
        !decode_reported(event.body(), h.place))
      continue;
    const auto [at, fresh] = first.try_emplace(h.place, &event);
    if (!fresh && canonically_before(event, *at->second)) at->second = &event;
  }
  std::vector<FoldedReport> out;
  for (const auto& [place, event] : first)
    out.push_back({event->header().subject, event->ref(), *decode_reported(event->body(), place)});
  return out;
}

}  // namespace model
