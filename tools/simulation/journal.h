// What was promised, kept outside of the nodes: which events a person was told are written, and what was
// typed into which wish. A disk that is declared lost takes its promises along; one that was restored
// keeps those that the backup can keep.

#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/simulation/machine.h"

namespace simulation {

class Journal {
 public:
  // A person at the machine with this disk was told so.
  void promised(DiskNumber disk, const model::EventRef& event) { promises_[disk].push_back(event); }
  [[nodiscard]] const std::map<DiskNumber, std::vector<model::EventRef>>& promises() const {
    return promises_;
  }
  [[nodiscard]] std::size_t promise_count(DiskNumber disk) const;
  // The disk, or a machine's copy, is gone for good.
  void lost(DiskNumber disk) { promises_.erase(disk); }
  // The disk is back to where its first `kept` promises stood. They pass to a new number.
  void restored(DiskNumber disk, std::size_t kept, DiskNumber as);

  // A marker that was typed into a wish of this subject.
  void typed(std::uint64_t marker, const model::SubjectId& subject) { typed_.emplace(marker, subject); }
  // Somebody asked to have the wish erased, and was told that it is.
  void erasing(const model::SubjectId& subject) { erasing_.insert(subject); }
  void erased(const model::SubjectId& subject) { erased_.insert(subject); }
  [[nodiscard]] const std::set<model::SubjectId>& erasing() const { return erasing_; }
  [[nodiscard]] const std::set<model::SubjectId>& erased() const { return erased_; }
  // Whose wish the marker was typed into; zero where no wish was registered with it.
  [[nodiscard]] model::SubjectId subject_of(std::uint64_t marker) const;

 private:
  std::map<DiskNumber, std::vector<model::EventRef>> promises_;
  std::map<std::uint64_t, model::SubjectId> typed_;
  std::set<model::SubjectId> erasing_;
  std::set<model::SubjectId> erased_;
};

// What people type carries a mark that is found again wherever it got to: "mk" and eight digits.
inline constexpr std::size_t kMarkerBytes = 10;
[[nodiscard]] std::string marker_text(std::uint64_t marker);
// All markers in the bytes.
[[nodiscard]] std::vector<std::uint64_t> markers_in(std::string_view bytes);

}  // namespace simulation
