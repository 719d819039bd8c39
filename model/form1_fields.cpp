// The single fields of form 1 that have a normal form: age, sex, phone, name.

#include <algorithm>

#include "model/characters.h"
#include "model/form1.h"

namespace model {
namespace {

// Clerks mark a cell as left empty with a stroke.
bool means_empty(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) { return !is_letter_or_digit(c); });
}

Error bad_age() {
  return {"row.bad_age",
          "The age is not a number of years from 0 to 150. Write it as a number, e.g. 72, or leave it empty.",
          "年龄不是0到150之间的周岁数。请改成数字（例如72），不清楚就留空。"};
}

// Reads digits, or Chinese numerals up to 199, from the front of `text`.
std::optional<unsigned> take_number(std::u32string_view& text) {
  std::size_t n = 0;
  unsigned value = 0;
  while (n < text.size() && is_digit(text[n]) && n < 4) value = value * 10 + (text[n++] - U'0');
  if (n > 0) {
    text.remove_prefix(n);
    return value;
  }
  unsigned current = 0;
  bool digit_read = false;
  for (; n < text.size() && n < 6; ++n) {
    const int digit = chinese_digit(text[n]);
    if (digit >= 0) {
      current = static_cast<unsigned>(digit);
      digit_read = true;
    } else if (text[n] == U'十' || text[n] == U'百') {
      value += (digit_read ? current : 1) * (text[n] == U'十' ? 10 : 100);
      current = 0;
      digit_read = false;
    } else {
      break;
    }
  }
  if (n == 0) return std::nullopt;
  text.remove_prefix(n);
  return value + current;
}

// "13000086620.0" and "1.3000086620E+10" become their digits. Fewer than nine significant digits
// are what a narrow column showed of a longer number: those are not restored.
std::optional<std::u32string> whole_number(std::u32string_view text) {
  constexpr std::size_t kSignificantDigitsMin = 9;
  std::u32string digits;
  std::size_t i = 0;
  while (i < text.size() && is_digit(text[i])) digits.push_back(text[i++]);
  if (digits.empty()) return std::nullopt;
  std::size_t decimals = 0;
  if (i < text.size() && text[i] == U'.') {
    for (++i; i < text.size() && is_digit(text[i]); ++i, ++decimals) digits.push_back(text[i]);
    if (decimals == 0) return std::nullopt;
  }
  std::size_t exponent = 0;
  const bool scientific = i < text.size() && text[i] == U'e';
  if (scientific) {
    if (++i < text.size() && text[i] == U'+') ++i;
    if (i == text.size() || text.size() - i > 2) return std::nullopt;
    for (; i < text.size() && is_digit(text[i]); ++i) exponent = exponent * 10 + (text[i] - U'0');
    if (digits.size() < kSignificantDigitsMin) return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;
  for (; decimals > exponent; --decimals) {
    if (digits.back() != U'0') return std::nullopt;
    digits.pop_back();
  }
  digits.append(exponent - decimals, U'0');
  return digits;
}

}  // namespace

Result<std::optional<std::uint16_t>> read_age(std::string_view text) {
  const std::u32string whole = without_blanks(folded(text));
  std::u32string_view rest = whole;
  if (means_empty(rest)) return std::optional<std::uint16_t>{};
  cut_prefix(rest, {U"年龄:", U"年龄"});
  cut_prefix(rest, {U"大约", U"约", U"年满", U"已满", U"满", U"虚岁", U"周岁"});
  const std::optional<unsigned> number = take_number(rest);
  if (!number) return bad_age();
  if (!rest.empty() && rest.front() == U'.') {
    const std::size_t end = rest.find_first_not_of(U'0', 1);
    if (end == 1 || rest.size() == 1) return bad_age();
    rest.remove_prefix(end == rest.npos ? rest.size() : end);
  }
  if (rest == U"个月" || rest == U"月龄" || rest == U"个月大") {
    if (*number > 36) return bad_age();
    return std::optional<std::uint16_t>(static_cast<std::uint16_t>(*number / 12));
  }
  cut_prefix(rest, {U"多", U"余", U"来"});
  cut_prefix(rest, {U"周岁", U"岁"});
  cut_prefix(rest, {U"半", U"多", U"余", U"左右", U"以上", U"(虚岁)", U"(周岁)"});
  if (!rest.empty() || *number > kAgeYearsMax) return bad_age();
  return std::optional<std::uint16_t>(static_cast<std::uint16_t>(*number));
}

Result<Sex> read_sex(std::string_view text) {
  std::u32string word = folded(text);
  std::erase_if(word, [](char32_t c) { return !is_letter_or_digit(c); });
  if (word.empty()) return Sex::kUnstated;
  for (std::u32string_view w : {U"男", U"男性", U"男士", U"男生", U"男孩", U"男童", U"先生", U"m", U"male"})
    if (word == w) return Sex::kMale;
  for (std::u32string_view w : {U"女", U"女性", U"女士", U"女生", U"女孩", U"女童", U"f", U"female"})
    if (word == w) return Sex::kFemale;
  return Error("row.bad_sex", "The sex is neither 男 nor 女. Write one of them, or leave the cell empty.",
               "性别栏看不懂。请填“男”或“女”，不清楚就留空。");
}

std::string normal_phone(std::string_view text) {
  std::u32string number = without_blanks(folded(text));
  if (std::none_of(number.begin(), number.end(), is_digit)) return tidy_text(text);
  if (number.front() == U'\'') number.erase(0, 1);
  if (auto whole = whole_number(number)) {
    number = std::move(*whole);
  } else {
    std::erase_if(number, [](char32_t c) {
      return std::u32string_view(U"-‐‑‒–—―−ー_.·()[]").find(c) != std::u32string_view::npos;
    });
  }
  if (number.starts_with(U"+86")) {
    number.erase(0, 3);
  } else if (number.starts_with(U"0086") && number.size() > 12) {
    number.erase(0, 4);
  } else if (number.starts_with(U"861") && number.size() == 13) {
    number.erase(0, 2);
  }
  // Seven digits are a number of a small town's exchange, twelve one with an area code.
  const bool is_phone =
      number.size() >= 7 && number.size() <= 12 && std::all_of(number.begin(), number.end(), is_digit);
  return is_phone ? to_utf8(number) : tidy_text(text);
}

std::string normal_name(std::string_view text) {
  const std::u32string name = to_utf32(tidy_text(to_utf8(folded_keeping_case(text))));
  std::u32string out;
  for (std::size_t i = 0; i < name.size();) {
    if (!is_blank(name[i])) {
      out.push_back(name[i++]);
      continue;
    }
    while (i < name.size() && is_blank(name[i])) ++i;
    const bool inside_chinese = (!out.empty() && is_han(out.back())) || (i < name.size() && is_han(name[i]));
    if (!inside_chinese) out.push_back(U' ');
  }
  return to_utf8(out);
}

}  // namespace model
