// The first draft of what the public reads: the family's words without what would expose them.

#include "model/redaction.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "model/characters.h"
#include "model/consent.h"
#include "model/redaction_secrets.h"
#include "model/wish_text.h"

namespace model {
namespace {

using Text = std::u32string_view;
using What = Leak::What;

constexpr std::uint16_t kFewLeftYears = 90;  // From here on a span of ages holds hardly anybody.

struct Cut {
  std::size_t begin = 0;  // Bytes.
  std::size_t end = 0;
  std::string by;
};

std::string who_of(const WishPart& part) {
  const std::u32string letters = letters_and_digits(folded_keeping_case(part.name));
  const std::u32string simplified = letters_and_digits(traced(part.name).text);
  // As it was written: 歐陽 is known by its simplified form, and stays 歐陽.
  return to_utf8(letters.substr(0, family_name(simplified).size())) + "**";
}

std::string ages_of(std::optional<std::uint16_t> age) {
  if (!age) return {};
  if (*age >= kFewLeftYears) return std::to_string(kFewLeftYears) + "岁以上";
  constexpr std::array<std::pair<int, int>, 4> kYoung = {{{0, 5}, {6, 11}, {12, 17}, {18, 19}}};
  std::pair<int, int> span = {*age / 10 * 10, *age / 10 * 10 + 9};
  for (const auto& y : kYoung)
    if (*age >= y.first && *age <= y.second) span = y;
  return std::to_string(span.first) + "–" + std::to_string(span.second) + "岁";
}

std::string neutral(PersonalSpan::Looks looks) {
  using Looks = PersonalSpan::Looks;
  switch (looks) {
    case Looks::kName:
      return "某某";
    case Looks::kPhone:
    case Looks::kIdNumber:
    case Looks::kBankCard:
    case Looks::kAccount:
    case Looks::kPlate:
      return "（略）";
    case Looks::kBirthDate:
      return "某年";
    case Looks::kAddress:
      return "某地";
    case Looks::kSchool:
      return "某学校";
    case Looks::kHospital:
      return "某医院";
    case Looks::kEmployer:
      return "某单位";
    case Looks::kHealth:
      return "某病";
  }
  return "（略）";
}

std::string neutral(What what, std::string_view found, const std::string& full_name,
                    const PublicText& shown) {
  switch (what) {
    case What::kName:
      return folded_utf8(found) == full_name ? shown.who : "某某";
    case What::kAge:
      return shown.ages;
    case What::kAddress:
      return "某地";
    case What::kSchool:
      return "某学校";
    case What::kPhone:
    case What::kIdNumber:
      break;
  }
  return "（略）";
}

struct MidWord {
  Text word;
  Target target;
};
// Words that state a kind in the middle of a sentence, where kinds_in() does not look.
constexpr MidWord kMidWords[] = {
    {U"建档立卡", Target::kPoorHousehold},
    {U"精准扶贫户", Target::kPoorHousehold},
    {U"贫困户", Target::kPoorHousehold},
    {U"贫困家庭", Target::kPoorHousehold},
    {U"低保户", Target::kAllowanceHousehold},
    {U"低保家庭", Target::kAllowanceHousehold},
    {U"五保户", Target::kFiveGuarantees},
    {U"五保老人", Target::kFiveGuarantees},
    {U"特困户", Target::kFiveGuarantees},
    {U"特困人员", Target::kFiveGuarantees},
    {U"留守儿童", Target::kLeftBehindChild},
    {U"留守学生", Target::kLeftBehindChild},
    {U"留守孩子", Target::kLeftBehindChild},
    {U"特殊儿童", Target::kSpecialNeedsChild},
    {U"自闭症儿童", Target::kSpecialNeedsChild},
    {U"孤残儿童", Target::kOrphanOrDisabledChild},
    {U"孤儿", Target::kOrphanOrDisabledChild},
    {U"残疾儿童", Target::kOrphanOrDisabledChild},
    {U"残障儿童", Target::kOrphanOrDisabledChild},
    {U"残障人士", Target::kDisabled},
    {U"残疾人士", Target::kDisabled},
    {U"残障人", Target::kDisabled},
    {U"残疾人", Target::kDisabled},
    {U"残疾", Target::kDisabled},
    {U"残障", Target::kDisabled},
    {U"聋哑人", Target::kDisabled},
    {U"盲人", Target::kDisabled},
    {U"孤寡老人", Target::kElderWithoutFamily},
    {U"鳏寡老人", Target::kElderWithoutFamily},
    {U"孤寡", Target::kElderWithoutFamily},
    {U"无儿无女", Target::kElderWithoutFamily},
    {U"空巢老人", Target::kEmptyNestElder},
    {U"独居老人", Target::kEmptyNestElder},
    {U"留守老人", Target::kEmptyNestElder},
    {U"空巢", Target::kEmptyNestElder},
    {U"失独老人", Target::kElderWhoLostOnlyChild},
    {U"失独家庭", Target::kElderWhoLostOnlyChild},
    {U"失独父母", Target::kElderWhoLostOnlyChild},
    {U"失独", Target::kElderWhoLostOnlyChild},
    {U"困难党员", Target::kPartyMemberInDifficulty},
    {U"困难老党员", Target::kPartyMemberInDifficulty},
    {U"伤残军人", Target::kVeteran},
    {U"残疾军人", Target::kVeteran},
    {U"荣誉军人", Target::kVeteran},
    {U"退伍军人", Target::kVeteran},
    {U"退役军人", Target::kVeteran},
    {U"抗战老兵", Target::kWarVeteran},
    {U"参战老兵", Target::kWarVeteran},
    {U"抗美援朝老兵", Target::kWarVeteran},
};
// 残疾人两项补贴 names a policy and 盲人手机 a thing: no person.
constexpr std::initializer_list<Text> kNotOfAPerson = {U"补贴",   U"补助", U"政策", U"两项", U"证",
                                                       U"联合会", U"手机", U"手杖", U"用品", U"辅助器",
                                                       U"运动会", U"车",   U"待遇", U"认定"};
constexpr std::initializer_list<Text> kLeadsToKind = {U"一名", U"一位", U"一个", U"属于", U"肢体", U"视力",
                                                      U"听力", U"言语", U"智力", U"精神", U"多重", U"重度",
                                                      U"本人", U"我家", U"家里", U"家庭", U"户主", U"该户",
                                                      U"是",   U"系",   U"属",   U"为",   U"我"};

// The hidden kinds that the text states, by themselves (（五保户）) or in a sentence (我是残疾人，想要…).
void cut_kinds(std::string_view content, Targets targets, std::optional<std::uint16_t> age,
               std::vector<Cut>& cuts) {
  const TracedText in = traced(content);
  const std::u32string wish = folded_wish(content);
  const std::vector<MoneySpan> money = money_in(wish);
  const std::vector<KindSpan> stated = kinds_in(wish, money);
  for (const KindSpan& k : stated) targets.bits |= k.targets.bits;
  const Targets shown = public_targets(targets, age);
  const bool aligned = wish.size() == in.text.size();  // Not so where characters were composed.
  for (const KindSpan& k : stated)
    if (aligned && k.begin < k.end && (k.targets.bits & ~shown.bits) != 0)
      cuts.push_back({in.begin[k.begin], in.end[k.end - 1], ""});
  const Text text = in.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const MidWord* longest = nullptr;
    for (const MidWord& k : kMidWords)
      if (text.substr(i).starts_with(k.word) && (!longest || k.word.size() > longest->word.size()))
        longest = &k;
    if (!longest) continue;
    Text lead = text.substr(0, i), after = text.substr(i + longest->word.size());
    i += longest->word.size() - 1;
    Text next = after;
    if (cut_prefix(next, kNotOfAPerson) || shown.has(longest->target)) continue;
    while (cut_suffix(lead, kLeadsToKind)) {
    }
    cut_prefix(after, {U"的"});
    cuts.push_back({in.begin[lead.size()], in.end[text.size() - after.size() - 1], ""});
  }
}

void cut_looks(std::string_view content, std::vector<Cut>& cuts) {
  const TracedText in = traced(content);
  const std::u32string wish = folded_wish(content);
  const std::vector<MoneySpan> money =
      wish.size() == in.text.size() ? money_in(wish) : std::vector<MoneySpan>();
  for (const PersonalSpan& s : looks_personal(content)) {
    const bool is_money = std::any_of(money.begin(), money.end(), [&](const MoneySpan& m) {
      return m.begin < m.end && in.begin[m.begin] <= s.begin && s.end <= in.end[m.end - 1];
    });
    const bool no_school = s.looks == PersonalSpan::Looks::kSchool && !names_school(content, s);
    if (!is_money && !no_school) cuts.push_back({s.begin, s.end, neutral(s.looks)});
  }
}

// Puts the words of the cuts in place of what they cut; of those that overlap, the word of the first.
std::string with_cuts(std::string_view content, std::vector<Cut> cuts) {
  std::stable_sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) { return a.begin < b.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Cut& c : cuts) {
    if (c.end <= at) continue;
    if (c.begin >= at) {
      out += content.substr(at, c.begin - at);
      if (c.by.empty() || !out.ends_with(c.by)) out += c.by;  // 某地某地 says no more than 某地.
    }
    at = c.end;
  }
  return out + std::string(content.substr(at));
}

