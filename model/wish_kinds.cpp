// Statements of kinds of person in the text of a wish, and the wish without them.
//
// A kind counts where a stretch between brackets, punctuation, line breaks or blanks says nothing
// else (（残疾人、低保户）, 本人系低保户), or where a clause begins by saying so of the person (我是残疾人
// 想要…). So 咨询残疾人两项补贴 states nothing: that clause says more.

#include <algorithm>
#include <array>
#include <optional>

#include "model/characters.h"
#include "model/form1.h"
#include "model/wish_text.h"

namespace model {
namespace {

using Text = std::u32string_view;

struct KindWord {
  Text word;
  Target target;
};

constexpr KindWord kKindWords[] = {
    {U"建档立卡贫困户", Target::kPoorHousehold},
    {U"建档立卡户", Target::kPoorHousehold},
    {U"建档立卡", Target::kPoorHousehold},
    {U"精准扶贫户", Target::kPoorHousehold},
    {U"精准扶贫对象", Target::kPoorHousehold},
    {U"精准扶贫", Target::kPoorHousehold},
    {U"精准贫困户", Target::kPoorHousehold},
    {U"扶贫户", Target::kPoorHousehold},
    {U"扶贫对象", Target::kPoorHousehold},
    {U"贫困户", Target::kPoorHousehold},
    {U"贫困家庭", Target::kPoorHousehold},
    {U"贫困人口", Target::kPoorHousehold},
    {U"最低生活保障户", Target::kAllowanceHousehold},
    {U"最低生活保障对象", Target::kAllowanceHousehold},
    {U"最低生活保障家庭", Target::kAllowanceHousehold},
    {U"低保户", Target::kAllowanceHousehold},
    {U"低保家庭", Target::kAllowanceHousehold},
    {U"低保对象", Target::kAllowanceHousehold},
    {U"低保人员", Target::kAllowanceHousehold},
    {U"低保", Target::kAllowanceHousehold},
    {U"五保户", Target::kFiveGuarantees},
    {U"五保老人", Target::kFiveGuarantees},
    {U"五保对象", Target::kFiveGuarantees},
    {U"五保供养对象", Target::kFiveGuarantees},
    {U"五保供养", Target::kFiveGuarantees},
    {U"五保", Target::kFiveGuarantees},
    {U"特困供养人员", Target::kFiveGuarantees},
    {U"特困供养对象", Target::kFiveGuarantees},
    {U"特困供养", Target::kFiveGuarantees},
    {U"特困人员", Target::kFiveGuarantees},
    {U"特困老人", Target::kFiveGuarantees},
    {U"特困户", Target::kFiveGuarantees},
    {U"特困", Target::kFiveGuarantees},
    {U"留守儿童", Target::kLeftBehindChild},
    {U"留守学生", Target::kLeftBehindChild},
    {U"留守孩子", Target::kLeftBehindChild},
    {U"留守小孩", Target::kLeftBehindChild},
    {U"留守女童", Target::kLeftBehindChild},
    {U"留守男童", Target::kLeftBehindChild},
    {U"特殊儿童", Target::kSpecialNeedsChild},
    {U"特殊需要儿童", Target::kSpecialNeedsChild},
    {U"自闭症儿童", Target::kSpecialNeedsChild},
    {U"孤独症儿童", Target::kSpecialNeedsChild},
    {U"孤残儿童", Target::kOrphanOrDisabledChild},
    {U"孤儿", Target::kOrphanOrDisabledChild},
    {U"残疾儿童", Target::kOrphanOrDisabledChild},
    {U"残障儿童", Target::kOrphanOrDisabledChild},
    {U"事实无人抚养儿童", Target::kOrphanOrDisabledChild},
    {U"残障人士", Target::kDisabled},
    {U"残障人员", Target::kDisabled},
    {U"残障人", Target::kDisabled},
    {U"残障", Target::kDisabled},
    {U"残疾人士", Target::kDisabled},
    {U"残疾人员", Target::kDisabled},
    {U"残疾老人", Target::kDisabled},
    {U"残疾人", Target::kDisabled},
    {U"残疾", Target::kDisabled},
    {U"聋哑人", Target::kDisabled},
    {U"盲人", Target::kDisabled},
    {U"孤寡老人", Target::kElderWithoutFamily},
    {U"孤寡老年人", Target::kElderWithoutFamily},
    {U"鳏寡老人", Target::kElderWithoutFamily},
    {U"孤寡", Target::kElderWithoutFamily},
    {U"孤老", Target::kElderWithoutFamily},
    {U"无儿无女", Target::kElderWithoutFamily},
    {U"空巢老人", Target::kEmptyNestElder},
    {U"空巢老年人", Target::kEmptyNestElder},
    {U"空巢家庭", Target::kEmptyNestElder},
    {U"空巢户", Target::kEmptyNestElder},
    {U"空巢", Target::kEmptyNestElder},
    {U"独居老人", Target::kEmptyNestElder},
    {U"留守老人", Target::kEmptyNestElder},
    {U"失独老人", Target::kElderWhoLostOnlyChild},
    {U"失独老年人", Target::kElderWhoLostOnlyChild},
    {U"失独家庭", Target::kElderWhoLostOnlyChild},
    {U"失独父母", Target::kElderWhoLostOnlyChild},
    {U"失独户", Target::kElderWhoLostOnlyChild},
    {U"失独", Target::kElderWhoLostOnlyChild},
    {U"困难党员", Target::kPartyMemberInDifficulty},
    {U"生活困难党员", Target::kPartyMemberInDifficulty},
    {U"困难老党员", Target::kPartyMemberInDifficulty},
    {U"生活困难老党员", Target::kPartyMemberInDifficulty},
    {U"贫困党员", Target::kPartyMemberInDifficulty},
    {U"荣誉/伤残军人", Target::kVeteran},
    {U"荣誉军人", Target::kVeteran},
    {U"荣军", Target::kVeteran},
    {U"伤残军人", Target::kVeteran},
    {U"残疾军人", Target::kVeteran},
    {U"退役军人", Target::kVeteran},
    {U"退伍军人", Target::kVeteran},
    {U"复员军人", Target::kVeteran},
    {U"复退军人", Target::kVeteran},
    {U"转业军人", Target::kVeteran},
    {U"退役士兵", Target::kVeteran},
    {U"退伍兵", Target::kVeteran},
    {U"退役老兵", Target::kVeteran},
    {U"退伍老兵", Target::kVeteran},
    {U"抗战/参战老兵", Target::kWarVeteran},
    {U"抗战老兵", Target::kWarVeteran},
    {U"抗战老战士", Target::kWarVeteran},
    {U"参战老兵", Target::kWarVeteran},
    {U"参战军人", Target::kWarVeteran},
    {U"参战退役军人", Target::kWarVeteran},
    {U"参战退伍军人", Target::kWarVeteran},
    {U"参战人员", Target::kWarVeteran},
    {U"抗美援朝老兵", Target::kWarVeteran},
    {U"抗美援朝老战士", Target::kWarVeteran},
    {U"志愿军老兵", Target::kWarVeteran},
    {U"志愿军老战士", Target::kWarVeteran},
};

// Words that may stand beside a kind in a statement without making it one about something else.
constexpr Text kFillers[] = {
    U"本人",     U"我家",     U"我",       U"自己",     U"家庭",     U"家里",     U"家中",   U"家",
    U"系",       U"是",       U"属于",     U"属",       U"为",       U"该户",     U"户主",   U"该",
    U"其",       U"老人",     U"孩子",     U"小孩",     U"学生",     U"儿童",     U"一名",   U"一位",
    U"一个",     U"名",       U"位",       U"户",       U"的",       U"身份",     U"人员",   U"人群",
    U"类别",     U"类型",     U"服务对象", U"对象",     U"因",       U"由于",     U"且",     U"并",
    U"和",       U"及",       U"与",       U"兼",       U"也",       U"又",       U"等",     U"重度",
    U"轻度",     U"中度",     U"一级",     U"二级",     U"三级",     U"四级",     U"肢体",   U"视力",
    U"听力",     U"言语",     U"智力",     U"精神",     U"多重",     U"农村",     U"城市",   U"城镇",
    U"分散供养", U"集中供养", U"生活困难", U"家庭困难", U"行动不便", U"独自生活", U"已核实", U"情况属实",
};

// A clause that begins with one of these and a kind speaks of the person, whatever follows.
constexpr std::initializer_list<Text> kSayingSo = {
    U"本人系", U"本人是", U"本人属于", U"本人属", U"本人为", U"我是",   U"我系",
    U"我属于", U"我家是", U"我家属于", U"我家系", U"家庭是", U"家庭系", U"家里是",
    U"该户是", U"该户系", U"该户属于", U"户主系", U"户主是", U"系",     U"属于",
};

// The lowest bytes of some characters: says of nearly all others that they are none of these.
class LowBytes {
 public:
  constexpr void add(char32_t c) { bits_[c & 0xff] = true; }
  [[nodiscard]] constexpr bool may_hold(char32_t c) const { return bits_[c & 0xff]; }

