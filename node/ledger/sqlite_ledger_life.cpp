#include "node/ledger/sqlite_ledger_life.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>

#include "model/bytes.h"

namespace node {
namespace {

using model::Date;
using model::EventRef;

constexpr int kSqliteCorrupt = 11;

class Pack {
 public:
  void put(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void put(bool value) { put(static_cast<std::uint8_t>(value)); }
  void put(std::uint16_t value) { model::put_u16(bytes_, value); }
  void put(std::uint32_t value) { model::put_u32(bytes_, value); }
  void put(std::uint64_t value) { model::put_u64(bytes_, value); }
  void put(const Date& day) { put(day.number()); }
  void put(model::PlaceCode place) { put(place.value); }
  template <std::size_t N, typename Tag>
  void put(const model::FixedBytes<N, Tag>& id) {
    bytes_ += id.view();
  }
  void put(const EventRef& ref) {
    put(ref.log.place);
    put(ref.log.writer);
    put(ref.seq.value);
    put(ref.hash);
  }
  void put(const model::Share& share) {
    put(share.volunteer);
    put(share.share);
  }
  void put(const model::WishKey& key) {
    put(key.id);
    put(key.home);
  }
  void put(const model::FoldedSuspect& suspect) {
    put(suspect.other);
    put(suspect.why.bits);
    put(suspect.state);
  }
  void put(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_ += text;
  }
  template <typename E>
  requires std::is_enum_v<E>
  void put(E value) { put(static_cast<std::uint8_t>(value)); }
  template <typename Value>
  void put(const std::optional<Value>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <typename Value>
  void put(const std::vector<Value>& values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const Value& value : values) put(value);
  }
  template <typename Value, std::size_t N>
  void put(const std::array<Value, N>& values) {
    for (const Value& value : values) put(value);
  }
  void put(const model::FoldedClaim& claim);
  void put(const model::FoldedDecision& decision);
  void put(const model::FoldedAttachment& attachment) {
    put_all(attachment.event, attachment.claim, attachment.purpose, attachment.on);
  }

  template <typename... Values>
  void put_all(const Values&... values) {
    (put(values), ...);
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Unpack {
 public:
  explicit Unpack(std::string_view bytes) : bytes_(bytes) {}

  void get(std::uint8_t& value) { value = static_cast<std::uint8_t>(cut(1)[0]); }
  void get(bool& value) { value = cut(1)[0] != 0; }
  void get(std::uint16_t& value) { value = model::get_u16(cut(2).data()); }
  void get(std::uint32_t& value) { value = model::get_u32(cut(4).data()); }
  void get(std::uint64_t& value) { value = model::get_u64(cut(8).data()); }
  void get(Date& day) {
    std::uint32_t number = 0;
    get(number);
    day = Date::from_number(number).value_or(Date{});
  }
  void get(model::PlaceCode& place) { get(place.value); }
  template <std::size_t N, typename Tag>
  void get(model::FixedBytes<N, Tag>& id) {
    id = *model::FixedBytes<N, Tag>::from(cut(N));
  }
  void get(EventRef& ref) {
    get(ref.log.place);
    get(ref.log.writer);
    get(ref.seq.value);
    get(ref.hash);
  }
  void get(model::Share& share) {
    get(share.volunteer);
    get(share.share);
  }
  void get(model::WishKey& key) {
    get(key.id);
    get(key.home);
  }
  void get(model::FoldedSuspect& suspect) {
    get(suspect.other);
    get(suspect.why.bits);
    get(suspect.state);
  }
  void get(std::string& text) {
    std::uint32_t size = 0;
    get(size);
    text = cut(size);
  }
  template <typename E>
  requires std::is_enum_v<E>
  void get(E& value) { value = static_cast<E>(cut(1)[0]); }
  template <typename Value>
  void get(std::optional<Value>& value) {
    bool there = false;
    get(there);
    if (there) get(value.emplace());
  }
  template <typename Value>
  void get(std::vector<Value>& values) {
    std::uint32_t count = 0;
    get(count);
    for (; count > 0; --count) get(values.emplace_back());
  }
  template <typename Value, std::size_t N>
  void get(std::array<Value, N>& values) {
    for (Value& value : values) get(value);
  }
  void get(model::FoldedClaim& claim);
  void get(model::FoldedDecision& decision);
  void get(model::FoldedAttachment& attachment) {
    get_all(attachment.event, attachment.claim, attachment.purpose, attachment.on);
  }

  template <typename... Values>
  void get_all(Values&... values) {
    (get(values), ...);
  }
  [[nodiscard]] bool at_end() const { return bytes_.empty(); }

 private:
  std::string_view cut(std::size_t size) {
    if (size > bytes_.size()) throw SQLite::Exception("a row's life", kSqliteCorrupt);
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }

  std::string_view bytes_;
};

// The fields of each, in their order in the bytes: one list for writing and for reading.
void fields(auto&& each, auto& claim) requires
    std::is_same_v<std::remove_const_t<std::remove_reference_t<decltype(claim)>>, model::FoldedClaim> {
  each(claim.claim, claim.claimed, claim.volunteer, claim.unit, claim.on_paper, claim.on, claim.state,
       claim.reason, claim.decided_on, claim.due_on, claim.fulfilled, claim.fulfilled_on, claim.value_yuan,
       claim.minutes, claim.shares, claim.confirmed, claim.confirmed_on, claim.satisfaction, claim.unsettled);
}
void fields(auto&& each, auto& decision) requires
    std::is_same_v<std::remove_const_t<std::remove_reference_t<decltype(decision)>>, model::FoldedDecision> {
  each(decision.claim, decision.state, decision.reason, decision.unit, decision.on, decision.due_on,
       decision.decided, decision.fulfilled_on, decision.value_yuan, decision.minutes, decision.shares,
       decision.policy);
}
void fields(auto&& each, auto& offer) requires
    std::is_same_v<std::remove_const_t<std::remove_reference_t<decltype(offer)>>, model::FoldedOffer> {
  each(offer.scope, offer.published, offer.publisher, offer.on, offer.category, offer.targets.bits,
       offer.slots, offer.policy, offer.campaign, offer.number, offer.taken_down, offer.contested,
       offer.erased, offer.decisions, offer.heads);
}
void volunteer_fields(auto&& each, auto& volunteer) {
  each(volunteer.unit, volunteer.same_as, volunteer.source, volunteer.heads, volunteer.erased);
}
void life_fields(auto&& each, auto& wish) {
  each(wish.scope, wish.taken_down, wish.slots, wish.contested, wish.claims, wish.days.vetted_on,
       wish.days.published_on, wish.days.claimed_on, wish.days.fulfilled_on, wish.days.confirmed_on,
       wish.days.closed_on, wish.days.sent_on, wish.days.answered_on, wish.days.done_on, wish.satisfaction,
       wish.suspects, wish.merged_into, wish.merged_from, wish.attachments);
}

void Pack::put(const model::FoldedClaim& claim) {
  fields([this](const auto&... values) { put_all(values...); }, claim);
}
void Pack::put(const model::FoldedDecision& decision) {
  fields([this](const auto&... values) { put_all(values...); }, decision);
}
void Unpack::get(model::FoldedClaim& claim) {
  fields([this](auto&... values) { get_all(values...); }, claim);
}
void Unpack::get(model::FoldedDecision& decision) {
  fields([this](auto&... values) { get_all(values...); }, decision);
}

}  // namespace

std::string pack_life(const model::FoldedWish& wish) {
  if (wish.scope == model::PlaceCode{} && wish.claims.empty() && wish.attachments.empty() &&
      wish.days == model::Milestones{} && wish.suspects.empty() && !wish.merged_into &&
      wish.merged_from.empty())
    return "";
  Pack pack;
  life_fields([&](const auto&... values) { pack.put_all(values...); }, wish);
  return pack.take();
}

void unpack_life(std::string_view bytes, model::FoldedWish& wish) {
  if (bytes.empty()) return;
  Unpack unpack(bytes);
  life_fields([&](auto&... values) { unpack.get_all(values...); }, wish);
}

std::string pack_offer(const model::FoldedOffer& offer) {
  Pack pack;
  fields([&](const auto&... values) { pack.put_all(values...); }, offer);
  return pack.take();
}

void unpack_offer(std::string_view bytes, model::FoldedOffer& offer) {
  Unpack unpack(bytes);
  fields([&](auto&... values) { unpack.get_all(values...); }, offer);
}

std::string pack_volunteer(const model::FoldedVolunteer& volunteer) {
  Pack pack;
  volunteer_fields([&](const auto&... values) { pack.put_all(values...); }, volunteer);
  return pack.take();
}

void unpack_volunteer(std::string_view bytes, model::FoldedVolunteer& volunteer) {
  Unpack unpack(bytes);
  volunteer_fields([&](auto&... values) { unpack.get_all(values...); }, volunteer);
}

std::string pack_report(const model::FoldedReport& report) {
  Pack pack;
  pack.put_all(report.event, model::encode(report.said));
  return pack.take();
}

void unpack_report(std::string_view bytes, model::FoldedReport& report) {
  Unpack unpack(bytes);
  std::string body;
  unpack.get_all(report.event, body);
  const auto said = model::decode_reported(body, report.place());
  if (!said) throw SQLite::Exception("a row's report", kSqliteCorrupt);
  report.said = *said;
}

// Of a wish that nobody took up yet, which most are for a while, the last three lack.
std::string pack_report_row(const model::ReportRow& row) {
  Pack pack;
  pack.put_all(row.reached, row.satisfaction, row.handed_over, row.expired);
  for (std::size_t step = 0; step <= static_cast<std::size_t>(row.reached); ++step) pack.put(row.days[step]);
  if (row.due_on != Date{} || row.campaign || !row.units.empty())
    pack.put_all(row.due_on, row.campaign, row.units);
  return pack.take();
}

void unpack_report_row(std::string_view bytes, model::ReportRow& row) {
  Unpack unpack(bytes);
  unpack.get_all(row.reached, row.satisfaction, row.handed_over, row.expired);
  if (static_cast<std::size_t>(row.reached) >= row.days.size())
    throw SQLite::Exception("a row's report", kSqliteCorrupt);
  for (std::size_t step = 0; step <= static_cast<std::size_t>(row.reached); ++step)
    unpack.get(row.days[step]);
  if (!unpack.at_end()) unpack.get_all(row.due_on, row.campaign, row.units);
}

}  // namespace node
