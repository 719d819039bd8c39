// What of a person may not be said: the part taken apart into words and numbers, which redaction_leaks.cpp
// looks for.

#include <algorithm>
#include <initializer_list>

#include "model/characters.h"
#include "model/consent.h"
#include "model/redaction_secrets.h"

namespace model {
namespace {

using Text = std::u32string_view;

constexpr std::size_t kIdentityDigitsMin = 15;

// No name is longer: the beginning of a longer one counts for it, so that looking for it stays quick.
constexpr std::size_t kWordMax = 48;

void add(std::vector<std::u32string>& list, std::u32string word) {
  if (word.size() > kWordMax) word.resize(kWordMax);
  if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(std::move(word));
}

bool is_placeholder(Text name) { return name.find_first_not_of(U"某x*") == Text::npos; }

// Forms of address with a given name of one character that are also words of every day.
constexpr Text kEverydaySmall = U"麦米学时心孩区型车康鸡朋伙组店路树苗桌椅床灯刀卖吃说名便巧狗猫屋锅碗凳毛";
constexpr Text kEverydayTwice = U"天常刚慢好多星妈爸奶爷哥姐弟妹叔伯谢大高家人年月日生安平渐往处个种样时早晚";

void add_names(std::string_view name, Secrets& out) {
  const TracedText whole = traced(name);
  Text text = whole.text;
  // 王五(儿子代): what stands in brackets is no part of the name.
  if (const std::size_t bracket = text.find_first_of(U"([{【"); bracket != text.npos && bracket > 0)
    text = text.substr(0, bracket);
  const std::u32string full = letters_and_digits(text);
  if (full.size() < 2 || is_placeholder(full)) return;
  add(out.names, full);
  const Text family = family_name(full);
  const std::u32string given = full.substr(family.size());
  if (given.size() >= 2) {
    if (!is_placeholder(given)) add(out.names, given);
  } else if (given.size() == 1 && is_han(given[0])) {
    if (kEverydaySmall.find(given[0]) == Text::npos) {
      add(out.names, U"小" + given);
      add(out.names, U"阿" + given);
    }
    if (kEverydayTwice.find(given[0]) == Text::npos) add(out.names, given + given);
  }
  // 买买提·艾力: each piece is a name.
  if (text.find_first_of(U"·•・.") == text.npos) return;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find_first_of(U"·•・.", i), text.size());
    std::u32string piece = letters_and_digits(text.substr(i, end - i));
    if (piece.size() >= 2) add(out.names, std::move(piece));
    i = end + 1;
  }
}

constexpr Text kOfficialEndings[] = {U"特别行政区", U"街道办事处", U"自治区", U"自治州", U"自治县",
                                     U"开发区",     U"办事处",     U"街道",   U"地区",   U"省",
                                     U"市",         U"县",         U"区",     U"镇",     U"乡"};
constexpr Text kPlaceEndings[] = {
    U"村民委员会", U"居民委员会", U"村民小组", U"安置区", U"家属区", U"家属院", U"居委会", U"村委会", U"社区",
    U"片区",       U"小区",       U"新村",     U"花园",   U"公寓",   U"家园",   U"大道",   U"胡同",   U"小组",
    U"村",         U"组",         U"队",       U"屯",     U"寨",     U"路",     U"街",     U"巷",     U"弄"};
// What stands behind a house number, and what it counts as.
constexpr std::pair<Text, Text> kUnits[] = {
    {U"村民小组", U"组"}, {U"小组", U"组"},   {U"组", U"组"}, {U"生产队", U"队"},
    {U"队", U"队"},       {U"号楼", U"栋"},   {U"栋", U"栋"}, {U"幢", U"栋"},
    {U"座", U"栋"},       {U"单元", U"单元"}, {U"室", U"室"}, {U"房", U"室"},
    {U"号", U"号"},       {U"楼", U"楼"},     {U"层", U"楼"}, {U"户", U"户"},
};

