#include "model/fold/volunteer.h"

#include <algorithm>
#include <map>

#include "model/fact_message.h"
#include "model/facts.capnp.h"
#include "model/fold/history.h"

namespace model {

std::string encode(const VolunteerSet& f) {
  return write_message<schema::VolunteerSet>([&](schema::VolunteerSet::Builder b) {
    set_id([&](auto id) { b.setUnit(id); }, f.unit);
    set_id([&](auto id) { b.setSameAs(id); }, f.same_as);
  });
}

std::optional<VolunteerSet> decode_volunteer(std::string_view body) {
  return decode<schema::VolunteerSet, VolunteerSet>(body, [](schema::VolunteerSet::Reader r) {
    return std::optional(
        VolunteerSet{SubjectId::from(to_view(r.getUnit())), SubjectId::from(to_view(r.getSameAs()))});
  });
}

std::string encode(const VolunteerPart& f) {
  return write_message<schema::VolunteerPart>([&](schema::VolunteerPart::Builder b) {
    set_text([&](auto t) { b.setName(t); }, f.name);
    set_text([&](auto t) { b.setPhone(t); }, f.phone);
  });
}

std::optional<VolunteerPart> decode_volunteer_part(std::string_view payload) {
  return decode<schema::VolunteerPart, VolunteerPart>(payload, [](schema::VolunteerPart::Reader r) {
    return std::optional(VolunteerPart{to_string(r.getName()), to_string(r.getPhone())});
  });
}

std::vector<FoldedVolunteer> fold_volunteers(std::span<const Event> events, const Authority& authority) {
  std::map<PlaceCode, std::vector<const Event*>> counting;
  for (const Event& event : events) {
    const EventHeader& h = event.header();
    if (h.kind != Kind::kVolunteerSet || h.place == kPlaceOfAll) continue;
    const Writer* writer = authority.writer(h.writer);
    if (writer && writer->counts && authority.at_or_above(writer->place, h.place) &&
        decode_volunteer(event.body()))
      counting[h.place].push_back(&event);
  }
  std::vector<FoldedVolunteer> out;
  for (auto& [place, said] : counting) {
    const History history(std::move(said));
    const Positions latest = history.latest([](std::size_t) { return true; });
    const std::size_t last = *std::ranges::max_element(latest, [&](std::size_t a, std::size_t b) {
      return canonically_before(history.event(a), history.event(b));
    });
    const Event& event = history.event(last);
    const VolunteerSet set = *decode_volunteer(event.body());
    const SubjectId& id = event.header().subject;
    out.push_back(
        {id, place, set.unit, set.same_as, event.ref(), history.heads(), authority.erased(id, place)});
  }
  return out;
}

}  // namespace model
