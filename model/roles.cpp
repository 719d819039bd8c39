#include "model/roles.h"

namespace model {
namespace {

constexpr Word kRoles[] = {
    {1, "clerk", "经办人", "clerk"},
    {2, "reviewer", "审核人", "reviewer"},
    {3, "office", "县市办公室", "county or city office"},
    {4, "admin", "管理员", "admin"},
};

}  // namespace

std::span<const Word> words(Role) { return kRoles; }

}  // namespace model
