// Whether two wishes may be one, judged by what their clerks wrote: for the node that holds the words of
// both. It only suspects; people decide.
//
// Two entries are of the same person where the names are alike and so is a phone, an ID number or the
// address, and neither sex nor age says otherwise: a name alone is never enough. They are the same wish of
// that person where also what is wished for is alike, whatever the sums and the kinds of person that are
// written into it.
//
// Pure; from any thread.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/doubles.h"
#include "model/facts.h"

namespace model {

// As model::folded_utf8() leaves them.
struct FoldedPerson {
  std::string_view name;
  std::string_view address;
  std::string_view phone;
  std::string_view all;  // All texts, in which an ID number may stand.
};

// What a person may be known by: each holds the name and one thing more. Two entries that have none in common
// are not alike. Made of personal text: to be kept as an HMAC alone. None for an entry without a name.
[[nodiscard]] std::vector<std::string> person_keys(const FoldedPerson& person);

[[nodiscard]] Likeness likeness(const WishPart& a, const WishPart& b);

}  // namespace model
