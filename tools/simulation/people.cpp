#include "tools/simulation/people.h"

#include <set>

#include "model/form1.h"
#include "node/desk/desk_entries.h"

namespace simulation {

using model::Error;
using model::PlaceCode;

namespace {

constexpr std::uint64_t kImportRowsMax = 80;
constexpr std::uint64_t kStoryBytesMax = 30'000;
// People who ask at several offices.
constexpr std::uint64_t kKnownPeople = 60;
constexpr std::uint64_t kKnownThousandths = 50;
// In how many worlds the city has claims end within days, so that some end in this month.
constexpr std::uint64_t kShortPeriodThousandths = 600;
constexpr unsigned kEventsALife = 200;
constexpr std::uint32_t kClaimDays = 12;
// Of those who take up a wish that does not wait for what they do.
constexpr std::uint64_t kMistakenThousandths = 150;

constexpr const char* kWorks[] = {"adding",
                                  "importing",
                                  "bringing in",
                                  "amending",
                                  "vetting",
                                  "withdrawing",
                                  "merging",
                                  "telling apart",
                                  "publishing",
                                  "widening",
                                  "taking down",
                                  "claiming",
                                  "claiming several",
                                  "claiming for a unit",
                                  "releasing",
                                  "re-assigning",
                                  "re-assigning to somebody",
                                  "fulfilling",
                                  "fulfilling together",
                                  "attaching",
                                  "confirming",
                                  "noting a hand-over",
                                  "closing",
                                  "erasing",
                                  "erasing a volunteer",
                                  "merging volunteers",
                                  "correcting a volunteer",
                                  "setting the policy",
                                  "setting a unit",
                                  "merging units",
                                  "renaming a unit",
                                  "setting a campaign",
                                  "keeping a report",
                                  "keeping a ranking",
                                  "making a report again"};

// Refusals that say nothing against the node: rules of the programme, and disks that are really bad.
bool blameless(const Error& error, bool disk_refused) {
  static const std::set<std::string> rules = {
      "wish.step_not_allowed", "wish.erased", "wish.unknown", "wish.duplicate", "wish.was_erased",
      "wish.not_above", "place.unknown",
      // Of the public life: others were quicker, or know more.
      "offer.unknown", "claim.not_open", "claim.unknown", "claim.ambiguous", "claim.ended", "claim.not_yours",
      "claim.already", "claim.not_fulfilled", "claim.not_heard", "claim.over_granted", "publish.waits",
      "publish.clock", "wish.not_done", "wish.granted", "wish.merge_into_ended", "publish.not_above",
      "publish.bad_scope", "publish.bad_slots", "publish.no_text", "publish.personal", "publish.too_dear",
      "publish.no_guardian_consent", "attachment.too_many", "volunteer.unknown", "volunteer.exists",
      "volunteer.merged", "volunteer.erased", "volunteer.no_text", "volunteer.not_heard",
      // Of offices: it stands already, it is another's, or not all of it is here.
      "unit.exists", "unit.not_above", "unit.unknown", "unit.ambiguous", "report.not_held",
      "report.no_cut_off", "parts.hidden"};
  if (rules.contains(error.code)) return true;
  const bool of_disk =
      error.code == "disk.full" || error.code == "disk.failed" || error.code == "wish.erasure_unfinished";
  return of_disk && disk_refused;
}

// The year whose lives are lived here; some of its claims expire within a world's month.
sample_year::Order order_of(const Options& options) {
  sample_year::Order out;
  out.seed = options.seed;
  out.wishes = options.scale.events / kEventsALife + 1;
  out.homes_per_town = 1;
  out.claim_days = kClaimDays;
  return out;
}

// Of that year: a county here is one of its counties with a town.
std::vector<sample_year::SamplePlace> some_places(unsigned counties) {
  std::vector<sample_year::SamplePlace> out{{kCity, "娄底市", model::Level::kCity}};
  for (unsigned i = 1; i <= counties; ++i) {
    const PlaceCode county{kCity.value * 100 + i};
    out.push_back({county, "县" + std::to_string(i), model::Level::kCounty});
    out.push_back({{county.value * 1000 + 100}, "镇" + std::to_string(i), model::Level::kTown});
  }
  return out;
}

}  // namespace

node::WishInput input_of(const model::WishEntry& entry) {
  node::WishInput out;
  out.name = entry.name;
  out.sex = entry.sex == model::Sex::kFemale ? "女" : "男";
  out.age = std::to_string(*entry.age);
  out.address = entry.address;
  out.content = entry.content;
  out.proof = entry.proof;
  out.phone = entry.phone;
  out.consent = entry.consent;
  out.consent_by = entry.consent_by;
  out.consent_how = entry.consent_how;
  return out;
}

std::span<const char* const> works() { return kWorks; }

People::People(World& world)
    : world_(world),
      dice_(world.options().seed, "people"),
      stories_(dice_.of_thousand(100)),
      year_(order_of(world.options()), some_places(world.options().scale.counties)) {}

void People::begin() {
  const Scale& scale = world_.options().scale;
  if (dice_.of_thousand(kShortPeriodThousandths))
    world_.agenda().after(dice_.below(2 * kDayMs), kNobody, [this] { set_policy(); });
  for (unsigned i = 0; i < scale.events / kEventsALife; ++i)
    world_.agenda().after(dice_.below(scale.days * kDayMs * 2 / 3), kNobody, [this] { begin_life(); });
  // One event each; the rest comes by imports.
  const unsigned works = scale.events / 12 + 1;
  for (unsigned i = 0; i < works; ++i) {
    const std::uint64_t at = dice_.below(scale.days * kDayMs);
    world_.agenda().after(at, kNobody, [this] { work(); });
  }
  for (unsigned half_day = 1; half_day < 2 * scale.days; ++half_day) {
    const std::uint64_t expected = scale.events * (half_day + 1) / (2 * scale.days);
    world_.agenda().after(half_day * kDayMs / 2, kNobody, [this, expected] { import_until(expected); });
  }
  world_.agenda().after((scale.days - 1) * kDayMs, kNobody,
                        [this, events = scale.events] { make_up(events); });
}

// On the last day until there are as many as there should be, whoever is up then.
void People::make_up(std::uint64_t events) {
  import_until(events);
  if (world_.events_written() < events && !world_.faults_over())
    world_.agenda().after(10 * kMinuteMs, kNobody, [this, events] { make_up(events); });
}

// Whoever is up; in a world where nobody is, later.
void People::import_until(std::uint64_t events) {
  for (int tries = 0; tries < 10 && world_.events_written() < events; ++tries) {
    const auto villages = world_.machines_that(
        [&](const Machine& m) { return m.running() && world_.level_of(m) == model::Level::kCommunity; });
    if (!villages.empty()) bring_in(*villages[dice_.below(villages.size())]);
  }
}

void People::work() {
  // Mostly at villages; the machines may be off just then.
  const auto fit = [&](model::Level level) {
    return world_.machines_that([&](const Machine& m) { return m.running() && world_.level_of(m) == level; });
  };
  const std::uint64_t draw = dice_.below(10);
  const auto level = draw < 7   ? model::Level::kCommunity
                     : draw < 9 ? model::Level::kCounty
                                : model::Level::kCity;
  const auto machines = fit(level);
  if (!machines.empty()) work_at(*machines[dice_.below(machines.size())]);
}

void People::work_at(Machine& machine) {
  const std::uint64_t draw = dice_.below(100);
  const bool village = world_.level_of(machine) == model::Level::kCommunity;
  // What came with later releases can't be done here.
  if (machine.older_release) return add(machine);
  if (village) {
    if (draw < 1) return import(machine);
    if (draw < 22) return add(machine);
    if (draw < 24) return answer_double(machine);
    if (draw < 32) return amend(machine);
    if (draw < 46) return vet(machine);
    if (draw < 54) return publish(machine);
    if (draw < 66) return claim(machine);
    if (draw < 78) return go_on(machine);
    if (draw < 87) return ask_family(machine);
    if (draw < 89) return note_hand_over(machine);
    if (draw < 91) return attach(machine);
    if (draw < 93) return look_after_volunteers(machine);
    if (draw < 94) return set_something(machine);
    if (draw < 96) return withdraw(machine);
    return erase(machine);
  }
  if (draw < 6) return add(machine);
  if (draw < 12) return answer_double(machine);
  if (draw < 32) return vet(machine);
  if (draw < 52) return publish(machine);
  if (draw < 57) return widen(machine);
  if (draw < 60) return take_down(machine);
  if (draw < 69) return claim(machine);
  if (draw < 76) return go_on(machine);
  if (draw < 79) return reassign(machine);
  if (draw < 83) return ask_family(machine);
  if (draw < 86) return note_hand_over(machine);
  if (draw < 88) return attach(machine);
  if (draw < 90) return amend(machine);
  if (draw < 94) return set_something(machine);
  if (draw < 97) return withdraw(machine);
  return erase(machine);
}

PlaceCode People::home_at(const Machine& machine) {
  if (world_.level_of(machine) == model::Level::kCommunity) return machine.place;
  std::vector<PlaceCode> below;
  for (const auto& other : world_.machines())
    if (world_.level_of(*other) == model::Level::kCommunity &&
        other->place.text().starts_with(machine.place.text()))
      below.push_back(other->place);
  return below.empty() ? machine.place : dice_.pick(below);
}

const People::Known* People::some_wish(const Machine& machine) {
  // The later ones are worked on more.
  const std::string code = machine.place.text();
  for (int tries = 0; tries < 20 && !wishes_.empty(); ++tries) {
    const std::uint64_t span =
        dice_.of_thousand(700) ? std::min<std::uint64_t>(wishes_.size(), 200) : wishes_.size();
    const Known& known = wishes_[wishes_.size() - 1 - dice_.below(span)];
    if (known.home.text().starts_with(code)) return &known;
  }
  return nullptr;
}

std::optional<People::Known> People::some_wish(Machine& machine, model::WishState waits) {
  std::optional<Known> out;
  if (!dice_.of_thousand(kMistakenThousandths))
    world_.at(machine, [&](Process& process) {
      node::WishQuery query;
      query.place = machine.place;
      query.filter.state = waits;
      query.count_max = 20;
      const auto page = process.desk().wishes(query);
      if (!page || page->wishes.empty()) return;
      const model::FoldedWish& wish = dice_.pick(page->wishes).wish;
      out = Known{wish.id, wish.home};
    });
  if (out) return out;
  const Known* any = some_wish(machine);
  return any ? std::optional(*any) : std::nullopt;
}

People::Typed People::entry(std::uint64_t marker) {
  const auto [entry, words] = marked_wish(world_.options().seed, marker, today());
  Typed out{input_of(entry), words};
  node::WishInput& input = out.input;
  // Who asks at several offices is known by name and phone, which belong to no single wish.
  if (dice_.of_thousand(kKnownThousandths)) {
    const std::uint64_t who = dice_.below(kKnownPeople);
    input.name = "王五" + std::to_string(who);
    input.sex = who % 2 == 0 ? "男" : "女";
    input.age = std::to_string(60 + who % 30);
    input.phone = std::to_string(13'600'000'000 + who);
    // The node does not know them by the name and phone that may stand in their wish.
    out.words = {*input.name,     "",           words.address, *input.phone,
                 words.id_number, words.school, words.proof,   {}};
  }
  return out;
}

std::string People::new_mark(const Known& wish) {
  const std::uint64_t marker = new_marker();
  world_.journal().typed(marker, wish.id);
  return marker_text(marker);
}

void People::registered(std::uint64_t marker, const model::SubjectId& id, PlaceCode home, Words words) {
  wishes_.push_back({id, home, !words.id_number.empty()});
  world_.journal().typed(marker, id);
  world_.journal().said(id, std::move(words));
}

model::Date People::today() const { return model::Date::in_china(kWorldBeginsMs + world_.now_ms()); }

void People::judge(Machine& machine, const char* work, const Error& error, bool disk_refused) {
  world_.trace().note(4, machine.id, hash_bytes(error.code));
  if (!blameless(error, disk_refused))
    world_.broken("can write locally",
                  machine.name + ": " + work + " was refused: " + error.code + ", " + error.en);
}

void People::add(Machine& machine) {
  const std::uint64_t marker = new_marker();
  Typed typed = entry(marker);
  // Some belong to a campaign.
  if (dice_.of_thousand(200)) typed.input.campaign = some_campaign(machine);
  const PlaceCode home = home_at(machine);
  at_desk(machine, "adding", [&](Process& process) {
    auto view = process.desk().add(typed.input, home);
    if (view) registered(marker, view->wish.id, view->wish.home, typed.words);
    return view;
  });
}

void People::import(Machine& machine) {
  std::string csv;
  for (const std::string_view column : model::form1_columns())
    csv += (csv.empty() ? "" : ",") + std::string(column);
  csv += "\n";
  const std::uint64_t rows = dice_.between(2, kImportRowsMax);
  const std::uint64_t first = markers_ + 1;
  std::vector<Words> words;
  for (std::uint64_t i = 0; i < rows; ++i) {
    const Typed typed = entry(new_marker());
    const node::WishInput& row = typed.input;
    words.push_back(typed.words);
    csv += std::to_string(i + 1) + "," + *row.name + "," + *row.sex + "," + *row.age + "," + *row.address +
           ",\"" + *row.content + "\"," + *row.proof + "," + *row.phone + "\n";
  }
  at_desk(machine, "importing", [&](Process& process) {
    const std::uint64_t before = process.store().last_arrival();
    auto result = process.desk().import_form(csv, "form.csv", machine.place, false);
    if (!result) return result;
    if (result->added != rows)
      world_.broken("can write locally", machine.name + ": imported " + std::to_string(result->added) +
                                             " of " + std::to_string(rows) + " rows");
    process.store().arrivals_after(before, [&](const node::Arrival& arrival) {
      std::size_t row = 0;
      for (const model::Event& event : process.store().events_of(arrival)) {
        if (event.header().kind != model::Kind::kRegistered || row == rows) continue;
        registered(first + row, event.header().subject, event.header().place, words[row]);
        ++row;
      }
      return true;
    });
    return result;
  });
}

// Many wishes at once, as another program writes them over the API: without the reading of a form, which
// takes longer than all else.
void People::bring_in(Machine& machine) {
  if (dice_.of_thousand(30)) return import(machine);
  const std::uint64_t rows = dice_.between(2, kImportRowsMax);
  // Now and then several programs write at one time, and wait for one sync of the disk.
  std::vector<node::Record> records(dice_.of_thousand(300) ? dice_.between(2, 4) : 1);
  std::vector<bool> frank;
  for (std::uint64_t i = 0; i < rows; ++i) {
    node::Record& record = records[i % records.size()];
    const std::uint64_t marker = new_marker();
    auto [entry, words] = marked_wish(world_.options().seed, marker, today());
    // Some write whole stories; then what waits for a line is more than fits one frame.
    if (stories_ && dice_.of_thousand(100)) entry.proof.assign(dice_.between(1000, kStoryBytesMax), 'x');
    std::array<std::uint8_t, 10> random{};
    for (auto& byte : random) byte = static_cast<std::uint8_t>(dice_.bits());
    const auto id = model::make_uuid7(machine.clock.wall_ms(), random);
    record.drafts.push_back(node::registered_draft(id, machine.place, entry,
                                                   model::Date::in_china(machine.clock.wall_ms()),
                                                   static_cast<std::uint32_t>(100'000 + marker)));
    frank.push_back(!words.id_number.empty());
    world_.journal().typed(marker, id);
    world_.journal().said(id, std::move(words));
  }
  at_desk(machine, "bringing in", [&](Process& process) {
    auto written = process.queue().record_all(records);
    if (written)
      for (std::size_t i = 0; i < frank.size(); ++i) {
        const auto& drafts = records[i % records.size()].drafts;
        wishes_.push_back({drafts[i / records.size()].subject, machine.place, frank[i]});
      }
    return written;
  });
}

void People::amend(Machine& machine) {
  const Known* wish = some_wish(machine);
  if (!wish) return;
  node::WishInput input;
  const std::uint64_t marker = new_marker();
  Words words;
  if (dice_.of_thousand(600)) input.content = "改为收音机" + marker_text(marker);
  // Where they stand in the wish as well, what is written over here stays there.
  if (!wish->frank && dice_.of_thousand(300)) input.phone = words.phone = "138" + marker_text(marker);
  if (dice_.of_thousand(300)) input.category = static_cast<model::Category>(dice_.between(1, 9));
  if (!wish->frank && !input.content && !input.phone && !input.category)
    input.address = words.address = "新址" + marker_text(marker);
  world_.journal().typed(marker, wish->id);
  world_.journal().said(wish->id, std::move(words));
  at_desk(machine, "amending",
          [&](Process& process) { return process.desk().amend(model::uuid_text(wish->id), input); });
}

void People::vet(Machine& machine) {
  const auto wish = some_wish(machine, model::WishState::kRegistered);
  if (!wish) return;
  vet(machine, *wish,
      dice_.of_thousand(700) ? model::Outcome::kApproved : static_cast<model::Outcome>(dice_.between(2, 4)));
}

bool People::vet(Machine& machine, const Known& wish, model::Outcome outcome) {
  const std::string remark =
      outcome == model::Outcome::kApproved && dice_.of_thousand(500) ? "" : "说明" + new_mark(wish);
  return at_desk(machine, "vetting", [&](Process& process) {
    return process.desk().vet(model::uuid_text(wish.id), outcome, remark);
  });
}

void People::withdraw(Machine& machine) {
  if (const Known* wish = some_wish(machine)) withdraw(machine, *wish, "搬走了");
}

bool People::withdraw(Machine& machine, const Known& wish, const std::string& reason) {
  return at_desk(machine, "withdrawing", [&](Process& process) {
    return process.desk().withdraw(model::uuid_text(wish.id), reason + new_mark(wish));
  });
}

// Mostly one that the node suspects; now and then two that somebody takes for one.
void People::answer_double(Machine& machine) {
  std::optional<std::pair<model::SubjectId, model::SubjectId>> pair;
  world_.at(machine, [&](Process& process) {
    const auto page = process.desk().doubles(std::nullopt, std::nullopt, 20);
    if (!page || page->doubles.empty()) return;
    const node::DoubleView& one = dice_.pick(page->doubles);
    pair = {one.wish.wish.id, one.suspect.other.id};
  });
  if (!pair || dice_.of_thousand(100)) {
    const Known* one = some_wish(machine);
    const Known* other = some_wish(machine);
    if (!one || !other || one->id == other->id) return;
    pair = {one->id, other->id};
  }
  if (dice_.of_thousand(500)) std::swap(pair->first, pair->second);
  const std::string wish = model::uuid_text(pair->first), other = model::uuid_text(pair->second);
  if (dice_.of_thousand(600))
    at_desk(machine, "merging", [&](Process& process) { return process.desk().merge(wish, other, "重复"); });
  else
    at_desk(machine, "telling apart",
            [&](Process& process) { return process.desk().tell_apart(wish, other, "父子二人"); });
}

void People::erase(Machine& machine) {
  if (const Known* wish = some_wish(machine)) erase(machine, *wish);
}

void People::erase_at(Machine& machine, PlaceCode home) {
  const auto there = wishes_of(home);
  if (!there.empty()) erase(machine, dice_.pick(there));
}

std::vector<People::Known> People::wishes_of(PlaceCode home) const {
  std::vector<Known> out;
  for (const Known& wish : wishes_)
    if (wish.home == home) out.push_back(wish);
  return out;
}

model::SubjectId People::some_subject(PlaceCode home) {
  const auto there = wishes_of(home);
  if (!there.empty()) return dice_.pick(there).id;
  std::array<std::uint8_t, 10> random{};
  for (auto& byte : random) byte = static_cast<std::uint8_t>(dice_.bits());
  return model::make_uuid7(kWorldBeginsMs + world_.now_ms(), random);
}

bool People::erase(Machine& machine, const Known& wish) {
  world_.journal().erasing(wish.id);
  return at_desk(machine, "erasing", [&](Process& process) {
    auto erased = process.desk().erase(model::uuid_text(wish.id));
    if (erased) {
      world_.journal().erased(erased->id);
      world_.trace().say(machine.name + " erased a wish of " + wish.home.text());
    }
    return erased;
  });
}

}  // namespace simulation
