// Cap'n Proto messages as single segments without a segment table: how bodies, parts, events and
// frames are stored and sent. Heavy to include: for .cpp files only.
//
// Reading sets the traversal limit from the message's size and a small nesting limit, so a hostile
// message costs no more than its bytes.

#pragma once

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/array.h>
#include <kj/exception.h>

#include <cstring>
#include <string>
#include <string_view>

#include "model/result.h"

namespace model {

inline constexpr int kMessageNestingMax = 8;
inline constexpr unsigned kMessageFirstWords = 256;

// The bytes of the message that `fill(Builder)` fills in.
template <typename Schema, typename Fill>
[[nodiscard]] std::string write_message(Fill&& fill, unsigned first_words = kMessageFirstWords) {
  const auto as_string = [](kj::ArrayPtr<const capnp::word> words) {
    return std::string(reinterpret_cast<const char*>(words.begin()), words.size() * sizeof(capnp::word));
  };
  const auto written = [&](capnp::MallocMessageBuilder&& draft) {
    fill(draft.initRoot<Schema>());
    auto segments = draft.getSegmentsForOutput();
    if (segments.size() == 1) return as_string(segments[0]);
    // It did not fit the first segment: copy it into one that is large enough.
    auto root = draft.getRoot<Schema>().asReader();
    capnp::MallocMessageBuilder whole(static_cast<unsigned>(root.totalSize().wordCount + 1));
    whole.setRoot(root);
    segments = whole.getSegmentsForOutput();
    check(segments.size() == 1, "a message fits one segment");
    return as_string(segments[0]);
  };
  if (first_words > kMessageFirstWords) return written(capnp::MallocMessageBuilder(first_words));
  capnp::word first[kMessageFirstWords]{};  // Most messages need no more, and so nothing of the heap.
  return written(capnp::MallocMessageBuilder(kj::arrayPtr(first, first_words)));
}

// Calls `read(Reader)`, which returns a Result. A message that is not well formed gives `error`.
template <typename Schema, typename Read>
[[nodiscard]] auto read_message(std::string_view bytes, const Error& error, Read&& read)
    -> decltype(read(std::declval<typename Schema::Reader>())) {
  if (bytes.empty() || bytes.size() % sizeof(capnp::word) != 0) return error;
  const std::size_t count = bytes.size() / sizeof(capnp::word);
  kj::Array<capnp::word> copy;  // Only for bytes that do not stand on a word's boundary.
  const auto* words = reinterpret_cast<const capnp::word*>(bytes.data());
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(capnp::word) != 0) {
    copy = kj::heapArray<capnp::word>(count);
    std::memcpy(copy.begin(), bytes.data(), bytes.size());
    words = copy.begin();
  }
  capnp::ReaderOptions options;
  options.traversalLimitInWords = count * 2 + 64;
  options.nestingLimit = kMessageNestingMax;
  try {
    const kj::ArrayPtr<const capnp::word> segment(words, count);
    capnp::SegmentArrayMessageReader message(kj::arrayPtr(&segment, 1), options);
    return read(message.getRoot<Schema>());
  } catch (const kj::Exception&) {
    return error;
  }
}

[[nodiscard]] inline capnp::Data::Reader to_data(std::string_view bytes) {
  return {reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline std::string_view to_view(capnp::Data::Reader data) {
  return {reinterpret_cast<const char*>(data.begin()), data.size()};
}
[[nodiscard]] inline std::string to_string(capnp::Text::Reader text) { return {text.begin(), text.size()}; }

}  // namespace model
