#include "tools/bench/registrations.h"

namespace bench {

namespace {
constexpr std::uint64_t kBeganMs = 1'529'625'600'000;  // 22 June 2018
}  // namespace

Registrations::Registrations(std::uint64_t seed, std::vector<Home> homes, std::size_t form_rows)
    : homes_(std::move(homes)),
      form_rows_(form_rows),
      people_(seed),
      clock_(kBeganMs),
      random_(seed),
      ids_(clock_, random_),
      running_(homes_.size(), 0) {}

node::Draft Registrations::next() {
  const std::size_t at = drafted_++ / form_rows_ % homes_.size();
  const Home& home = homes_[at];
  return node::registered_draft(ids_.next(), home.place, people_.next(home.name), people_.day(),
                                ++running_[at]);
}

std::vector<node::Draft> Registrations::next(std::size_t count) {
  std::vector<node::Draft> out;
  out.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.push_back(next());
  return out;
}

node::Draft vetting(const model::SubjectId& subject, model::PlaceCode home,
                    const model::EventHash& registered, const model::Date& on) {
  node::Draft draft;
  draft.place = home;
  draft.kind = model::Kind::kVetted;
  draft.subject = subject;
  draft.based_on = {registered};
  draft.body = model::encode(model::Vetted{model::Outcome::kApproved, on});
  return draft;
}

}  // namespace bench