// Names of places that are words of every day as well: 新华字典 says nothing of 新华村.
constexpr Text kEverydayPlaces[] = {
    U"建设",   U"人民",   U"解放", U"新华",   U"中山", U"和平", U"幸福", U"胜利", U"光明",   U"团结",
    U"文化",   U"公园",   U"车站", U"迎宾",   U"健康", U"长青", U"花园", U"新星", U"红旗",   U"民主",
    U"友谊",   U"文明",   U"和谐", U"富强",   U"振兴", U"发展", U"希望", U"阳光", U"春天",   U"新建",
    U"平安",   U"太平",   U"吉祥", U"东方",   U"长江", U"黄河", U"中心", U"学校", U"医院",   U"市场",
    U"工业",   U"农业",   U"科技", U"教育",   U"青年", U"爱国", U"小康", U"美丽", U"家园",   U"农村",
    U"老家",   U"附近",   U"对面", U"旁边",   U"门口", U"后面", U"前面", U"隔壁", U"楼上",   U"楼下",
    U"家属",   U"老屋",   U"新屋", U"大院",   U"政府", U"银行", U"超市", U"药店", U"村部",   U"村民",
    U"荷花",   U"桃花",   U"梅花", U"茶园",   U"果园", U"生活", U"服务", U"安全", U"自强",   U"体育",
    U"广场",   U"老街",   U"安置", U"廉租房", U"街上", U"镇上", U"乡下", U"这里", U"卫生院", U"敬老院",
    U"居委会", U"村委会", U"国庆", U"重阳",   U"中秋", U"小学",
};
constexpr Text kNoPlaces[] = {
    U"农村", U"乡村", U"山村", U"本村", U"全村", U"新村", U"老村", U"马路", U"公路", U"道路", U"铁路",
    U"小路", U"大路", U"老路", U"山路", U"大街", U"小街", U"老街", U"上街", U"逛街", U"小组", U"大队",
    U"小队", U"走路", U"路路", U"排队", U"修路", U"村村", U"一路", U"一组", U"两组", U"一队",
};
// The city and counties of the programme, which addresses name without 市 or 县.
constexpr std::initializer_list<Text> kOfficialStems = {U"湖南", U"娄底",   U"娄星", U"双峰",
                                                        U"新化", U"冷水江", U"涟源"};

template <std::size_t N>
bool among(const Text (&list)[N], Text word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

template <std::size_t N>
Text longest_at(const Text (&list)[N], Text text) {
  Text longest;
  for (Text w : list)
    if (w.size() > longest.size() && text.starts_with(w)) longest = w;
  return longest;
}

}  // namespace

std::pair<Text, Text> unit_at(Text text) {
  std::pair<Text, Text> longest;
  for (const auto& u : kUnits)
    if (u.first.size() > longest.first.size() && text.starts_with(u.first)) longest = u;
  return longest;
}

