#include <algorithm>

#include "model/consent.h"
#include "model/part.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"
#include "node/desk/heard.h"
#include "node/ledger/projector_revoked.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"

namespace node {

using model::Authority;
using model::Error;
using model::Event;
using model::EventHash;
using model::FoldedWish;
using model::PlaceCode;
using model::Result;
using model::SubjectId;

namespace {

Error unknown_wish(const std::string& which) {
  return {"wish.unknown", "there is no wish " + which + " here; look at the list of wishes",
          "本节点没有心愿 " + which + "；请查看心愿列表"};
}

// Whether the fold takes an event for what it says: it may speak about the wish, and the state that
// its writer had seen allows the step. Asked of the fold itself, over what the event is based on.
class Counting {
 public:
  Counting(const std::vector<Event>& events, const Authority& authority) : authority_(authority) {
    for (const Event& e : events) by_hash_[e.hash()] = &e;
  }

  [[nodiscard]] bool counts(const Event& event) const {
    std::vector<Event> past;
    std::set<EventHash> seen{event.hash()};
    collect(event, past, seen);
    const PlaceCode home = event.header().subject_home();
    if (!model::is_based_on(event.header().kind)) return model::may_speak(event, home, authority_);
    const auto before = model::fold_wish(past, home, authority_);
    past.push_back(event);
    const auto after = model::fold_wish(past, home, authority_);
    if (!after || !std::binary_search(after->heads.begin(), after->heads.end(), event.hash())) return false;
    const auto step = step_of(event);
    return !step || !before || model::step_allowed(before->state, *step);
  }

 private:
  void collect(const Event& event, std::vector<Event>& past, std::set<EventHash>& seen) const {
    std::vector<const Event*> next{&event};
    while (!next.empty()) {
      const Event* at = next.back();
      next.pop_back();
      for (const EventHash& hash : at->header().based_on) {
        const auto found = by_hash_.find(hash);
        if (found == by_hash_.end() || !seen.insert(hash).second) continue;
        past.push_back(*found->second);
        next.push_back(found->second);
      }
    }
  }

