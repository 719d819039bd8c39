// Which 小学, 中学 and 幼儿园 of a text bear a name, whatever the name is.
//
// The rule, for the letters and digits that stand right before the word, in this order:
//
//   1. What ends with words that end no name of a school is cut off: 在, 的, 就读, 今年, 一所, 刚上.
//   2. So is what ends with a person, a time or another school, as 孩子, 未来, 大学, if something is left
//      behind it: 好孩子幼儿园 is a name.
//   3. What is left is a name, unless it is nothing, a verb such as 上 or 读, or words that many schools
//      share: 镇里, 公办, 希望.
//
// So 坪上小学, 上团小学, 建新小学 and 大熊山希望小学 are names, and in 希望上小学 there is none. Rather too
// much is taken for a name than too little: 捐赠的小学课本 has none, but in 好心人捐赠小学课本 one is seen.

#include <algorithm>
#include <initializer_list>

#include "model/characters.h"
#include "model/redaction_secrets.h"

namespace model {
namespace {

using Text = std::u32string_view;
using Words = std::initializer_list<Text>;

// The names of two towns, of a street and of a school fit.
constexpr std::size_t kBeforeMax = 24;

constexpr Text kSchools[] = {U"小学", U"中学", U"幼儿园"};
// Where these stand behind it there is no such word: 小学版, 在生活中学习.
constexpr Words kNotBefore = {U"习", U"版", U"生版"};

// ---- 1. What no name of a school ends with ----

constexpr Text kNoEnds =
    U"的了在要盼请给把被我他她它你们这那没不也很最从帮买去到过说因着或患跟送寄每个听看找离几但还又住且吗呢吧"
    U"岁做次得时已";
constexpr Words kNoEndWords = {
    U"就读",   U"就读于", U"毕业于", U"位于",   U"考上", U"考入", U"考取", U"升上",   U"升入",   U"转入",
    U"进入",   U"走进",   U"迈进",   U"迈入",   U"跨进", U"踏进", U"踏入", U"步入",   U"读完",   U"上完",
    U"念完",   U"需要",   U"急需",   U"今年",   U"明年", U"后年", U"前年", U"去年",   U"每年",   U"当年",
    U"同年",   U"每天",   U"每周",   U"如今",   U"目前", U"年底", U"年初", U"上半年", U"下半年", U"春季",
    U"秋季",   U"学期",   U"寒假",   U"暑假",   U"时候", U"以后", U"之后", U"以前",   U"之前",   U"毕业",
    U"毕业后", U"长大后", U"放学",   U"放学后", U"周末", U"平时", U"早上", U"晚上",   U"马上",   U"一直",
    U"即将",   U"已经",   U"刚刚",   U"不久",   U"喜欢", U"辅导", U"适合", U"适用",   U"教版",   U"新版",
    U"年级",   U"月份",   U"双胞胎", U"作业",   U"书包", U"文具", U"字典", U"课本",   U"以上",   U"以下",
    U"左右",   U"所有",   U"比如",   U"例如",   U"捐给", U"只有", U"还是", U"都是",   U"就是",   U"正是",
    U"开始",   U"准备",   U"继续",   U"住校",   U"这里", U"那里", U"我家", U"他家",   U"她家",   U"补习",
    U"完成",   U"参加",   U"提供",   U"资助",   U"缴纳", U"交纳", U"支付",
};
// One of these and a verb: 刚上小学, 想读中学.
constexpr Text kBeforeVerb = U"正刚快将已才只再来又未就都能会想后始续备望起该应年人俩现持";
constexpr Text kVerbs = U"上进读念升入";

// 一所小学, 5个小学生, 9月上小学.
constexpr Text kDigits = U"0123456789";
constexpr Text kNumerals = U"一二两三四五六七八九十几多半数各某这那每0123456789";
constexpr Text kCounters = U"个名位本套册所份些件盒年月日周";
constexpr Text kFewNumerals = U"一两几0123456789";  // 五台小学 may be a name,
constexpr Text kFewCounters = U"台张支号";
constexpr Text kAmounts = U"元斤米";  // and 三元小学.

// ---- 2. Persons, times and schools: what a name may end with ----

constexpr Words kPeopleAndSchools = {
    U"孩子", U"小孩", U"儿子", U"女儿",   U"孙子", U"孙女", U"外孙", U"孙儿",   U"弟弟",
    U"妹妹", U"哥哥", U"姐姐", U"爸爸",   U"妈妈", U"父亲", U"母亲", U"父母",   U"爷爷",
    U"奶奶", U"外公", U"外婆", U"学生",   U"同学", U"老师", U"家长", U"男孩",   U"女孩",
    U"侄子", U"侄女", U"侄儿", U"姐弟",   U"兄弟", U"姐妹", U"兄妹", U"老大",   U"老二",
    U"老三", U"小学", U"中学", U"幼儿园", U"初中", U"高中", U"大学", U"学前班", U"学校",
};
// Names by themselves: 未来小学, 天天幼儿园.
constexpr Words kTimesAndChildren = {U"未来", U"将来", U"今天", U"明天", U"天天", U"儿童"};
// So do these, if a name may be left: of two characters, for there is 于家小学, and 耕读小学.
constexpr Text kBeforeNames = U"于读念";

// ---- 3. What names no school ----

constexpr Words kOfManySchools = {
    U"公办", U"民办", U"公立",   U"私立", U"普通", U"普惠性",   U"普惠", U"重点", U"寄宿制", U"寄宿",
    U"初级", U"高级", U"九年制", U"一般", U"优秀", U"特殊",     U"附近", U"当地", U"本地",   U"外地",
    U"所在", U"周边", U"老家",   U"山区", U"山里", U"农村",     U"乡村", U"乡下", U"乡镇",   U"城市",
    U"城里", U"城镇", U"县城",   U"县里", U"市里", U"镇上",     U"镇里", U"村里", U"村上",   U"乡里",
    U"家里", U"本村", U"本镇",   U"本县", U"全国", U"全省",     U"全市", U"全县", U"全镇",   U"全村",
    U"全家", U"全体", U"其他",   U"相关", U"某某", U"生活",     U"家庭", U"工作", U"实践",   U"劳动",
    U"活动", U"游戏", U"学习",   U"以及", U"也是", U"留守儿童", U"单亲", U"贫困", U"全班",   U"组织",
    U"语文", U"数学", U"英语",
};
constexpr Text kHopeSchool = U"希望";
constexpr Text kOfManySchoolsAlone =
    U"村镇乡县市城区家其大本该某各全月日号年级好新老和与及同是有为想望自打途集手心玩后起建办修些点套";

bool in(char32_t c, Text characters) { return characters.find(c) != Text::npos; }

// Where, in `before`, the last of the words ends at which it is cut.
std::size_t last_no_end(Text before) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Text rest = before.substr(i);
    const auto ends = [&](std::size_t characters) { out = std::max(out, i + characters); };
    if (in(rest[0], kNoEnds)) ends(1);
    for (const Text word : kNoEndWords)
      if (rest.starts_with(word)) ends(word.size());
    if (rest.size() < 2) continue;
    const auto pair = [&](Text first, Text second) { return in(rest[0], first) && in(rest[1], second); };
    if (pair(kBeforeVerb, kVerbs) || pair(kNumerals, kCounters) || pair(kFewNumerals, kFewCounters) ||
        pair(kDigits, kAmounts))
      ends(2);
  }
  return out;
}

