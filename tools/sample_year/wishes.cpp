#include "tools/sample_year/wishes.h"

#include <vector>

namespace sample_year {
namespace {

using model::Category;
using model::Target;

constexpr std::uint32_t kDearOfThousand = 56;
constexpr std::uint32_t kSaysValueOfThousand = 700;
constexpr std::uint32_t kSaysKindOfThousand = 330;
constexpr std::uint32_t kSaysMoreOfThousand = 450;

struct Circumstance {
  std::string_view text;
  Who who;
  enum class With { kAnyWish, kAnyThing, kThingThatLasts } with;
  enum class Of { kAnybody, kWithKin, kLeftBehindChild } of = Of::kAnybody;
};
using With = Circumstance::With;
using Of = Circumstance::Of;
constexpr Circumstance kCircumstances[] = {
    {"旧的用了十几年", Who::kAdults, With::kThingThatLasts},
    {"旧的已经不能用了", Who::kAdults, With::kThingThatLasts},
    {"村干部可代收", Who::kAll, With::kAnyThing},
    {"儿女在外打工", Who::kOld, With::kAnyWish, Of::kWithKin},
    {"老伴走后一个人住", Who::kOld, With::kAnyWish, Of::kWithKin},
    {"腿脚不便", Who::kWeak, With::kAnyWish},
    {"去年住院花光了积蓄", Who::kAdults, With::kAnyWish},
    {"家里两个孩子上学", Who::kHouseholds, With::kAnyWish},
    {"父母都在广东务工，跟奶奶住", Who::kChildren, With::kAnyWish, Of::kLeftBehindChild},
    {"跟爷爷住在山里", Who::kChildren, With::kAnyWish},
    {"住得偏，车只能到山脚", Who::kAdults, With::kAnyWish},
    {"白天都在家", Who::kAdults, With::kAnyWish},
    {"周末方便", Who::kChildren, With::kAnyWish},
};

const WishKind& some_kind(Dice& dice, std::span<const WishKind> kinds, const Person& person,
                          const TimeOfYear& when) {
  std::vector<std::uint32_t> weights;
  weights.reserve(kinds.size());
  for (const WishKind& kind : kinds)
    weights.push_back(suits(kind.who, person.targets, person.age) ? kind.weight * weight_at(kind.season, when)
                                                                  : 0);
  return kinds[dice.weighted(weights)];
}

std::string size_of(const WishKind& kind, const Person& person, Dice& dice) {
  if (kind.text.ends_with("运动鞋一双")) return "，" + std::to_string(dice.between(30, 40)) + "码";
  const bool worn = kind.text == "棉衣一件" || kind.text == "羽绒服一件" || kind.text == "新衣服一套";
  if (!worn || !dice.of_thousand(500)) return {};
  constexpr std::uint16_t kGrown = 16;
  constexpr std::string_view kSizes[] = {"M码", "L码", "XL码", "XXL码"};
  if (person.age >= kGrown) return "，" + std::string(dice.pick(kSizes));
  constexpr std::uint32_t kSmallestCm = 95, kCmAYear = 5;
  return "，身高" + std::to_string(kSmallestCm + person.age * kCmAYear + dice.below(kCmAYear)) + "厘米";
}

std::string value_text(std::uint32_t yuan, Dice& dice) {
  const std::string number = std::to_string(yuan);
  switch (dice.below(3)) {
    case 0:
      return "，" + number + "元左右";
    case 1:
      return "（" + number + "元）";
    default:
      return "（约" + number + "元）";
  }
}

bool is_of(Of of, const Person& person) {
  if (of == Of::kLeftBehindChild)
    return person.targets.has(Target::kLeftBehindChild) &&
           !person.targets.has(Target::kOrphanOrDisabledChild);
  const bool has_kin = !person.targets.has(Target::kElderWithoutFamily) &&
                       !person.targets.has(Target::kFiveGuarantees) &&
                       !person.targets.has(Target::kElderWhoLostOnlyChild);
  return of == Of::kAnybody || has_kin;
}

bool fits(const Circumstance& c, const WishKind& kind, const Person& person) {
  if (!suits(c.who, person.targets, person.age) || !is_of(c.of, person)) return false;
  if (c.with == With::kAnyWish) return true;
  return kind.category == Category::kGoods && (c.with == With::kAnyThing || !kind.used_up);
}

std::string circumstance_text(const WishKind& kind, const Person& person, Dice& dice) {
  std::vector<std::string_view> fitting;
  for (const Circumstance& c : kCircumstances)
    if (fits(c, kind, person)) fitting.push_back(c.text);
  return fitting.empty() ? std::string() : "，" + std::string(dice.pick(fitting));
}

std::string kind_text(const Person& person, Dice& dice) {
  std::string out;
  for (const model::Word& word : model::words(Target{}))
    if (person.targets.has(static_cast<Target>(word.number)))
      if (out.empty() || dice.of_thousand(500)) out = word.zh;
  return "（" + out + "）";
}

std::uint32_t rounded(std::uint32_t yuan) {
  const std::uint32_t to = yuan >= 1000 ? 100 : 10;
  return yuan / to * to;
}

}  // namespace

Wish make_wish(Dice& dice, const Person& person, const TimeOfYear& when) {
  Wish out;
  out.dear = dice.of_thousand(kDearOfThousand);
  out.kind = &some_kind(dice, out.dear ? dear_wish_kinds() : wish_kinds(), person, when);
  const WishKind& kind = *out.kind;
  if (kind.yuan_min != 0) out.yuan = rounded(dice.between(kind.yuan_min, kind.yuan_max));

  model::WishEntry& entry = out.entry;
  entry.name = person.name;
  entry.sex = person.sex;
  entry.age = person.age;
  entry.phone = person.phone;
  entry.proof = person.proof;
  entry.consent = person.consent;
  entry.consent_by = person.consent_by;
  entry.consent_how = person.consent_how;
  entry.category = kind.category;
  entry.targets = person.targets;
  entry.content = std::string(kind.text) + size_of(kind, person, dice);
  if (out.yuan != 0 && (out.dear || dice.of_thousand(kSaysValueOfThousand))) {
    entry.value_yuan = out.yuan;
    entry.content += value_text(out.yuan, dice);
  }
  if (dice.of_thousand(kSaysMoreOfThousand)) entry.content += circumstance_text(kind, person, dice);
  if (dice.of_thousand(kSaysKindOfThousand)) entry.content += kind_text(person, dice);
  return out;
}

}  // namespace sample_year