bool is_comma(char32_t c) { return Text(U"，,、；;：: 　").find(c) != Text::npos; }

// What the cuts left behind: empty brackets, commas with nothing between them or before them.
std::string smoothed(std::string_view content) {
  const std::u32string in = to_utf32(content);
  std::u32string out;
  for (char32_t c : in) {
    if (Text(U"）)】]").find(c) != Text::npos) {
      while (!out.empty() && is_comma(out.back())) out.pop_back();
      if (!out.empty() && Text(U"（(【[").find(out.back()) != Text::npos) {
        out.pop_back();
        continue;
      }
    }
    const bool begins = out.empty() || Text(U"（(【[\n").find(out.back()) != Text::npos;
    if (begins && (is_comma(c) || Text(U"。.").find(c) != Text::npos)) continue;
    if (is_comma(c) && !is_blank(c) && is_comma(out.back())) out.pop_back();
    out.push_back(c);
  }
  while (!out.empty() && (is_comma(out.back()) || is_blank(out.back()))) out.pop_back();
  return to_utf8(trimmed(out));
}

// Takes out what still leaks, until nothing does. Ends, since the content gets shorter each time.
void take_out_the_rest(PublicText& text, const Secrets& secrets) {
  if (!leak_spans(text.who, secrets).empty()) text.who = "**";
  if (!leak_spans(text.ages, secrets).empty() || !leak_spans(text.who + text.ages, secrets).empty())
    text.ages.clear();
  for (;;) {
    const std::string before = text.who + text.ages;
    std::vector<Cut> cuts;
    for (const std::string& prefix : {std::string(), text.ages, before})
      for (const LeakSpan& s : leak_spans(prefix + text.content, secrets))
        if (s.end > prefix.size())
          cuts.push_back({std::max(s.begin, prefix.size()) - prefix.size(), s.end - prefix.size(), ""});
    if (cuts.empty()) return;
    text.content = with_cuts(text.content, std::move(cuts));
  }
}

}  // namespace