// Where the last of the words ends behind which something is left.
std::size_t last_person_or_time(Text before) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Text rest = before.substr(i);
    for (const Words& words : {kPeopleAndSchools, kTimesAndChildren})
      for (const Text word : words)
        if (rest.starts_with(word) && rest.size() > word.size()) out = std::max(out, i + word.size());
    constexpr std::size_t kNameMin = 2;
    if (in(rest[0], kBeforeNames) && rest.size() > kNameMin) out = std::max(out, i + 1);
  }
  return out;
}

bool of_many_schools(Text left) {
  constexpr std::size_t kWordMin = 2;  // 进重点中学; but 上村小学 may be a name.
  if (left.size() > kWordMin && in(left[0], kVerbs)) left.remove_prefix(1);
  while (cut_prefix(left, kOfManySchools) || cut_prefix(left, kPeopleAndSchools)) {
  }
  return left.empty() || (left.size() == 1 && (in(left[0], kOfManySchoolsAlone) || in(left[0], kVerbs)));
}

// What people write in place of a name, x小学; the number of a list, 3小学; 一小学生.
bool stands_for_none(Text left, Text behind) {
  if (left.find_first_not_of(U'x') == Text::npos) return true;
  return left.size() == 1 && (is_digit(left[0]) || (in(left[0], kNumerals) && behind.starts_with(U'生')));
}

// What is left of `before` when the words are cut off that say nothing of a school.
Text left_of(Text before) {
  const std::size_t cut = last_no_end(before);
  Text left = before.substr(cut);
  left.remove_prefix(last_person_or_time(left));
  // 在希望小学 says which one, 他希望小学 says nothing.
  const bool placed = cut > 0 && left.size() == before.size() - cut && in(before[cut - 1], U"在到去从读于");
  if (!placed) cut_prefix(left, {kHopeSchool});
  return left;
}

// 高中学生 and 全县中小学 hold the word by chance; 城中小学 is a name.
bool is_within_another(Text before, Text school, Text behind) {
  if (school == U"中学")
    return !before.empty() && !behind.empty() && in(before.back(), U"高初") &&
           in(behind.front(), U"生校历业费位籍段");
  if (school != U"小学" || !cut_suffix(before, {U"中"})) return false;
  const Text left = left_of(before);
  return left == U"大" || (left.size() != 1 && of_many_schools(left));
}

// How many of the last characters of `before` are a name, given what stands behind the word; 0: none is.
std::size_t name_at_end(Text before, Text behind) {
  Text left = left_of(before);
  if (stands_for_none(left, behind) || of_many_schools(left)) return 0;
  // 上坪上小学: the verb is none of the name; but 上团 is one.
  constexpr std::size_t kNameMin = 2;
  if (in(left[0], kVerbs) && left.size() > kNameMin) left.remove_prefix(1);
  return left.size();
}

}  // namespace

void find_named_schools(const TracedText& text, std::vector<PersonalSpan>& out) {
  const Text all = text.text;
  for (const Text school : kSchools)
    for (std::size_t at = all.find(school); at != Text::npos; at = all.find(school, at + 1)) {
      const Text behind = all.substr(at + school.size());
      Text rest = behind;
      if (cut_prefix(rest, kNotBefore)) continue;
      std::size_t from = at;
      while (from > 0 && at - from < kBeforeMax && is_letter_or_digit(all[from - 1])) --from;
      const Text before = all.substr(from, at - from);
      if (is_within_another(before, school, behind)) continue;
      if (const std::size_t name = name_at_end(before, behind); name > 0)
        out.push_back(
            {text.begin[at - name], text.end[at + school.size() - 1], PersonalSpan::Looks::kSchool});
    }
}

}  // namespace model