namespace {

// One stretch of an address, and the word that ended it, if one did.
void add_place(Text stretch, Text ending, Secrets& out) {
  while (cut_prefix(stretch, kOfficialStems)) {
  }
  if (stretch.empty()) return;
  const std::u32string with_ending = std::u32string(stretch) + std::u32string(ending);
  if (with_ending.size() < 2) return;
  if (stretch.size() < 2 || among(kEverydayPlaces, stretch)) {
    if (!ending.empty() && !among(kNoPlaces, with_ending)) add(out.places, with_ending);
    return;
  }
  add(out.places, std::u32string(stretch));
  // 荷叶富托村, where 荷叶 is the town: most names of villages have two characters.
  if (stretch.size() >= 4 && !ending.empty())
    add(out.places, std::u32string(stretch.substr(stretch.size() - 2)) + std::u32string(ending));
}

// Cuts the address into places and house numbers.
void add_address(std::string_view address, Secrets& out) {
  const TracedText whole = traced(address);
  const Text text = whole.text;
  std::size_t begin = 0, number_ends = 0;
  for (std::size_t i = 0; i <= text.size();) {
    const Text rest = text.substr(i);
    const Text stretch = text.substr(begin, i - begin);
    if (rest.empty() || (!is_letter_or_digit(rest[0]) && any_digit(rest[0]) < 0)) {
      add_place(stretch, {}, out);
      begin = ++i;
      continue;
    }
    if (i >= number_ends) number_ends = number_end(text, i);
    if (const std::size_t after = number_ends; after > i) {
      const Text unit = unit_at(text.substr(after)).first;
      if (is_digit(rest[0]) || !unit.empty()) {  // The 三 of 三塘铺 is no number.
        add_place(stretch, {}, out);
        begin = i = after + unit.size();
        continue;
      }
    }
    const Text official = longest_at(kOfficialEndings, rest), place = longest_at(kPlaceEndings, rest);
    const bool numbered = official == U"区" && i > begin && in_number(text[i - 1]);  // 六区 of a works.
    if (stretch.empty() || (official.empty() && place.empty())) {
      ++i;
    } else if (official.size() > place.size() && !numbered) {
      begin = i = i + official.size();
    } else {
      const Text ending = numbered ? official : place;
      add_place(stretch, ending, out);
      begin = i = i + ending.size();
    }
  }
  const TracedText letters = letters_of(whole);
  const Text run = letters.text;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const std::size_t after = number_end(run, i);
    if (after == i) continue;
    const Text unit = unit_at(run.substr(after)).second;
    const std::u32string digits = number_digits(run.substr(i, after - i));
    constexpr std::size_t kBareDigitsMin = 4;
    if (!digits.empty() && (!unit.empty() || (is_digit(run[i]) && digits.size() >= kBareDigitsMin)))
      out.house_numbers.push_back({digits, unit});
    i = after - 1;
  }
}

void add_phone(std::string_view phone, Secrets& out) {
  std::u32string digits = with_digits(letters_of(traced(phone)).text);
  std::erase_if(digits, [](char32_t c) { return !is_digit(c); });
  if (digits.size() >= kShortNumberDigits) out.phones.push_back(std::move(digits));
}

// 奶奶李秀英（电话同意）: who agreed, as clerks note it.
void add_consenting(std::string_view consent, Secrets& out) {
  const std::initializer_list<Text> kWhose = {
      U"监护人", U"法定", U"爷爷",   U"奶奶", U"外公", U"外婆", U"姥姥", U"姥爷", U"父亲", U"母亲", U"父母",
      U"爸爸",   U"妈妈", U"祖父",   U"祖母", U"叔叔", U"婶婶", U"伯伯", U"伯父", U"伯母", U"姑姑", U"姑父",
      U"舅舅",   U"舅妈", U"姨妈",   U"姨父", U"姐姐", U"哥哥", U"妹妹", U"弟弟", U"嫂子", U"儿子", U"女儿",
      U"儿媳",   U"媳妇", U"女婿",   U"妻子", U"丈夫", U"老伴", U"侄子", U"侄女", U"孙子", U"孙女", U"外孙",
      U"班主任", U"老师", U"村主任", U"支书", U"邻居", U"本人", U"家人", U"其"};
  const std::initializer_list<Text> kHow = {U"同意", U"已",   U"口头", U"书面",
                                            U"电话", U"当面", U"签字", U"的"};
  constexpr Text kNobody[] = {U"申请人", U"成年人", U"全家", U"代办人", U"经办人"};
  constexpr std::size_t kNameMax = 4;
  const std::u32string whole = traced(consent).text;
  for (std::size_t begin = 0; begin < whole.size();) {
    std::size_t end = begin;
    while (end < whole.size() && (is_letter_or_digit(whole[end]) || is_blank(whole[end]))) ++end;
    const std::u32string piece = letters_and_digits(Text(whole).substr(begin, end - begin));
    begin = end + 1;
    Text name = piece;
    while (cut_prefix(name, kWhose) || cut_suffix(name, kHow) || cut_prefix(name, kHow) ||
           cut_suffix(name, kWhose)) {
    }
    const bool begins_as_name = family_name(name).size() > 1 || !family_name(name.substr(0, 1)).empty();
    if (name.size() < 2 || name.size() > kNameMax || !begins_as_name || among(kNobody, name)) continue;
    const Text given = name.substr(family_name(name).size());
    if (among(kEverydayPlaces, given))
      add(out.names, std::u32string(name));
    else
      add_names(to_utf8(name), out);
  }
}

