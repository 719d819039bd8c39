#include "tools/sample_year/people.h"

#include <string_view>
#include <vector>

namespace sample_year {
namespace {

using model::Sex;
using model::Target;
using Words = std::string_view;

// Written as often as they are met in 娄底, roughly.
constexpr Words kSurnames[] = {"刘",   "刘", "刘", "李", "李", "李", "曾", "曾", "王", "王", "谢",
                               "谢",   "彭", "彭", "陈", "陈", "肖", "肖", "邓", "胡", "贺", "周",
                               "周",   "张", "张", "谭", "袁", "罗", "罗", "杨", "吴", "伍", "康",
                               "欧阳", "梁", "龚", "段", "邹", "聂", "黄", "唐", "龙", "易", "戴",
                               "曹",   "苏", "方", "童", "颜", "卢", "朱", "毛"};
constexpr Words kOldMale1[] = {"德", "伏", "长", "庚", "满", "石", "冬", "春", "友", "光",
                               "义", "正", "仁", "本", "维", "运", "福", "南", "桂", "国"};
constexpr Words kOldMale2[] = {"生", "初", "明", "清", "云", "华", "林", "国", "和", "连",
                               "保", "成", "才", "秋", "祥", "求", "吾", "安", "元", "贵"};
constexpr Words kOldFemale1[] = {"玉", "桂", "秀", "冬", "春", "菊", "淑", "金", "爱",
                                 "凤", "梅", "月", "翠", "兰", "莲", "足", "满", "福"};
constexpr Words kOldFemale2[] = {"英", "兰", "珍", "莲", "梅", "香", "娥", "华",
                                 "秀", "云", "姣", "连", "贞", "初", "娇", "元"};
constexpr Words kMale1[] = {"建", "志", "国", "小", "海", "军", "伟", "红", "新", "立",
                            "勇", "文", "卫", "永", "爱", "平", "跃", "继", "向", "佑"};
constexpr Words kMale2[] = {"军", "平", "华", "辉", "强", "明", "良", "兵", "文",
                            "林", "波", "斌", "刚", "锋", "雄", "东", "来", "高"};
constexpr Words kFemale1[] = {"红", "小", "丽", "建", "海", "艳", "春", "雪", "秋",
                              "美", "晓", "桂", "玉", "文", "爱", "凤", "菊", "锦"};
constexpr Words kFemale2[] = {"英", "霞", "燕", "红", "梅", "芳", "平", "兰", "辉",
                              "玲", "娟", "香", "云", "华", "群", "姣", "莲", "妹"};
constexpr Words kBoys[] = {"子轩", "浩宇", "宇轩", "梓豪", "俊杰", "博文", "嘉豪", "俊熙",
                           "子涵", "浩然", "文轩", "宇航", "志远", "鑫磊", "思远", "家乐",
                           "锦程", "烨",   "天佑", "明哲", "涵",   "奕辰", "家豪", "煜"};
constexpr Words kGirls[] = {"梓涵", "欣怡", "雨桐", "诗涵", "佳怡", "思琪", "雨欣", "子萱",
                            "梦瑶", "紫涵", "可馨", "语嫣", "雅婷", "静怡", "心怡", "若曦",
                            "佳琪", "依诺", "婉婷", "美琪", "怡",   "欣",   "玥",   "思思"};

enum class Generation { kChild, kAdult, kOld };

struct Kind {
  Target target;
  std::uint32_t weight;
  std::uint16_t age_min;
  std::uint16_t age_max;
  std::string_view proof;
};
constexpr Kind kKinds[] = {
    {Target::kPoorHousehold, 180, 24, 84, "扶贫手册"},
    {Target::kAllowanceHousehold, 160, 20, 88, "低保证"},
    {Target::kFiveGuarantees, 90, 60, 94, "五保供养证"},
    {Target::kLeftBehindChild, 150, 5, 15, "户口簿复印件"},
    {Target::kSpecialNeedsChild, 30, 4, 15, "医院诊断证明"},
    {Target::kOrphanOrDisabledChild, 35, 4, 15, "民政部门证明"},
    {Target::kDisabled, 120, 18, 78, "残疾证"},
    {Target::kElderWithoutFamily, 50, 65, 95, "村委会证明"},
    {Target::kEmptyNestElder, 110, 61, 92, "身份证复印件"},
    {Target::kElderWhoLostOnlyChild, 22, 52, 84, "计生特扶证"},
    {Target::kPartyMemberInDifficulty, 40, 42, 89, "党组织证明"},
    {Target::kVeteran, 35, 46, 88, "退役证"},
    {Target::kWarVeteran, 12, 58, 97, "参战退役人员证"},
    {Target::kOther, 25, 20, 80, "村委会证明"},
};

bool is_of_child(Target target) {
  return target == Target::kLeftBehindChild || target == Target::kSpecialNeedsChild ||
         target == Target::kOrphanOrDisabledChild;
}

const Kind& some_kind(Dice& dice, const model::Targets& wanted, unsigned month) {
  constexpr unsigned kSchoolBegins = 8;
  std::vector<std::uint32_t> weights;
  for (const Kind& kind : kKinds) {
    const bool fits = wanted.bits == 0 || wanted.has(kind.target);
    const std::uint32_t times = month == kSchoolBegins && is_of_child(kind.target) ? 2 : 1;
    weights.push_back(fits ? kind.weight * times : 0);
  }
  return kKinds[dice.weighted(weights)];
}

// Many are two things at once: an orphan of a household with an allowance, a veteran whose nest is empty.
void add_second_kind(Person& person, Target first, Dice& dice) {
  if (!dice.of_thousand(180)) return;
  constexpr std::uint16_t kOld = 62;
  constexpr Target kOfAll[] = {Target::kPoorHousehold, Target::kAllowanceHousehold};
  constexpr Target kOfOld[] = {Target::kEmptyNestElder, Target::kAllowanceHousehold, Target::kDisabled};
  const Target second = person.age >= kOld && dice.of_thousand(500) ? dice.pick(kOfOld) : dice.pick(kOfAll);
  const bool has_no_kin = first == Target::kElderWithoutFamily || first == Target::kFiveGuarantees;
  const bool contradicts = has_no_kin && second != Target::kDisabled;
  if (!contradicts) person.targets.add(second);
}

// Who fought in the 1950s is past 85, who fought in 1979 about 60.
std::uint16_t some_age(const Kind& kind, Dice& dice) {
  if (kind.target == Target::kWarVeteran)
    return static_cast<std::uint16_t>(dice.of_thousand(300) ? dice.between(86, kind.age_max)
                                                            : dice.between(kind.age_min, 69));
  return static_cast<std::uint16_t>(dice.between(kind.age_min, kind.age_max));
}

std::string given_name(Dice& dice, Sex sex, Generation generation) {
  const bool male = sex == Sex::kMale;
  if (generation == Generation::kChild) return std::string(male ? dice.pick(kBoys) : dice.pick(kGirls));
  std::string first, second;
  if (generation == Generation::kOld) {
    first = male ? dice.pick(kOldMale1) : dice.pick(kOldFemale1);
    second = male ? dice.pick(kOldMale2) : dice.pick(kOldFemale2);
  } else {
    first = male ? dice.pick(kMale1) : dice.pick(kFemale1);
    second = male ? dice.pick(kMale2) : dice.pick(kFemale2);
  }
  const bool alone = dice.of_thousand(110) || first == second;
  return alone ? second : first + second;
}

// By whom and how, and the words.
struct Consent {
  model::ConsentBy by;
  model::ConsentHow how;
  std::string words;
};

model::ConsentHow how_of(std::string_view way) {
  if (way.starts_with("口头")) return model::ConsentHow::kSpoken;
  return way.starts_with("电话") ? model::ConsentHow::kPhone : model::ConsentHow::kWritten;
}

Consent consent_of(const Person& person, const std::string& surname, Dice& dice) {
  constexpr Words kWays[] = {
      "签字同意", "签字同意", "签字同意", "口头同意，村干部在场", "口头同意，入户时记录", "电话同意"};
  const std::string way(dice.pick(kWays));
  if (person.is_child()) {
    struct Guardian {
      std::string_view who;
      Sex sex;
      bool has_surname;
      Generation generation;
    };
    // An orphan's is no parent, nor is that of a child whose parents work far away.
    constexpr Guardian kGuardians[] = {{"爷爷", Sex::kMale, true, Generation::kOld},
                                       {"奶奶", Sex::kFemale, false, Generation::kOld},
                                       {"伯父", Sex::kMale, true, Generation::kAdult},
                                       {"父亲", Sex::kMale, true, Generation::kAdult},
                                       {"母亲", Sex::kFemale, false, Generation::kAdult}};
    const std::size_t fit = person.targets.has(Target::kSpecialNeedsChild) ? 5 : 3;
    const Guardian& guardian = kGuardians[dice.below(fit)];
    const std::string family = guardian.has_surname ? surname : std::string(dice.pick(kSurnames));
    return {model::ConsentBy::kGuardian, how_of(way),
            "监护人（" + std::string(guardian.who) + family +
                given_name(dice, guardian.sex, guardian.generation) + "）" + way};
  }
  constexpr std::uint16_t kVeryOld = 80;
  const bool has_kin = !person.targets.has(Target::kElderWithoutFamily) &&
                       !person.targets.has(Target::kFiveGuarantees) &&
                       !person.targets.has(Target::kElderWhoLostOnlyChild);
  if (has_kin && person.age >= kVeryOld && dice.of_thousand(300))
    return {model::ConsentBy::kSelf, model::ConsentHow::kSpoken,
            "本人口头同意，由儿子" + surname + given_name(dice, Sex::kMale, Generation::kAdult) + "代签"};
  return {model::ConsentBy::kSelf, how_of(way), "本人" + way};
}

std::string some_phone(Dice& dice, const Words (&prefixes)[4]) {
  constexpr std::uint32_t kFiveDigits = 100'000;
  const std::string digits = std::to_string(kFiveDigits + dice.below(kFiveDigits));
  return std::string(dice.pick(prefixes)) + "000" + digits.substr(1);
}

// One draw a statement: the order within one is the compiler's.
std::string some_flat(Dice& dice) {
  std::string out = std::to_string(dice.between(1, 18)) + "栋";
  if (dice.of_thousand(700)) out += std::to_string(dice.between(1, 4)) + "单元";
  out += std::to_string(dice.between(1, 7)) + "0";
  return out + std::to_string(dice.between(1, 4)) + "室";
}

std::string some_house(Dice& dice) {
  std::string out = std::to_string(dice.between(1, 18)) + "组";
  return out + std::to_string(dice.between(1, 120)) + "号";
}

}  // namespace

bool Person::is_child() const {
  return targets.has(Target::kLeftBehindChild) || targets.has(Target::kSpecialNeedsChild) ||
         targets.has(Target::kOrphanOrDisabledChild);
}

std::string family_phone(Dice& dice) {
  constexpr Words kPrefixes[] = {"130", "150", "170", "180"};
  return some_phone(dice, kPrefixes);
}

std::string volunteer_phone(Dice& dice) {
  constexpr Words kPrefixes[] = {"133", "153", "177", "189"};
  return some_phone(dice, kPrefixes);
}

std::string adult_name(Dice& dice, Sex sex) {
  std::string surname(dice.pick(kSurnames));
  return surname + given_name(dice, sex, Generation::kAdult);
}

Person make_person(Dice& dice, const model::Targets& wanted, unsigned month, bool urban) {
  constexpr std::uint16_t kOldFrom = 56;
  const Kind& kind = some_kind(dice, wanted, month);
  Person out;
  out.targets.add(kind.target);
  out.age = some_age(kind, dice);
  const bool served = kind.target == Target::kVeteran || kind.target == Target::kWarVeteran;
  out.sex = dice.of_thousand(served ? 960 : 480) ? Sex::kMale : Sex::kFemale;
  add_second_kind(out, kind.target, dice);
  const Generation generation = out.is_child()        ? Generation::kChild
                                : out.age >= kOldFrom ? Generation::kOld
                                                      : Generation::kAdult;
  const std::string surname(dice.pick(kSurnames));
  out.name = surname + given_name(dice, out.sex, generation);
  out.within_home = urban ? some_flat(dice) : some_house(dice);
  constexpr std::uint16_t kSomeHaveNone = 75;
  if (out.age < kSomeHaveNone || !dice.of_thousand(150)) out.phone = family_phone(dice);
  out.proof = dice.of_thousand(750)   ? kind.proof
              : dice.of_thousand(500) ? Words("村委会证明")
                                      : Words("户口簿复印件");
  Consent consent = consent_of(out, surname, dice);
  out.consent = std::move(consent.words);
  out.consent_by = consent.by;
  out.consent_how = consent.how;
  return out;
}

}  // namespace sample_year
