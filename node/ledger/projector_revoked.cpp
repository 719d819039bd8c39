#include "node/ledger/projector_revoked.h"

#include <algorithm>

namespace node {

using model::Event;

bool RevokedLogs::counts(const Event& event, const model::Authority& authority) {
  const std::vector<model::Tip>* tips = authority.counts_until(event.header().log());
  if (!tips) return true;
  const Limit& limit = limit_of(event.header().log(), *tips);
  return event.header().seq <= limit.up_to || limit.branches.contains(event.hash());
}

void RevokedLogs::reduce(std::vector<Event>& events, const model::Authority& authority) {
  std::erase_if(events, [&](const Event& event) { return !counts(event, authority); });
}

const RevokedLogs::Limit& RevokedLogs::limit_of(const model::LogId& log,
                                                const std::vector<model::Tip>& tips) {
  const auto [at, fresh] = limits_.try_emplace(log);
  if (!fresh) return at->second;
  Limit& limit = at->second;
  for (const model::Tip& tip : tips) {
    const auto last = store_.event({log, tip.seq, tip.hash});
    if (!last || !among_(*last)) {
      limit.up_to = std::max(limit.up_to, tip.seq);
      continue;
    }
    for (const Event& event : store_.events_of({0, log, model::Seq{1}, tip}))
      limit.branches.insert(event.hash());
  }
  return limit;
}

}  // namespace node
