#include "sync/checked_run.h"

#include <algorithm>

#include "model/part.h"

namespace wishsync {

using model::Error;
using model::Event;
using model::Result;

namespace {

const Error kWrongLog("sync.wrong_log", "an event of another log in a batch");

[[nodiscard]] bool is_zero(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char byte) { return byte == '\0'; });
}

}  // namespace

void cut(Run& run) {
  for (Carried& carried : run.events) {
    if (!model::has_fixed_header(carried.event)) continue;
    carried.event.replace(model::kPrevOffset, model::EventHash::kSize, model::EventHash::kSize, '\0');
    if (!carried.part.empty())
      carried.event.replace(model::kCommitmentOffset, model::Commitment::kSize, model::Commitment::kSize,
                            '\0');
  }
}

std::string put_back(std::string event, std::string_view part, const model::Tip& before) {
  if (!model::has_fixed_header(event)) return event;
  const auto restore = [&](std::size_t at, std::string_view value) {
    if (is_zero(std::string_view(event).substr(at, value.size()))) event.replace(at, value.size(), value);
  };
  restore(model::kPrevOffset, before.hash.view());
  if (!part.empty()) restore(model::kCommitmentOffset, model::commitment_of(part).view());
  return event;
}

Result<Event> first_of(const Run& run) {
  const Carried& first = run.events.front();
  auto event = Event::parse(put_back(first.event, first.part, run.before));
  if (event && event->header().log() != run.log) return kWrongLog;
  return event;
}

Result<CheckedRun> check(Run run) {
  CheckedRun out{run.log, run.before, {}, run.tip};
  out.events.reserve(run.events.size());
  model::Tip before = run.before;
  for (Carried& carried : run.events) {
    // A commitment that is computed from the part fits it; only one that came along must be compared.
    const bool cut_off =
        !carried.part.empty() && model::has_fixed_header(carried.event) &&
        is_zero(std::string_view(carried.event).substr(model::kCommitmentOffset, model::Commitment::kSize));
    auto event = Event::parse(put_back(std::move(carried.event), carried.part, before));
    if (!event) return event.error();
    if (event->header().log() != run.log) return kWrongLog;
    if (!follows(before, *event))
      return Error("sync.bad_chain", "an event does not continue the one before it");
    before = event->tip();
    const bool fits = cut_off ? event->header().has_part() && model::fits_beside(*event, carried.part)
                              : model::part_fits(*event, carried.part);
    out.events.push_back({std::move(*event), fits ? std::move(carried.part) : std::string()});
  }
  if (before != run.tip.tip) return Error("sync.bad_chain", "the batch does not end at its tip");
  return out;
}

}  // namespace wishsync
