// Of what a public text says of somebody's age, and of a child's school. Of a child no school is said,
// whichever it is: everyone around it knows whose wish is meant.

#include <algorithm>
#include <span>

#include "model/characters.h"
#include "model/redaction_secrets.h"

namespace model {
namespace {

using Text = std::u32string_view;
using What = Leak::What;

bool stands_in(std::string_view one, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, one) != list.end();
}

constexpr std::string_view kBlanks[] = {" ", "\t", "\u3000", "\u200b", "\u00a0"};

// What people put between the characters of a word so that it is not found.
bool is_spacing(std::string_view character) {
  return std::ranges::find(kBlanks, character) != std::end(kBlanks) ||
         stands_in(character, {"\n", "-", "·", "•", "・"});
}
bool is_blank_gap(std::string_view gap) {
  while (!gap.empty()) {
    const auto* blank =
        std::ranges::find_if(kBlanks, [&](std::string_view one) { return gap.starts_with(one); });
    if (blank == std::end(kBlanks)) return false;
    gap.remove_prefix(blank->size());
  }
  return true;
}
bool is_dash(std::string_view gap) { return stands_in(gap, {"-", "–", "—", "~", "～", "－", "－－", "——"}); }

}  // namespace

void find_age(std::string_view published, const TracedText& in, std::uint16_t age,
              std::vector<LeakSpan>& out) {
  const std::initializer_list<Text> kYears = {U"周岁", U"虚岁", U"岁"};
  const std::initializer_list<Text> kBounds = {U"及以上", U"及以下", U"以上", U"以下", U"以内",
                                               U"左右",   U"上下",   U"起",   U"到",   U"至"};
  const std::string ascii = std::to_string(age);
  const std::u32string years(ascii.begin(), ascii.end());
  const Text text = in.text;
  const auto gap_before = [&](std::size_t i) {
    return i == 0 || i >= text.size() ? std::string_view()
                                      : published.substr(in.end[i - 1], in.begin[i] - in.end[i - 1]);
  };
  const auto is_age = [&](std::size_t from, std::size_t end) {
    return number_digits(text.substr(from, end - from)) == years;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = number_end(text, i);
    if (end == i) {
      ++i;
      continue;
    }
    // 1、8岁 holds two numbers, and 1-8-岁 one.
    std::size_t first_end = end, last = i;
    for (std::size_t k = i + 1; k < end; ++k)
      if (!is_blank_gap(gap_before(k))) {
        first_end = std::min(first_end, k);
        last = k;
      }
    Text after = text.substr(end);
    if (cut_prefix(after, kYears)) {
      const std::size_t until = text.size() - after.size();
      const bool spaced = !is_blank_gap(gap_before(end));
      const std::size_t from = spaced ? i : last;
      const Text before = text.substr(0, from);
      const bool ends_span = before.ends_with(U'到') || before.ends_with(U'至') ||
                             (!spaced && from > 0 && is_dash(gap_before(from)) &&
                              (number_end(text, from - 1) != from - 1 || before.ends_with(U'岁')));
      const bool begins_span =
          cut_prefix(after, kBounds) || (is_dash(gap_before(until)) && number_end(text, until) != until);
      if (!ends_span && !begins_span && is_age(from, end))
        out.push_back({in.begin[from], in.end[until - 1], What::kAge});
    } else if (const Text before = text.substr(0, i);
               (before.ends_with(U"年龄") || before.ends_with(U"年纪") || before.ends_with(U"岁数")) &&
               is_age(i, first_end)) {
      out.push_back({in.begin[i], in.end[first_end - 1], What::kAge});
    }
    i = end;
  }
}

bool names_school(std::string_view text, const PersonalSpan& span) {
  constexpr std::string_view kTails[] = {"小学", "中学", "幼儿园", "学校",   "学院", "大学", "初中",
                                         "高中", "完小", "中心校", "托儿所", "幼师", "师范", "特校",
                                         "中专", "职专", "职中",   "职校",   "技校"};
  constexpr std::string_view kNamed[] = {"小学", "中学", "幼儿园"};  // Found where they bear a name alone.
  // Before a school of no name: 一本, 那所; 适合, 人教版; 全国.
  constexpr std::string_view kNumbers[] = {"一", "两", "二", "三", "四", "五", "六", "七", "八", "九",
                                           "十", "几", "这", "那", "每", "某", "各", "多", "半"};
  constexpr std::string_view kCounted[] = {"本", "套", "册", "台", "个", "所",
                                           "份", "张", "支", "盒", "些", "件"};
  constexpr std::string_view kEnds[] = {"适合", "教版", "新版"};
  constexpr std::string_view kWhole[] = {"全国", "全市", "全县", "优秀"};
  constexpr std::string_view kOldAndYoung[] = {"一大一小", "一老一小"};  // 娄底一小 is a school.
  const std::string_view name = text.substr(span.begin, span.end - span.begin);
  std::size_t tail_begin = name.npos;
  for (const std::string_view tail : kTails) tail_begin = std::min(tail_begin, name.rfind(tail));
  const std::string_view lead = name.substr(0, std::min(tail_begin, name.size()));
  const auto ends_with_one_of = [](std::string_view what, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return what.ends_with(word); });
  };
  const auto counts = [&](std::string_view word) {
    return lead.ends_with(word) && ends_with_one_of(lead.substr(0, lead.size() - word.size()), kNumbers);
  };
  if (name.find("班") != name.npos || ends_with_one_of(name, kNamed)) return true;
  if (tail_begin == name.npos) return !ends_with_one_of(name, kOldAndYoung);
  return !lead.empty() && std::ranges::find(kWhole, lead) == std::end(kWhole) &&
         !ends_with_one_of(lead, kEnds) && std::ranges::none_of(kCounted, counts);
}

void find_schools(std::string_view published, std::vector<LeakSpan>& out) {
  const auto in_one_line = [](std::string_view text, PersonalSpan span) {
    if (const std::size_t line = text.rfind('\n', span.end - 1); line != text.npos && line >= span.begin)
      span.begin = line + 1;
    return span;
  };
  for (const PersonalSpan& found : looks_like_school(published))
    if (const PersonalSpan span = in_one_line(published, found); names_school(published, span))
      out.push_back({span.begin, span.end, What::kSchool});
  std::string joined;
  std::vector<std::size_t> at;  // Of each byte, in what is published.
  for (std::size_t i = 0; i < published.size();) {
    std::size_t next = i + 1;
    while (next < published.size() && (static_cast<unsigned char>(published[next]) & 0xc0) == 0x80) ++next;
    if (const std::string_view one = published.substr(i, next - i); !is_spacing(one)) {
      for (std::size_t k = i; k < next; ++k) at.push_back(k);
      joined += one;
    }
    i = next;
  }
  if (joined.size() == published.size()) return;
  for (const PersonalSpan& span : looks_like_school(joined))
    if (span.begin < span.end && names_school(joined, span))
      out.push_back({at[span.begin], at[span.end - 1] + 1, What::kSchool});
}

}  // namespace model
