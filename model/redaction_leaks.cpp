// What of a person stands in a text, however it is spelled: the words and numbers that may not be said are
// looked for in its letters and digits.

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "model/characters.h"
#include "model/redaction_secrets.h"

namespace model {
namespace {

using Text = std::u32string_view;
using What = Leak::What;

constexpr std::size_t kIdDigitsMin = 8;  // In a row: the date of birth is that long.

// ---- Reading bytes ----

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The number that begins `text`, and how many characters it has.
std::pair<char32_t, std::size_t> number_of(std::string_view text, unsigned base, std::size_t digits_max) {
  char32_t value = 0;
  std::size_t i = 0;
  for (; i < text.size() && i < digits_max; ++i) {
    const int d = hex_digit(text[i]);
    if (d < 0 || static_cast<unsigned>(d) >= base) break;
    value = value * base + static_cast<char32_t>(d);
  }
  return {value, i};
}

struct Escape {
  std::string bytes;  // In UTF-8.
  std::size_t length = 0;
};

// \u5218 with its other half where it is a surrogate, &#21016; &#x5218; or %E5.
std::optional<Escape> escape_at(std::string_view text) {
  if (text.starts_with("%")) {
    const auto [value, length] = number_of(text.substr(1), 16, 2);
    if (length == 2) return Escape{std::string(1, static_cast<char>(value)), 3};
  } else if (text.starts_with("\\u")) {
    const auto [value, length] = number_of(text.substr(2), 16, 4);
    if (length != 4) return std::nullopt;
    if (value >= 0xD800 && value < 0xDC00 && text.substr(6).starts_with("\\u")) {
      const auto [low, low_length] = number_of(text.substr(8), 16, 4);
      if (low_length == 4 && low >= 0xDC00 && low < 0xE000)
        return Escape{to_utf8(std::u32string(1, 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00))), 12};
    }
    if (value < 0xD800 || value >= 0xE000) return Escape{to_utf8(std::u32string(1, value)), 6};
  } else if (text.starts_with("&#")) {
    const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    const std::size_t before = hex ? 3 : 2;
    const auto [value, length] = number_of(text.substr(before), hex ? 16 : 10, 7);
    const std::size_t end = before + length;
    const bool surrogate = value >= 0xD800 && value < 0xE000;
    if (length > 0 && end < text.size() && text[end] == ';' && value <= 0x10FFFF && !surrogate)
      return Escape{to_utf8(std::u32string(1, value)), end + 1};
  }
  return std::nullopt;
}

// traced(), with characters that were written as escapes.
TracedText traced_through_escapes(std::string_view bytes) {
  if (bytes.find_first_of("%\\&") == bytes.npos) return traced(bytes);
  std::string plain;
  std::vector<std::size_t> begin, end;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto escape = escape_at(bytes.substr(i));
    const std::size_t next = i + (escape ? escape->length : 1);
    plain += escape ? escape->bytes : std::string(1, bytes[i]);
    begin.resize(plain.size(), i);
    end.resize(plain.size(), next);
    i = next;
  }
  TracedText out = traced(plain);
  for (std::size_t& at : out.begin) at = begin[at];
  for (std::size_t& at : out.end) at = end[at - 1];
  return out;
}

}  // namespace

int any_digit(char32_t c) {
  constexpr Text kFormal = U"零壹贰叁肆伍陆柒捌玖";
  if (is_digit(c)) return static_cast<int>(c - U'0');
  if (c == U'幺') return 1;
  if (const std::size_t at = kFormal.find(c); at != Text::npos) return static_cast<int>(at);
  return chinese_digit(c);
}

TracedText letters_of(const TracedText& in) {
  TracedText out;
  for (std::size_t i = 0; i < in.text.size(); ++i) {
    if (!is_letter_or_digit(in.text[i]) && any_digit(in.text[i]) < 0 && in.text[i] != kMark) continue;
    out.text.push_back(in.text[i]);
    out.begin.push_back(in.begin[i]);
    out.end.push_back(in.end[i]);
  }
  return out;
}

std::u32string with_digits(Text letters) {
  std::u32string out(letters);
  for (char32_t& c : out)
    if (const int d = any_digit(c); d >= 0) c = U'0' + static_cast<char32_t>(d);
  return out;
}

namespace {

int power_of_ten(char32_t c) {
  if (c == U'十' || c == U'拾') return 10;
  if (c == U'百' || c == U'佰') return 100;
  return 0;
}

}  // namespace

bool in_number(char32_t c) { return any_digit(c) >= 0 || power_of_ten(c) > 0; }

