// Any text is read as a list of places or refused; what was read stands in an order in which it can be
// declared, and can be written and read again.

#include <set>
#include <string>

#include "fuzz/targets.h"
#include "model/form1.h"
#include "model/places_csv.h"

namespace fuzz {
namespace {

constexpr model::PlaceCode kFirst{4313};

std::string written(const std::vector<model::Placed>& places) {
  std::string out = "code,name,parent,level\r\n";
  for (const model::Placed& p : places)
    out += p.code.text() + "," + p.name + "," + p.parent.text() + "," +
           std::string(model::word(p.level).key) + "\r\n";
  return out;
}

}  // namespace

bool places(std::string_view bytes) {
  const auto places = model::read_places_csv(bytes, kFirst);
  if (!places) {
    check_refusal(places.error());
    return false;
  }
  std::set<model::PlaceCode> known{kFirst};
  for (const model::Placed& place : *places) {
    model::check(known.contains(place.parent), "a place stands after its parent");
    model::check(known.insert(place.code).second, "a place stands once");
    model::check(!place.name.empty() && place.name.size() <= model::kOfficialNameBytesMax,
                 "the name of a place is within its limit");
    model::check(model::tidy_text(place.name) == place.name, "the name of a place is text");
    model::check(model::decode_placed(model::encode(place)).has_value(), "a place can be declared");
  }
  const std::string text = written(*places);
  const auto back = model::read_places_csv(text, kFirst);
  model::check(back && written(*back) == text, "a list of places is read as it was written");
  return !places->empty();
}

}  // namespace fuzz
