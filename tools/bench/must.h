// How a bench ends that can't go on: with an exception, since there is nobody between it and main() who
// could do anything about it. Exit status and words are main()'s.

#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "model/result.h"

namespace bench {

// Something is wrong: with this machine, or with the product (an event that is missing, a wrong figure).
class Failed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <typename T>
T must(model::Result<T> result, const std::string& doing) {
  if (!result) throw Failed(doing + ": " + result.error().en + " (" + result.error().code + ")");
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline void expect(bool holds, const std::string& what) {
  if (!holds) throw Failed(what);
}

}  // namespace bench