std::size_t number_end(Text text, std::size_t i) {
  while (i < text.size() && in_number(text[i])) ++i;
  return i;
}
std::u32string number_digits(Text number) {
  const bool spelled =
      std::any_of(number.begin(), number.end(), [](char32_t c) { return power_of_ten(c) > 0; });
  if (!spelled) return with_digits(number);
  unsigned value = 0, digit = 0;
  bool pending = false;
  for (char32_t c : number) {
    if (const int power = power_of_ten(c); power > 0) {
      value += (pending ? digit : 1) * static_cast<unsigned>(power);
      pending = false;
    } else {
      digit = (pending ? digit * 10 : 0) + static_cast<unsigned>(any_digit(c));
      pending = digit != 0;
      if (digit > 100'000) return {};
    }
  }
  if (pending) value += digit;
  const std::string ascii = std::to_string(value);
  return {ascii.begin(), ascii.end()};
}

namespace {

// ---- Looking for it ----

void find_words(const TracedText& in, const std::vector<std::u32string>& words, What what,
                std::vector<LeakSpan>& out) {
  for (const std::u32string& w : words)
    for (std::size_t at = in.text.find(w); at != in.text.npos; at = in.text.find(w, at + 1))
      out.push_back({in.begin[at], in.end[at + w.size() - 1], what});
}

// Any `digits_min` digits in a row of one of the numbers, or all of a shorter one. Takes the texts as they
// come: a part may hold thousands of digits, and so may what is compared with it.
void find_numbers(const TracedText& in, const std::vector<std::u32string>& numbers, std::size_t digits_min,
                  What what, std::vector<LeakSpan>& out) {
  const std::u32string digits = with_digits(in.text);
  const Text text = digits;
  std::vector<Text> windows;
  for (const Text number : numbers)
    for (std::size_t i = 0, size = std::min(digits_min, number.size()); i + size <= number.size(); ++i)
      windows.push_back(number.substr(i, size));
  std::sort(windows.begin(), windows.end());
  for (std::size_t size = std::min(digits_min, kShortNumberDigits); size <= digits_min; ++size)
    for (std::size_t at = 0; at + size <= text.size(); ++at)
      if (std::binary_search(windows.begin(), windows.end(), text.substr(at, size)))
        out.push_back({in.begin[at], in.end[at + size - 1], what});
}

// Whether a house number that means little by itself stands within an address.
bool within_address(Text before, Text after) {
  constexpr Text kBefore = U"村区镇乡道路街巷弄组队栋幢号元住在院";
  return (!before.empty() && kBefore.find(before.back()) != Text::npos) ||
         (!after.empty() && any_digit(after.front()) >= 0);
}

void find_house_numbers(const TracedText& in, const std::vector<HouseNumber>& numbers,
                        std::vector<LeakSpan>& out) {
  const Text text = in.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = number_end(text, i);
    if (end == i) continue;
    const std::u32string digits = number_digits(text.substr(i, end - i));
    const auto [unit, same_as] = unit_at(text.substr(end));
    const Text before = text.substr(0, i), after = text.substr(end + unit.size());
    for (const HouseNumber& n : numbers) {
      if (n.digits != digits || (!n.unit.empty() && n.unit != same_as)) continue;
      const bool day = same_as == U"号" && before.ends_with(U'月');
      const bool weak = !n.unit.empty() && (digits.size() < 2 || (n.unit == U"号" && digits.size() < 3));
      if (!day && (!weak || within_address(before, after)))
        out.push_back({in.begin[i], in.end[end + (n.unit.empty() ? 0 : unit.size()) - 1], What::kAddress});
    }
    i = end - 1;
  }
}

}  // namespace

std::vector<LeakSpan> leak_spans(std::string_view published, const Secrets& secrets) {
  const TracedText in = letters_of(traced_through_escapes(published));
  std::vector<LeakSpan> found;
  find_words(in, secrets.names, What::kName, found);
  find_words(in, secrets.places, What::kAddress, found);
  find_words(in, secrets.schools, What::kSchool, found);
  find_house_numbers(in, secrets.house_numbers, found);
  find_numbers(in, secrets.phones, kLeftDigitsMin, What::kPhone, found);
  find_numbers(in, secrets.ids, kIdDigitsMin, What::kIdNumber, found);
  if (secrets.age) find_age(published, in, *secrets.age, found);
  if (secrets.child) find_schools(published, found);
  std::sort(found.begin(), found.end(), [](const LeakSpan& a, const LeakSpan& b) {
    return std::pair(a.what, a.begin) < std::pair(b.what, b.begin);
  });
  std::vector<LeakSpan> out;
  for (const LeakSpan& s : found) {
    if (!out.empty() && out.back().what == s.what && s.begin < out.back().end)
      out.back().end = std::max(out.back().end, s.end);
    else
      out.push_back(s);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const LeakSpan& a, const LeakSpan& b) { return a.begin < b.begin; });
  return out;
}

std::vector<Leak> leaks(std::string_view published, const WishPart& part, Targets targets) {
  std::vector<Leak> out;
  for (const LeakSpan& s : leak_spans(published, secrets_of(part, targets)))
    out.push_back({s.what, std::string(published.substr(s.begin, s.end - s.begin))});
  return out;
}

}  // namespace model
