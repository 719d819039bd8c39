// What the desk is asked about volunteers, and what it answers, as plain values: a part of
// node/desk/desk_types.h.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/fold/volunteer.h"
#include "node/desk/claim_types.h"

namespace node {

struct VolunteerView {
  model::FoldedVolunteer volunteer;
  std::optional<model::VolunteerPart> text;
  std::string unit_name;
  std::string place_name;
};

// What is not given stays as it is; of somebody new, name and phone are given.
struct VolunteerInput {
  std::optional<std::string> name;
  std::optional<std::string> phone;
  std::optional<std::string> unit;  // The id or name of a registered one; empty: none.
};

// What is registered of one.
struct VolunteerRegistration {
  std::optional<model::SubjectId> unit;
  model::VolunteerPart text;
  bool operator==(const VolunteerRegistration&) const = default;
};

struct VolunteerQuery {
  std::optional<model::PlaceCode> place;  // Registered at or below it; else the own one.
  std::optional<std::string> unit;        // The id or name of a registered unit.
  std::string text;                       // In name or phone, or the id itself; empty: all.
  std::optional<model::WishKey> after;    // In place of a wish's id that of the volunteer.
  std::size_t count_max = 0;
};

struct VolunteerPage {
  std::vector<VolunteerView> volunteers;  // Newest first, by when they were registered.
  std::optional<model::WishKey> next_after;
};

// A claim of a volunteer, with the wish that it is on.
struct ClaimOfVolunteer {
  model::WishKey wish;
  std::string number;
  ClaimView view;
};

// All that is held here of a volunteer: what they may ask to see.
struct VolunteerDisclosure {
  struct Told {
    model::PlaceCode place;
    model::VolunteerPart text;
    bool operator==(const Told&) const = default;
  };
  model::SubjectId id;
  std::vector<Told> told;                // Each wording once.
  std::vector<ClaimOfVolunteer> claims;  // Whose words are held here.
  std::vector<model::SubjectId> others;  // Ids that are said to be the same person's.
};

struct VolunteerErasure {
  model::SubjectId id;
  std::vector<model::PlaceCode> places;     // What was written there is forgotten everywhere; ascending.
  std::vector<model::PlaceCode> remaining;  // What was written there stays: this node is not above them.
  std::vector<model::SubjectId> others;     // Other ids that are said to be the same person's: they stay.
};

}  // namespace node
