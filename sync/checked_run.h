// What of a run need not travel, and the check that puts it back.
//
// Who knows what an event continues knows its `prev`, and who has its part can compute the commitment: 64
// bytes of each event that no compression makes smaller. A sender cuts them to zeros; check() puts them back.
// That they are what the origin wrote is proved like all else, by the chain up to a tip that its writer
// signed. Runs that nobody cut pass the same check.

#pragma once

#include <string>
#include <vector>

#include "model/event.h"
#include "sync/replica.h"

namespace wishsync {

// Cuts what the receiver can put back. For runs as a replica reads them: chained, with parts that fit.
void cut(Run& run);

// The bytes as they were before cut(), or as near to that as they come: for looking at what is not checked.
// `before`: what the event continues.
[[nodiscard]] std::string put_back(std::string event, std::string_view part, const model::Tip& before);

// The first event of a run that has one. Errors as check(), which this is no part of.
[[nodiscard]] model::Result<model::Event> first_of(const Run& run);

// Reads the events, and checks that they are of one log, continue each other from `before` to the tip. Parts
// that do not fit their event are dropped. The tip's signature is not looked at. Errors: "event.malformed",
// "event.too_large", "sync.wrong_log", "sync.bad_chain".
[[nodiscard]] model::Result<CheckedRun> check(Run run);

}  // namespace wishsync
