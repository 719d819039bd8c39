#include "support/story.h"

#include <algorithm>
#include <random>

#include "model/attachment.h"
#include "model/fold/volunteer.h"
#include "model/kept_report.h"
#include "model/life_facts.h"
#include "model/programme.h"

namespace support {
namespace {

using model::PlaceCode;
using model::WishKey;

constexpr PlaceCode kInsertedTown{431322107};
constexpr PlaceCode kLateVillage{431322106005};
constexpr PlaceCode kNeverDeclared{431322106999};

class Teller {
 public:
  explicit Teller(World& world) : world_(world) {
    world.declare_tree();
    for (PlaceCode place : {kCity, kCounty, kTown, kVillage, kOtherVillage, kVillage})
      authors_.push_back(&world.enrol(place));
  }

  void turn(const Turn& turn) {
    Author& by = *authors_[turn[1] % authors_.size()];
    const bool aware = turn[3] % 3 != 0;
    switch (turn[0] % kTurnKinds) {
      case 0:
      case 1:
      case 2:
        wishes_.push_back(world_.register_wish(by, home(by, turn[3]), wish(turn)));
        break;
      case 3:
      case 4:
        if (const auto known = some_wish(turn[2])) world_.amend(by, *known, fields(turn), wish(turn), aware);
        break;
      case 5:
      case 6:
        // Sometimes in the log of the one who decides, which may have been above the home once.
        if (const auto known = some_wish(turn[2]))
          world_.vet(by, *known, static_cast<model::Outcome>(1 + turn[3] % 4), aware,
                     turn[2] % 3 == 0 ? std::optional(by.place) : std::nullopt);
        break;
      case 7:
        if (const auto known = some_wish(turn[2])) world_.withdraw(by, *known, aware);
        break;
      case 8:
        if (const auto known = some_wish(turn[2])) world_.erase(by, *known);
        break;
      case 9:
        tree(turn);
        break;
      case 10:
        authors_.push_back(turn[3] % 2 == 0 ? &world_.clone(by) : &world_.reopen(by));
        break;
      case 11:
        if (turn[2] % 2 == 0) world_.revoke(by, *authors_[turn[3] % authors_.size()]);
        break;
      case 12:
        // Also at another home, as only a faulty or hostile writer does.
        if (const auto known = some_wish(turn[2]))
          wishes_.push_back(world_.register_again(by, home(by, turn[3]), known->id, wish(turn)));
        break;
      case 13:
      case 14:
        if (const auto known = some_wish(turn[2])) of_two(by, *known, turn, aware);
        break;
      default:
        if (const auto known = some_wish(turn[2])) public_life(by, *known, turn, aware);
    }
  }

 private:
  // Also of a wish and itself, and by those who hear of one of the two alone.
  void of_two(Author& by, const WishKey& wish, const Turn& turn, bool aware) {
    using model::Kind;
    const WishKey other = *some_wish(turn[3]);
    const model::Date day{2018, 7, 2};
    const auto say = [&](const WishKey& of, Kind kind, const std::string& body) {
      world_.step(by, of, kind, body, std::nullopt, aware);
    };
    const bool of_both = turn[1] % 4 != 0;
    if (turn[0] % kTurnKinds == kTurnMerges) {
      const std::string body = encode(model::Merged{wish.id, wish.home, other.id, other.home, day});
      say(wish, Kind::kMerged, body);
      if (of_both) say(other, Kind::kMerged, body);
    } else if (turn[2] % 2 == 0) {
      say(wish, Kind::kToldApart, encode(model::ToldApart{other.id, other.home, day}));
      if (of_both) say(other, Kind::kToldApart, encode(model::ToldApart{wish.id, wish.home, day}));
    } else {
      const model::Likeness why{static_cast<std::uint8_t>(1 + turn[2] % 3)};
      say(wish, Kind::kSuspected, encode(model::Suspected{other.id, other.home, why}));
      if (of_both) say(other, Kind::kSuspected, encode(model::Suspected{wish.id, wish.home, why}));
    }
  }

