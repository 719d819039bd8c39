// All that the folds make of the events about one subject: what the projector puts into the ledger, and what
// is made again from a cut-off.

#pragma once

#include <vector>

#include "model/authority.h"
#include "model/event.h"
#include "node/ledger/ledger.h"
#include "node/ledger/projector_revoked.h"

namespace node {

// `events` are those that are folded; what of them counts is judged here.
[[nodiscard]] FoldedSubject fold_subject(const model::SubjectId& subject, std::vector<model::Event> events,
                                         RevokedLogs& revoked, const model::Authority& authority);

}  // namespace node
