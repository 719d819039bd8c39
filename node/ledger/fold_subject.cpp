#include "node/ledger/fold_subject.h"

#include <set>

namespace node {

FoldedSubject fold_subject(const model::SubjectId& subject, std::vector<model::Event> events,
                           RevokedLogs& revoked, const model::Authority& authority) {
  std::set<model::PlaceCode> homes;
  FoldedSubject::Former former{!events.empty(), false, false, false};
  for (const model::Event& event : events) {
    homes.insert(event.header().subject_home());
    former.offers |= event.header().kind == model::Kind::kPublished;
    former.volunteers |= event.header().kind == model::Kind::kVolunteerSet;
    former.reports |= event.header().kind == model::Kind::kReported;
  }
  revoked.reduce(events, authority);
  FoldedSubject out{subject,
                    model::fold_wishes(events, authority),
                    model::fold_offers(events, authority),
                    model::fold_volunteers(events, authority),
                    model::fold_reports(events, authority),
                    {},
                    former};
  for (const model::FoldedWish& wish : out.wishes) homes.erase(wish.home);
  out.elsewhere.assign(homes.begin(), homes.end());
  return out;
}

}  // namespace node
