// How a command ends other than well: the exit status, the sentence for stderr, and the problem
// document that --json prints (the node's own bytes where the node refused).

#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

#include "model/result.h"

namespace wishctl {

// Fixed for scripts. Source: the design's section on the outside.
enum class ExitStatus : int { kDone = 0, kRefused = 1, kWrongUsage = 2, kUnreachable = 3 };

struct Failure {
  ExitStatus status = ExitStatus::kRefused;
  model::Error error;
  std::string document;  // Empty where the node sent none.

  Failure() = default;
  Failure(ExitStatus status_, model::Error error_, std::string document_ = {})
      : status(status_), error(std::move(error_)), document(std::move(document_)) {}
};

[[noreturn]] inline void throw_exception_from_error(const Failure& f, const boost::source_location&) {
  throw std::logic_error("unchecked failure " + f.error.code + ": " + f.error.en);
}

template <typename T>
using Outcome = boost::system::result<T, Failure>;

[[nodiscard]] inline Failure wrong_usage(std::string code, std::string en, std::string zh) {
  return {ExitStatus::kWrongUsage, {std::move(code), std::move(en), std::move(zh)}};
}

}  // namespace wishctl
