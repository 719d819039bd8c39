#include "tools/sample_year/units.h"

#include <algorithm>
#include <string_view>

#include "tools/sample_year/people.h"

namespace sample_year {
namespace {

using model::PlaceCode;

struct Office {
  std::string_view name;
  std::uint32_t people;  // How many of its people take part, in proportion.
  VolunteerKind kind;
};
constexpr VolunteerKind kParty = VolunteerKind::kPartyMember;

// After the name of the city: 娄底市委组织部.
constexpr Office kOfCity[] = {
    {"委组织部", 6, kParty},
    {"委宣传部", 5, kParty},
    {"委办公室", 5, kParty},
    {"人民政府办公室", 6, kParty},
    {"文明办", 6, kParty},
    {"民政局", 9, kParty},
    {"教育局", 9, kParty},
    {"公安局", 14, kParty},
    {"财政局", 8, kParty},
    {"人力资源和社会保障局", 9, kParty},
    {"卫生健康委员会", 8, kParty},
    {"住房和城乡建设局", 7, kParty},
    {"交通运输局", 7, kParty},
    {"税务局", 10, kParty},
    {"中级人民法院", 7, kParty},
    {"人民检察院", 6, kParty},
    {"残疾人联合会", 4, kParty},
    {"妇女联合会", 4, kParty},
    {"总工会", 4, kParty},
    {"图书馆", 3, kParty},
    {"中心医院", 16, kParty},
    {"第一中学", 10, kParty},
    {"供电公司", 10, kParty},
    {"邮政分公司", 5, kParty},
    {"经济技术开发区管委会", 7, kParty},
    {"青年志愿者协会", 18, VolunteerKind::kYouth},
    {"慈善总会", 8, VolunteerKind::kCharity},
    {"义工联合会", 20, VolunteerKind::kCharity},
};
// After the name of a county.
constexpr Office kOfCounty[] = {
    {"委组织部", 5, kParty},
    {"委宣传部", 4, kParty},
    {"人民政府办公室", 5, kParty},
    {"民政局", 8, kParty},
    {"教育局", 8, kParty},
    {"公安局", 10, kParty},
    {"财政局", 6, kParty},
    {"人力资源和社会保障局", 7, kParty},
    {"卫生健康局", 6, kParty},
    {"农业农村局", 7, kParty},
    {"住房和城乡建设局", 5, kParty},
    {"自然资源局", 6, kParty},
    {"税务局", 8, kParty},
    {"人民法院", 5, kParty},
    {"人民检察院", 4, kParty},
    {"残疾人联合会", 4, kParty},
    {"妇女联合会", 4, kParty},
    {"退役军人事务局", 5, kParty},
    {"人民医院", 14, kParty},
    {"中医医院", 8, kParty},
    {"第一中学", 9, kParty},
    {"供电公司", 8, kParty},
    {"农村商业银行", 6, kParty},
    {"青年志愿者协会", 12, VolunteerKind::kYouth},
    {"爱心志愿者协会", 16, VolunteerKind::kCharity},
};
// After the name of a town.
constexpr Office kOfTown[] = {{"人民政府", 5, kParty},
                              {"中心学校", 4, kParty},
                              {"卫生院", 4, kParty},
                              {"志愿服务站", 3, VolunteerKind::kYouth}};
constexpr Office kOfStreet[] = {{"办事处", 6, kParty},
                                {"社区卫生服务中心", 4, kParty},
                                {"小学", 4, kParty},
                                {"志愿服务站", 4, VolunteerKind::kYouth}};
// After the name of a state-owned forest.
constexpr Office kOfForest[] = {{"党委", 3, kParty}};

// Those who do most: the smaller of two draws, so that the first half is met three times as often.
std::uint32_t some_of(const std::vector<std::uint32_t>& members, Dice& dice) {
  const std::uint32_t one = dice.below(members.size());
  return members[std::min(one, dice.below(members.size()))];
}

}  // namespace

Volunteers::Volunteers(const Places& places, std::uint64_t seed, std::uint32_t wishes) {
  std::vector<std::uint32_t> people;
  const auto open = [&](const std::string& place_name, PlaceCode place, PlaceCode county,
                        const Office& office) {
    units_.push_back({place_name + std::string(office.name), place, county, office.kind});
    people.push_back(office.people);
  };
  for (const Office& office : kOfCity) open(places.city.name, places.city.code, {}, office);
  for (const SamplePlace& county : places.counties)
    for (const Office& office : kOfCounty) open(county.name, county.code, county.code, office);
  for (const Town& town : places.towns) {
    const auto open_all = [&](const auto& offices) {
      for (const Office& office : offices) open(town.name, town.code, town.county, office);
    };
    if (town.name.ends_with("街道"))
      open_all(kOfStreet);
    else if (town.name.ends_with("林场"))
      open_all(kOfForest);
    else
      open_all(kOfTown);
  }

  constexpr std::uint32_t kWishesEach = 6, kFewest = 60, kMost = 20'000;
  const std::uint32_t count = std::clamp(wishes / kWishesEach, kFewest, kMost);
  Dice dice(seed, Concern::kVolunteers, 0);
  of_unit_.resize(units_.size());
  std::vector<std::uint32_t> units_by_people;
  for (std::uint32_t unit = 0; unit < units_.size(); ++unit)
    units_by_people.insert(units_by_people.end(), people[unit], unit);
  groups_.push_back({});
  for (const SamplePlace& county : places.counties) groups_.push_back({county.code, {}});
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t unit = dice.pick(units_by_people);
    const model::Sex sex = dice.of_thousand(520) ? model::Sex::kMale : model::Sex::kFemale;
    std::string name = adult_name(dice, sex);
    const bool party_member = dice.of_thousand(units_[unit].kind == kParty ? 850 : 250);
    const VolunteerKind of_others = units_[unit].kind == kParty ? VolunteerKind::kYouth : units_[unit].kind;
    all_.push_back({std::move(name), volunteer_phone(dice), unit, party_member ? kParty : of_others});
    of_unit_[unit].push_back(i);
    for (Group& group : groups_)
      if (group.county == units_[unit].county) group.members.push_back(i);
  }
}

const Volunteers::Group* Volunteers::group_of(PlaceCode county) const {
  for (const Group& group : groups_)
    if (group.county == county && !group.members.empty()) return &group;
  return nullptr;
}

std::uint32_t Volunteers::some_of_county(PlaceCode county, Dice& dice) const {
  const Group* const group = group_of(county);
  return group ? some_of(group->members, dice) : some_of_all(dice);
}

std::uint32_t Volunteers::some_of_city(Dice& dice) const { return some_of_county({}, dice); }

std::uint32_t Volunteers::some_of_all(Dice& dice) const {
  const std::uint32_t one = dice.below(all_.size());
  return std::min(one, dice.below(all_.size()));
}

std::uint32_t Volunteers::some_colleague(std::uint32_t volunteer, Dice& dice) const {
  return dice.pick(of_unit_[all_[volunteer].unit]);
}

}  // namespace sample_year
