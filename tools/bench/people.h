// People in difficulty and their wishes, made up from a vocabulary as clerks fill form 1: neither one text
// again and again, which would compress to nothing, nor noise, which would not compress at all.
//
// Everything follows from the seed. Phones begin with prefixes that are given to nobody's life.

#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "model/date.h"
#include "model/wish_entry.h"

namespace bench {

class People {
 public:
  explicit People(std::uint64_t seed) : engine_(seed) {}

  // Somebody who lives in that village, with a wish.
  [[nodiscard]] model::WishEntry next(std::string_view village);
  // The day on a form; all of 2018.
  [[nodiscard]] model::Date day();
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }

 private:
  template <typename Words>
  const auto& pick(const Words& words) {
    return words[below(std::size(words))];
  }

  std::mt19937_64 engine_;
};

// Two characters each, which stand in some wishes: what somebody might look for.
[[nodiscard]] std::span<const std::string_view> search_words();

}  // namespace bench
