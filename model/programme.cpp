#include "model/programme.h"

#include <algorithm>
#include <tuple>

#include "model/fact_message.h"
#include "model/facts.capnp.h"
#include "model/fold/sayings.h"

namespace model {
namespace {

const Policy kDefaultPolicy;

// The event of `history` whose word holds: of the latest ones the canonically last.
std::optional<std::size_t> last_word(const History& history) {
  const Positions latest = history.latest([](std::size_t) { return true; });
  return latest.empty() ? std::nullopt : std::optional(last_of(history, latest));
}

// Of what is said of a unit (Sayings). Whoever corrects one must be at or above the place that it had as far
// as they knew. Of those who did not know of each other the higher place has the word, after those whose unit
// it is now.
class UnitRules {
 public:
  enum Field : std::size_t { kPlace, kName, kSameAs, kFields };

  UnitRules(const History& history, const Authority& authority) : history_(history), authority_(authority) {
    for (std::size_t i = 0; i < history.size(); ++i) {
      said_.push_back(*decode_unit(history.event(i).body()));
      by_.push_back(authority.writer(history.event(i).header().writer)->place);
      below_.push_back(std::ssize(authority.line_above(by_.back())));
    }
  }
  [[nodiscard]] const UnitSet& said(std::size_t i) const { return said_[i]; }

  void correct(std::size_t i, Holding<kFields>& held) const {
    if (!may_correct(i, held)) return;
    const UnitSet& now = said_[i];
    if (authority_.current(now.place) != authority_.current(said_[held[kPlace]].place)) held[kPlace] = i;
    if (now.name != said_[held[kName]].name) held[kName] = i;
    if (now.same_as != said_[held[kSameAs]].same_as) held[kSameAs] = i;
  }
  // A merge stays, unless it was taken back by who knew of it. Those whose unit it is not have no word, even
  // where they say that they know of no other's.
  [[nodiscard]] std::tuple<bool, bool, std::ptrdiff_t> weight(std::size_t field, std::size_t i,
                                                              const Holding<kFields>& held) const {
    const bool own = field == kPlace || heard_by_owner(i, held) || may_correct(i, held);
    return {own, own && field == kSameAs && said_[i].same_as, -below_[i]};
  }

 private:
  [[nodiscard]] bool may_correct(std::size_t i, const Holding<kFields>& held) const {
    return authority_.at_or_above(by_[i], said_[held[kPlace]].place);
  }

  // Whether who gave the unit its place wrote this, or knew of it.
  [[nodiscard]] bool heard_by_owner(std::size_t i, const Holding<kFields>& held) const {
    return i == held[kPlace] || history_.knows(held[kPlace], i);
  }

