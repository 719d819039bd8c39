// The text of a wish for the public: what to propose, what still stands in it of the person, and what else
// looks personal. For the desk, where a reviewer releases a text, and for whoever checks published bytes.
//
// propose_public_text() is only the first draft: a reviewer sees it beside the wish and may reword it.
// leaks() then compares the reworded text with the part and is sure of what it names; looks_personal()
// knows nobody and guesses from the words alone, to warn and never to refuse, but for a child's school.
//
// Invariant: the fields that propose_public_text() gives, alone or one after the other, leak nothing.
// All of this is pure and may run on any thread.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/facts.h"
#include "model/vocabulary.h"

namespace model {

struct PublicText {
  std::string who;      // 刘**, the whole of a family name of two characters; ** where none is known.
  std::string ages;     // 70–79岁; empty where the age is unknown.
  std::string content;  // May be empty where nothing harmless was left; the reviewer writes it then.
  bool operator==(const PublicText&) const = default;
};

// `targets` are the kinds that the body states; statements of others in the text go, too.
[[nodiscard]] PublicText propose_public_text(const WishPart& part, Targets targets);

// Those of the kinds that the public may see beside a family name, a span of ages and a place:
//
//   shown    poor household, allowance household: the law has them posted in the village anyway.
//            Party member in difficulty: one of dozens in a branch. Other: says nothing.
//   hidden   left-behind, special-needs, orphan or disabled child: a child, and alone or ill at that.
//            Disabled person, honoured or disabled veteran: says something of the person's health.
//            Elder who lost the only child: a bereavement that everyone around can put a name to.
//            Five guarantees, elder without family, empty-nest elder: tells a stranger who lives alone.
//            War veteran: a handful in a county.
//            Kinds from a newer version, of which this one cannot judge.
//
// Of a child, of somebody of 90 or more (there are few) and of a person of unknown age (may be a child)
// nothing but `other` is shown. Two kinds together narrow the circle: the party member gives way.
[[nodiscard]] Targets public_targets(Targets targets, std::optional<std::uint16_t> age);

// A stretch of the part that stands in a published text.
struct Leak {
  enum class What : std::uint8_t { kName, kAddress, kPhone, kIdNumber, kSchool, kAge };
  What what{};
  std::string found;  // As the published text spells it.
  bool operator==(const Leak&) const = default;
};

// What of the part stands in `published`, which may be any bytes: full or half width, with blanks, dashes or
// other marks between, traditional or simplified, digits in Chinese, characters as \u5218, &#21016; or
// %E5%88%98. What stands on the two sides of a '*' is not read as one.
//
// - Name: the full name; the given name where it has two or more characters. A given name of one character
//   is looked for in forms of address alone (小洋, 阿洋, 洋洋), and there not in words that everybody uses. Of
//   whoever consented, too, without the word for whose (奶奶).
// - Address: it is cut at digits, marks and the words that end a name of a place (村, 社区, 组, 路, 号…). A
//   piece of two or more characters counts. One that ends with 省, 市, 县, 区, 镇, 乡 or 街道 does not, for
//   these are official and public; one that is an everyday word (新华, 建设) counts only with its ending
//   (新华村). Numbers count with their unit (13组), digits alone from four on; a single digit, and a
//   号 of less than three digits, only beside another word of an address or behind 住 or 在.
// - Phone: seven or more digits of it in a row; and of any mobile number in the other fields.
// - Id number: eight or more digits in a row of any other number of so many digits in any field of the part,
//   and all of one of seven.
// - School: the name of a school or class that the part mentions; of a child any name of one.
// - Age: the years of the part, where they do not bound a span (80岁以上, 六到八岁).
[[nodiscard]] std::vector<Leak> leaks(std::string_view published, const WishPart& part, Targets targets = {});

// A stretch [begin, end) of bytes of the text.
struct PersonalSpan {
  enum class Looks : std::uint8_t {
    kName,
    kPhone,
    kIdNumber,
    kBirthDate,
    kAddress,
    kSchool,  // Or a class.
    kHospital,
    kEmployer,
    kBankCard,
    kAccount,  // WeChat, QQ, mail and the like.
    kPlate,
    kHealth,
  };
  std::size_t begin = 0;
  std::size_t end = 0;
  Looks looks{};
  bool operator==(const PersonalSpan&) const = default;
};

// Sorted by begin; spans of one kind do not overlap, those of different kinds may. How much this finds, and
// how often it is wrong, is measured by tests/model/redaction_looks_test.cpp.
[[nodiscard]] std::vector<PersonalSpan> looks_personal(std::string_view text);

// The family name that a Chinese name begins with: one character, or two for 欧阳, 司马…; empty for a name
// of one character that is no family name, or one in other letters.
[[nodiscard]] std::u32string_view family_name(std::u32string_view name);

// A text folded character by character that still knows the bytes which each one came from.
struct TracedText {
  std::u32string text;
  std::vector<std::size_t> begin;
  std::vector<std::size_t> end;
};
[[nodiscard]] TracedText traced(std::string_view utf8);

}  // namespace model
