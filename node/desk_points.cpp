// Volunteers, what they and their units are credited with, and what is held of a person.

#include <algorithm>

#include "model/form1.h"
#include "model/part.h"
#include "node/desk.h"
#include "node/desk_entries.h"
#include "node/heard.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

namespace {

constexpr std::size_t kDisclosedWishesMax = 200;

// The volunteer, as those places tell that `at` vouches for: the place itself and those below it. Somebody
// who was registered twice counts as the one that they turned out to be; of a ring the smallest.
std::optional<model::FoldedVolunteer> volunteer_at(const Ledger& ledger, const model::Authority& authority,
                                                   SubjectId id, PlaceCode at) {
  std::vector<model::FoldedVolunteer> way;
  for (;;) {
    const auto known = ledger.volunteers_of(id);
    const auto here = std::ranges::find_if(
        known, [&](const model::FoldedVolunteer& v) { return authority.at_or_above(at, v.place); });
    if (here == known.end()) return way.empty() ? std::nullopt : std::optional(way.back());
    if (const auto again = std::ranges::find(way, id, &model::FoldedVolunteer::id); again != way.end())
      return *std::ranges::min_element(again, way.end(), {}, &model::FoldedVolunteer::id);
    way.push_back(*here);
    if (!here->same_as) return *here;
    id = *here->same_as;
  }
}

}  // namespace

VolunteerView Desk::view(const model::FoldedVolunteer& volunteer) const {
  VolunteerView out{volunteer, std::nullopt, ""};
  if (const auto part = parts_.store.part(volunteer.source))
    out.text = model::decode_volunteer_part(model::part_payload(*part));
  const auto programme = parts_.store.programme();
  if (const model::Unit* unit = volunteer.unit ? programme->unit(*volunteer.unit) : nullptr)
    out.unit_name = unit->name;
  return out;
}

std::vector<VolunteerView> Desk::volunteers() const {
  std::vector<VolunteerView> out;
  for (const model::FoldedVolunteer& volunteer : parts_.ledger.volunteers(parts_.own.place()))
    out.push_back(view(volunteer));
  return out;
}

std::optional<SubjectId> Desk::known_volunteer(const ClaimInput& input) const {
  const model::VolunteerPart typed{model::normal_name(input.name), model::normal_phone(input.phone)};
  for (const VolunteerView& known : volunteers())
    if (known.text == typed) return known.volunteer.id;
  return std::nullopt;
}

Result<> Desk::merge_volunteers(const SubjectId& id, const SubjectId& into) {
  const auto authority = parts_.store.authority();
  const auto known = parts_.ledger.volunteers_of(id);
  const auto volunteer = std::ranges::find_if(known, [&](const model::FoldedVolunteer& v) {
    return authority->at_or_above(parts_.own.place(), v.place);
  });
  if (volunteer == known.end() || parts_.ledger.volunteers_of(into).empty() || id == into)
    return Error("volunteer.unknown",
                 "both must be volunteers that are known here; look at the list of volunteers",
                 "两者都应是本节点已知的志愿者；请查看志愿者列表");
  Draft draft;
  draft.place = volunteer->place;
  draft.kind = model::Kind::kVolunteerSet;
  draft.subject = id;
  draft.based_on = volunteer->heads;
  draft.body = model::encode(model::VolunteerSet{volunteer->unit, into});
  if (const auto part = parts_.store.part(volunteer->source)) draft.part = model::part_payload(*part);
  const auto written = parts_.committer.record({{std::move(draft)}, {}});
  if (!written) return written.error();
  wait_for(written->arrival);
  return {};
}

