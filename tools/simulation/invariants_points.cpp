// Points: reckoned once more from the events of the public course, by the rules of the programme alone.

#include <array>
#include <set>

#include "model/fold/volunteer.h"
#include "model/programme.h"
#include "tools/simulation/invariants.h"
#include "tools/simulation/public_course.h"

namespace simulation {

using model::Event;
using model::Kind;
using model::SubjectId;

namespace {

// A confirmed fulfilment, where the city said nothing else. Source: the programme.
constexpr std::uint64_t kDefaultPoints = 10;
constexpr model::DaySpan kSpans[] = {{{1900, 1, 1}, {2999, 12, 31}}, {{2018, 7, 1}, {2018, 7, 31}}};

// Hundredths of points, deeds, minutes, yuan.
using Credit = std::array<std::uint64_t, 4>;
using Credits = std::map<SubjectId, Credit>;

void add(Credit& credit, std::uint64_t points, const model::Coursed& deed, std::uint64_t share,
         std::uint64_t of) {
  credit[0] += points * 100 * share / of;
  credit[1] += 1;
  credit[2] += deed.minutes * share / of;
  credit[3] += std::uint64_t{deed.value_yuan.value_or(0)} * share / of;
}

std::map<SubjectId, std::uint64_t> shares_of(const model::Coursed& deed) {
  std::map<SubjectId, std::uint64_t> out;
  for (const model::Share& share : deed.shares) out[share.volunteer] += share.share;
  return out;
}

// A ledger's takings of one claim, as a publisher would have said them.
model::Coursed told_by(const std::vector<node::Taking>& takings) {
  model::Coursed out;
  const node::Taking& first = takings.front();
  out.claim = first.claim;
  out.stage = model::CourseStage::kConfirmed;
  out.unit = first.unit;
  out.on = first.on;
  out.minutes = first.minutes;
  if (first.value_yuan != 0) out.value_yuan = first.value_yuan;
  out.policy = first.policy;
  for (const node::Taking& taking : takings)
    out.shares.push_back({taking.volunteer, static_cast<std::uint16_t>(taking.share)});
  return out;
}

bool alike(const model::Coursed& a, const model::Coursed& b) {
  return a.unit == b.unit && a.on == b.on && a.minutes == b.minutes &&
         a.value_yuan.value_or(0) == b.value_yuan.value_or(0) && a.policy == b.policy &&
         shares_of(a) == shares_of(b);
}

class Reckoning {
 public:
  explicit Reckoning(World& world)
      : world_(world), store_(world.city().process->store()), ledger_(world.city().process->ledger()) {}

  Finding run() {
    read_rules();
    Finding found;
    node::for_each_offer(ledger_, [&](const model::FoldedOffer& offer) {
      if (!found) found = take(offer);
    });
    for (const model::DaySpan& span : kSpans)
      for (const auto by : {node::RankingBy::kUnit, node::RankingBy::kVolunteer})
        if (!found && !doubt_) found = compare(by, span);
    return found;
  }

 private:
  // What the city and others set, in the logs that all carry.
  void read_rules() {
    std::map<SubjectId, std::vector<Event>> units;
    std::vector<model::LogId> logs;
    store_.for_each_log([&](const model::LogId& log, auto) {
      if (log.place == model::kPlaceOfAll) logs.push_back(log);
    });
    for (const model::LogId& log : logs) {
      const auto* opener = world_.journal().opener_of(log.writer);
      store_.for_each_event(log, [&](const Event& event) {
        const Kind kind = event.header().kind;
        if (kind == Kind::kPolicySet && opener && opener->place == kCity)
          if (const auto policy = model::decode_policy(event.body()))
            policies_[event.hash()] = policy->points;
        if (const auto unit = kind == Kind::kUnitSet ? model::decode_unit(event.body()) : std::nullopt)
          if (opener && world_.tree().at_or_above(opener->place, unit->place))
            units[event.header().subject].push_back(event);
        return true;
      });
    }
    for (auto& [id, said] : units) units_[id] = same_as(std::move(said), &model::decode_unit);
  }

  // Which one it turned out to be: that stands beside the words of those who never heard of it.
  template <typename Decode>
  std::optional<SubjectId> same_as(std::vector<Event> said, Decode&& decode) {
    const Knowledge knowledge(std::move(said));
    const auto told_by = [&](std::size_t i) {
      const auto set = decode(knowledge.event(i).body());
      return set ? set->same_as : std::nullopt;
    };
    std::set<std::optional<SubjectId>> told;
    for (std::size_t i = 0; i < knowledge.size(); ++i) {
      bool last = true, heard = false;
      for (std::size_t j = 0; j < knowledge.size(); ++j) {
        last = last && !knowledge.knows(j, i);
        heard = heard || (knowledge.knows(i, j) && told_by(j));
      }
      if (last && (told_by(i) || heard)) told.insert(told_by(i));
    }
    if (told.size() > 1) doubt_ = true;
    return told.empty() ? std::nullopt : *told.begin();
  }

