// What was promised and done, kept outside of the nodes: which events a person was told are written, what was
// typed into which wish, who took it up, and where each writer stands. A disk that is declared lost takes its
// promises along; one that was restored keeps those that the backup can keep.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tools/simulation/machine.h"

namespace simulation {

// What may be found of a person by its bytes. Empty: not said.
struct Words {
  std::string name, given_name, address, phone, id_number, school, proof;
  std::optional<std::uint16_t> child_age;  // Years.
};

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
  // All of what a family said, or said anew, for a wish of this subject: none of it may go public.
  void said(const model::SubjectId& subject, Words words) { said_[subject].push_back(std::move(words)); }
  [[nodiscard]] const std::map<model::SubjectId, std::vector<Words>>& said() const { return said_; }

  // Somebody claims the wish at the node with this key: it may be told where the family lives.
  void claiming(const model::SubjectId& wish, const model::SealingKey& node) {
    claiming_.insert({wish, node});
  }
  [[nodiscard]] bool claimed(const model::SubjectId& wish, const model::SealingKey& node) const {
    return claiming_.contains({wish, node});
  }

  // The writer was opened by the node with this key, of this place.
  void opened(const model::WriterId& writer, model::PlaceCode place, const model::NodeKey& node) {
    writers_.emplace(writer, Opener{place, node});
  }
  struct Opener {
    model::PlaceCode place;
    model::NodeKey node;
  };
  // Null: nobody has seen it.
  [[nodiscard]] const Opener* opener_of(const model::WriterId& writer) const;

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
  std::map<model::SubjectId, std::vector<Words>> said_;
  std::set<std::pair<model::SubjectId, model::SealingKey>> claiming_;
  std::map<model::WriterId, Opener> writers_;
  std::set<model::SubjectId> erasing_;
  std::set<model::SubjectId> erased_;
};

// What people type carries a mark that is found again wherever it got to: "mk" and eight digits.
inline constexpr std::size_t kMarkerBytes = 10;
[[nodiscard]] std::string marker_text(std::uint64_t marker);
// All markers in the bytes.
[[nodiscard]] std::vector<std::uint64_t> markers_in(std::string_view bytes);

}  // namespace simulation
