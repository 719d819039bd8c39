// The script of a sample year (tools/sample_year) as lines of JSON, in the words of wishctl.
//
// A line is one thing that somebody does: {"day", "at", "what", "words"}, and of a wish also "wish", its
// number in the script. `words` are what follows `wishctl --data DIR`, at the node of the place `at` or the
// next one above it; the word WISH stands for the number that the wish got when it was registered. A line
// about a claim has "claim", which counts the claims of the wish: what comes after the claiming names it by
// --claim. A wish that was registered before has "same_as" on the line of its registration: the node of the
// same place refuses it.

#pragma once

#include <functional>
#include <string>

#include "tools/sample_year/sample_year.h"

namespace wishyear {

// First what the city's office does on the first day: the campaigns, and the units that take up wishes. Then
// the steps, ascending by day. No line has a line break; `write` returns whether to go on.
void write_script(const sample_year::SampleYear& year, const std::function<bool(const std::string&)>& write);

}  // namespace wishyear