 private:
  std::array<bool, 256> bits_{};
};

constexpr LowBytes kKindBegins = [] {
  LowBytes out;
  for (const KindWord& k : kKindWords) out.add(k.word.front());
  return out;
}();
constexpr LowBytes kKindEnds = [] {
  LowBytes out;
  for (const KindWord& k : kKindWords) out.add(k.word.back());
  return out;
}();
constexpr LowBytes kFillerBegins = [] {
  LowBytes out;
  for (Text f : kFillers) out.add(f.front());
  return out;
}();

const KindWord* kind_word_at(Text text) {
  const KindWord* longest = nullptr;
  if (text.empty() || !kKindBegins.may_hold(text.front())) return longest;
  const char32_t first = text.front();  // Tells nearly all of them apart.
  for (const KindWord& k : kKindWords)
    if (k.word.front() == first && text.starts_with(k.word) &&
        (!longest || k.word.size() > longest->word.size()))
      longest = &k;
  return longest;
}

std::size_t filler_at(Text text) {
  std::size_t longest = 0;
  if (text.empty()) return longest;
  const char32_t first = text.front();
  if (kFillerBegins.may_hold(first))
    for (Text f : kFillers)
      if (f.front() == first && text.starts_with(f)) longest = std::max(longest, f.size());
  if (longest == 0 && !is_letter_or_digit(first)) longest = 1;
  return longest;
}

// The kinds that `clause` states, if it says nothing else.
std::optional<Targets> statement(Text clause) {
  Targets out;
  while (!clause.empty()) {
    const KindWord* kind = kind_word_at(clause);
    const std::size_t filler = filler_at(clause);
    if (kind && kind->word.size() >= filler) {
      out.add(kind->target);
      clause.remove_prefix(kind->word.size());
    } else if (filler > 0) {
      clause.remove_prefix(filler);
    } else {
      return std::nullopt;
    }
  }
  if (out.bits == 0) return std::nullopt;
  return out;
}

// The kind that a longer clause begins by stating of the person.
Targets opening_statement(Text clause) {
  Targets out;
  if (!cut_prefix(clause, kSayingSo)) return out;
  cut_prefix(clause, {U"一名", U"一位", U"一个", U"名", U"位"});
  if (const KindWord* kind = kind_word_at(clause)) {
    // 系残疾人两项补贴 names a policy and no person.
    clause.remove_prefix(kind->word.size());
    if (!cut_prefix(clause, {U"补贴", U"补助", U"政策", U"两项", U"证"})) out.add(kind->target);
  }
  return out;
}

bool ends_with_kind(Text clause) {
  if (clause.empty() || !kKindEnds.may_hold(clause.back())) return false;
  return std::any_of(std::begin(kKindWords), std::end(kKindWords), [&](const KindWord& k) {
    return k.word.back() == clause.back() && clause.ends_with(k.word);
  });
}

bool is_bracket(char32_t c) { return Text(U"()[]{}【】〔〕「」『』《》<>〈〉﹝﹞").find(c) != Text::npos; }
bool ends_clause(char32_t c) {
  if (is_letter_or_digit(c)) return false;  // Nearly all.
  return is_bracket(c) || c == U'\n' || Text(U"。,;!?.·…").find(c) != Text::npos;
}

// Reads one clause [begin, end) and adds what it states. True if it only listed kinds without
// stating them, so that a list that goes on after a comma states nothing either.
bool read_clause(Text text, std::size_t begin, std::size_t end, bool list_goes_on,
                 std::vector<KindSpan>& out) {
  const std::u32string whole = without_blanks(text.substr(begin, end - begin));
  if (whole.empty()) return list_goes_on;
  if (const auto targets = statement(whole)) {
    if (!list_goes_on) out.push_back({begin, end, *targets});
    return list_goes_on;
  }
  bool last_stated = false;
  for (std::size_t i = begin; i < end;) {  // 电饭煲一个 五保户
    if (is_blank(text[i])) {
      ++i;
      continue;
    }
    std::size_t word_end = i;
    while (word_end < end && !is_blank(text[word_end])) ++word_end;
    const auto targets = statement(text.substr(i, word_end - i));
    last_stated = targets.has_value();
    if (targets) out.push_back({i, word_end, *targets});
    i = word_end;
  }
  const Targets opening = opening_statement(whole);
  if (opening.bits != 0) out.push_back({begin, begin, opening});
  return !last_stated && opening.bits == 0 && ends_with_kind(whole);
}

}  // namespace

std::vector<KindSpan> kinds_in(std::u32string_view text, const std::vector<MoneySpan>& money) {
  std::vector<KindSpan> out;
  bool list_goes_on = false;
  std::size_t begin = 0;
  auto next_money = money.begin();
  for (std::size_t i = 0; i <= text.size();) {
    const bool at_money = next_money != money.end() && i >= next_money->begin;
    if (i < text.size() && !at_money && !ends_clause(text[i])) {
      ++i;
      continue;
    }
    list_goes_on = read_clause(text, begin, i, list_goes_on, out);
    if (at_money) {
      i = std::max(i, next_money->end);
      ++next_money;
    } else {
      if (i < text.size() && is_bracket(text[i])) list_goes_on = false;
      ++i;
    }
    begin = std::min(i, text.size());
  }
  return out;
}

Targets targets_in_text(std::string_view content) {
  const std::u32string text = folded_wish(content);
  Targets out;
  for (const KindSpan& k : kinds_in(text, money_in(text))) out.bits |= k.targets.bits;
  const std::u32string bare = letters_and_digits(text);
  if (out.bits == 0 && (text.find(U"(其他)") != text.npos || bare == U"其他")) out.add(Target::kOther);
  return out;
}

std::u32string wish_core(std::string_view content) {
  std::u32string text = folded_wish(content);
  const std::u32string whole = letters_and_digits(text);
  const std::vector<MoneySpan> money = money_in(text);
  const auto blank_out = [&](std::size_t begin, std::size_t end) {
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
              text.begin() + static_cast<std::ptrdiff_t>(end), U' ');
  };
  for (const KindSpan& k : kinds_in(text, money)) blank_out(k.begin, k.end);
  for (const MoneySpan& m : money) blank_out(m.begin, m.end);
  const std::u32string core = letters_and_digits(text);
  return core.empty() ? whole : core;
}

std::string duplicate_key(const WishEntry& entry) {
  constexpr std::size_t kPhoneDigitsMin = 7;
  const std::string phone = normal_phone(entry.phone);
  const std::u32string phone_key = letters_and_digits(folded(phone));
  const bool has_phone = std::count_if(phone_key.begin(), phone_key.end(), is_digit) >=
                         static_cast<std::ptrdiff_t>(kPhoneDigitsMin);
  std::u32string wish = wish_core(entry.content);
  for (char32_t& c : wish)  // 一个 is 1个.
    if (const int digit = chinese_digit(c); digit >= 0) c = U'0' + static_cast<char32_t>(digit);
  std::string key = to_utf8(letters_and_digits(folded(entry.name)));
  key +=
      has_phone ? "\np " + to_utf8(phone_key) : "\na " + to_utf8(letters_and_digits(folded(entry.address)));
  key += "\n" + to_utf8(wish);
  return key;
}

}  // namespace model
