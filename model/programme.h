// What the city sets for its programme, from the logs of place 0: policy, units and campaigns.
//
// ProgrammeFacts collects the events in any order; judge() is a pure function of that set and of who may
// write. The result is a value that does not change: threads share it by shared_ptr.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/authority.h"
#include "model/date.h"
#include "model/event.h"
#include "model/vocabulary.h"

namespace model {

// Of those that expose nobody (model/redaction.h) the city may leave some out.
[[nodiscard]] constexpr Targets default_public_kinds() {
  Targets out;
  for (const Target kind : {Target::kPoorHousehold, Target::kAllowanceHousehold,
                            Target::kPartyMemberInDifficulty, Target::kOther})
    out.bits |= 1u << static_cast<unsigned>(kind);
  return out;
}

// As the programme has it, until the city says otherwise.
struct Policy {
  std::uint32_t value_limit_yuan = 300;
  std::uint16_t claim_days = 30;
  std::uint16_t points = 10;
  std::uint32_t publishers = 0b11110;  // Bit n: places of Level n may publish.
  Targets public_kinds = default_public_kinds();
  std::uint16_t provisional_days = 7;
  std::uint16_t older_days = 90;
  std::uint16_t answer_days = 30;
  bool operator==(const Policy&) const = default;
  [[nodiscard]] bool may_publish(Level level) const {
    return (publishers >> static_cast<unsigned>(level)) & 1u;
  }
};
// A policy beyond these is refused, and counts for nothing.
inline constexpr std::uint16_t kPolicyDaysMax = 3660;
inline constexpr std::uint16_t kPolicyPointsMax = 10'000;
[[nodiscard]] bool sensible(const Policy& policy);

struct UnitSet {
  PlaceCode place;
  std::string name;
  std::optional<SubjectId> same_as;
  bool operator==(const UnitSet&) const = default;
};

struct CampaignSet {
  std::string name;
  Date first;
  Date last;
  Targets targets;  // None: for all.
};

[[nodiscard]] std::string encode(const Policy&);
[[nodiscard]] std::string encode(const UnitSet&);
[[nodiscard]] std::string encode(const CampaignSet&);
[[nodiscard]] std::optional<Policy> decode_policy(std::string_view body);
[[nodiscard]] std::optional<UnitSet> decode_unit(std::string_view body);
[[nodiscard]] std::optional<CampaignSet> decode_campaign(std::string_view body);

// As it stands, field by field: of corrections whose writers did not know of each other those of different
// fields all hold, and of one field that by the higher place, then the canonically last. That it is another
// one holds until it is taken back by who knew of it.
struct Unit {
  SubjectId id;
  PlaceCode place;
  std::string name;
  std::optional<SubjectId> same_as;
  std::vector<EventHash> heads;  // What a new UnitSet is based on.
};

struct Campaign {
  SubjectId id;
  CampaignSet set;
  std::vector<EventHash> heads;
};

class Programme {
 public:
  // The policy that holds for what is new, and its event; nothing while the default holds.
  [[nodiscard]] const Policy& policy() const { return policy_; }
  [[nodiscard]] const std::optional<EventHash>& policy_event() const { return policy_event_; }
  [[nodiscard]] const std::vector<EventHash>& policy_heads() const { return policy_heads_; }
  // The policy that an event names; the default for none, and while the one named is not held.
  [[nodiscard]] const Policy& policy(const std::optional<EventHash>& named) const;
  [[nodiscard]] const std::map<SubjectId, Unit>& units() const { return units_; }
  // Also one that was merged into another: the one that stands for it. Null where it is not known.
  [[nodiscard]] const Unit* unit(const SubjectId& id) const;
  // Those that a name may mean, ascending by id: each that bears it, and each that stands for one of that
  // name which was merged into it.
  [[nodiscard]] std::vector<const Unit*> units_named(std::string_view name) const;
  [[nodiscard]] const std::map<SubjectId, Campaign>& campaigns() const { return campaigns_; }
  [[nodiscard]] const Campaign* campaign(const SubjectId& id) const;

 private:
  friend class ProgrammeFacts;
  Policy policy_;
  std::optional<EventHash> policy_event_;
  std::vector<EventHash> policy_heads_;
  std::map<EventHash, Policy> policies_;
  std::map<SubjectId, Unit> units_;
  std::map<SubjectId, Campaign> campaigns_;
};

class ProgrammeFacts {
 public:
  // Takes note of an event of a log of place 0; all others are ignored. True if judge() may now give another
  // result.
  bool add(const Event& event);
  [[nodiscard]] std::shared_ptr<const Programme> judge(const Authority& authority) const;

 private:
  std::map<EventHash, Event> events_;
};

}  // namespace model
