#include "support/world.h"

#include <stdlib.h>

#include <algorithm>

#include "model/crypto.h"
#include "model/part.h"
#include "node/data/data_directory.h"

namespace support {

using model::EventHash;
using model::EventRef;
using model::PlaceCode;
using model::SubjectId;
using model::WishKey;

model::SubjectId some_campaign(unsigned which) {
  model::SubjectId out;
  out.data.front() = static_cast<std::uint8_t>(which + 1);
  out.data.back() = static_cast<std::uint8_t>(which % 2);
  return out;
}

model::WishPart part_of(const Wish& wish) {
  model::WishPart part;
  part.name = wish.name;
  part.sex = model::Sex::kMale;
  part.age = 72;
  part.address = wish.address;
  part.content = wish.content;
  part.proof = "低保证";
  part.phone = wish.phone;
  return part;
}

model::WishEntry entry_of(const Wish& wish) {
  const model::WishPart part = part_of(wish);
  model::WishEntry entry;
  entry.name = part.name;
  entry.sex = part.sex;
  entry.age = part.age;
  entry.address = part.address;
  entry.content = part.content;
  entry.proof = part.proof;
  entry.phone = part.phone;
  entry.category = wish.category;
  entry.targets = wish.targets;
  entry.value_yuan = wish.value_yuan;
  return entry;
}

namespace {

// Made from the key, so that it draws nothing.
node::Identity sealing_of(const model::Signer& signer) {
  node::Identity out;
  out.sealing_secret = model::sha256("sealing " + std::string(signer.key().view()));
  return out;
}

}  // namespace

World::World(std::uint64_t seed) : random_(seed) {
  Author root;
  root.signer = model::make_cheap_signer(random_.bytes<32>());
  root.place = model::kPlaceOfAll;
  root_key_ = root.signer->key();
  root.writer = model::root_writer(root_key_);
  authors_.push_back(root);
}

EventRef World::write(Author& by, const node::Draft& draft) {
  const model::LogId log{draft.place, by.writer};
  model::Tip& tip = by.tips[log];
  model::EventHeader header;
  header.place = draft.place;
  header.writer = by.writer;
  header.seq = tip.seq.next();
  header.prev = tip.hash;
  header.time = model::HybridTime::at(wall_ms_ += 1000);
  header.kind = draft.kind;
  header.flags = draft.flags;
  header.subject = draft.subject;
  header.home = draft.home == draft.place ? PlaceCode{} : draft.home;
  header.based_on = draft.based_on;
  header.actor = draft.actor;
  std::string part;
  if (draft.part) {
    part = model::make_part(random_.bytes<model::kSaltBytes>(), *draft.part);
    header.commitment = model::commitment_of(part);
  }
  const model::Event event = model::Event::make(header, draft.body);
  wishsync::CheckedRun run{log, tip, {{event, part}}, {event.tip(), {}}};
  run.tip.signature = by.signer->sign(model::tip_statement(log, event.tip()));
  runs_.push_back(std::move(run));
  tip = event.tip();
  return event.ref();
}

EventRef World::declare(Author& by, PlaceCode code, PlaceCode parent, model::Level level) {
  node::Draft draft;
  draft.kind = model::Kind::kPlaced;
  draft.based_on = declared_[code];
  draft.body = encode(model::Placed{code, parent, level, "地方" + code.text()});
  const EventRef ref = write(by, draft);
  declared_[code] = {ref.hash};
  return ref;
}

EventRef World::succeed(Author& by, PlaceCode place, PlaceCode successor) {
  node::Draft draft;
  draft.kind = model::Kind::kSucceeded;
  draft.body = encode(model::Succeeded{place, successor});
  return write(by, draft);
}

void World::declare_tree() {
  declare(root(), kCity, model::kPlaceOfAll, model::Level::kCity);
  declare(root(), kCounty, kCity, model::Level::kCounty);
  declare(root(), kOtherCounty, kCity, model::Level::kCounty);
  declare(root(), kTown, kCounty, model::Level::kTown);
  declare(root(), kVillage, kTown, model::Level::kCommunity);
  declare(root(), kOtherVillage, kTown, model::Level::kCommunity);
}

Author& World::enrol(PlaceCode place) {
  std::shared_ptr<const model::Signer> signer = model::make_cheap_signer(random_.bytes<32>());
  node::Draft draft;
  draft.kind = model::Kind::kEnrolled;
  draft.body =
      encode(model::Enrolled{place, signer->key(), sealing_of(*signer).sealing_key(), "节点" + place.text()});
  const EventRef enrolled = write(root(), draft);
  return open(enrolled.hash, place, signer, std::nullopt);
}

Author& World::reopen(const Author& former) {
  return open(former.enrolled, former.place, former.signer, former.writer);
}

Author& World::clone(const Author& of) {
  authors_.push_back(Author(of));
  return authors_.back();
}

Author& World::open(const EventHash& enrolled, PlaceCode place, std::shared_ptr<const model::Signer> signer,
                    std::optional<model::WriterId> before) {
  const auto salt = random_.bytes<16>();
  const auto secret = sealing_of(*signer).sealing_secret;
  authors_.push_back({model::writer_of(enrolled, salt), place, enrolled, std::move(signer), {}, secret});
  Author& author = authors_.back();
  node::Draft draft;
  draft.kind = model::Kind::kOpened;
  draft.body = encode(model::Opened{enrolled, salt, before});
  write(author, draft);
  return author;
}

WishKey World::register_wish(Author& by, PlaceCode home, const Wish& wish) {
  return register_again(by, home, model::make_uuid7(wall_ms_, random_.bytes<10>()), wish);
}

WishKey World::register_again(Author& by, PlaceCode home, const SubjectId& subject, const Wish& wish) {
  node::Draft draft;
  draft.place = home;
  draft.kind = model::Kind::kRegistered;
  draft.subject = subject;
  draft.body =
      encode(model::Registered{2018, ++running_, wish.on, wish.category, wish.targets, wish.value_yuan,
                               wish.value_yuan.value_or(0) > model::kValueLimitYuan, wish.campaign});
  draft.part = encode(part_of(wish));
  const EventRef ref = write(by, draft);
  told_[{subject, home}].push_back(ref.hash);
  return {subject, home};
}

void World::step(Author& by, const WishKey& wish, model::Kind kind, const std::string& body,
                 std::optional<std::string> part, bool aware, std::optional<PlaceCode> log) {
  std::vector<EventHash>& told = told_.at(wish);
  node::Draft draft;
  draft.place = log.value_or(wish.home);
  draft.home = wish.home;
  draft.kind = kind;
  draft.subject = wish.id;
  draft.based_on = {told.front()};
  if (aware) {
    const std::size_t count = std::min(told.size(), model::kBasedOnMax - 1);
    draft.based_on.insert(draft.based_on.end(), told.end() - static_cast<std::ptrdiff_t>(count), told.end());
  }
  draft.body = body;
  draft.part = std::move(part);
  told.push_back(write(by, draft).hash);
}

void World::amend(Author& by, const WishKey& wish, model::WishFields fields, const Wish& words, bool aware) {
  const model::Amended amended{fields, words.on, words.category, words.targets, words.value_yuan, false};
  const auto part = fields.personal() ? std::optional(encode(part_of(words))) : std::nullopt;
  step(by, wish, model::Kind::kAmended, encode(amended), part, aware);
}

void World::vet(Author& by, const WishKey& wish, model::Outcome outcome, bool aware,
                std::optional<PlaceCode> log) {
  step(by, wish, model::Kind::kVetted, encode(model::Vetted{outcome, {2018, 6, 25}}), std::nullopt, aware,
       log);
}

void World::withdraw(Author& by, const WishKey& wish, bool aware) {
  step(by, wish, model::Kind::kWithdrawn, encode(model::Withdrawn{{2018, 6, 26}}), std::nullopt, aware);
}

void World::erase(Author& by, const WishKey& wish) {
  node::Draft draft;
  draft.kind = model::Kind::kErased;
  draft.subject = wish.id;
  draft.home = wish.home;
  draft.body = encode(model::Erased{{2018, 7, 1}});
  write(by, draft);
}

void World::revoke(Author& by, const Author& of, bool lost) {
  model::Revoked revoked{of.enrolled, lost, {of.tips.begin(), of.tips.end()}};
  node::Draft draft;
  draft.kind = model::Kind::kRevoked;
  draft.body = encode(revoked);
  write(by, draft);
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "wishtree_test_XXXXXX").string();
  model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

NodeData::NodeData(const model::NodeKey& root_key, PlaceCode own, std::size_t turn_arrivals_max)
    : root_key_(root_key),
      own_(own),
      turn_arrivals_max_(turn_arrivals_max),
      sealer_(node::DataKey{1}, random_),
      kv_(std::make_unique<node::MemoryKv>()) {
  open();
}

void NodeData::open() {
  store_ = node::EventStore::open(*kv_, sealer_, root_key_).value();
  ledger_ = node::SqliteLedger::open(ledger_path()).value();
  texts_ = std::make_unique<node::Texts>(*store_, *ledger_, own_);
  projector_ = std::make_unique<node::Projector>(*store_, *ledger_, texts_.get(), turn_arrivals_max_);
}

void NodeData::reopen(const std::function<void(const std::filesystem::path&)>& meanwhile) {
  projector_.reset();
  texts_.reset();
  ledger_.reset();
  store_.reset();
  if (meanwhile) meanwhile(ledger_path());
  open();
}

void NodeData::restore(const node::MemoryKv& backup) {
  auto copy = backup.copy();
  reopen([&](const auto&) { kv_ = std::move(copy); });
}

model::Result<std::uint64_t> NodeData::take(const wishsync::CheckedRun& run) {
  node::Commit commit;
  commit.runs.push_back(run);
  node::Commit* group[] = {&commit};
  auto results = store_->commit(group);
  // The write path's duty.
  for (const auto& [subject, home] : store_->pending_erasures())
    if (auto done = store_->erase(subject, home); !done) return done.error();
  return results.front();
}

void NodeData::take_all(std::vector<wishsync::CheckedRun> runs, const std::function<void()>& between) {
  while (!runs.empty()) {
    const std::size_t before = runs.size();
    std::erase_if(runs, [&](const wishsync::CheckedRun& run) {
      if (!take(run)) return false;
      if (between) between();
      return true;
    });
    model::check(runs.size() < before, "each delivery has an order that a store accepts");
  }
}

void NodeData::project() {
  while (projector_->turn()) {
  }
}

}  // namespace support
