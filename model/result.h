// Expected outcomes: a value, or an Error that can be shown to a person.
//
// Every Error carries a stable code for scripts and one clear sentence in English and in Chinese
// that says what is wrong and what to do. Bugs assert instead (see check()).

#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>

namespace model {

struct Error {
  std::string code;  // Dotted and stable, e.g. "form.no_header". The first word names the room.
  std::string en;
  std::string zh;

  Error() = default;  // Boost's result wants one; never meant to be seen.
  Error(std::string code_, std::string en_, std::string zh_)
      : code(std::move(code_)), en(std::move(en_)), zh(std::move(zh_)) {}

  // For errors that only developers and admins meet, in the program's log.
  Error(std::string code_, std::string en_) : code(std::move(code_)), en(en_), zh(std::move(en_)) {}
};

// Result<T>::value() on an error is a bug; this turns it into an exception that ends the program.
[[noreturn]] inline void throw_exception_from_error(const Error& e, const boost::source_location&) {
  throw std::logic_error("unchecked error " + e.code + ": " + e.en);
}

template <typename T = void>
using Result = boost::system::result<T, Error>;

// An invariant of our own code. Stays on in release builds: a wrong figure is worse than a stop.
[[noreturn]] void fail_check(const char* what, const boost::source_location& where);
inline void check(bool holds, const char* what,
                  const boost::source_location& where = BOOST_CURRENT_LOCATION) {
  if (!holds) fail_check(what, where);
}

}  // namespace model