  static std::optional<model::Step> step_of(const Event& event) {
    switch (event.header().kind) {
      case model::Kind::kAmended:
        return model::Step::kAmend;
      case model::Kind::kWithdrawn:
        return model::Step::kWithdraw;
      case model::Kind::kMerged:
        if (const auto fact = model::decode_merged(event.body()))
          if (fact->given == event.header().subject && fact->given_home == event.header().subject_home())
            return model::Step::kMerge;
        return std::nullopt;
      case model::Kind::kVetted:
        if (const auto vetted = model::decode_vetted(event.body())) return model::step_of(vetted->outcome);
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  const Authority& authority_;
  std::map<EventHash, const Event*> by_hash_;
};

// The kinds whose part is somebody's words.
bool has_remark(model::Kind kind) {
  switch (kind) {
    case model::Kind::kVetted:
    case model::Kind::kWithdrawn:
    case model::Kind::kReleased:
    case model::Kind::kFulfilled:
    case model::Kind::kConfirmed:
    case model::Kind::kHandOverNoted:
    case model::Kind::kClosed:
    case model::Kind::kMerged:
    case model::Kind::kToldApart:
      return true;
    default:
      return false;
  }
}

std::optional<std::string> remark_of(const EventStore& store, const Event& event) {
  if (!has_remark(event.header().kind)) return std::nullopt;
  const auto part = store.part(event.ref());
  return part ? model::decode_remark(model::part_payload(*part)) : std::nullopt;
}

// What has to be held for the wish to be safe.
std::vector<Event> to_be_safe(const EventStore& store, const FoldedWish& wish) {
  std::vector<Event> events = said_of(store, wish.key());
  std::erase_if(events, [](const Event& e) { return e.header().place == model::kPlaceOfAll; });
  return events;
}

}  // namespace

// From the store, as by_number(), so that a step is based on the latest even where the ledger lags.
std::optional<FoldedWish> Desk::by_id(const SubjectId& id) const {
  const auto authority = parts_.store.authority();
  const auto wishes = model::fold_wishes(heard_about(parts_.store, id, *authority), *authority);
  const auto here = std::ranges::find_if(
      wishes, [&](const FoldedWish& wish) { return authority->at_or_above(parts_.own.place(), wish.home); });
  if (here != wishes.end()) return *here;
  return wishes.empty() ? std::nullopt : std::optional(wishes.front());
}

std::optional<FoldedWish> Desk::by_number(const std::string& number) const {
  const auto rows = parts_.ledger.wishes_by_number(number);
  if (rows.empty()) return std::nullopt;
  const auto authority = parts_.store.authority();
  return model::fold_wish(heard_about(parts_.store, rows[0].id, *authority), rows[0].home, *authority);
}

Result<FoldedWish> Desk::find(const std::string& which) const {
  const auto id = model::parse_uuid(which);
  // Two lives of one data directory may have given the same number: never act on the wrong person.
  if (!id && parts_.ledger.wishes_by_number(which).size() > 1)
    return Error("wish.ambiguous",
                 "several wishes bear the number " + which + "; name the one you mean by its id",
                 "有多条心愿使用编号 " + which + "；请改用心愿的 id 指定");
  auto wish = id ? by_id(*id) : by_number(which);
  if (!wish) return unknown_wish(which);
  return std::move(*wish);
}

// What was just written, from the store.
Result<WishView> Desk::shown(const model::WishKey& key) const {
  const auto authority = parts_.store.authority();
  const auto wish = model::fold_wish(heard_about(parts_.store, key.id, *authority), key.home, *authority);
  if (!wish) return unknown_wish(model::uuid_text(key.id));
  Safety safety(parts_.store, parts_.own.place());
  return view(*wish, safety);
}

WishView Desk::view(const FoldedWish& wish, Safety& safety) const {
  const auto authority = parts_.store.authority();
  WishView out{wish,
               model::wish_number(wish),
               place_name(wish.home),
               parts_.texts.of(wish),
               {},
               "here",
               {},
               campaign_name(wish.campaign),
               {}};
  out.lacks_guardian_consent = out.text && out.text->held.has(model::WishField::kConsent) &&
                               model::lacks_guardian_consent(out.text->part, wish.targets);
  const auto name = [&](const model::WishKey& other) {
    if (const auto row = parts_.ledger.wish(other)) out.numbers[other] = model::wish_number(*row);
  };
  for (const model::FoldedSuspect& suspect : wish.suspects) name(suspect.other);
  // What was given up for it and stayed all the same: its own home alone knows.
  std::erase_if(out.wish.merged_from, [&](const model::WishKey& from) {
    const auto row = parts_.ledger.wish(from);
    return row && row->merged_into != wish.key();
  });
  for (const model::FoldedClaim& claim : wish.claims) out.claims.push_back(view(claim));
  const auto holding = safety.places_holding(to_be_safe(parts_.store, wish));
  std::vector<PlaceCode> line = authority->line_above(wish.home);
  line.insert(line.begin(), wish.home);
  for (const PlaceCode place : line)
    if (std::binary_search(holding.begin(), holding.end(), place)) out.safe_at.push_back(place);
  if (!out.safe_at.empty() && out.safe_at.back() != wish.home)
    if (const model::Place* place = authority->place(out.safe_at.back()))
      out.safe = model::word(place->level).key;
  return out;
}

Result<WishDetail> Desk::wish(const std::string& which) const {
  const auto wish = find(which);
  if (!wish) return wish.error();
  const auto authority = parts_.store.authority();
  Safety safety(parts_.store, parts_.own.place());
  WishDetail out{view(*wish, safety), {}, views(wish->attachments)};
  auto events = said_of(parts_.store, wish->key());
  std::sort(events.begin(), events.end(), model::canonically_before);
  RevokedLogs revoked(parts_.store, [](const Event&) { return true; });
  auto heard = events;
  revoked.reduce(heard, *authority);
  const Counting counting(heard, *authority);
  for (const Event& event : events) {
    const model::EventHeader& h = event.header();
    WishHistory item{event.hash(),
                     h.kind,
                     std::nullopt,
                     std::nullopt,
                     h.time,
                     h.log(),
                     {},
                     h.actor,
                     name_of(h.actor),
                     remark_of(parts_.store, event),
                     model::claim_of(event),
                     {},
                     false};
    if (const auto other = model::other_wish_of(event, wish->home)) {
      const auto row = parts_.ledger.wish(*other);
      item.other = OtherWish{*other, row ? model::wish_number(*row) : ""};
    }
    if (h.kind == model::Kind::kVetted)
      if (const auto vetted = model::decode_vetted(event.body())) item.outcome = vetted->outcome;
    if (h.kind == model::Kind::kHandOverNoted)
      if (const auto noted = model::decode_hand_over_noted(event.body())) item.stage = noted->stage;
    const model::Writer* writer = authority->writer(h.writer);
    if (writer) item.by_place = writer->place;
    if (h.kind == model::Kind::kErased)
      item.counts = writer && writer->counts && authority->at_or_above(writer->place, wish->home) &&
                    authority->erased(wish->id, wish->home);
    else
      item.counts = revoked.counts(event, *authority) && counting.counts(event);
    out.history.push_back(std::move(item));
  }
  return out;
}

Result<WishPage> Desk::wishes(const WishQuery& query) const {
  WishFilter filter = query.filter;
  auto homes = homes_at(query.place);
  if (!homes) return homes.error();
  filter.places = std::move(*homes);
  const std::size_t count = std::clamp<std::size_t>(query.count_max, 1, kWishPageMax);
  std::vector<FoldedWish> rows;
  std::size_t found = 0;
  std::optional<model::WishKey> last;
  std::optional<std::vector<model::WishKey>> keys;
  if (!query.text.empty())
    keys = parts_.texts.search(query.text, filter, query.after, count + 1);
  else if (!filter.all())
    keys = parts_.texts.filtered(filter, query.after, count + 1);
  if (keys) {
    found = keys->size();
    if (found > count) keys->resize(count);
    if (!keys->empty()) last = keys->back();
    for (const model::WishKey& key : *keys)
      if (auto row = parts_.ledger.wish(key); row && passes(filter, facets_of(*row)))
        rows.push_back(std::move(*row));  // Otherwise it changed just now.
  } else {
    rows = parts_.ledger.wishes(filter, query.after, count + 1);
    found = rows.size();
    if (found > count) rows.resize(count);
    if (!rows.empty()) last = rows.back().key();
  }
  WishPage page;
  if (!query.text.empty() && parts_.store.parts_hidden()) page.incomplete = parts_hidden_reason();
  if (found > count) page.next_after = last;
  Safety safety(parts_.store, parts_.own.place());
  for (const FoldedWish& wish : rows) page.wishes.push_back(view(wish, safety));
  return page;
}

}  // namespace node
