#include "model/doubles.h"

#include "model/fact_message.h"
#include "model/facts.capnp.h"

namespace model {
namespace {

// A wish that is named: its subject and its home.
std::optional<SubjectId> id_in(capnp::Data::Reader data, std::uint64_t home) {
  const auto id = SubjectId::from(to_view(data));
  return id && !id->is_zero() && home != 0 ? id : std::nullopt;
}

}  // namespace

std::string encode(const Suspected& f) {
  return write_message<schema::Suspected>([&](schema::Suspected::Builder b) {
    b.setOther(to_data(f.other.view()));
    b.setOtherHome(f.other_home.value);
    b.setWhy(f.why.bits);
  });
}

std::optional<Suspected> decode_suspected(std::string_view body) {
  return decode<schema::Suspected, Suspected>(
      body, [](schema::Suspected::Reader r) -> std::optional<Suspected> {
        const auto other = id_in(r.getOther(), r.getOtherHome());
        if (!other) return std::nullopt;
        return Suspected{*other, PlaceCode{r.getOtherHome()}, {r.getWhy()}};
      });
}

std::string encode(const Merged& f) {
  return write_message<schema::Merged>([&](schema::Merged::Builder b) {
    b.setGiven(to_data(f.given.view()));
    b.setGivenHome(f.given_home.value);
    b.setInto(to_data(f.into.view()));
    b.setIntoHome(f.into_home.value);
    b.setOn(f.on.number());
  });
}

std::optional<Merged> decode_merged(std::string_view body) {
  return decode<schema::Merged, Merged>(body, [](schema::Merged::Reader r) -> std::optional<Merged> {
    const auto given = id_in(r.getGiven(), r.getGivenHome());
    const auto into = id_in(r.getInto(), r.getIntoHome());
    const auto on = Date::from_number(r.getOn());
    if (!given || !into || !on || (*given == *into && r.getGivenHome() == r.getIntoHome()))
      return std::nullopt;
    return Merged{*given, PlaceCode{r.getGivenHome()}, *into, PlaceCode{r.getIntoHome()}, *on};
  });
}

std::string encode(const ToldApart& f) {
  return write_message<schema::ToldApart>([&](schema::ToldApart::Builder b) {
    b.setOther(to_data(f.other.view()));
    b.setOtherHome(f.other_home.value);
    b.setOn(f.on.number());
  });
}

std::optional<ToldApart> decode_told_apart(std::string_view body) {
  return decode<schema::ToldApart, ToldApart>(body,
                                              [](schema::ToldApart::Reader r) -> std::optional<ToldApart> {
                                                const auto other = id_in(r.getOther(), r.getOtherHome());
                                                const auto on = Date::from_number(r.getOn());
                                                if (!other || !on) return std::nullopt;
                                                return ToldApart{*other, PlaceCode{r.getOtherHome()}, *on};
                                              });
}

}  // namespace model
