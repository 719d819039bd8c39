#include "office.h"

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <sstream>

#include "sync/carry.h"
#include "sync/checked_run.h"

namespace support {

namespace {

// Commits and waits; the outcome is the test's to judge.
model::Result<node::Written> commit(node::Committer& committer, node::Commit what) {
  std::promise<model::Result<node::Written>> promise;
  auto done = promise.get_future();
  committer.submit(
      {std::move(what), [&](model::Result<node::Written> w) { promise.set_value(std::move(w)); }});
  return done.get();
}

// A whole log as one run for each signed tip.
std::vector<wishsync::CheckedRun> runs_of(const node::EventStore& store, const model::LogId& log,
                                          bool with_parts) {
  std::vector<wishsync::CheckedRun> out;
  for (const model::Tip& tip : store.tips(log)) {
    for (model::Seq from{1}; from <= tip.seq;) {
      auto run = store.read_run(log, tip, from, 1, with_parts);
      if (!run) break;
      from = run->tip.tip.seq.next();
      out.push_back(wishsync::check(std::move(*run)).value());
    }
  }
  return out;
}

}  // namespace

Office::Office(const World& world, const Author& author)
    : random_(author.place.value * 256 + author.writer.data[0]),  // Two of one place draw other ids.
      own_(author.signer->key(), world.root_key(), author.place, author.writer),
      signer_(author.signer),
      sealing_secret_(author.sealing_secret),
      sealer_(random_.bytes<32>(), random_) {
  back_up = [](const node::BackupOrder& order) {
    return node::BackupManifest{
        order.node, order.place, order.place_name,           order.writer, order.made_at_ms, order.release,
        7,          5,           {{"store/CURRENT", 16, {}}}};
  };
  store_ = node::EventStore::open(kv_, sealer_, world.root_key()).value();
  // What was written so far, here too.
  for (const wishsync::CheckedRun& run : world.runs()) {
    node::Commit what;
    what.runs.push_back(run);
    node::Commit* group[] = {&what};
    EXPECT_TRUE(store_->commit(group).front());
  }
  ledger_ = node::SqliteLedger::open(directory_.path() / "ledger.sqlite").value();
  texts_ = std::make_unique<node::Texts>(*store_, *ledger_, author.place);
  projector_ = std::make_unique<node::Projector>(*store_, *ledger_, texts_.get());
  duties_ = std::make_unique<node::Duties>(*store_, *ledger_, *texts_, own_, clock_, random_);
  duties_->ask_peers([this] { return peers.peers(); });
  texts_->on_same_person = [this](const model::WishKey& key) { duties_->compare(key); };
  projector_->on_shown = [this](const std::vector<node::FoldedSubject>& subjects) {
    duties_->look_at(subjects);
  };
  projector_thread_ = std::make_unique<node::ProjectorThread>(*projector_);
  write_path_ = std::make_unique<node::WritePath>(
      *store_, clock_, random_, node::WriterIdentity{author.writer, author.place, signer_.get()},
      [this](const auto&) { projector_thread_->notify(); });
  write_path_->on_group(
      [this](const node::GroupWritten& group) { metrics_.committed(group.requests, group.events); });
  committer_ = std::make_unique<node::Committer>(*write_path_);
  store_->on_unreadable([this](const node::ChunkRef& chunk) {
    node::Commit commit;
    commit.unreadable.push_back(chunk);
    committer_->submit({std::move(commit), {}});
  });
  enrolment_ = std::make_unique<node::Enrolment>(*store_, *committer_, peers, own_, clock_, random_,
                                                 model::make_cheap_signer);
  jobs_ = std::make_unique<node::Jobs>(random_);
  bundles_ =
      std::make_unique<node::BundleDesk>(node::BundleContext{*store_, *committer_, own_, *signer_, *verifier_,
                                                             author.sealing_secret, clock_, random_},
                                         peers, *jobs_);
  desk_ = std::make_unique<node::Desk>(
      node::DeskParts{*store_, *committer_, *ledger_, *projector_, *projector_thread_, *texts_, peers,
                      *enrolment_, own_, clock_, random_, *verifier_, *bundles_, *duties_, sealing_secret_},
      node::DeskSettings{"test", directory_.path(),
                         [this](const node::BackupOrder& order) { return back_up(order); },
                         [this] { return more_fullness; }});
  api_ = std::make_unique<node::Api>(*desk_, metrics_);
  projector_thread_->notify();
  wait_for_ledger();
}

void Office::take_all_from(const Office& other, bool with_parts) {
  take(other, [&](const model::LogId& log) {
    return std::pair(true, with_parts && wishsync::parts_due(*other.store().authority(), own_.place(), log));
  });
}

void Office::sync_from(const Office& other) {
  take(other, [&](const model::LogId& log) {
    return std::pair(wishsync::carries(*other.store().authority(), own_.place(), log), true);
  });
}

void Office::take(const Office& other,
                  const std::function<std::pair<bool, bool>(const model::LogId&)>& carried_with_parts) {
  std::vector<model::LogId> logs;
  other.store().for_each_log([&](const model::LogId& log, auto) { logs.push_back(log); });
  const auto authority = other.store().authority();
  for (const model::LogId& log : logs) {
    const auto [carried, parts] = carried_with_parts(log);
    if (!carried) continue;
    for (wishsync::CheckedRun& run : runs_of(other.store(), log, parts)) {
      for (auto& [event, part] : run.events)
        if (!wishsync::part_due(*authority, own_.place(), event.header())) part.clear();
      node::Commit what;
      what.runs.push_back(std::move(run));
      EXPECT_TRUE(commit(*committer_, std::move(what)));
    }
  }
  take_blobs_from(other);
  wait_for_ledger();
}

void Office::take_blobs_from(const Office& other) {
  constexpr std::size_t kBlobsMax = 1000;
  for (const wishsync::AbsentBlob& absent : store_->absent_blobs({}, kBlobsMax)) {
    node::Commit what;
    for (std::uint32_t i = absent.next;; ++i) {
      auto chunk = other.store().blob_chunk(absent.event, i);
      if (!chunk) break;
      what.chunks.push_back({absent.event, i, std::move(*chunk)});
    }
    if (what.chunks.empty()) continue;
    EXPECT_TRUE(commit(*committer_, std::move(what)));
  }
}

void Office::take_acks_from(const Office& other) {
  node::Commit what;
  std::uint64_t count = other.store().last_arrival();
  std::vector<model::LogId> logs;
  other.store().for_each_log([&](const model::LogId& log, auto) { logs.push_back(log); });
  for (const model::LogId& log : logs) {
    if (auto ack = other.store().own_ack(log)) {
      ack->count = count++;
      what.acks.push_back(std::move(*ack));
    }
  }
  EXPECT_TRUE(commit(*committer_, std::move(what)));
}

void Office::wait_for_ledger() {
  EXPECT_TRUE(projector_thread_->wait_until(store_->last_arrival(),
                                            std::chrono::steady_clock::now() + std::chrono::seconds(30)));
}

void Office::do_duties() {
  wait_for_ledger();
  while (duties_->turn(*committer_)) wait_for_ledger();
}

std::string source_text(const std::string& path) {
  std::ifstream file(std::filesystem::path(WISHTREE_SOURCE_DIR) / path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::string form_bytes(const std::string& name) { return source_text("tests/data/forms/" + name); }

}  // namespace support
