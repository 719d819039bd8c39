#include "model/event.h"

#include <algorithm>

#include "model/crypto.h"
#include "model/event.capnp.h"
#include "model/message.h"

namespace model {
namespace {

const Error kMalformed("event.malformed", "the bytes are not an event");

template <typename Id, typename... Words>
Id id_of(Words... words) {
  static_assert(sizeof...(words) * 8 == Id::kSize);
  Id id;
  const std::uint64_t all[] = {words...};
  std::memcpy(id.data.data(), all, sizeof all);
  return id;
}

template <typename Id>
std::uint64_t word_of(const Id& id, std::size_t index) {
  std::uint64_t out;
  std::memcpy(&out, id.data.data() + index * 8, sizeof out);
  return out;
}

}  // namespace

bool has_fixed_header(std::string_view bytes) {
  constexpr std::uint16_t kDataWords = 19;
  constexpr std::size_t kHeaderBytes = 8 + kDataWords * 8;
  // The root pointer: a struct right behind it, with so many words of data or more.
  return bytes.size() >= kHeaderBytes && bytes.substr(0, 4) == std::string_view("\0\0\0\0", 4) &&
         (static_cast<std::uint8_t>(bytes[4]) | static_cast<std::uint8_t>(bytes[5]) << 8) >= kDataWords;
}

Result<Event> Event::parse(std::string bytes) {
  if (bytes.size() > kEventBytesMax)
    return Error("event.too_large",
                 "an event of " + std::to_string(bytes.size()) + " bytes is over the limit");
  Event event;
  event.bytes_ = std::move(bytes);
  auto read = read_message<schema::Event>(event.bytes_, kMalformed, [&](schema::Event::Reader r) -> Result<> {
    EventHeader& h = event.header_;
    h.place = {r.getPlace()};
    h.writer = id_of<WriterId>(r.getWriter0(), r.getWriter1());
    h.seq = {r.getSeq()};
    h.prev = id_of<EventHash>(r.getPrev0(), r.getPrev1(), r.getPrev2(), r.getPrev3());
    h.time = {r.getTime()};
    h.kind = static_cast<Kind>(r.getKind());
    h.flags = r.getFlags();
    h.subject = id_of<SubjectId>(r.getSubject0(), r.getSubject1());
    h.home = {r.getHome()};
    h.actor = id_of<ActorId>(r.getActor0(), r.getActor1());
    h.commitment =
        id_of<Commitment>(r.getCommitment0(), r.getCommitment1(), r.getCommitment2(), r.getCommitment3());
    const std::string_view based_on = to_view(r.getBasedOn());
    if (based_on.size() % EventHash::kSize != 0 || based_on.size() / EventHash::kSize > kBasedOnMax)
      return kMalformed;
    for (std::size_t at = 0; at < based_on.size(); at += EventHash::kSize) {
      const EventHash hash = *EventHash::from(based_on.substr(at, EventHash::kSize));
      if (!h.based_on.empty() && !(h.based_on.back() < hash)) return kMalformed;
      h.based_on.push_back(hash);
    }
    if (h.seq.value == 0 || (h.seq.value == 1) != h.prev.is_zero()) return kMalformed;
    const std::string_view body = to_view(r.getBody());
    if (!body.empty()) {
      event.body_at_ = static_cast<std::size_t>(body.data() - event.bytes_.data());
      event.body_size_ = body.size();
    }
    return {};
  });
  if (!read) return read.error();
  event.hash_ = EventHash{sha256(event.bytes_)};
  return event;
}

Event Event::make(EventHeader h, std::string_view body) {
  std::sort(h.based_on.begin(), h.based_on.end());
  h.based_on.erase(std::unique(h.based_on.begin(), h.based_on.end()), h.based_on.end());
  check(h.based_on.size() <= kBasedOnMax, "based_on is within its limit");
  std::string based_on;
  for (const EventHash& hash : h.based_on) based_on += hash.view();
  const auto fill = [&](schema::Event::Builder b) {
    b.setPlace(h.place.value);
    b.setWriter0(word_of(h.writer, 0));
    b.setWriter1(word_of(h.writer, 1));
    b.setSeq(h.seq.value);
    b.setPrev0(word_of(h.prev, 0));
    b.setPrev1(word_of(h.prev, 1));
    b.setPrev2(word_of(h.prev, 2));
    b.setPrev3(word_of(h.prev, 3));
    b.setTime(h.time.bits);
    b.setKind(static_cast<std::uint16_t>(h.kind));
    b.setFlags(h.flags);
    b.setSubject0(word_of(h.subject, 0));
    b.setSubject1(word_of(h.subject, 1));
    b.setHome(h.home.value);
    b.setActor0(word_of(h.actor, 0));
    b.setActor1(word_of(h.actor, 1));
    b.setCommitment0(word_of(h.commitment, 0));
    b.setCommitment1(word_of(h.commitment, 1));
    b.setCommitment2(word_of(h.commitment, 2));
    b.setCommitment3(word_of(h.commitment, 3));
    if (!based_on.empty()) b.setBasedOn(to_data(based_on));
    b.setBody(to_data(body));
  };
  const auto words = static_cast<unsigned>(24 + based_on.size() / 8 + body.size() / 8 + 2);
  auto event = parse(write_message<schema::Event>(fill, words));
  check(event.has_value(), "an event that we write is well formed and within the limit");
  return std::move(*event);
}

bool follows(const Tip& before, const Event& event) {
  return event.header().seq == before.seq.next() && event.header().prev == before.hash;
}

bool canonically_before(const Event& a, const Event& b) {
  if (a.header().time != b.header().time) return a.header().time < b.header().time;
  return a.hash() < b.hash();
}

std::string tip_statement(const LogId& log, const Tip& tip) {
  std::string out = "wishtree tip";
  put_u64(out, log.place.value);
  out += log.writer.view();
  put_u64(out, tip.seq.value);
  out += tip.hash.view();
  return out;
}

}  // namespace model
