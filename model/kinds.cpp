#include "model/kinds.h"

#include <array>

namespace model {
namespace {

struct KindInfo {
  Kind kind;
  SubjectKind subject;
  const char* name;
  Voice voice = Voice::kHome;
};

constexpr std::array kKinds{
    KindInfo{Kind::kPlaced, SubjectKind::kNone, "placed"},
    KindInfo{Kind::kEnrolled, SubjectKind::kNone, "enrolled"},
    KindInfo{Kind::kOpened, SubjectKind::kNone, "opened"},
    KindInfo{Kind::kErased, SubjectKind::kWish, "erased"},
    KindInfo{Kind::kRevoked, SubjectKind::kNone, "revoked"},
    KindInfo{Kind::kRegistered, SubjectKind::kWish, "registered"},
    KindInfo{Kind::kAmended, SubjectKind::kWish, "amended"},
    KindInfo{Kind::kVetted, SubjectKind::kWish, "vetted"},
    KindInfo{Kind::kWithdrawn, SubjectKind::kWish, "withdrawn"},
    KindInfo{Kind::kPolicySet, SubjectKind::kNone, "policy_set"},
    KindInfo{Kind::kUnitSet, SubjectKind::kNone, "unit_set"},
    KindInfo{Kind::kCampaignSet, SubjectKind::kNone, "campaign_set"},
    KindInfo{Kind::kSucceeded, SubjectKind::kNone, "succeeded"},
    KindInfo{Kind::kPublished, SubjectKind::kWish, "published", Voice::kPublisher},
    KindInfo{Kind::kTakenDown, SubjectKind::kWish, "taken_down", Voice::kPublisher},
    KindInfo{Kind::kGranted, SubjectKind::kWish, "granted", Voice::kPublisher},
    KindInfo{Kind::kDeclined, SubjectKind::kWish, "declined", Voice::kPublisher},
    KindInfo{Kind::kFreed, SubjectKind::kWish, "freed", Voice::kPublisher},
    KindInfo{Kind::kCoursed, SubjectKind::kWish, "coursed", Voice::kPublisher},
    KindInfo{Kind::kDisclosed, SubjectKind::kWish, "disclosed", Voice::kPublisher},
    KindInfo{Kind::kClaimed, SubjectKind::kWish, "claimed", Voice::kAnyone},
    KindInfo{Kind::kReleased, SubjectKind::kWish, "released", Voice::kAnyone},
    KindInfo{Kind::kFulfilled, SubjectKind::kWish, "fulfilled", Voice::kAnyone},
    KindInfo{Kind::kAttached, SubjectKind::kWish, "attached", Voice::kAnyone},
    KindInfo{Kind::kConfirmed, SubjectKind::kWish, "confirmed"},
    KindInfo{Kind::kHandOverNoted, SubjectKind::kWish, "hand_over_noted"},
    KindInfo{Kind::kClosed, SubjectKind::kWish, "closed"},
    KindInfo{Kind::kSuspected, SubjectKind::kWish, "suspected"},
    KindInfo{Kind::kMerged, SubjectKind::kWish, "merged"},
    KindInfo{Kind::kToldApart, SubjectKind::kWish, "told_apart"},
    KindInfo{Kind::kVolunteerSet, SubjectKind::kVolunteer, "volunteer_set"},
    KindInfo{Kind::kReported, SubjectKind::kReport, "reported"},
};

const KindInfo* find(Kind kind) {
  for (const KindInfo& info : kKinds)
    if (info.kind == kind) return &info;
  return nullptr;
}

}  // namespace

std::string kind_name(Kind kind) {
  const KindInfo* info = find(kind);
  return info ? info->name : "kind " + std::to_string(static_cast<unsigned>(kind));
}

Voice voice_of(Kind kind) {
  const KindInfo* info = find(kind);
  return info ? info->voice : Voice::kHome;
}

SubjectKind subject_kind(Kind kind) {
  const KindInfo* info = find(kind);
  return info ? info->subject : SubjectKind::kNone;
}

}  // namespace model
