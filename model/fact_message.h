// What the encoders and decoders of facts.capnp share. Heavy to include: for .cpp files of model/ only.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"
#include "model/message.h"
#include "model/vocabulary.h"

namespace model {

// Runs a decoder that fills an optional; malformed bytes leave it empty.
template <typename Schema, typename Fact, typename Read>
[[nodiscard]] std::optional<Fact> decode(std::string_view bytes, Read&& read) {
  static const Error bad("body.malformed", "the body is not of its kind");
  std::optional<Fact> out;
  const auto done = read_message<Schema>(bytes, bad, [&](typename Schema::Reader r) -> Result<> {
    out = read(r);
    return {};
  });
  return done ? out : std::nullopt;
}

template <typename E>
[[nodiscard]] bool in_vocabulary(std::uint8_t number) {
  for (const Word& w : words(E{}))
    if (w.number == number) return true;
  return false;
}

[[nodiscard]] inline std::string_view text_view(capnp::Text::Reader t) { return {t.begin(), t.size()}; }

// Empty texts and absent ids take no room.
void set_text(auto&& setter, std::string_view text) {
  if (!text.empty()) setter(capnp::Text::Reader(std::string(text).c_str(), text.size()));
}
template <typename Id>
void set_id(auto&& setter, const std::optional<Id>& id) {
  if (id) setter(to_data(id->view()));
}

}  // namespace model
