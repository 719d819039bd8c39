// Volunteers: what is held of one, and how one is forgotten.

#include <algorithm>
#include <set>

#include "model/form1.h"
#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/heard.h"

namespace node {

using model::Error;
using model::Event;
using model::Kind;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

namespace {

// The places whose nodes wrote name or phone: those that tell of the volunteer, and those where they claimed.
// Of places that were merged each node writes for its own.
std::set<PlaceCode> places_of(std::span<const Event> told, std::span<const Event> claims,
                              const model::Authority& authority) {
  std::set<PlaceCode> out;
  for (const Event& event : told)
    if (event.header().kind == Kind::kVolunteerSet) out.insert(event.header().place);
  for (const Event& claim : claims)
    if (const auto named = authority.volunteer_of(claim)) out.insert(named->second);
  std::set<PlaceCode> merged;
  for (const PlaceCode place : out)
    for (const PlaceCode other : authority.subtree(authority.current(place)))
      if (authority.same(place, other)) merged.insert(other);
  out.merge(merged);
  return out;
}

}  // namespace

// Whether the part of a claim of theirs that is made here would be dropped.
bool Desk::erased_here(const SubjectId& id) const {
  return parts_.store.authority()->erased_volunteers().contains({id, parts_.own.place()});
}

// Folded with the wishes that they are about, in the order of these.
std::vector<ClaimOfVolunteer> Desk::views_of(const SubjectId& volunteer,
                                             std::span<const Event> claims) const {
  const auto authority = parts_.store.authority();
  std::set<model::WishKey> wishes;
  std::set<model::EventHash> wanted;
  for (const Event& claim : claims) {
    wishes.insert({claim.header().subject, claim.header().subject_home()});
    wanted.insert(claim.hash());
  }
  std::vector<ClaimOfVolunteer> out;
  for (const model::WishKey& key : wishes) {
    const auto events = heard_about(parts_.store, key.id, *authority);
    const model::Publications publications(events, key.home, *authority);
    if (!publications.offer()) continue;
    for (const model::FoldedClaim& claim : own_claims(key, *publications.offer()))
      if (claim.volunteer == volunteer && wanted.contains(claim.claimed.hash))
        out.push_back({key, publications.offer()->number, view(claim)});
  }
  return out;
}

// Who is said to be the same person under another id, and not erased.
std::vector<SubjectId> Desk::other_ids_of(const SubjectId& id) const {
  std::set<SubjectId> out;
  const auto known = parts_.ledger.volunteers_of(id);
  for (const model::FoldedVolunteer& v : known)
    if (v.same_as && std::ranges::any_of(parts_.ledger.volunteers_of(*v.same_as),
                                         [](const model::FoldedVolunteer& one) { return !one.erased; }))
      out.insert(*v.same_as);
  for (const auto& [code, place] : parts_.store.authority()->places())
    for (const model::FoldedVolunteer& v : parts_.ledger.volunteers(code))
      if (v.same_as == id && !v.erased) out.insert(v.id);
  out.erase(id);
  return {out.begin(), out.end()};
}

Result<VolunteerErasure> Desk::erase_volunteer(const SubjectId& id, bool anyway) {
  const auto held = in_hand_.hold_all();  // As erase().
  if (const auto current = catch_up(); !current) return current.error();
  const auto authority = parts_.store.authority();
  std::vector<Event> claims = parts_.store.claims_of(id);
  VolunteerErasure out{id, {}, {}, {}};
  for (const PlaceCode place : places_of(parts_.store.events_about(id), claims, *authority))
    (authority->at_or_above(parts_.own.place(), place) ? out.places : out.remaining).push_back(place);
  if (out.places.empty() && out.remaining.empty()) return unknown_volunteer();
  if (out.places.empty())
    return Error("volunteer.not_above",
                 "only a node at " + out.remaining.front().text() + " or above it may erase this volunteer",
                 "只有 " + out.remaining.front().text() + " 或其上级的节点才能删除这名志愿者");
  Record record;
  for (const PlaceCode place : out.places) {
    if (authority->erased_volunteers().contains({id, place})) continue;
    Draft draft;
    draft.place = model::kPlaceOfAll;
    draft.kind = Kind::kErased;
    draft.subject = id;
    draft.home = place;
    draft.body = model::encode(model::Erased{today(), true});
    record.drafts.push_back(std::move(draft));
  }
  if (!record.drafts.empty()) {
    std::erase_if(claims, [&](const Event& claim) {
      return authority->erased(claim) ||
             !std::ranges::binary_search(out.places, authority->volunteer_of(claim)->second);
    });
    if (auto open = anyway ? std::nullopt : open_claims(views_of(id, claims))) return *open;
    const auto written = write(std::move(record));
    if (!written) return written.error();
    wait_for(written->arrival);
  }
  if (auto finished = carried_out(id, out.places); !finished) return finished.error();
  out.others = other_ids_of(id);
  return out;
}

// Nobody could reach them any more; who gives a wish back, frees it for others.
std::optional<Error> Desk::open_claims(const std::vector<ClaimOfVolunteer>& claims) const {
  std::string numbers, numbers_zh;
  for (const ClaimOfVolunteer& one : claims) {
    const model::ClaimState state = one.view.claim.state;
    if (state != model::ClaimState::kProvisional && state != model::ClaimState::kGranted) continue;
    numbers += (numbers.empty() ? "" : ", ") + one.number;
    numbers_zh += (numbers_zh.empty() ? "" : "、") + one.number;
  }
  if (numbers.empty()) return std::nullopt;
  return Error("volunteer.open_claims",
               "the volunteer has taken up " + numbers +
                   ", and nobody could reach them any more; give these back first (wish release), or erase "
                   "them anyway (--anyway)",
               "该志愿者认领的 " + numbers_zh +
                   " 尚未落实，删除后将无法联系本人；请先放弃认领（wish release），或仍要删除（--anyway）");
}

Result<VolunteerDisclosure> Desk::disclose_volunteer(const SubjectId& id) const {
  if (const auto current = catch_up(); !current) return current.error();
  const std::vector<Event> events = parts_.store.events_about(id);
  const std::vector<Event> claims = parts_.store.claims_of(id);
  VolunteerDisclosure out{id, {}, views_of(id, claims), other_ids_of(id)};
  bool known = !claims.empty();
  for (const Event& event : events) {
    if (event.header().kind != Kind::kVolunteerSet) continue;
    known = true;
    const auto part = parts_.store.part(event.ref());
    const auto text = part ? model::decode_volunteer_part(model::part_payload(*part)) : std::nullopt;
    VolunteerDisclosure::Told told{event.header().place, text.value_or(model::VolunteerPart{})};
    if (text && std::ranges::find(out.told, told) == out.told.end()) out.told.push_back(std::move(told));
  }
  if (!known) return unknown_volunteer();
  std::erase_if(out.claims, [](const ClaimOfVolunteer& one) { return !one.view.text; });
  if (out.told.empty() && out.claims.empty())
    return Error("volunteer.erased", "nothing of this volunteer is held here any more",
                 "本节点已不再保存这名志愿者的任何信息");
  return out;
}

}  // namespace node
