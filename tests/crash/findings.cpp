#include "tests/crash/findings.h"

#include <iostream>

namespace crash {

namespace {

constexpr int kPrintedOfAKindMax = 25;

const char* word(Wrong wrong) {
  switch (wrong) {
    case Wrong::kLost:
      return "LOST";
    case Wrong::kDuplicate:
      return "TWICE";
    case Wrong::kOther:
      return "WRONG";
  }
  return "";
}

}  // namespace

void Figures::add(const Figures& more) {
  kills += more.kills;
  kills_before_ready += more.kills_before_ready;
  kills_in_flight += more.kills_in_flight;
  restarts += more.restarts;
  acknowledged += more.acknowledged;
  unacknowledged += more.unacknowledged;
  disk_full += more.disk_full;
  wishes += more.wishes;
  lost += more.lost;
  duplicates += more.duplicates;
  other += more.other;
}

void Findings::report(Wrong wrong, const std::string& about, const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (!reported_.emplace(wrong, about).second) return;
  ++(wrong == Wrong::kLost        ? figures_.lost
     : wrong == Wrong::kDuplicate ? figures_.duplicates
                                  : figures_.other);
  if (++printed_[wrong] <= kPrintedOfAKindMax)
    std::cerr << scenario_ << ": " << word(wrong) << " " << about << ": " << what << std::endl;
}

void Findings::killed(bool before_ready) {
  const std::lock_guard lock(mutex_);
  ++figures_.kills;
  if (before_ready) ++figures_.kills_before_ready;
}

void Findings::restarted() {
  const std::lock_guard lock(mutex_);
  ++figures_.restarts;
}

void Findings::acknowledged(const std::string& node) {
  const std::lock_guard lock(mutex_);
  ++figures_.acknowledged;
  ++acknowledged_by_[node];
}

std::uint64_t Findings::acknowledged_by(const std::string& node) const {
  const std::lock_guard lock(mutex_);
  const auto at = acknowledged_by_.find(node);
  return at == acknowledged_by_.end() ? 0 : at->second;
}

void Findings::unacknowledged(const std::string& life) {
  const std::lock_guard lock(mutex_);
  ++figures_.unacknowledged;
  if (!life.empty()) lives_in_flight_.insert(life);
}

void Findings::refused_for_the_disk() {
  const std::lock_guard lock(mutex_);
  ++figures_.disk_full;
}

void Findings::checked(std::uint64_t wishes) {
  const std::lock_guard lock(mutex_);
  figures_.wishes += wishes;
}

Figures Findings::figures() const {
  const std::lock_guard lock(mutex_);
  Figures out = figures_;
  out.kills_in_flight = lives_in_flight_.size();
  return out;
}

}  // namespace crash