  // By whoever, in whatever order: publishers and those who are none, claims that were never made.
  void public_life(Author& by, const WishKey& wish, const Turn& turn, bool aware) {
    using model::Kind;
    const auto id = [](std::uint8_t kind, std::uint8_t number) {
      model::SubjectId out;
      out.data[0] = kind;
      out.data[15] = number;
      return out;
    };
    const model::SubjectId claim = id(1, turn[3] % 3);
    const std::vector<model::Share> shares = {{id(2, turn[2] % 3), 2}, {id(2, turn[3] % 4), 1}};
    const model::Date day{2018, 7, static_cast<std::uint8_t>(1 + turn[3] % 28)};
    const PlaceCode scope = turn[3] % 3 == 0 ? kCity : turn[3] % 3 == 1 ? kCounty : wish.home;
    const auto say = [&](Kind kind, const std::string& body, std::optional<PlaceCode> log = std::nullopt) {
      world_.step(by, wish, kind, body, std::nullopt, aware, log);
    };
    switch (turn[0] % kTurnKinds) {
      case kTurnPublishes:
        say(Kind::kPublished,
            encode(model::Published{static_cast<std::uint16_t>(1 + turn[2] % 2),
                                    model::Category::kGoods,
                                    {},
                                    day,
                                    {},
                                    turn[2] % 2 == 0 ? std::optional(id(3, 1)) : std::nullopt,
                                    wish.home.text() + "-n"}),
            scope);
        break;
      case kTurnClaims:
        say(Kind::kClaimed,
            encode(model::Claimed{claim, id(2, turn[2] % 3),
                                  turn[2] % 2 == 0 ? std::optional(id(4, 1)) : std::nullopt, false, day}));
        break;
      case kTurnGrants:
        say(Kind::kGranted, encode(model::Granted{claim, id(4, turn[2] % 2), day, day}), scope);
        break;
      case kTurnFrees:
        if (turn[2] % 2 == 0)
          say(Kind::kFreed, encode(model::Freed{claim, model::ClaimReason::kExpired, day}), scope);
        else
          say(Kind::kTakenDown, encode(model::TakenDown{day}), scope);
        break;
      case kTurnTellsTheCourse:
        say(Kind::kCoursed,
            encode(model::Coursed{claim,
                                  static_cast<model::CourseStage>(1 + turn[2] % 3),
                                  id(4, turn[2] % 2),
                                  shares,
                                  day,
                                  100,
                                  30,
                                  {}}),
            scope);
        break;
      case kTurnFulfils:
        if (turn[2] % 3 == 0)
          say(Kind::kAttached, encode(model::Attached{turn[3] % 2 == 0 ? std::optional(claim) : std::nullopt,
                                                      model::AttachmentPurpose::kPhoto, day}));
        else
          say(Kind::kFulfilled, encode(model::Fulfilled{claim, day, 100, 30, shares}));
        break;
      default:
        if (turn[2] % 3 == 0)
          say(Kind::kConfirmed, encode(model::Confirmed{claim, day, 4, false}));
        else if (turn[2] % 3 == 1)
          say(Kind::kClosed, encode(model::Closed{day}));
        else if (turn[2] % 6 == 5 && turn[3] % 2 == 0)
          keep_report(by, id(5, turn[3] % 4), scope, day);
        else if (turn[2] % 6 == 5)
          set_unit(by, id(4, turn[3] / 2 % 2), id(4, 0), turn[3] % 8 == 7);
        else
          know_volunteer(by, id(2, turn[3] % 3), shares.front().volunteer);
    }
  }

  void know_volunteer(Author& by, const model::SubjectId& id, const model::SubjectId& other) {
    node::Draft draft;
    draft.place = by.place == PlaceCode{} ? kCity : by.place;
    draft.kind = model::Kind::kVolunteerSet;
    draft.subject = id;
    draft.body = encode(model::VolunteerSet{std::nullopt, other == id ? std::nullopt : std::optional(other)});
    draft.part = encode(model::VolunteerPart{"李四", "13900000001"});
    world_.write(by, draft);
  }

  void set_unit(Author& by, const model::SubjectId& id, const model::SubjectId& other, bool merged) {
    node::Draft draft;
    draft.place = model::kPlaceOfAll;
    draft.kind = model::Kind::kUnitSet;
    draft.subject = id;
    draft.body = encode(model::UnitSet{by.place == PlaceCode{} ? kCity : by.place, "单位",
                                       merged && id != other ? std::optional(other) : std::nullopt});
    world_.write(by, draft);
  }

  void keep_report(Author& by, const model::SubjectId& id, PlaceCode place, const model::Date& day) {
    model::Reported said;
    said.query.now.span = {{2018, 1, 1}, {2018, 12, 31}};
    said.query.as_of = said.on = day;
    node::Draft draft;
    draft.place = place;
    draft.kind = model::Kind::kReported;
    draft.subject = id;
    draft.body = encode(said);
    world_.write(by, draft);
  }

  std::optional<WishKey> some_wish(std::uint8_t which) const {
    return wishes_.empty() ? std::nullopt : std::optional(wishes_[which % wishes_.size()]);
  }

  // Mostly where the writer may write.
  static PlaceCode home(const Author& by, std::uint8_t how) {
    if (how % 5 == 0) return kOtherVillage;
    if (how % 7 == 0) return kLateVillage;
    return by.place;
  }

