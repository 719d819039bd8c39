// A node of the pipes' world.

#include "tests/support/pipes.h"

#include "model/crypto.h"
#include "node/data/data_directory.h"

namespace support {

using model::Error;
using model::EventHash;
using model::EventRef;
using model::LogId;
using model::PlaceCode;
using model::Result;

namespace {

model::Seed seed_named(std::string_view name) { return model::sha256(name); }

std::uint64_t number_of(std::string_view name) {
  const auto digest = model::sha256(name);
  return model::get_u64(reinterpret_cast<const char*>(digest.data()));
}

}  // namespace

Node::Node(Pipes& world, std::string name, PlaceCode place, const model::NodeKey& root_key)
    : world_(world),
      name_(std::move(name)),
      place_(place),
      root_key_(root_key),
      signer_(model::make_cheap_signer(seed_named(name_))),
      random_(number_of(name_)),
      sealer_(node::DataKey{1}, random_),
      kv_(std::make_unique<node::MemoryKv>()) {
  open();
}

wishsync::SealingSecret Node::sealing_secret() const { return seed_named("sealing " + name_); }

model::SealingKey Node::sealing_key() const {
  node::Identity identity;
  identity.sealing_secret = sealing_secret();
  return identity.sealing_key();
}

void Node::open() {
  path_.reset();
  store_.reset();
  store_ = std::move(node::EventStore::open(*kv_, sealer_, root_key_).value());
  std::optional<node::WriterIdentity> identity;
  if (const auto writer = store_->fact(node::kWriterFact)) writer_ = model::WriterId::from(*writer);
  if (writer_) identity = node::WriterIdentity{*writer_, place_, signer_.get()};
  path_ = std::make_unique<node::WritePath>(*store_, *world_.clock_, random_, identity,
                                            [this](const wishsync::Committed& committed) {
                                              if (!deaf_) world_.tell(*this, committed);
                                            });
  path_->on_renewed([this](const model::WriterId& writer) {
    writer_ = writer;
    if (!deaf_) world_.begin_anew(*this);
  });
}

std::vector<EventRef> Node::write(std::vector<node::Draft> drafts) {
  std::vector<EventRef> out;
  node::WriteRequest request{node::Record{std::move(drafts), {}}, [&](Result<node::Written> written) {
                               model::check(written.has_value(), "what a test writes is taken");
                               out = written->events;
                             }};
  path_->commit_group({&request, 1});
  return out;
}

EventRef Node::say(PlaceCode place, const std::string& part, std::uint16_t flags) {
  node::Draft draft;
  draft.place = place;
  draft.kind = model::Kind::kRegistered;
  draft.flags = flags;
  draft.subject = model::make_uuid7(world_.now_ms(), random_.bytes<10>());
  if (!part.empty()) draft.part = part;
  return write({draft}).front();
}

Result<node::Written> Node::record(node::Record record) {
  Result<node::Written> out = Error();
  node::WriteRequest request{std::move(record),
                             [&](Result<node::Written> written) { out = std::move(written); }};
  path_->commit_group({&request, 1});
  return out;
}

void Node::renew_writer() {
  node::WriteRequest request{node::Renewal{*writer_, {}}, {}};
  path_->commit_group({&request, 1});
}

Result<> Node::commit(node::Commit commit) {
  Result<> out;
  node::WriteRequest request{std::move(commit), [&](const Result<node::Written>& written) {
                               if (!written) out = written.error();
                             }};
  path_->commit_group({&request, 1});
  return out;
}

void Node::open_writer(const EventHash& enrolled) {
  enrolled_ = enrolled;
  node::Opening opening = node::open_new_writer(enrolled, std::nullopt, random_);
  writer_ = opening.writer;
  path_->set_identity({*writer_, place_, signer_.get()});
  node::Record record{{std::move(opening.draft)},
                      {{std::string(node::kWriterFact), std::string(writer_->view())}}};
  node::WriteRequest request{std::move(record), {}};
  path_->commit_group({&request, 1});
}

wishsync::Run Node::run(const LogId& log) const {
  const auto tips = store_->tips(log);
  return store_->read_run(log, tips.back(), model::Seq{1}, SIZE_MAX / 8, true).value();
}

}  // namespace support
