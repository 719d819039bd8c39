#include "model/kinds.h"

#include <array>

namespace model {
namespace {

struct KindInfo {
  Kind kind;
  SubjectKind subject;
  const char* name;
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

SubjectKind subject_kind(Kind kind) {
  const KindInfo* info = find(kind);
  return info ? info->subject : SubjectKind::kNone;
}

}  // namespace model
