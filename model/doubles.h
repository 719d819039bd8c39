// Bodies of what is said of two wishes, to and from the bytes of facts.capnp: that they may be the same, that
// one was given up for the other, that they are two. Each stands in the logs of both homes.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/date.h"
#include "model/ids.h"

namespace model {

// Why two wishes may be the same. A set.
struct Likeness {
  static constexpr std::uint8_t kSameWish = 1;    // Of the same person.
  static constexpr std::uint8_t kSamePerson = 2;  // Who wishes for two things, at two offices.
  std::uint8_t bits = 0;
  bool operator==(const Likeness&) const = default;
  [[nodiscard]] bool any() const { return bits != 0; }
  [[nodiscard]] bool same_wish() const { return (bits & kSameWish) != 0; }
};

struct Suspected {
  SubjectId other;
  PlaceCode other_home;
  Likeness why;
};

struct Merged {
  SubjectId given;  // Given up,
  PlaceCode given_home;
  SubjectId into;  // for this one.
  PlaceCode into_home;
  Date on;
};

struct ToldApart {
  SubjectId other;
  PlaceCode other_home;
  Date on;
};

[[nodiscard]] std::string encode(const Suspected&);
[[nodiscard]] std::string encode(const Merged&);
[[nodiscard]] std::string encode(const ToldApart&);
[[nodiscard]] std::optional<Suspected> decode_suspected(std::string_view body);
[[nodiscard]] std::optional<Merged> decode_merged(std::string_view body);
[[nodiscard]] std::optional<ToldApart> decode_told_apart(std::string_view body);

}  // namespace model