  static Wish wish(const Turn& turn) {
    Wish out;
    out.name = "人" + std::to_string(turn[2]);
    out.content = "心愿" + std::to_string(turn[3]);
    out.on = {2018, static_cast<std::uint8_t>(1 + turn[2] % 12), 3};
    out.category = static_cast<model::Category>(1 + turn[3] % 9);
    if (turn[2] % 2 == 0) out.targets.add(model::Target::kDisabled);
    out.value_yuan = turn[3] % 4 == 0 ? std::nullopt : std::optional<std::uint32_t>(turn[3] * 2);
    if (turn[3] % 3 != 0) out.campaign = some_campaign(turn[2] % 3);
    return out;
  }

  static model::WishFields fields(const Turn& turn) {
    model::WishFields out;
    for (const model::WishField field : {model::WishField::kName, model::WishField::kContent,
                                         model::WishField::kOn, model::WishField::kValue})
      if ((turn[2] >> static_cast<int>(field) % 4) & 1) out.add(field);
    if (out.bits == 0) out.add(model::WishField::kCategory);
    return out;
  }

  void tree(const Turn& turn) {
    Author& county = *authors_[1];
    switch (turn[3] % 8) {
      case 0:  // A town comes between county and village.
        world_.declare(county, kInsertedTown, kCounty, model::Level::kTown);
        world_.declare(county, kOtherVillage, kInsertedTown, model::Level::kCommunity);
        break;
      case 1:
        world_.declare(county, kLateVillage, kTown, model::Level::kCommunity);
        break;
      case 2:
        authors_.push_back(&world_.enrol(turn[2] % 2 == 0 ? kLateVillage : kInsertedTown));
        break;
      case 3:  // By one who may not: a village about another.
        world_.declare(*authors_[3], kLateVillage, kOtherVillage, model::Level::kCommunity);
        break;
      case 4:  // Two villages are merged; by the county, or by one of them, which may not.
        world_.succeed(turn[2] % 4 == 0 ? *authors_[3] : county, kOtherVillage, kVillage);
        break;
      case 5:  // Recoded, perhaps before the new code is declared.
        world_.succeed(county, turn[2] % 2 == 0 ? kVillage : kOtherVillage, kLateVillage);
        break;
      case 6:
        world_.succeed(county, kTown, turn[2] % 2 == 0 ? kInsertedTown : kVillage);
        break;
      default:
        authors_.push_back(&world_.enrol(kNeverDeclared));
    }
  }

  World& world_;
  std::vector<Author*> authors_;
  std::vector<WishKey> wishes_;
};

}  // namespace

std::vector<Turn> whole_life(std::uint8_t wish, std::uint8_t wishes) {
  constexpr std::uint8_t kCityNode = 0, kVillageNode = 3, kClaim = 1;
  // Of all numbers that mean this wish the one that leaves this remainder by three: the Teller looks at both.
  const auto number = [&](std::uint8_t by_three) {
    std::uint8_t out = wish;
    while (out % 3 != by_three) out = static_cast<std::uint8_t>(out + wishes);
    return out;
  };
  return {
      {kTurnVets, kVillageNode, number(1), 4},          {kTurnPublishes, kCityNode, number(1), kClaim},
      {kTurnClaims, kVillageNode, number(1), kClaim},   {kTurnGrants, kCityNode, number(1), kClaim},
      {kTurnFulfils, kVillageNode, number(1), kClaim},  {kTurnTellsTheCourse, kCityNode, number(0), kClaim},
      {kTurnConfirms, kVillageNode, number(0), kClaim}, {kTurnTellsTheCourse, kCityNode, number(1), kClaim},
      {kTurnConfirms, kVillageNode, number(1), kClaim}};
}

void tell(World& world, const std::vector<Turn>& turns) {
  Teller teller(world);
  for (const Turn& turn : turns) teller.turn(turn);
}

std::vector<wishsync::CheckedRun> shuffled(std::vector<wishsync::CheckedRun> runs, std::uint64_t seed,
                                           bool repeated) {
  std::mt19937_64 random(seed);
  if (repeated) {
    const std::size_t count = runs.size();
    for (std::size_t i = 0; i < count; ++i)
      if (random() % 3 == 0) runs.push_back(runs[i]);
  }
  std::shuffle(runs.begin(), runs.end(), random);
  return runs;
}

std::vector<wishsync::CheckedRun> batched(const std::vector<wishsync::CheckedRun>& runs, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<wishsync::CheckedRun> out;
  for (const wishsync::CheckedRun& run : runs) {
    // A clone's events continue the tip of another branch: only the true continuation is joined.
    const auto last = std::find_if(out.begin(), out.end(), [&](const wishsync::CheckedRun& r) {
      return r.log == run.log && r.tip.tip == run.before;
    });
    if (last == out.end() || random() % 3 == 0) {
      out.push_back(run);
      continue;
    }
    last->events.insert(last->events.end(), run.events.begin(), run.events.end());
    last->tip = run.tip;
  }
  return out;
}

}  // namespace support