// 20180601.
bool is_day(Text digits) {
  constexpr std::size_t kDayDigits = 8;
  if (digits.size() != kDayDigits || !(digits.starts_with(U"19") || digits.starts_with(U"20"))) return false;
  const auto two = [&](std::size_t at) { return (digits[at] - U'0') * 10 + (digits[at + 1] - U'0'); };
  return two(4) >= 1 && two(4) <= 12 && two(6) >= 1 && two(6) <= 31;
}

// Numbers of identity and of phones, wherever in the part they stand.
void add_numbers(std::string_view field, Secrets& out) {
  const TracedText in = letters_of(traced(field));
  const std::u32string text = with_digits(in.text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) continue;
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    const std::u32string run = text.substr(i, end - i);
    const bool mobile = run.size() >= 11 && run.size() < kIdentityDigitsMin && run[run.size() - 11] == U'1' &&
                        run[run.size() - 10] >= U'3';
    if (mobile) {
      out.phones.push_back(run.substr(run.size() - 11));
    } else if (run.size() >= kIdentityDigitsMin) {
      out.ids.push_back(run);
    } else {
      // 36、38、40、42 and 1200×2000 are no numbers of anybody, and neither is a day.
      for (std::size_t from = i; from < end;) {
        std::size_t until = from + 1;
        const auto goes_on = [&](std::size_t k) {
          const std::string_view gap = field.substr(in.end[k - 1], in.begin[k] - in.end[k - 1]);
          return gap.empty() || gap == " " || gap == "-" || gap == "\u3000" || gap == "－";
        };
        while (until < end && goes_on(until)) ++until;
        const std::u32string number = text.substr(from, until - from);
        if (number.size() >= kLeftDigitsMin && !is_day(number)) out.ids.push_back(number);
        from = until;
      }
    }
    i = end;
  }
}

void add_schools(std::string_view field, Secrets& out) {
  constexpr std::size_t kSchoolMin = 3;
  constexpr Text kTails[] = {U"完全小学", U"中心小学", U"小学", U"初级中学", U"高级中学", U"中学",
                             U"幼儿园",   U"学校",     U"学院", U"大学",     U"初中",     U"高中"};
  for (const PersonalSpan& s : looks_like_school(field)) {
    if (!names_school(field, s)) continue;
    const std::u32string name = letters_of(traced(field.substr(s.begin, s.end - s.begin))).text;
    if (name.size() < kSchoolMin) continue;
    add(out.schools, name);
    // Without the town before it, too.
    Text tail;
    for (Text t : kTails)
      if (name.ends_with(t) && t.size() > tail.size()) tail = t;
    if (!tail.empty() && name.size() > tail.size() + 2)
      add(out.schools, name.substr(name.size() - tail.size() - 2));
  }
}

}  // namespace

Secrets secrets_of(const WishPart& part, Targets targets) {
  Secrets out;
  out.age = part.age;
  out.child = is_child(part.age, targets);
  add_names(part.name, out);
  add_consenting(part.consent, out);
  add_address(part.address, out);
  add_phone(part.phone, out);
  for (const std::string* field : {&part.name, &part.address, &part.content, &part.proof, &part.consent})
    add_numbers(*field, out);
  for (const std::string* field : {&part.address, &part.content, &part.proof}) add_schools(*field, out);
  return out;
}

}  // namespace model
