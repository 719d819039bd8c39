#include "model/fold/volunteer.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "model/fact_message.h"
#include "model/facts.capnp.h"
#include "model/fold/history.h"

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

// What is said of a volunteer at one place, field by field: which event holds for it after each of them. An
// event that repeats what its writer knew says nothing of the field, so it takes back no other's word of
// which that writer did not know.
class Sayings {
 public:
  explicit Sayings(const History& history) : history_(history) {
    for (std::size_t i = 0; i < history.size(); ++i) {
      said_.push_back(*decode_volunteer(history.event(i).body()));
      after_.push_back(after(i));
    }
  }

  [[nodiscard]] FoldedVolunteer folded() const {
    const Positions last = history_.latest([](std::size_t) { return true; });
    const Holding all = holding(last);
    // Of those that have these words or what was said of them since.
    Positions with_words;
    for (const std::size_t i : last)
      if (after_[i].words == all.words) with_words.push_back(i);
    const Event& source = history_.event(latest_of(with_words));
    const EventHeader& h = source.header();
    return {h.subject,    h.place,         said_[all.unit].unit, said_[all.same_as].same_as,
            source.ref(), history_.heads()};
  }

 private:
  // The events that hold, by their positions.
  struct Holding {
    std::size_t unit, same_as, words;
  };

  Holding after(std::size_t i) const {
    Positions known;
    for (const EventHash& hash : history_.event(i).header().based_on)
      if (const auto at = history_.find(hash)) known.push_back(*at);
    if (known.empty()) return {i, i, i};
    Holding out = holding(known);
    const bool unit = said_[i].unit != said_[out.unit].unit;
    const bool same_as = said_[i].same_as != said_[out.same_as].same_as;
    if (unit) out.unit = i;
    if (same_as) out.same_as = i;
    // Words can't be compared: they are in parts.
    if (said_[i].words || (!unit && !same_as)) out.words = i;
    return out;
  }

  // For whoever knows these events and what they are based on.
  Holding holding(const Positions& known) const {
    Positions units, same_as, words, merged, apart;
    for (const std::size_t i : known) {
      units.push_back(after_[i].unit);
      same_as.push_back(after_[i].same_as);
      words.push_back(after_[i].words);
    }
    // Who was found to be somebody else stays so, unless it was taken back by who knew of it.
    for (const std::size_t i : standing(same_as)) (said_[i].same_as ? merged : apart).push_back(i);
    return {latest_of(units), latest_of(merged.empty() ? apart : merged), latest_of(words)};
  }

  // Those of which no other one knew.
  Positions standing(const Positions& some) const {
    Positions out;
    std::ranges::copy_if(some, std::back_inserter(out), [&](std::size_t i) {
      return std::ranges::none_of(some, [&](std::size_t other) { return history_.knows(other, i); });
    });
    return out;
  }
  // Of these the canonically last.
  std::size_t latest_of(const Positions& some) const {
    const Positions unaware = standing(some);
    return *std::ranges::max_element(unaware, [&](std::size_t a, std::size_t b) {
      return canonically_before(history_.event(a), history_.event(b));
    });
  }

  const History& history_;
  std::vector<VolunteerSet> said_;
  std::vector<Holding> after_;
};

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
    out.push_back(Sayings(history).folded());
    out.back().erased = authority.erased(out.back().id, place);
  }
  return out;
}

}  // namespace model
