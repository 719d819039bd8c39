// What volunteers and their units are credited with, and what is held of a person.

#include <algorithm>

#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/heard.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

namespace {

constexpr std::size_t kDisclosedWishesMax = 200;

}  // namespace

Result<Ranking> Desk::ranking(std::optional<PlaceCode> asked, RankingBy by,
                              const model::Period& period) const {
  const auto place = place_known(asked);
  if (!place) return place.error();
  auto ranked = reports_->ranking(*place, by, model::days_of(period));
  if (!ranked) return ranked.error();
  return Ranking{*place, ranked->place_name, ranked->input_root, std::move(ranked->rows)};
}

void Desk::name_rows(RankingBy by, const model::Programme& programme, std::vector<RankingRow>& rows) const {
  for (RankingRow& row : rows) {
    if (by == RankingBy::kUnit) {
      if (const model::Unit* unit = row.id.is_zero() ? nullptr : programme.unit(row.id))
        row.name = unit->name;
      continue;
    }
    for (const model::FoldedVolunteer& volunteer : parts_.ledger.volunteers_of(row.id))
      if (volunteer.place == row.place) {
        if (const auto text = view(volunteer).text) row.name = text->name;
        row.erased = volunteer.erased;
      }
  }
}

std::vector<model::WishKey> Desk::of_same_person(const model::FoldedWish& wish) const {
  std::vector<model::WishKey> out;
  const auto text = parts_.texts.of(wish);
  if (!text || text->part.name.empty() || text->part.phone.empty()) return out;
  for (const model::WishKey& key :
       parts_.texts.search(text->part.phone, {}, std::nullopt, kDisclosedWishesMax)) {
    const auto row = key == wish.key() ? std::nullopt : parts_.ledger.wish(key);
    const auto other = row ? parts_.texts.of(*row) : std::nullopt;
    if (other && other->part.name == text->part.name && other->part.phone == text->part.phone)
      out.push_back(key);
  }
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
  std::ranges::copy(of_same_person(*wish), std::back_inserter(keys));
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
