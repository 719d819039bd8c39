#include "tools/simulation/process.h"

#include "node/setup.h"
#include "node/store/store_hiding.h"

namespace simulation {

using model::Event;
using model::Result;

bool ProjectorByHand::wait_until(std::uint64_t arrival, std::chrono::steady_clock::time_point) {
  std::size_t turns = 0;
  while (projector_.turn())
    if (++turns > kTurnsMax) {
      endless_("the projector comes to no end");
      break;
    }
  return projector_.status().cursor >= arrival;
}

Process::Process(const Hardware& hardware, LifeId life, Internet& internet, Agenda& agenda)
    : hardware_(hardware),
      life_(life),
      agenda_(agenda),
      network_(internet, agenda, hardware.machine, life),
      queue_(agenda, life, *hardware.dice),
      sealer_(hardware.data_key, *hardware.random) {
  network_.background = [this](const auto& call) { queue_.run_waiting(call); };
}

Process::~Process() {
  queue_.drop();
  links_.reset();
}

Result<std::unique_ptr<Process>> Process::start(const Hardware& hardware, LifeId life, Internet& internet,
                                                Agenda& agenda, const model::NodeKey& root_key,
                                                model::PlaceCode joining) {
  std::unique_ptr<Process> process(new Process(hardware, life, internet, agenda));
  if (auto opened = process->open(root_key, joining); !opened) return opened.error();
  return process;
}

Result<> Process::open(const model::NodeKey& root_key, model::PlaceCode joining) {
  const Hardware& h = hardware_;
  auto store = node::EventStore::open(*h.disk, sealer_, root_key);
  if (!store) return store.error();
  store_ = std::move(*store);
  std::optional<model::WriterId> writer;
  if (const auto fact = store_->fact(node::kWriterFact)) writer = model::WriterId::from(*fact);
  model::PlaceCode place = joining;
  std::optional<node::WriterIdentity> identity;
  if (writer) {
    const auto authority = store_->authority();
    const model::Writer* known = authority->writer(*writer);
    model::check(known, "a node that has joined knows its writer");
    place = known->place;
    identity = node::WriterIdentity{*writer, place, h.signer};
  }
  own_ = std::make_unique<node::OwnNode>(h.signer->key(), root_key, place, writer);
  write_path_ = std::make_unique<node::WritePath>(*store_, *h.clock, *h.random, identity,
                                                  [this](const wishsync::Committed& committed) {
                                                    if (links_) links_->committed(committed);
                                                    if (committed.authority_changed)
                                                      hardware_.on_authority_changed();
                                                  });
  queue_.set_path(write_path_.get());
  // As node/run.cpp does.
  store_->on_unreadable([this](const node::ChunkRef& chunk) {
    node::Commit commit;
    commit.unreadable.push_back(chunk);
    queue_.submit({std::move(commit), {}});
    if (hardware_.on_unreadable) hardware_.on_unreadable();
  });
  write_path_->on_renewed([this](const model::WriterId& renewed) {
    own_->set_writer(renewed);
    if (links_) links_->renewed();
    hardware_.on_renewed(renewed);
  });
  if (writer && h.copied_at_ms) {
    Result<node::Written> renewed = node::Written{};
    node::WriteRequest renewal{node::Renewal{*writer, node::hide_facts(*h.copied_at_ms)},
                               [&](Result<node::Written> done) { renewed = std::move(done); }};
    write_path_->commit_group({&renewal, 1});
    if (!renewed) return renewed.error();
  }
  links_ = std::make_unique<node::Links>(
      network_,
      node::LinkContext{*store_, queue_, *own_, *h.signer, *h.verifier, h.sealing_key, *h.clock, *h.random,
                        [this](const wishsync::Redemption& r) -> Result<model::EventHash> {
                          if (!enrolment_) return model::Error("join.unknown", "nobody can join here");
                          return enrolment_->redeem(r.id, r.key, r.sealing_key);
                        },
                        h.credit_bytes});
  if (!writer) return {};
  enrolment_ =
      std::make_unique<node::Enrolment>(*store_, queue_, *links_, *own_, *h.clock, *h.random, h.signer_of);
  texts_ = std::make_unique<node::Texts>(*store_, *h.ledger, place);
  projector_ =
      std::make_unique<node::Projector>(*store_, *h.ledger, texts_.get(), node::kTurnArrivalsMax, h.knows);
  duties_ = std::make_unique<node::Duties>(*store_, *h.ledger, *texts_, *own_, *h.clock, *h.random);
  texts_->on_same_person = [this](const model::WishKey& key) { duties_->compare(key); };
  projector_->on_shown = [this](const std::vector<node::FoldedSubject>& subjects) {
    duties_->look_at(subjects);
  };
  by_hand_ = std::make_unique<ProjectorByHand>(*projector_, h.endless);
  jobs_ = std::make_unique<node::Jobs>(*h.random);
  bundles_ = std::make_unique<node::BundleDesk>(bundle_context(), *links_, *jobs_);
  desk_ = std::make_unique<node::Desk>(
      node::DeskParts{*store_, queue_, *h.ledger, *projector_, *by_hand_, *texts_, *links_, *enrolment_,
                      *own_, *h.clock, *h.random, *h.verifier, *bundles_, *duties_, hardware_.sealing_secret},
      node::DeskSettings{"simulation", "/"});
  if (auto listening = links_->listen(""); !listening) return listening;
  if (const auto parent = store_->fact(node::kParentFact)) links_->set_parent(*parent);
  // As the projector's thread, which looks whether the ledger fits the store before anything arrives.
  network_.post([this] { (void)projector_->turn(); });
  duties_->on_news([this] { do_duties(); });
  duties_->ask_peers([this] { return links_->peers(); });
  look_again();
  return {};
}

// As the duties' thread does every while: a claim also ends on a day without news.
void Process::look_again() {
  agenda_.after(kLookAgainMs, life_, [this] {
    duties_->look_at_all();
    do_duties();
    look_again();
  });
}

// As the duties' thread would, a moment after the projector showed something.
void Process::do_duties() {
  if (duties_waiting_) return;
  duties_waiting_ = true;
  network_.post([this] {
    duties_waiting_ = false;
    if (duties_->turn(queue_)) do_duties();
  });
}

node::BundleContext Process::bundle_context() {
  const Hardware& h = hardware_;
  return {*store_, queue_, *own_, *h.signer, *h.verifier, h.sealing_secret, *h.clock, *h.random};
}

void Process::project() { (void)by_hand_->wait_until(0, {}); }

Result<> open_writer(const Hardware& hardware, node::EventStore& store, const model::EventHash& enrolled,
                     model::PlaceCode place, std::vector<node::Draft> drafts,
                     std::vector<node::LocalFact> facts) {
  node::Opening opening = node::open_new_writer(enrolled, std::nullopt, *hardware.random);
  const model::WriterId writer = opening.writer;
  drafts.insert(drafts.begin(), std::move(opening.draft));
  facts.push_back({std::string(node::kWriterFact), std::string(writer.view())});
  facts.push_back({std::string(node::kEnrolledFact), std::string(enrolled.view())});
  node::WritePath path(store, *hardware.clock, *hardware.random,
                       node::WriterIdentity{writer, place, hardware.signer}, {});
  Result<node::Written> written = model::Error();
  node::WriteRequest request{node::Record{std::move(drafts), std::move(facts)},
                             [&](Result<node::Written> done) { written = std::move(done); }};
  path.commit_group({&request, 1});
  if (!written) return written.error();
  return {};
}

Result<> fill_root(const Hardware& hardware, const model::Signer& root, const model::Placed& first,
                   const std::vector<model::Placed>& places) {
  const node::Sealer sealer(hardware.data_key, *hardware.random);
  auto store = node::EventStore::open(*hardware.disk, sealer, root.key());
  if (!store) return store.error();
  wishsync::CheckedRun run{{model::kPlaceOfAll, model::root_writer(root.key())}, {}, {}, {}};
  model::HybridClock clock;
  model::Tip at;
  const auto say = [&](model::Kind kind, const std::string& body) {
    model::EventHeader header;
    header.place = run.log.place;
    header.writer = run.log.writer;
    header.seq = at.seq.next();
    header.prev = at.hash;
    header.time = clock.next(hardware.clock->wall_ms());
    header.kind = kind;
    Event event = Event::make(header, body);
    at = event.tip();
    run.events.push_back({std::move(event), {}});
  };
  say(model::Kind::kPlaced, model::encode(first));
  say(model::Kind::kEnrolled,
      model::encode(model::Enrolled{first.code, hardware.signer->key(), hardware.sealing_key, first.name}));
  run.tip = {at, root.sign(model::tip_statement(run.log, at))};
  node::Commit commit;
  commit.runs.push_back(std::move(run));
  node::Commit* group[] = {&commit};
  if (auto done = (*store)->commit(group); !done.front()) return done.front().error();
  std::vector<node::Draft> drafts;
  for (const model::Placed& place : places) {
    node::Draft draft;
    draft.kind = model::Kind::kPlaced;
    draft.body = model::encode(place);
    drafts.push_back(std::move(draft));
  }
  return open_writer(hardware, **store, at.hash, first.code, std::move(drafts), {});
}

}  // namespace simulation
