// libFuzzer's entry into one target; see targets.h. run.sh runs all of them.

#include <cstddef>
#include <cstdint>

#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)fuzz::FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
