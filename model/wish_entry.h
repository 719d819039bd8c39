// A wish as a clerk enters it: the columns of form 1, and what they imply. Both the import and
// `wish add` make one of these; the writer of events splits it into body and part.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/vocabulary.h"

namespace model {

struct WishEntry {
  // Personal: goes into the part.
  std::string name;
  Sex sex = Sex::kUnstated;
  std::optional<std::uint16_t> age;  // Years, 0 to 150.
  std::string address;
  std::string content;  // As written by the clerk, line breaks included.
  std::string proof;
  std::string phone;    // Digits only, or as written where it is no phone number.
  std::string consent;  // Who consented by name, and what else was said of it; may be empty.
  ConsentBy consent_by = ConsentBy::kUnstated;
  ConsentHow consent_how = ConsentHow::kUnstated;

  // Not personal: goes into the body.
  Category category = Category::kGoods;
  Targets targets;
  std::optional<std::uint32_t> value_yuan;  // Where the text states one.
};

// Goods worth more than this are handed over to a department or charity. Source: the programme.
inline constexpr std::uint32_t kValueLimitYuan = 300;

}  // namespace model