  // Compares what the ledger has of a wish, claim by claim. Where the history leaves a doubt, it is believed.
  Finding take(const model::FoldedOffer& offer) {
    std::map<SubjectId, std::vector<node::Taking>> told;
    for (const node::Taking& taking : node::takings_of(offer))
      if (taking.state == model::ClaimState::kConfirmed) told[taking.claim].push_back(taking);
    const auto deeds = confirmed_deeds(world_, store_, offer.key());
    if (!deeds) {
      for (const auto& [claim, takings] : told) deeds_.push_back(told_by(takings));
      return std::nullopt;
    }
    for (const Deed& deed : *deeds) {
      const auto at = told.find(deed.claim);
      if (at == told.end() || !alike(told_by(at->second), deed.said))
        return "the ledger tells of " + model::uuid_text(deed.claim) + " on " + offer.number +
               " otherwise than its publisher";
      told.erase(at);
      deeds_.push_back(deed.said);
      world_.fired("points reckoned");
    }
    if (told.empty()) return std::nullopt;
    return "the ledger has " + model::uuid_text(told.begin()->first) + " on " + offer.number +
           " confirmed, and its publisher did not say so";
  }

  std::uint64_t points(const model::Coursed& deed) const {
    const auto at = deed.policy ? policies_.find(*deed.policy) : policies_.end();
    return at == policies_.end() ? kDefaultPoints : at->second;
  }

  // Whom the id stands for: of those that were merged in a ring the smallest. Zero where nobody is known by
  // it.
  template <typename TurnedOut>
  static SubjectId stands_for(SubjectId id, TurnedOut&& turned_out) {
    std::vector<SubjectId> way;
    for (std::optional<std::optional<SubjectId>> next = turned_out(id); next; next = turned_out(id)) {
      if (const auto again = std::ranges::find(way, id); again != way.end())
        return *std::min_element(again, way.end());
      way.push_back(id);
      if (!*next) return id;
      id = **next;
    }
    return way.empty() ? SubjectId{} : way.back();
  }
  SubjectId unit(const std::optional<SubjectId>& id) const {
    return id ? stands_for(*id,
                           [&](const SubjectId& one) -> std::optional<std::optional<SubjectId>> {
                             const auto at = units_.find(one);
                             return at == units_.end() ? std::nullopt : std::optional(at->second);
                           })
              : SubjectId{};
  }
  SubjectId volunteer(const SubjectId& id) {
    return stands_for(id, [&](const SubjectId& one) { return told_of(one); });
  }
  // Whom the volunteer turned out to be, as the place with the smallest code tells; nothing where none does.
  std::optional<std::optional<SubjectId>> told_of(const SubjectId& id) {
    if (id.is_zero()) return std::nullopt;
    std::map<model::PlaceCode, std::vector<Event>> places;
    for (Event& event : store_.events_about(id)) {
      const auto* opener = world_.journal().opener_of(event.header().writer);
      if (event.header().kind == Kind::kVolunteerSet && opener &&
          world_.tree().at_or_above(opener->place, event.header().place))
        places[event.header().place].push_back(std::move(event));
    }
    if (places.empty()) return std::nullopt;
    return std::optional(same_as(std::move(places.begin()->second), &model::decode_volunteer));
  }

  Credits credits(node::RankingBy by, const model::DaySpan& span) {
    Credits out;
    for (const model::Coursed& deed : deeds_) {
      if (!span.contains(deed.on)) continue;
      if (by == node::RankingBy::kUnit) {
        add(out[unit(deed.unit)], points(deed), deed, 1, 1);
        continue;
      }
      const auto shares = shares_of(deed);
      std::uint64_t all = 0;
      for (const auto& [id, share] : shares) all += share;
      for (const auto& [id, share] : shares)
        if (const SubjectId who = volunteer(id); !who.is_zero())
          add(out[who], points(deed), deed, share, all);
    }
    return out;
  }

  Finding compare(node::RankingBy by, const model::DaySpan& span) {
    const Credits expected = credits(by, span);
    if (doubt_) return std::nullopt;
    const auto ranking = world_.city().process->desk().reports().ranking(kCity, by, span);
    if (!ranking) return "the city has no ranking: " + ranking.error().en;
    Credits told;
    for (const node::RankingRow& row : ranking->rows)
      told[row.id] = {row.points_hundredths, row.deeds, row.minutes, row.value_yuan};
    if (told == expected) return std::nullopt;
    for (const auto& [id, credit] : expected)
      if (const auto at = told.find(id); at == told.end() || at->second != credit)
        return "the ranking gives " + model::uuid_text(id) + " " +
               std::to_string(at == told.end() ? 0 : at->second[0]) + " hundredths of points for " +
               std::to_string(at == told.end() ? 0 : at->second[1]) + " deeds, and a recount " +
               std::to_string(credit[0]) + " for " + std::to_string(credit[1]);
    return "the ranking credits somebody whom a recount does not";
  }

  World& world_;
  const node::EventStore& store_;
  const node::Ledger& ledger_;
  std::map<model::EventHash, std::uint64_t> policies_;
  std::map<SubjectId, std::optional<SubjectId>> units_;  // Of each, which it turned out to be.
  std::vector<model::Coursed> deeds_;
  bool doubt_ = false;  // Two merged one unit or volunteer, or took that back, not knowing of each other.
};

}  // namespace

Finding points_equal_a_recount(World& world) {
  Finding found;
  world.at(world.city(), [&](Process&) { found = Reckoning(world).run(); });
  return found;
}

}  // namespace simulation
