#include "tools/simulation/words.h"

#include "tools/sample_year/people.h"
#include "tools/sample_year/wishes.h"
#include "tools/simulation/journal.h"

namespace simulation {

model::WishEntry marked_wish(std::uint64_t seed, std::uint64_t marker, const model::Date& on) {
  using sample_year::Concern;
  sample_year::Dice of_person(seed, Concern::kPerson, marker);
  sample_year::Dice of_wish(seed, Concern::kWish, marker);
  const sample_year::Person person = sample_year::make_person(of_person, {}, on.month, false);
  model::WishEntry out = sample_year::make_wish(of_wish, person, {on.month, false}).entry;
  const std::string mark = marker_text(marker);
  out.name += mark;
  out.address = mark + person.within_home;
  out.content += mark;
  out.phone = "139" + mark;
  return out;
}

}  // namespace simulation
