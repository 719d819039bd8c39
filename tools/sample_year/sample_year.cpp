#include "tools/sample_year/sample_year.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "model/result.h"

namespace sample_year {
namespace {

using std::chrono::days;

// So many wishes in a row share a form, but for those that come alone.
constexpr std::uint32_t kWishesOfForm = 8;
constexpr std::uint32_t kOnForm = 680;  // Of a thousand, as the following.
constexpr std::uint32_t kSamePerson = 60;
constexpr std::uint32_t kSameWish = 12;
constexpr std::uint32_t kSameWishElsewhere = 350;
constexpr std::uint32_t kEnteredThatDay = 560;
constexpr std::uint32_t kEnteredWeeksLater = 45;

// The form of those of its wishes that do not come alone.
std::uint32_t form_of(std::uint32_t wish) { return wish / kWishesOfForm; }

Day entered_after(Day on, Day last, Dice& dice) {
  std::uint32_t late = dice.of_thousand(kEnteredThatDay) ? 0 : dice.days_about(3);
  if (dice.of_thousand(kEnteredWeeksLater)) late += dice.between(15, 70);
  return std::min(on + days(late), last);
}

// Towns are alike, but within one some write down many more wishes than others.
std::size_t some_home(const Places& places, Dice& dice) {
  const Town& town = dice.pick(places.towns);
  const std::uint32_t one = dice.below(town.home_count);
  const std::uint32_t other = dice.below(town.home_count);
  return town.first_home + (dice.of_thousand(500) ? one : std::min(one, other));
}

}  // namespace

// How a wish comes to the programme.
struct SampleYear::Arrival {
  const Home* home = nullptr;
  Day on;
  Day entered;
  std::optional<std::uint32_t> form;
  std::optional<std::uint32_t> campaign;  // That moved the clerk who wrote it down.
};

SampleYear::SampleYear(const Order& order, std::vector<SamplePlace> given)
    : order_(order),
      calendar_(order.year),
      places_(make_places(std::move(given), order.seed, order.homes_per_town)),
      volunteers_(places_, order.seed, order.wishes),
      programme_{calendar_, places_, volunteers_, order.claim_days} {
  model::check(order.claim_days >= 1, "claims that expire on their first day");
}

Relation SampleYear::relation_of(std::uint32_t wish) const {
  const auto drawn = [&](std::uint32_t of) {
    const std::uint32_t at = Dice(order_.seed, Concern::kRelation, of).below(1000);
    return at < kSamePerson               ? Relation::kSamePerson
           : at < kSamePerson + kSameWish ? Relation::kSameWish
                                          : Relation::kNone;
  };
  // A person has two wishes at most, so that looking back ends at once.
  if (wish == 0 || drawn(wish - 1) != Relation::kNone) return Relation::kNone;
  return drawn(wish);
}

SampleYear::Arrival SampleYear::on_form_or_alone(std::uint32_t wish) const {
  Dice alone(order_.seed, Concern::kHome, wish);
  const bool on_form = alone.of_thousand(kOnForm);
  Dice of_form(order_.seed, Concern::kForm, form_of(wish));
  Dice& dice = on_form ? of_form : alone;
  Arrival out;
  out.home = &places_.homes[some_home(places_, dice)];
  out.on = calendar_.some_day(dice);
  out.entered = entered_after(out.on, calendar_.last(), dice);
  if (on_form) out.form = form_of(wish);
  Dice of_campaign(order_.seed, Concern::kCampaign, wish);
  out.campaign = calendar_.some_campaign(out.on, of_campaign);
  return out;
}

SampleYear::Arrival SampleYear::arrival_of(std::uint32_t wish) const {
  const Relation relation = relation_of(wish);
  if (relation == Relation::kNone) return on_form_or_alone(wish);
  Dice dice(order_.seed, Concern::kHome, wish);
  Arrival out = on_form_or_alone(wish - 1);
  if (relation == Relation::kSamePerson && dice.of_thousand(500)) return out;  // The next row of the form.
  out.form.reset();
  out.on = std::min(out.on + days(1 + dice.days_about(relation == Relation::kSamePerson ? 60 : 20)),
                    calendar_.last());
  // Not before the wish before: it is the one that came first.
  out.entered = std::max(entered_after(out.on, calendar_.last(), dice), out.entered);
  out.campaign = calendar_.some_campaign(out.on, dice);
  if (relation == Relation::kSameWish && dice.of_thousand(kSameWishElsewhere))
    for (const Town& town : places_.towns)
      if (town.code == out.home->town)
        out.home = &places_.homes[town.first_home + dice.below(town.home_count)];
  return out;
}

Person SampleYear::person_of(std::uint32_t wish, const Arrival& arrival) const {
  Dice dice(order_.seed, Concern::kPerson, wish);
  const model::Targets wanted = arrival.campaign ? campaigns()[*arrival.campaign].targets : model::Targets{};
  return make_person(dice, wanted, static_cast<unsigned>(date_of(arrival.on).month), arrival.home->urban);
}

Life SampleYear::life(std::uint32_t wish) const {
  model::check(wish < order_.wishes, "a wish that the sample year does not have");
  Life out;
  out.wish = wish;
  out.relation = relation_of(wish);
  const Arrival arrival = arrival_of(wish);
  // Who wishes, and where they live, follows from the first of related wishes.
  const std::uint32_t first = out.relation == Relation::kNone ? wish : wish - 1;
  const Arrival of_first = first == wish ? arrival : arrival_of(first);
  const Person person = person_of(first, of_first);
  const bool again = out.relation == Relation::kSameWish;

  Dice wish_dice(order_.seed, Concern::kWish, again ? first : wish);
  Registration registration;
  registration.wish = wish;
  registration.home = arrival.home;
  registration.on = arrival.on;
  registration.entered = arrival.entered;
  registration.form = arrival.form;
  registration.is_again = again;
  const Day told = again ? of_first.on : arrival.on;
  registration.what = make_wish(wish_dice, person,
                                {static_cast<unsigned>(date_of(told).month), calendar_.is_years_end(told)});
  registration.what.entry.address = of_first.home->town_name + of_first.home->name + person.within_home;
  if (arrival.campaign && campaigns()[*arrival.campaign].is_for(person.targets))
    registration.campaign = arrival.campaign;
  out.steps = make_course(programme_, registration, Dice(order_.seed, Concern::kCourse, wish));
  return out;
}

void SampleYear::play(const std::function<bool(const SampleStep&)>& visit) const {
  struct Turn {
    std::uint32_t wish;
    std::uint16_t day;
    std::uint16_t nth;
  };
  std::vector<Turn> turns;
  for (std::uint32_t wish = 0; wish < order_.wishes; ++wish) {
    const Life of_wish = life(wish);
    for (std::size_t nth = 0; nth < of_wish.steps.size(); ++nth) {
      const auto day = (day_of(of_wish.steps[nth].day) - calendar_.first()).count();
      turns.push_back({wish, static_cast<std::uint16_t>(day), static_cast<std::uint16_t>(nth)});
    }
  }
  std::stable_sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) { return a.day < b.day; });
  // A life is kept from its first step to its last. Where too many are under way, it is made anew each time.
  constexpr std::size_t kUnderWayMax = 20'000;
  std::unordered_map<std::uint32_t, Life> under_way;
  for (const Turn& turn : turns) {
    auto at = under_way.find(turn.wish);
    const bool room = under_way.size() < kUnderWayMax;
    if (at == under_way.end() && room) at = under_way.emplace(turn.wish, life(turn.wish)).first;
    const Life made = at == under_way.end() ? life(turn.wish) : Life{};
    const std::vector<SampleStep>& steps = at == under_way.end() ? made.steps : at->second.steps;
    if (!visit(steps[turn.nth])) return;
    if (at != under_way.end() && turn.nth + 1u == steps.size()) under_way.erase(at);
  }
}

}  // namespace sample_year
