// libFuzzer: any bytes are read as a frame or refused, and what was read can be written and read again.
// Run: build/fuzz/bin/frame_fuzz -max_len=65536 CORPUS_DIRECTORY

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sync/frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto frame = wishsync::decode(bytes)) {
    const std::string again = wishsync::encode(*frame);
    const auto back = wishsync::decode(again);
    model::check(!back || back->index() == frame->index(), "a frame keeps its kind");
  }
  if (const auto content = wishsync::decode_welcome(bytes)) (void)wishsync::encode(*content);
  return 0;
}