Targets public_targets(Targets targets, std::optional<std::uint16_t> age) {
  Targets out;
  if (targets.has(Target::kOther)) out.add(Target::kOther);
  if (is_child(age, targets) || !age || *age >= kFewLeftYears) return out;
  const bool poor = targets.has(Target::kPoorHousehold), allowance = targets.has(Target::kAllowanceHousehold);
  if (poor) out.add(Target::kPoorHousehold);
  if (allowance) out.add(Target::kAllowanceHousehold);
  if (targets.has(Target::kPartyMemberInDifficulty) && !poor && !allowance)
    out.add(Target::kPartyMemberInDifficulty);
  return out;
}

PublicText propose_public_text(const WishPart& part, Targets targets) {
  const Secrets secrets = secrets_of(part, targets);
  PublicText out{who_of(part), ages_of(part.age), {}};
  std::vector<Cut> cuts;
  const std::string full_name = folded_utf8(part.name);
  for (const LeakSpan& s : leak_spans(part.content, secrets))
    cuts.push_back(
        {s.begin, s.end,
         neutral(s.what, std::string_view(part.content).substr(s.begin, s.end - s.begin), full_name, out)});
  cut_looks(part.content, cuts);
  cut_kinds(part.content, targets, part.age, cuts);
  out.content = smoothed(with_cuts(part.content, std::move(cuts)));
  take_out_the_rest(out, secrets);
  return out;
}

}  // namespace model
