// Sums of money in the text of a wish.

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>

#include "model/characters.h"
#include "model/form1.h"
#include "model/wish_text.h"

namespace model {
namespace {

using Text = std::u32string_view;

std::size_t skip_blanks(Text t, std::size_t i) {
  while (i < t.size() && is_blank(t[i])) ++i;
  return i;
}

unsigned unit_of(char32_t c) {
  switch (c) {
    case U'十':
      return 10;
    case U'百':
      return 100;
    case U'千':
      return 1000;
    case U'万':
      return 10'000;
    default:
      return 0;
  }
}

bool begins_number(char32_t c) { return is_digit(c) || chinese_digit(c) >= 0 || unit_of(c) != 0; }

struct Number {
  std::size_t end = 0;
  double value = 0;
};

// "3,200", "1.5": digits with commas between thousands and at most one point.
Number arabic_at(Text t, std::size_t i) {
  double value = 0;
  const auto three_digits_at = [&](std::size_t at) {
    return at + 3 <= t.size() && is_digit(t[at]) && is_digit(t[at + 1]) && is_digit(t[at + 2]) &&
           (at + 3 == t.size() || !is_digit(t[at + 3]));
  };
  while (i < t.size() && (is_digit(t[i]) || (t[i] == U',' && three_digits_at(i + 1)))) {
    if (t[i] != U',') value = value * 10 + (t[i] - U'0');
    ++i;
  }
  if (i + 1 < t.size() && t[i] == U'.' && is_digit(t[i + 1])) {
    double scale = 0.1;
    for (++i; i < t.size() && is_digit(t[i]); ++i, scale /= 10) value += scale * (t[i] - U'0');
  }
  return {i, value};
}

// The number that begins at `i`: "300", "1.5万", "三百五", "二〇〇", "二三百" (the upper).
std::optional<Number> number_at(Text t, std::size_t i) {
  double total = 0, section = 0, current = 0;
  bool has_current = false;
  unsigned last_unit = 0;
  bool bare_digit_after_unit = false, only_digits = true, any = false;
  const std::size_t begin = i;
  while (i < t.size()) {
    const std::size_t at = any ? skip_blanks(t, i) : i;
    if (at < t.size() && unit_of(t[at]) != 0) {
      last_unit = unit_of(t[at]);
      if (last_unit == 10'000) {
        total += (has_current || section > 0 ? section + current : 1) * last_unit;
        section = 0;
      } else {
        section += (has_current ? current : 1) * last_unit;
      }
      current = 0;
      has_current = false;
      only_digits = bare_digit_after_unit = false;
      i = at + 1;
    } else if (is_digit(t[i])) {
      if (has_current) break;
      const Number n = arabic_at(t, i);
      bare_digit_after_unit = last_unit > 10 && n.end - i == 1;
      current = n.value;
      has_current = true;
      i = n.end;
    } else if (const int digit = chinese_digit(t[i]); digit >= 0) {
      const bool positional = only_digits && has_current;
      bare_digit_after_unit = last_unit > 10 && !has_current && digit != 0;
      current = positional ? current * 10 + digit : digit;
      has_current = true;
      if (i + 1 < t.size() && unit_of(t[i + 1]) != 0) current = digit;
      ++i;
    } else {
      break;
    }
    any = true;
  }
  if (!any) return std::nullopt;
  if (i == begin + 1 && t[begin] == U'万') return std::nullopt;  // 万元户 is no sum.
  // 三百五 is 350, and 一万五 is 15000.
  if (has_current) section += bare_digit_after_unit ? current * (last_unit / 10.0) : current;
  return Number{i, total + section};
}

constexpr std::initializer_list<Text> kAround = {U"左右", U"上下", U"以内", U"之内", U"以下", U"以上"};

// The end of a unit of money at `i`, or nothing. 元旦, 单元 and 三块毛巾 are none.
std::optional<std::size_t> money_unit_at(Text t, std::size_t i, double value) {
  i = skip_blanks(t, i);
  Text rest = t.substr(i);
  const auto done = [&] { return t.size() - rest.size(); };
  cut_prefix(rest, {U"余", U"多", U"来", U"几"});
  rest = rest.substr(skip_blanks(rest, 0));
  if (cut_prefix(rest, {U"rmb", U"人民币", U"块钱", U"块人民币", U"圆"})) return done();
  if (cut_prefix(rest, {U"块"})) {
    Text after = rest;
    if (cut_prefix(after, kAround)) return done();
    return std::nullopt;
  }
  if (!cut_prefix(rest, {U"元"})) return std::nullopt;
  Text after = rest;
  if (cut_prefix(after, {U"旦", U"宵", U"月", U"一次", U"二次", U"素", U"气", U"老", U"首", U"件"}))
    return std::nullopt;
  // 三元村 and 二元店 are names; small sums stand alone.
  if (value < 10 && !after.empty() && is_han(after.front()) && !cut_prefix(after, kAround) &&
      !cut_prefix(after, {U"钱", U"人民币", U"整", U"的"}))
    return std::nullopt;
  return done();
}

// True if the words before `i` say that a number is a sum: "¥", "人民币", "价值约".
bool announced_as_money(Text t, std::size_t i) {
  Text before = trimmed(t.substr(0, i));
  if (cut_suffix(before, {U"¥", U"rmb", U"人民币"})) return true;
  cut_suffix(before, {U":"});
  cut_suffix(before, {U"大约", U"大概", U"约", U"为", U"在"});
  return cut_suffix(before, {U"价值", U"价格", U"价钱", U"预算", U"总价", U"单价", U"售价", U"市价"});
}

bool in_brackets_with_about(Text t, std::size_t begin, std::size_t end) {
  Text before = trimmed(t.substr(0, begin));
  Text after = trimmed(t.substr(end));
  cut_prefix(after, kAround);
  return cut_suffix(before, {U"(大约", U"(大概", U"(约"}) && after.starts_with(U')');
}

// Widens a sum over the words that belong to it.
MoneySpan with_words_around(Text t, MoneySpan span) {
  for (bool more = true; more;) {
    Text before = t.substr(0, span.begin);
    while (!before.empty() && is_blank(before.back())) before.remove_suffix(1);
    more = cut_suffix(before, {U"大约", U"大概", U"约", U"价值", U"价格", U"价钱", U"预算", U"总价", U"单价",
                               U"售价", U"市价", U"人民币", U"rmb", U"¥", U":"});
    if (more) span.begin = before.size();
  }
  for (bool more = true; more;) {
    Text after = t.substr(skip_blanks(t, span.end));
    more = cut_prefix(after, kAround) || cut_prefix(after, {U"人民币", U"钱", U"整", U"的"});
    if (more) span.end = t.size() - after.size();
  }
  return span;
}

bool is_range_sign(char32_t c) { return Text(U"-~—–至到").find(c) != Text::npos; }

std::uint32_t whole_yuan(double value) {
  // A hair below keeps 0.1 * 3 from becoming one yuan more.
  const double up = std::ceil(value - 1e-6);
  return up >= 1 && up <= kValueYuanMax ? static_cast<std::uint32_t>(up) : 0;
}

struct Found {
  std::size_t end = 0;  // Where to look on.
  std::optional<MoneySpan> money;
};

Found money_at(Text t, std::size_t i) {
  const std::optional<Number> number = number_at(t, i);
  if (!number) return {i + 1, std::nullopt};
  const bool vague = i > 0 && (t[i - 1] == U'几' || t[i - 1] == U'数') && unit_of(t[i]) != 0;
  if (vague) return {number->end, std::nullopt};
  double value = number->value;
  std::optional<std::size_t> end = money_unit_at(t, number->end, value);
  std::size_t sign = skip_blanks(t, end.value_or(number->end));
  if (sign < t.size() && is_range_sign(t[sign])) {
    while (sign < t.size() && (is_range_sign(t[sign]) || is_blank(t[sign]))) ++sign;
    if (const auto upper = number_at(t, sign)) {
      if (const auto upper_end = money_unit_at(t, upper->end, upper->value)) {
        end = upper_end;
        value = std::max(value, upper->value);
      }
    }
  }
  if (!end && (announced_as_money(t, i) || in_brackets_with_about(t, i, number->end))) end = number->end;
  const std::uint32_t yuan = whole_yuan(value);
  if (!end || yuan == 0) return {number->end, std::nullopt};
  return {*end, with_words_around(t, {i, *end, yuan})};
}

}  // namespace

// A comma of full width ends a clause, except between thousands of full width. Both signs take three bytes.
std::u32string folded_wish(std::string_view content) {
  constexpr std::string_view kComma = "，";
  constexpr std::string_view kFullStop = "。";
  static_assert(kComma.size() == kFullStop.size());
  const auto full_width_digit_at = [&](std::size_t i) {
    return content.substr(i).starts_with("\xEF\xBC") && i + 2 < content.size() &&
           static_cast<std::uint8_t>(content[i + 2]) >= 0x90 &&
           static_cast<std::uint8_t>(content[i + 2]) <= 0x99;
  };
  std::string text(content);
  for (std::size_t i = 0; (i = content.find(kComma, i)) != content.npos; i += kComma.size()) {
    const bool between_thousands =
        i >= 3 && full_width_digit_at(i - 3) && full_width_digit_at(i + kComma.size());
    if (!between_thousands) text.replace(i, kComma.size(), kFullStop);
  }
  return folded(text);
}

std::vector<MoneySpan> money_in(std::u32string_view t) {
  std::vector<MoneySpan> out;
  for (std::size_t i = 0; i < t.size();) {
    if (!begins_number(t[i])) {
      ++i;
      continue;
    }
    const Found found = money_at(t, i);
    if (found.money) out.push_back(*found.money);
    i = std::max(found.end, i + 1);
  }
  return out;
}

std::optional<std::uint32_t> value_in_text(std::string_view content) {
  std::optional<std::uint32_t> largest;
  for (const MoneySpan& m : money_in(folded_wish(content)))
    if (!largest || m.yuan > *largest) largest = m.yuan;
  return largest;
}

}  // namespace model