Result<Ranking> Desk::ranking(std::optional<PlaceCode> asked, RankingBy by,
                              const model::Period& period) const {
  const auto placed = place_known(asked);
  if (!placed) return placed.error();
  const PlaceCode place = *placed;
  const auto authority = parts_.store.authority();
  const auto programme = parts_.store.programme();
  const auto date = [](std::uint32_t month, std::uint8_t day) {
    return model::Date{static_cast<std::uint16_t>(month / 100), static_cast<std::uint8_t>(month % 100), day};
  };
  const auto of_place = [&](PlaceCode scope) {
    return authority->at_or_above(scope, place) || authority->at_or_above(place, scope);
  };
  Ranking out;
  out.place = place;
  out.place_name = place_name(place);
  std::vector<Taking> takings;
  // Root and rows of one moment: asked again where the projector moved in between.
  int tries = 0;
  for (;; ++tries) {
    if (tries == kSummaryTriesMax)
      return Error("ledger.behind", "the node is still taking in what it received; try again in a minute",
                   "节点仍在整理已收到的数据；请一分钟后再试");
    const auto before = parts_.ledger.summary(place, {}, period, {false, false, false});
    takings = parts_.ledger.confirmed_takings(date(period.first_month, 1), date(period.last_month, 31));
    out.input_root = before.input_root;
    if (parts_.ledger.cursor() == before.cursor) break;
  }
  std::map<SubjectId, RankingRow> rows;
  std::map<SubjectId, std::optional<model::FoldedVolunteer>> known;
  std::optional<std::pair<model::WishKey, SubjectId>> last;  // The claim counted last.
  for (const Taking& taking : takings) {
    if (!of_place(taking.scope)) continue;
    const std::uint64_t points = programme->policy(taking.policy).points * 100ull;
    if (by == RankingBy::kUnit) {
      if (last == std::pair(taking.wish, taking.claim)) continue;  // Its shares are all of one unit.
      last = {taking.wish, taking.claim};
      const model::Unit* unit = taking.unit ? programme->unit(*taking.unit) : nullptr;
      // What no unit is credited with counts where the wish was.
      if (!authority->at_or_above(place, unit ? unit->place : taking.wish.home)) continue;
      RankingRow& row = rows[unit ? unit->id : SubjectId{}];
      if (unit) row.name = unit->name;
      if (unit) row.place = unit->place;
      row.points_hundredths += points;
      row.minutes += taking.minutes;
      row.value_yuan += taking.value_yuan;
      ++row.deeds;
    } else {
      const auto [at, fresh] = known.try_emplace(taking.volunteer);
      if (fresh) at->second = volunteer_at(parts_.ledger, *authority, taking.volunteer, place);
      const auto& volunteer = at->second;
      if (!volunteer) continue;
      RankingRow& row = rows[volunteer->id];
      row.place = volunteer->place;
      if (row.deeds == 0)
        if (const auto text = view(*volunteer).text) row.name = text->name;
      row.points_hundredths += points * taking.share / taking.of;
      row.minutes += std::uint64_t{taking.minutes} * taking.share / taking.of;
      row.value_yuan += std::uint64_t{taking.value_yuan} * taking.share / taking.of;
      ++row.deeds;
    }
  }
  for (auto& [id, row] : rows) {
    row.id = id;
    out.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(out.rows, std::greater{}, &RankingRow::points_hundredths);
  return out;
}

Result<Disclosure> Desk::disclose(const std::string& which) const {
  const auto wish = find(which);
  if (!wish) return wish.error();
  const auto authority = parts_.store.authority();
  if (!authority->at_or_above(parts_.own.place(), wish->home))
    return Error("wish.not_above",
                 "only a node at " + wish->home.text() + " or above it holds what this person said",
                 "只有 " + wish->home.text() + " 或其上级的节点掌握该人的信息");
  const auto text = parts_.texts.of(*wish);
  if (!text)
    return Error("wish.erased", "nothing of the person is held any more", "本节点已不再保存该人的任何信息");
  Disclosure out{text->part.name, text->part.phone, {}};
  std::vector<model::WishKey> keys{wish->key()};
  if (!out.name.empty() && !out.phone.empty())
    for (const model::WishKey& key : parts_.texts.search(out.phone, {}, std::nullopt, kDisclosedWishesMax))
      if (key != wish->key())
        if (const auto row = parts_.ledger.wish(key))
          if (const auto other = parts_.texts.of(*row);
              other && other->part.name == out.name && other->part.phone == out.phone)
            keys.push_back(key);
  for (const model::WishKey& key : keys) {
    auto detail = this->wish(model::uuid_text(key.id));
    if (!detail) continue;
    Disclosure::OneWish one{std::move(*detail), std::nullopt, {}};
    const auto events = heard_about(parts_.store, key.id, *authority);
    const model::Publications publications(events, key.home, *authority);
    if (const auto& offer = publications.offer()) {
      one.published = view(*offer).text;
      for (const model::Event& event : events) {
        const auto fact = event.header().kind == model::Kind::kDisclosed
                              ? model::decode_disclosed(event.body())
                              : std::nullopt;
        const model::FoldedClaim* claim = fact ? one.detail.view.wish.claim(fact->claim) : nullptr;
        const model::Writer* to = claim ? authority->writer(claim->claimed.log.writer) : nullptr;
        if (to && std::ranges::find(one.disclosed_to, to->place) == one.disclosed_to.end())
          one.disclosed_to.push_back(to->place);
      }
    }
    out.wishes.push_back(std::move(one));
  }
  return out;
}

}  // namespace node
