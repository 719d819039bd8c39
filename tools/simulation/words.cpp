#include "tools/simulation/words.h"

#include "model/consent.h"
#include "tools/sample_year/people.h"
#include "tools/sample_year/wishes.h"
#include "tools/simulation/trace.h"

namespace simulation {

namespace {

constexpr std::uint64_t kFrankThousandths = 120;

std::string number_text(std::uint64_t number, std::size_t digits) {
  std::string out = std::to_string(number);
  return std::string(digits - std::min(digits, out.size()), '0') + out;
}

// Of 18 digits: six of the county, the day of birth, three more, and one that checks.
std::string id_number(std::uint64_t bits, unsigned born) {
  return "431322" + std::to_string(born) + number_text(bits % 12 + 1, 2) +
         number_text(bits / 12 % 28 + 1, 2) + number_text(bits / 400 % 10'000, 4);
}

// All that there is to say, in the wish.
void say_all(MarkedWish& out, const sample_year::Person& person, std::uint64_t bits, unsigned year) {
  model::WishEntry& entry = out.entry;
  Words& words = out.words;
  entry.name = words.name = person.name;
  // Behind a family name of one character; of two it stands out by itself.
  constexpr std::size_t kCharacterBytes = 3;
  if (const std::string given = person.name.substr(kCharacterBytes); given.size() >= 2 * kCharacterBytes)
    words.given_name = given;
  entry.phone = words.phone = std::to_string(13'500'000'000 + bits % 100'000'000);
  entry.address = words.address = person.within_home;
  words.id_number = id_number(bits, year - person.age);
  words.school = "青山" + std::string(person.is_child() ? "小学" : "中学");
  entry.proof = words.proof = "身份证" + words.id_number;
  entry.content += "，本人" + words.name + "，住" + words.address + "，电话" + words.phone + "，身份证号" +
                   words.id_number + "，孩子在" + words.school + "读书";
}

}  // namespace

MarkedWish marked(const model::WishEntry& said, std::uint64_t marker) {
  MarkedWish out{said, {}};
  const std::string mark = marker_text(marker);
  out.entry.name = out.words.name = said.name + mark;
  out.entry.address = out.words.address = mark + said.address;
  out.entry.phone = out.words.phone = "139" + mark;
  out.entry.content += mark;
  if (model::is_child(said.age, said.targets)) out.words.child_age = said.age;
  return out;
}

MarkedWish marked_wish(std::uint64_t seed, std::uint64_t marker, const model::Date& on) {
  using sample_year::Concern;
  sample_year::Dice of_person(seed, Concern::kPerson, marker);
  sample_year::Dice of_wish(seed, Concern::kWish, marker);
  const sample_year::Person person = sample_year::make_person(of_person, {}, on.month, false);
  model::WishEntry said = sample_year::make_wish(of_wish, person, {on.month, false}).entry;
  said.address = person.within_home;
  const std::uint64_t bits = mix(seed ^ mix(marker));
  if (bits % 1000 >= kFrankThousandths) return marked(said, marker);
  MarkedWish out{std::move(said), {}};
  if (person.is_child()) out.words.child_age = person.age;
  say_all(out, person, bits / 1000, on.year);
  out.entry.proof += marker_text(marker);
  out.entry.content += marker_text(marker);
  return out;
}

bool says_age(std::string_view text, std::uint16_t years) {
  const std::string age = std::to_string(years);
  for (std::size_t at = text.find(age); at != std::string_view::npos; at = text.find(age, at + 1)) {
    const std::string_view before = text.substr(0, at), after = text.substr(at + age.size());
    const bool within_number = !before.empty() && before.back() >= '0' && before.back() <= '9';
    if (!within_number && !before.ends_with("–") && after.starts_with("岁")) return true;
  }
  return false;
}

}  // namespace simulation
