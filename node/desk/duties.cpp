#include "node/desk/duties.h"

#include <algorithm>

#include "model/part.h"
#include "node/desk/heard.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"
#include "sync/sealed_box.h"

namespace node {

using model::Authority;
using model::Event;
using model::EventHash;
using model::FoldedOffer;
using model::FoldedWish;
using model::Kind;
using model::PlaceCode;
using model::Result;
using model::WishField;
using model::WishKey;

namespace {

// Four times the characters that a field may have fit within.
constexpr std::size_t kDisclosedFieldBytesMax = 8000;

std::optional<EventHash> node_of(const Authority& authority, const model::WriterId& id) {
  const model::Writer* writer = authority.writer(id);
  return writer ? std::optional(writer->enrolled) : std::nullopt;
}

// Whether the very same stands in the scope's logs already, by whichever writer of this node. What it said in
// a narrower scope does not reach all who carry this one.
bool stands(const std::vector<Event>& events, const model::Owed& owed, PlaceCode scope, const EventHash& self,
            const Authority& authority) {
  return std::ranges::any_of(events, [&](const Event& event) {
    const auto& based_on = event.header().based_on;
    return event.header().kind == owed.kind && event.header().place == scope && event.body() == owed.body &&
           node_of(authority, event.header().writer) == self &&
           std::ranges::all_of(owed.answers, [&](const EventHash& answered) {
             return std::ranges::find(based_on, answered) != based_on.end();
           });
  });
}

bool of_disk(const model::Error& error) {
  return error.code.starts_with("disk.") || error.code == "node.busy" || error.code == "node.no_writer";
}

Draft draft_of(const FoldedOffer& offer, Kind kind, std::string body, const std::vector<EventHash>& answers) {
  Draft draft;
  draft.place = offer.scope;
  draft.kind = kind;
  draft.subject = offer.id;
  draft.home = offer.home;
  draft.based_on = offer.heads;
  if (draft.based_on.size() + answers.size() > model::kBasedOnMax)
    draft.based_on.resize(model::kBasedOnMax - answers.size());
  for (const EventHash& answered : answers)
    if (std::ranges::find(draft.based_on, answered) == draft.based_on.end())
      draft.based_on.push_back(answered);
  draft.body = std::move(body);
  return draft;
}

constexpr WishField kDisclosedFields[] = {WishField::kName, WishField::kAddress, WishField::kPhone,
                                          WishField::kContent};

// The events, other than the registration, whose parts supply what is disclosed: a disclosure names them, so
// that it can be told whether a later one is owed.
std::vector<EventHash> amendments_of_family(const FoldedWish& wish) {
  std::vector<EventHash> out;
  for (const WishField field : kDisclosedFields) {
    const EventHash& source = wish.sources[static_cast<std::size_t>(field)].hash;
    if (source != wish.registered.hash && std::ranges::find(out, source) == out.end()) out.push_back(source);
  }
  return out;
}

}  // namespace

void Duties::look_at(const std::vector<FoldedSubject>& subjects) {
  const std::lock_guard lock(mutex_);
  bool any = subjects.empty();
  all_ = all_ || any;
  for (const FoldedSubject& subject : subjects)
    for (const FoldedOffer& offer : subject.offers) any = waiting_.insert(offer.key()).second || any;
  if (any && on_news_) on_news_();
}

void Duties::compare(const WishKey& key) {
  if (!suspicions_.look_at(key)) return;
  const std::lock_guard lock(mutex_);
  if (on_news_) on_news_();
}

void Duties::on_news(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  on_news_ = std::move(listener);
}

void Duties::look_at_all() {
  const std::lock_guard lock(mutex_);
  all_ = true;
}

bool Duties::waits() const {
  if (suspicions_.waits()) return true;
  const std::lock_guard lock(mutex_);
  return !waiting_.empty() || (walk_ && walk_->in_doubt());
}

// The rows of the ledger say as much as the logs, and are far quicker to look through.
void Duties::find_all() {
  const auto self = own_node();
  const model::Date today = model::Date::in_china(clock_.wall_ms());
  const auto programme = store_.programme();
  const model::DayTrust trust = day_trust();
  std::set<WishKey> owing;
  for_each_offer(ledger_, [&](const FoldedOffer& offer) {
    if (!self || offer.publisher != *self || !today.valid()) return;
    const auto wish = ledger_.wish(offer.key());
    // Of a claim that is under way the family's address may still have to be sent.
    const bool running = std::ranges::any_of(offer.decisions, [](const model::FoldedDecision& decision) {
      return decision.state == model::ClaimState::kGranted;
    });
    if (wish && (running || !model::owed_by_publisher(*wish, offer, today, *programme, trust).empty()))
      owing.insert(offer.key());
  });
  const std::lock_guard lock(mutex_);
  waiting_.merge(owing);
}

// A node that was restored goes on as a new writer; who was in step with it since stands in local facts.
bool Duties::must_wait() const {
  if (store_.parts_hidden()) return true;
  const auto authority = store_.authority();
  const auto writer = own_.writer();
  if (!writer || !store_.fact(kRestoredFact) || own_.place() == authority->first_place()) return false;
  return std::ranges::none_of(store_.facts("in_step/"), [&](const LocalFact& fact) {
    const auto bytes = model::from_hex(fact.name.substr(fact.name.find('/') + 1));
    const auto key = bytes ? model::NodeKey::from(*bytes) : std::nullopt;
    const model::Node* node = key ? authority->node_by_key(*key) : nullptr;
    return node && fact.value == std::string(writer->view()) && authority->above(node->place, own_.place());
  });
}

std::optional<EventHash> Duties::own_node() const {
  const auto writer = own_.writer();
  return writer ? node_of(*store_.authority(), *writer) : std::nullopt;
}

std::optional<WishKey> Duties::next() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  return waiting_.extract(waiting_.begin()).value();
}

