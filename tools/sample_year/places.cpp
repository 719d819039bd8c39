#include "tools/sample_year/places.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "model/result.h"
#include "tools/sample_year/dice.h"

namespace sample_year {
namespace {

using model::Level;

constexpr std::string_view kStems[] = {
    "桃", "石", "双", "新", "大", "白", "长", "金", "龙", "竹", "青", "黄", "上", "下", "太", "永", "高",
    "杨", "梅", "枫", "柳", "檀", "油", "茶", "温", "清", "朝", "东", "西", "南", "红", "花", "井", "马",
    "罗", "丰", "泉", "云", "天", "木", "洪", "栗", "樟", "荷", "芦", "古", "横", "田", "沙", "福"};
constexpr std::string_view kEnds[] = {"林", "江", "桥", "塘", "坪", "冲", "溪", "山", "田", "湾",
                                      "岭", "星", "泉", "坳", "洞", "树", "源", "龙", "光", "兴",
                                      "合", "井", "园", "坡", "团", "家", "峰", "口", "溪", "坝"};
constexpr std::string_view kUrban[] = {
    "新星", "建设", "朝阳", "育才", "和平", "月塘", "湘中", "胜利", "民主", "解放", "长青", "东方",
    "五星", "先锋", "团结", "工农", "幸福", "南苑", "北苑", "芙蓉", "荷花", "凤凰", "文昌", "正街",
    "西坪", "东坪", "河街", "沿江", "花园", "群益", "安平", "万豪", "城中", "桥头", "学府", "锑都"};

constexpr std::uint32_t kFirstVillage = 201;
constexpr std::uint64_t kHomesOfTown = 1000;

bool is_street(const std::string& town) { return town.ends_with("街道"); }
bool is_forest(const std::string& town) { return town.ends_with("林场"); }

bool is_below(model::PlaceCode code, model::PlaceCode above) {
  return code != above && code.text().starts_with(above.text());
}

// How many of its homes are communities, and how many villages.
struct Counts {
  std::uint32_t communities;
  std::uint32_t villages;
};
Counts counts_of(const std::string& town, std::uint32_t per_town, Dice& dice) {
  if (per_town != 0) {
    const std::uint32_t urban = is_street(town) ? (per_town * 3 + 3) / 4 : (per_town + 3) / 6;
    return {urban, per_town - urban};
  }
  if (is_forest(town)) return {1, dice.between(2, 4)};
  if (is_street(town)) return {dice.between(6, 12), dice.between(2, 6)};
  return {dice.between(1, 3), dice.between(14, 32)};
}

std::string some_name(bool urban, Dice& dice) {
  const std::string_view last = urban ? "社区" : "村";
  if (urban && dice.of_thousand(600)) return std::string(dice.pick(kUrban)) + std::string(last);
  for (;;) {
    const std::string_view stem = dice.pick(kStems);
    const std::string_view end = dice.pick(kEnds);
    if (stem != end) return std::string(stem) + std::string(end) + std::string(last);
  }
}

// Nothing where the given list has none of that level above it.
const SamplePlace* above(const std::vector<SamplePlace>& given, model::PlaceCode code, Level level) {
  const SamplePlace* found = nullptr;
  for (const SamplePlace& place : given)
    if (place.level == level && is_below(code, place.code)) found = &place;
  return found;
}

class TownMaker {
 public:
  TownMaker(const std::vector<SamplePlace>& given, const SamplePlace& town, Dice dice)
      : town_(town), dice_(dice) {
    for (const SamplePlace& place : given)
      if (place.level == Level::kCommunity && is_below(place.code, town.code)) keep(place);
  }

  [[nodiscard]] std::vector<SamplePlace> make(std::uint32_t per_town) {
    const Counts counts = counts_of(town_.name, per_town, dice_);
    const auto wanted = static_cast<std::size_t>(counts.communities) + counts.villages;
    for (std::uint32_t i = 0; i < counts.communities && homes_.size() < wanted; ++i) invent(true, 1 + i);
    for (std::uint32_t i = 0; homes_.size() < wanted; ++i) invent(false, kFirstVillage + i);
    std::sort(homes_.begin(), homes_.end(),
              [](const SamplePlace& a, const SamplePlace& b) { return a.code < b.code; });
    return homes_;
  }

 private:
  void keep(const SamplePlace& place) {
    codes_.insert(place.code);
    names_.insert(place.name);
    homes_.push_back(place);
  }

  // A code that is given to another place is passed over.
  void invent(bool urban, std::uint32_t last_digits) {
    const model::PlaceCode code{town_.code.value * kHomesOfTown + last_digits};
    if (codes_.contains(code)) return;
    std::string name = some_name(urban, dice_);
    while (names_.contains(name)) name = some_name(urban, dice_);
    keep({code, std::move(name), Level::kCommunity});
  }

  const SamplePlace& town_;
  Dice dice_;
  std::set<model::PlaceCode> codes_;
  std::set<std::string> names_;
  std::vector<SamplePlace> homes_;
};

}  // namespace

std::vector<SamplePlace> sample_places(const SamplePlace& first, const std::vector<model::Placed>& below) {
  std::vector<SamplePlace> out{first};
  for (const model::Placed& place : below) out.push_back({place.code, place.name, place.level});
  return out;
}

Places make_places(std::vector<SamplePlace> given, std::uint64_t seed, std::uint32_t per_town) {
  constexpr std::uint32_t kPerTownMax = 150;  // Codes of villages, and names, end somewhere.
  model::check(per_town <= kPerTownMax, "more homes below a town than the sample year can name");
  const auto by_code = [](const SamplePlace& a, const SamplePlace& b) { return a.code < b.code; };
  std::sort(given.begin(), given.end(), by_code);
  Places out;
  for (const SamplePlace& place : given) {
    if (place.level == Level::kCity) out.city = place;
    if (place.level == Level::kCounty) out.counties.push_back(place);
    if (place.level != Level::kCommunity) out.all.push_back(place);
    if (place.level != Level::kTown) continue;
    const SamplePlace* const county = above(given, place.code, Level::kCounty);
    const SamplePlace* const city = above(given, place.code, Level::kCity);
    model::check(county != nullptr && city != nullptr, "a town of a sample year without county or city");
    const auto homes =
        TownMaker(given, place, Dice(seed, Concern::kVillages, place.code.value)).make(per_town);
    out.towns.push_back({place.code, place.name, county->code, out.homes.size(), homes.size()});
    for (const SamplePlace& home : homes) {
      out.all.push_back(home);
      out.homes.push_back({home.code, home.name, place.code, place.name, county->code, city->code,
                           home.name.ends_with("社区")});
    }
  }
  model::check(!out.homes.empty(), "a sample year without a town");
  return out;
}

}  // namespace sample_year
