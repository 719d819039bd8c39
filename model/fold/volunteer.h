// The fold of a volunteer: where they are known, their unit, and who they turned out to be. Name and phone
// are in the part of the event that is named.
//
// Each event says all, and of each field it counts where it says something else than its writer knew: so of
// corrections whose writers did not know of each other those of different fields all hold, and of one field
// the canonically last. That somebody is another one holds until it is taken back by who knew of it. Name and
// phone are one field, which the fold can't compare: an event says itself whether it corrects them.

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
  bool words = false;  // Corrects name or phone; so does what changes nothing else, whatever it says.
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

// One for each place whose logs tell of them, ascending: told of at two places they are two, since a node may
// carry one place's logs and not the other's. What counts is written by a node at or above the place.
[[nodiscard]] std::vector<FoldedVolunteer> fold_volunteers(std::span<const Event> events,
                                                           const Authority& authority);

}  // namespace model
