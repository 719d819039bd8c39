#include "model/fold/volunteer.h"

#include <map>

#include "model/fact_message.h"
#include "model/facts.capnp.h"
#include "model/fold/sayings.h"

namespace model {

std::string encode(const VolunteerSet& f) {
  return write_message<schema::VolunteerSet>([&](schema::VolunteerSet::Builder b) {
    set_id([&](auto id) { b.setUnit(id); }, f.unit);
    set_id([&](auto id) { b.setSameAs(id); }, f.same_as);
    b.setWords(f.words);
  });
}

std::optional<VolunteerSet> decode_volunteer(std::string_view body) {
  return decode<schema::VolunteerSet, VolunteerSet>(body, [](schema::VolunteerSet::Reader r) {
    return std::optional(VolunteerSet{SubjectId::from(to_view(r.getUnit())),
                                      SubjectId::from(to_view(r.getSameAs())), r.getWords()});
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

namespace {

// Of what is said of a volunteer at one place (Sayings).
class VolunteerRules {
 public:
  enum Field : std::size_t { kUnit, kSameAs, kWords, kFields };

  explicit VolunteerRules(const History& history) {
    for (std::size_t i = 0; i < history.size(); ++i)
      said_.push_back(*decode_volunteer(history.event(i).body()));
  }
  [[nodiscard]] const VolunteerSet& said(std::size_t i) const { return said_[i]; }

  void correct(std::size_t i, Holding<kFields>& held) const {
    const bool unit = said_[i].unit != said_[held[kUnit]].unit;
    const bool same_as = said_[i].same_as != said_[held[kSameAs]].same_as;
    if (unit) held[kUnit] = i;
    if (same_as) held[kSameAs] = i;
    // Words can't be compared: they are in parts.
    if (said_[i].words || (!unit && !same_as)) held[kWords] = i;
  }
  // Who was found to be somebody else stays so, unless it was taken back by who knew of it.
  [[nodiscard]] bool weight(std::size_t field, std::size_t i, const Holding<kFields>&) const {
    return field == kSameAs && said_[i].same_as;
  }

 private:
  std::vector<VolunteerSet> said_;
};

FoldedVolunteer folded_volunteer(const History& history) {
  const VolunteerRules rules(history);
  const Sayings sayings(history, rules);
  const auto all = sayings.after_all();
  // Of the latest those that have these words, or what was said of them since.
  Positions sources;
  for (const std::size_t i : history.latest([](std::size_t) { return true; }))
    if (sayings.after(i)[rules.kWords] == all[rules.kWords]) sources.push_back(i);
  const Event& source = history.event(last_of(history, sources));
  const EventHeader& h = source.header();
  return {
      h.subject,    h.place,        rules.said(all[rules.kUnit]).unit, rules.said(all[rules.kSameAs]).same_as,
      source.ref(), sayings.heads()};
}

}  // namespace

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
    out.push_back(folded_volunteer(history));
    out.back().erased = authority.erased(out.back().id, place);
  }
  return out;
}

}  // namespace model
