// Any text is read as a join code or refused; what was read can be written and read again. The same
// bytes are also taken as what a code holds, since no chance finds a code's checksum.

#include "sync/join_code.h"

#include <algorithm>

#include "fuzz/targets.h"

namespace fuzz {
namespace {

bool equal(const wishsync::JoinCode& a, const wishsync::JoinCode& b) {
  return a.address == b.address && a.place == b.place && a.id == b.id && a.secret == b.secret &&
         a.root_key == b.root_key;
}

void check_code(const wishsync::JoinCode& code) {
  const std::string text = wishsync::join_code_text(code);
  const auto back = wishsync::parse_join_code("\r\n " + text + "\t\n");
  model::check(back && equal(*back, code), "a join code is read as it was written");
  std::string mistyped = text;
  char& one = mistyped[mistyped.size() / 2];
  one = one == 'A' ? 'B' : 'A';
  model::check(!wishsync::parse_join_code(mistyped), "a mistyped join code is refused");
}

// A code made of these bytes: each field takes what it needs from the front.
wishsync::JoinCode code_of(std::string_view bytes) {
  wishsync::JoinCode code;
  const auto take = [&](auto& field) {
    const std::size_t size = std::min(field.size(), bytes.size());
    std::copy_n(bytes.begin(), size, field.begin());
    bytes.remove_prefix(size);
  };
  std::array<std::uint8_t, 8> place{};
  take(place);
  code.place = {model::get_u64(reinterpret_cast<const char*>(place.data()))};
  take(code.id);
  take(code.secret);
  take(code.root_key.data);
  code.address = bytes;
  return code;
}

}  // namespace

bool join_code(std::string_view bytes) {
  if (const auto made = code_of(bytes); !made.address.empty()) check_code(made);
  const auto code = wishsync::parse_join_code(bytes);
  if (!code) {
    check_refusal(code.error());
    return false;
  }
  check_code(*code);
  return true;
}

}  // namespace fuzz
