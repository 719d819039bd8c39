// The fuzz targets: what takes bytes from strangers, and what must hold whatever they are.
//
// A target takes any bytes at all and returns whether they were accepted as what they should be. What
// must hold is a model::check(), which ends the program: what was read can be written and read again
// and is equal; a refusal has a code and words in both languages; nothing exceeds its limits.
// libFuzzer runs one target alone (driver.cpp), the ordinary tests run each seed (corpus_test.cpp).
//
// A new target is a file NAME.cpp, two lines here, a line in CMakeLists.txt and a folder corpus/NAME/.

#pragma once

#include <string_view>

#include "model/result.h"

namespace fuzz {

bool frame(std::string_view bytes);
bool event(std::string_view bytes);
bool csv(std::string_view bytes);
bool places(std::string_view bytes);
bool xlsx(std::string_view bytes);
bool http(std::string_view bytes);
bool join_code(std::string_view bytes);
bool bundle(std::string_view bytes);

struct Target {
  std::string_view name;
  bool (*run)(std::string_view bytes);
};

inline constexpr Target kTargets[] = {
    {"frame", frame},          // Of the sync protocol, as a peer sends it.
    {"event", event},          // With its body and what a part holds, as peers relay them.
    {"csv", csv},              // Form 1 as .csv.
    {"places", places},        // The list of places of `wishnode init`.
    {"xlsx", xlsx},            // Form 1 as .xlsx, or its parts as text: see xlsx.cpp.
    {"http", http},            // What comes on a connection to the HTTP API.
    {"join_code", join_code},  // What an admin typed or pasted.
    {"bundle", bundle},        // A volume from a stick.
};

// A refusal tells scripts which one it is, and people what to do.
inline void check_refusal(const model::Error& error) {
  model::check(error.code.find('.') != std::string::npos, "a refusal has a dotted code");
  model::check(!error.en.empty() && !error.zh.empty(), "a refusal has words in both languages");
}

}  // namespace fuzz