bool Duties::turn(CommitQueue& committer) {
  if (own_.writer()) keep_clock_walk(committer);
  if (must_wait()) return false;
  const bool published = publish_turn(committer);
  const bool compared = compare_turn(committer);
  return published || compared;
}

bool Duties::compare_turn(CommitQueue& committer) {
  if (!own_.writer()) return false;
  const std::vector<WishKey> keys = suspicions_.take();
  if (keys.empty()) return false;
  const std::lock_guard working(working_);
  Record record;
  record.drafts = suspicions_.owed(keys);
  if (record.drafts.empty()) return true;
  const auto written = committer.record(std::move(record));
  if (written || !of_disk(written.error())) return true;
  for (const WishKey& key : keys) (void)suspicions_.look_at(key);
  return false;
}

bool Duties::publish_turn(CommitQueue& committer) {
  const bool all = [&] {
    const std::lock_guard lock(mutex_);
    return std::exchange(all_, false);
  }();
  if (all) find_all();
  std::vector<WishKey> keys;
  while (keys.size() < kDutiesTurnWishesMax)
    if (const auto key = next())
      keys.push_back(*key);
    else
      break;
  if (keys.empty()) return false;
  if (const auto done = fulfil(keys, committer); done || keys.size() == 1 || of_disk(done.error()))
    return done || !keep(keys, done.error());
  // One that can't be written must not hold up the others.
  for (const WishKey& key : keys)
    if (const auto done = fulfil({key}, committer); !done) (void)keep({key}, done.error());
  return true;
}

// What the disk or a full queue refused is tried again; nothing else would ever be written.
bool Duties::keep(const std::vector<WishKey>& keys, const model::Error& error) {
  if (!of_disk(error)) return false;
  const std::lock_guard lock(mutex_);
  waiting_.insert(keys.begin(), keys.end());
  return true;
}

void Duties::do_now(const WishKey& key, CommitQueue& committer) {
  // What fails is owed still: the next turn finds it.
  if (must_wait() || !fulfil({key}, committer)) {
    const std::lock_guard lock(mutex_);
    waiting_.insert(key);
  }
}

Result<> Duties::fulfil(const std::vector<WishKey>& keys, CommitQueue& committer) {
  const std::lock_guard working(working_);
  Record record;
  const model::DayTrust trust = day_trust();
  for (const WishKey& key : keys) add_owed(key, trust, record.drafts);
  if (record.drafts.empty()) return {};
  const auto written = committer.record(std::move(record));
  if (!written) return written.error();
  return {};
}

Result<> Duties::give(const WishKey& key, Giving giving, CommitQueue& committer) {
  const model::Date today = model::Date::in_china(clock_.wall_ms());
  const std::lock_guard working(working_);
  if (must_wait() || !today.valid())
    return model::Error(
        "publish.waits",
        "this node was restored and decides about claims only once it is in step with its parent; try "
        "again then",
        "本节点恢复后尚未与上级同步，暂不能决定认领；请同步后再试");
  const model::DayTrust trust = day_trust();
  if (trust == model::DayTrust::kInDoubt)
    return model::Error(
        "publish.clock",
        "this machine's clock is in doubt, so no claim is granted by its day; wishctl doctor says "
        "what to do",
        "本机时钟存疑，暂不按本机日期确认认领；处理办法见 wishctl doctor");
  // Whoever asks looked before this: what the duties or a peer wrote since counts.
  const auto authority = store_.authority();
  const std::vector<Event> events = heard_about(store_, key.id, *authority);
  const model::Publications publications(events, key.home, *authority);
  const auto& offer = publications.offer();
  const auto wish = model::fold_wish(events, key.home, *authority);
  const model::FoldedClaim* former = wish ? wish->claim(giving.former) : nullptr;
  if (!offer || offer->publisher != own_node() || offer->taken_down || offer->over_granted() || !former ||
      (former->state != model::ClaimState::kGranted && former->state != model::ClaimState::kDisputed))
    return model::Error("claim.ended",
                        "the claim, or the publication, changed in this moment; look at the wish again",
                        "认领或发布情况刚刚发生变化；请重新查看这条心愿");
  const auto claimed = committer.record(std::move(giving.claim));
  if (!claimed) return claimed.error();
  const model::Owed grant = model::grant_of(giving.claimed.claim, giving.claimed.unit,
                                            claimed->events.back().hash, *offer, today, *store_.programme());
  giving.freed.place = offer->scope;
  giving.freed.based_on = offer->heads;
  for (const model::EventHash& word : latest_words_of(*former, events, key.home, *authority))
    if (giving.freed.based_on.size() < model::kBasedOnMax) giving.freed.based_on.push_back(word);
  Record record;
  record.drafts.push_back(std::move(giving.freed));
  record.drafts.push_back(draft_of(*offer, grant.kind, grant.body, grant.answers));
  if (const auto written = committer.record(std::move(record)); !written) return written.error();
  // The family's address, and what others who ask are told.
  Record owed;
  add_owed(key, trust, owed.drafts);
  if (owed.drafts.empty() || committer.record(std::move(owed))) return {};
  const std::lock_guard lock(mutex_);
  waiting_.insert(key);
  return {};
}

