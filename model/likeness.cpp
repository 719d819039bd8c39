#include "model/likeness.h"

#include <algorithm>
#include <cctype>

#include "model/characters.h"
#include "model/wish_text.h"

namespace model {
namespace {

constexpr std::size_t kPhoneDigitsMin = 7;
// 富托村3组. What is shorter, 3组18号, is an address in every village.
constexpr std::size_t kAddressBytesMin = 12;
constexpr int kAgeDifferenceMax = 2;  // A year passes, and some count from the birth on.
// Of two texts about the same thing this share of the characters is common.
constexpr double kAlikeShareMin = 0.6;
constexpr std::size_t kComparedCharactersMax = 200;

bool is_digit_byte(char c) { return c >= '0' && c <= '9'; }

bool is_squeezed_out(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && std::isalnum(byte) == 0;
}

// Without blanks, brackets and marks, the Chinese ones included. Bytes alone are looked at, so that keys cost
// little where all wishes of a city are read.
std::string squeezed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\xe3' && i + 2 < text.size() && text[i + 1] == '\x80')  // U+3000 to U+303F
      i += 2;
    else if (!is_squeezed_out(text[i]))
      out.push_back(text[i]);
  }
  return out;
}

// Numbers as they are typed, 130 0002-8641, one after the other.
std::vector<std::string> phones_in(std::string_view text) {
  std::vector<std::string> out;
  std::string digits;
  const auto end = [&] {
    if (digits.size() >= kPhoneDigitsMin) out.push_back(digits);
    digits.clear();
  };
  for (const char c : text) {
    if (is_digit_byte(c))
      digits.push_back(c);
    else if (c != ' ' && c != '-')
      end();
  }
  end();
  return out;
}

std::vector<std::string> id_numbers_in(std::string_view text) {
  constexpr std::size_t kDigitsMin = 15;
  std::vector<std::string> out;
  // So many digits in a row reach over any such stretch of the text: only one byte of it is looked at.
  for (std::size_t at = kDigitsMin - 1; at < text.size();) {
    if (!is_digit_byte(text[at])) {
      at += kDigitsMin;
      continue;
    }
    std::size_t begin = at, end = at;
    while (begin > 0 && is_digit_byte(text[begin - 1])) --begin;
    while (end < text.size() && is_digit_byte(text[end])) ++end;
    const std::size_t digits = end - begin;
    const bool ends_with_x = digits == 17 && end < text.size() && text[end] == 'x';
    if (digits == 15 || digits == 18 || ends_with_x)
      out.emplace_back(text.substr(begin, digits + (ends_with_x ? 1 : 0)));
    at = end + kDigitsMin;
  }
  return out;
}

std::vector<std::string> keys_of(const WishPart& part) {
  const std::string name = folded_utf8(part.name), address = folded_utf8(part.address),
                    phone = folded_utf8(part.phone);
  const std::string all =
      address + '/' + folded_utf8(part.content) + '/' + folded_utf8(part.proof) + '/' + phone;
  return person_keys({name, address, phone, all});
}

bool same_person(const WishPart& a, const WishPart& b) {
  if (a.sex != Sex::kUnstated && b.sex != Sex::kUnstated && a.sex != b.sex) return false;
  if (a.age && b.age && std::abs(int{*a.age} - int{*b.age}) > kAgeDifferenceMax) return false;
  const std::vector<std::string> known = keys_of(a);
  return std::ranges::any_of(
      keys_of(b), [&](const std::string& key) { return std::ranges::find(known, key) != known.end(); });
}

// What is wished for, without what every wish says: 想要一床棉被 is 棉被. Whole where nothing would be left.
std::u32string things_in(std::string_view content) {
  constexpr std::u32string_view kStock =
      U"想要希望需申请求给我能有买送的了一两二三几个床副台件双套把辆只条本张份位次";
  const std::u32string core = wish_core(content);
  std::u32string out;
  for (const char32_t c : core)
    if (kStock.find(c) == kStock.npos) out.push_back(c);
  return out.empty() ? core : out;
}

// How many characters of the one stand in the same order in the other, at most.
std::size_t common_characters(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1, 0);
  for (const char32_t c : a) {
    std::size_t before = 0;  // Of one less of both.
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = c == b[j] ? before + 1 : std::max(above, row[j]);
      before = above;
    }
  }
  return row.back();
}

bool alike(std::u32string_view a, std::u32string_view b) {
  if (a == b) return true;
  a = a.substr(0, kComparedCharactersMax);
  b = b.substr(0, kComparedCharactersMax);
  if (a.size() < 2 || b.size() < 2) return false;
  if (a.find(b) != a.npos || b.find(a) != b.npos) return true;
  return 2.0 * static_cast<double>(common_characters(a, b)) >=
         kAlikeShareMin * static_cast<double>(a.size() + b.size());
}

}  // namespace

std::vector<std::string> person_keys(const FoldedPerson& person) {
  std::vector<std::string> out;
  const std::string name = squeezed(person.name);
  if (name.empty()) return out;
  const auto add = [&](char what, const std::string& known) {
    std::string& key = out.emplace_back();
    key.reserve(name.size() + known.size() + 2);
    key.append(1, what).append(name).append(1, '/').append(known);
  };
  for (const std::string& phone : phones_in(person.phone)) add('p', phone);
  for (const std::string& id : id_numbers_in(person.all)) add('i', id);
  if (const std::string address = squeezed(person.address); address.size() >= kAddressBytesMin)
    add('a', address);
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Likeness likeness(const WishPart& a, const WishPart& b) {
  if (!same_person(a, b)) return {};
  Likeness out{Likeness::kSamePerson};
  if (alike(things_in(a.content), things_in(b.content))) out.bits |= Likeness::kSameWish;
  return out;
}

}  // namespace model
