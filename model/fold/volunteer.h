// The fold of a volunteer: where they are known, their unit, and who they turned out to be. Name and phone
// are in the part of the event that is named.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/authority.h"
#include "model/event.h"

namespace model {

struct VolunteerSet {
  std::optional<SubjectId> unit;
  std::optional<SubjectId> same_as;
};

struct VolunteerPart {
  std::string name;
  std::string phone;
  bool operator==(const VolunteerPart&) const = default;
};

[[nodiscard]] std::string encode(const VolunteerSet&);
[[nodiscard]] std::string encode(const VolunteerPart&);
[[nodiscard]] std::optional<VolunteerSet> decode_volunteer(std::string_view body);
[[nodiscard]] std::optional<VolunteerPart> decode_volunteer_part(std::string_view payload);

struct FoldedVolunteer {
  SubjectId id;
  PlaceCode place;  // Of the log that tells of them.
  std::optional<SubjectId> unit;
  std::optional<SubjectId> same_as;
  EventRef source;  // Its part has the name.
  std::vector<EventHash> heads;
  bool erased = false;
  bool operator==(const FoldedVolunteer&) const = default;
};

// Nothing where no event counts: written into the log of a place by a node at or above it. Told of at several
// places, the latest word holds.
[[nodiscard]] std::optional<FoldedVolunteer> fold_volunteer(std::span<const Event> events,
                                                            const Authority& authority);

}  // namespace model