  const History& history_;
  const Authority& authority_;
  std::vector<UnitSet> said_;
  std::vector<PlaceCode> by_;          // Of each writer's node,
  std::vector<std::ptrdiff_t> below_;  // which has so many above it.
};

Unit folded_unit(const SubjectId& id, const History& history, const Authority& authority) {
  const UnitRules rules(history, authority);
  const Sayings sayings(history, rules);
  const auto all = sayings.after_all();
  return {id, rules.said(all[rules.kPlace]).place, rules.said(all[rules.kName]).name,
          rules.said(all[rules.kSameAs]).same_as, sayings.heads()};
}

// Whether the event stands beyond the tips up to which a revoked node's log counts.
bool beyond_revocation(const EventHeader& h, const Authority& authority) {
  const std::vector<Tip>* tips = authority.counts_until(h.log());
  return tips && std::ranges::none_of(*tips, [&](const Tip& tip) { return h.seq <= tip.seq; });
}

}  // namespace

bool sensible(const Policy& p) {
  return p.claim_days >= 1 && p.claim_days <= kPolicyDaysMax && p.points <= kPolicyPointsMax &&
         p.provisional_days <= kPolicyDaysMax && p.older_days <= kPolicyDaysMax &&
         p.answer_days <= kPolicyDaysMax && p.value_limit_yuan >= 1;
}

std::string encode(const Policy& f) {
  return write_message<schema::PolicySet>([&](schema::PolicySet::Builder b) {
    b.setValueLimitYuan(f.value_limit_yuan);
    b.setClaimDays(f.claim_days);
    b.setPoints(f.points);
    b.setPublishers(f.publishers);
    b.setPublicKinds(f.public_kinds.bits);
    b.setProvisionalDays(f.provisional_days);
    b.setOlderDays(f.older_days);
    b.setAnswerDays(f.answer_days);
  });
}

std::optional<Policy> decode_policy(std::string_view body) {
  return decode<schema::PolicySet, Policy>(body, [](schema::PolicySet::Reader r) -> std::optional<Policy> {
    Policy f;
    f.value_limit_yuan = r.getValueLimitYuan();
    f.claim_days = r.getClaimDays();
    f.points = r.getPoints();
    f.publishers = r.getPublishers();
    f.public_kinds = {r.getPublicKinds()};
    f.provisional_days = r.getProvisionalDays();
    f.older_days = r.getOlderDays();
    f.answer_days = r.getAnswerDays();
    if (!sensible(f)) return std::nullopt;
    return f;
  });
}

std::string encode(const UnitSet& f) {
  return write_message<schema::UnitSet>([&](schema::UnitSet::Builder b) {
    b.setPlace(f.place.value);
    set_text([&](auto t) { b.setName(t); }, f.name);
    set_id([&](auto id) { b.setSameAs(id); }, f.same_as);
  });
}

std::optional<UnitSet> decode_unit(std::string_view body) {
  return decode<schema::UnitSet, UnitSet>(body, [](schema::UnitSet::Reader r) -> std::optional<UnitSet> {
    if (r.getPlace() == 0 || r.getName().size() == 0 || r.getName().size() > kOfficialNameBytesMax)
      return std::nullopt;
    return UnitSet{{r.getPlace()}, to_string(r.getName()), SubjectId::from(to_view(r.getSameAs()))};
  });
}

std::string encode(const CampaignSet& f) {
  return write_message<schema::CampaignSet>([&](schema::CampaignSet::Builder b) {
    set_text([&](auto t) { b.setName(t); }, f.name);
    b.setFirst(f.first.number());
    b.setLast(f.last.number());
    b.setTargets(f.targets.bits);
  });
}

std::optional<CampaignSet> decode_campaign(std::string_view body) {
  return decode<schema::CampaignSet, CampaignSet>(
      body, [](schema::CampaignSet::Reader r) -> std::optional<CampaignSet> {
        const auto first = Date::from_number(r.getFirst());
        const auto last = Date::from_number(r.getLast());
        if (!first || !last || *last < *first || r.getName().size() == 0 ||
            r.getName().size() > kOfficialNameBytesMax)
          return std::nullopt;
        return CampaignSet{to_string(r.getName()), *first, *last, {r.getTargets()}};
      });
}

const Policy& Programme::policy(const std::optional<EventHash>& named) const {
  const auto at = named ? policies_.find(*named) : policies_.end();
  return at == policies_.end() ? kDefaultPolicy : at->second;
}

const Unit* Programme::unit(const SubjectId& id) const {
  std::vector<SubjectId> way;
  for (auto at = units_.find(id); at != units_.end();) {
    // A ring: whoever is smallest of it stands for all.
    if (const auto again = std::ranges::find(way, at->first); again != way.end())
      return &units_.at(*std::min_element(again, way.end()));
    const auto next = at->second.same_as ? units_.find(*at->second.same_as) : units_.end();
    if (next == units_.end()) return &at->second;
    way.push_back(at->first);
    at = next;
  }
  return nullptr;
}

std::vector<const Unit*> Programme::units_named(std::string_view name) const {
  std::vector<const Unit*> out;
  for (const auto& [id, one] : units_)
    if (one.name == name) out.push_back(unit(id));
  std::ranges::sort(out, {}, &Unit::id);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

const Campaign* Programme::campaign(const SubjectId& id) const {
  const auto at = campaigns_.find(id);
  return at == campaigns_.end() ? nullptr : &at->second;
}

bool ProgrammeFacts::add(const Event& event) {
  const EventHeader& h = event.header();
  if (h.place != kPlaceOfAll) return false;
  const bool ours = h.kind == Kind::kPolicySet || h.kind == Kind::kUnitSet || h.kind == Kind::kCampaignSet;
  return ours && events_.emplace(event.hash(), event).second;
}

std::shared_ptr<const Programme> ProgrammeFacts::judge(const Authority& authority) const {
  auto out = std::make_shared<Programme>();
  std::vector<const Event*> policies;
  std::map<SubjectId, std::vector<const Event*>> units, campaigns;
  for (const auto& [hash, event] : events_) {
    const EventHeader& h = event.header();
    const Writer* writer = authority.writer(h.writer);
    if (!writer || !writer->counts || beyond_revocation(h, authority)) continue;
    const bool of_city = authority.at_or_above(writer->place, authority.first_place());
    if (h.kind == Kind::kPolicySet && of_city && decode_policy(event.body())) policies.push_back(&event);
    if (h.kind == Kind::kCampaignSet && of_city && decode_campaign(event.body()))
      campaigns[h.subject].push_back(&event);
    if (const auto unit = h.kind == Kind::kUnitSet ? decode_unit(event.body()) : std::nullopt)
      if (authority.at_or_above(writer->place, unit->place)) units[h.subject].push_back(&event);
  }
  for (const Event* event : policies) out->policies_.emplace(event->hash(), *decode_policy(event->body()));
  const History said(policies);
  if (const auto last = last_word(said)) {
    out->policy_event_ = said.event(*last).hash();
    out->policy_ = out->policies_.at(*out->policy_event_);
    out->policy_heads_ = said.heads();
  }
  for (const auto& [id, events] : units) out->units_.emplace(id, folded_unit(id, History(events), authority));
  for (const auto& [id, events] : campaigns) {
    const History history(events);
    out->campaigns_.emplace(
        id, Campaign{id, *decode_campaign(history.event(*last_word(history)).body()), history.heads()});
  }
  return out;
}

}  // namespace model
