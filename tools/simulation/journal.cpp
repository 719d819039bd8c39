#include "tools/simulation/journal.h"

namespace simulation {

std::size_t Journal::promise_count(DiskNumber disk) const {
  const auto at = promises_.find(disk);
  return at == promises_.end() ? 0 : at->second.size();
}

void Journal::restored(DiskNumber disk, std::size_t kept, DiskNumber as) {
  const auto at = promises_.find(disk);
  if (at == promises_.end()) return;
  std::vector<model::EventRef> rest = std::move(at->second);
  promises_.erase(at);
  rest.resize(std::min(kept, rest.size()));
  promises_[as] = std::move(rest);
}

model::SubjectId Journal::subject_of(std::uint64_t marker) const {
  const auto at = typed_.find(marker);
  return at == typed_.end() ? model::SubjectId{} : at->second;
}

const Journal::Opener* Journal::opener_of(const model::WriterId& writer) const {
  const auto at = writers_.find(writer);
  return at == writers_.end() ? nullptr : &at->second;
}

std::string marker_text(std::uint64_t marker) {
  std::string digits = std::to_string(marker);
  return "mk" + std::string(8 - digits.size(), '0') + digits;
}

std::vector<std::uint64_t> markers_in(std::string_view bytes) {
  std::vector<std::uint64_t> out;
  for (std::size_t at = bytes.find("mk"); at != std::string_view::npos; at = bytes.find("mk", at + 1)) {
    if (at + kMarkerBytes > bytes.size()) break;
    std::uint64_t marker = 0;
    bool digits = true;
    for (std::size_t i = 2; i < kMarkerBytes; ++i) {
      const char c = bytes[at + i];
      digits = digits && c >= '0' && c <= '9';
      marker = marker * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (digits) out.push_back(marker);
  }
  return out;
}

}  // namespace simulation