void Duties::add_owed(const WishKey& key, model::DayTrust trust, std::vector<Draft>& drafts) const {
  const auto self = own_node();
  const model::Date today = model::Date::in_china(clock_.wall_ms());
  if (!self || !today.valid()) return;
  const auto authority = store_.authority();
  const std::vector<Event> events = heard_about(store_, key.id, *authority);
  const model::Publications publications(events, key.home, *authority);
  const auto& offer = publications.offer();
  if (!offer || offer->publisher != *self) return;
  const auto wish = model::fold_wish(events, key.home, *authority);
  if (!wish) return;
  for (const model::Owed& owed : model::owed_by_publisher(*wish, *offer, today, *store_.programme(), trust))
    if (!stands(events, owed, offer->scope, *self, *authority))
      drafts.push_back(draft_of(*offer, owed.kind, owed.body, owed.answers));
  add_disclosures(*wish, *offer, events, drafts);
}

// Whoever has a grant and is not of the family's own offices learns where to go, and again when that changes.
void Duties::add_disclosures(const FoldedWish& wish, const FoldedOffer& offer,
                             const std::vector<Event>& events, std::vector<Draft>& drafts) const {
  if (wish.erased) return;
  const auto authority = store_.authority();
  const auto self = own_node();
  const std::vector<EventHash> amended = amendments_of_family(wish);
  const auto stands_disclosed = [&](const model::SubjectId& claim) {
    return std::ranges::any_of(events, [&](const Event& event) {
      if (event.header().kind != Kind::kDisclosed || node_of(*authority, event.header().writer) != self)
        return false;
      const auto fact = model::decode_disclosed(event.body());
      const auto& based_on = event.header().based_on;
      return fact && fact->claim == claim && std::ranges::all_of(amended, [&](const EventHash& source) {
               return std::ranges::find(based_on, source) != based_on.end();
             });
    });
  };
  for (const model::FoldedDecision& decision : offer.decisions) {
    if (decision.state != model::ClaimState::kGranted || stands_disclosed(decision.claim)) continue;
    const model::FoldedClaim* claim = wish.claim(decision.claim);
    const model::Writer* claimer = claim ? authority->writer(claim->claimed.log.writer) : nullptr;
    if (!claimer || authority->at_or_above(claimer->place, wish.home)) continue;
    const model::Node* node = authority->node(claimer->enrolled);
    const auto family = node ? family_of(wish) : std::nullopt;
    if (!family) continue;
    const auto sealed = wishsync::seal_box(*family, node->sealing_key, random_.bytes<32>());
    if (!sealed) continue;  // An enrolment without such a key.
    std::vector<EventHash> made_from{decision.decided.hash};
    std::ranges::copy(amended, std::back_inserter(made_from));
    Draft draft =
        draft_of(offer, Kind::kDisclosed, model::encode(model::Disclosed{decision.claim}), made_from);
    draft.flags = model::kFlagOpen;
    draft.part = model::encode_sealed(*sealed);
    drafts.push_back(std::move(draft));
  }
}

// Name, address and phone, and the wish itself.
std::optional<std::string> Duties::family_of(const FoldedWish& wish) const {
  model::WishPart out;
  const auto part_with = [&](WishField field) -> std::optional<model::WishPart> {
    const auto part = store_.part(wish.sources[static_cast<std::size_t>(field)]);
    return part ? model::decode_wish_part(model::part_payload(*part)) : std::nullopt;
  };
  const auto name = part_with(WishField::kName);
  const auto address = part_with(WishField::kAddress);
  const auto phone = part_with(WishField::kPhone);
  const auto content = part_with(WishField::kContent);
  if (!name || !address || !phone || !content) return std::nullopt;
  // Together no more than fits one event, whatever stood in the others.
  const auto cut = [](const std::string& text) { return text.substr(0, kDisclosedFieldBytesMax); };
  out.name = cut(name->name);
  out.address = cut(address->address);
  out.phone = cut(phone->phone);
  out.content = cut(content->content);
  return model::encode(out);
}

}  // namespace node
