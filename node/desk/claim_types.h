// What the desk is asked about claims, and what it answers, as plain values: a part of
// node/desk/desk_types.h.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/date.h"
#include "model/fold/wish.h"
#include "model/life_facts.h"
#include "model/result.h"

namespace node {

// A claim as it is shown here.
struct ClaimView {
  model::FoldedClaim claim;
  model::PlaceCode by_place;             // Where it was made; 0 while that is not known.
  std::string unit_name;                 // Of a registered unit; empty: none.
  std::optional<model::ClaimPart> text;  // Nothing: erased, or not due here.
  std::optional<std::string> what;       // Was given or done; as above.
  bool volunteer_erased = false;         // Its text is to be forgotten with the volunteer.
};

struct ClaimInput {
  std::string name, phone;
  // The id or the name of a registered unit, or of one that was merged into it, or any other as typed.
  std::string unit;
  std::string remark;
  std::optional<model::SubjectId> volunteer;  // Who claimed before; nothing: whoever is new.
  bool on_paper = false;
  std::optional<model::Date> on;
};

// Of each wish that was asked for, in that order.
struct ClaimAnswer {
  std::string which;
  std::string number;
  std::optional<ClaimView> claim;
  std::optional<model::Error> refused;
};

// What a member of a unit takes up.
struct MemberClaim {
  std::size_t row = 0;  // Of the form, or the place in the list, from 1: for whoever reads the answers.
  ClaimInput input;
  std::vector<std::string> wishes;
};

struct MemberAnswer {
  std::size_t row = 0;
  ClaimAnswer answer;  // Of a dry run neither claimed nor refused: it could be claimed.
};

struct FulfilmentInput {
  std::optional<model::SubjectId> claim;  // Nothing: the only one that can be meant.
  std::optional<model::Date> on;
  std::optional<std::uint32_t> value_yuan;
  std::optional<std::uint32_t> minutes;
  std::vector<model::Share> shares;
  std::string what;
};

struct ConfirmationInput {
  std::optional<model::SubjectId> claim;
  std::optional<model::Date> on;
  std::uint8_t satisfaction = 0;
  bool disputed = false;
  std::string remark;
};

}  // namespace node
