#include "tests/crash/journal.h"

namespace crash {

namespace {

std::string state_after(const std::string& outcome) {
  if (outcome == "approve") return "vetted";
  if (outcome == "return") return "returned";
  if (outcome == "reject") return "rejected";
  return "handed_over";
}

}  // namespace

std::set<std::string> Wish::states_allowed() const {
  // Who withdraws wins over whoever did not know of it.
  if (withdrawn == Known::kYes) return {"withdrawn"};
  std::set<std::string> out;
  if (withdrawn == Known::kMaybe) out.insert("withdrawn");
  if (vetted != Known::kNo) out.insert(state_after(outcome));
  // An amendment corrects what was returned if its writer knew of the return.
  const bool corrected = outcome == "return" && amended_after_vetting;
  if (vetted != Known::kYes || corrected) out.insert("registered");
  return out;
}

std::set<std::string> Wish::contents_allowed() const {
  std::set<std::string> out{content};
  if (amending == Known::kMaybe) out.insert(wanted_content);
  return out;
}

}  // namespace crash
