#include "node/run.h"

#include <spdlog/spdlog.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "node/api/api.h"
#include "node/api/http_server.h"
#include "node/asio_network.h"
#include "node/data/backup.h"
#include "node/data/bundle_desk.h"
#include "node/data/committer.h"
#include "node/data/data_directory.h"
#include "node/desk/desk.h"
#include "node/desk/duties_thread.h"
#include "node/desk/enrolment.h"
#include "node/ledger/projector.h"
#include "node/ledger/sqlite_ledger.h"
#include "node/limits.h"
#include "node/links.h"
#include "node/metrics.h"
#include "node/setup.h"
#include "node/store/memory_sizes.h"
#include "node/store/rocks_kv.h"
#include "node/store/store_hiding.h"
#include "node/version.h"

namespace node {

using model::Error;
using model::Result;

namespace {

struct Life {
  model::WriterId writer;
  model::PlaceCode place;
};

Result<Life> read_life(const EventStore& store) {
  const auto writer = store.fact(kWriterFact);
  const auto id = writer ? model::WriterId::from(*writer) : std::nullopt;
  const auto authority = store.authority();
  const model::Writer* known = id ? authority->writer(*id) : nullptr;
  if (!known)
    return Error("data.not_joined",
                 "this node has not finished joining; call wishnode join again with its join code",
                 "本节点尚未完成加入；请用加入码再次运行 wishnode join");
  return Life{*id, known->place};
}

std::vector<Fullness> fullness_of(const MemorySizes& sizes, const Committer& committer, const RocksKv& kv,
                                  const HttpServer& http) {
  const RocksKv::Use store = kv.use();
  return {{"commit_queue_requests", "Requests that wait to be written.", committer.waiting(),
           committer.requests_max()},
          {"block_cache_bytes", "Blocks of the store in memory.", store.block_cache_bytes,
           sizes.block_cache_bytes},
          {"memtable_bytes", "Write buffers of the store.", store.memtable_bytes, kMemtableBytesMax},
          {"wal_bytes", "What stands in the store's log and in no table yet.", store.wal_bytes,
           sizes.wal_bytes_max},
          {"http_connections", "Open connections to the HTTP API.", http.connections(), kHttpConnectionsMax}};
}

}  // namespace

Result<> run_node(const RunOptions& options) {
  // What is true: keys, log, writer.
  Metrics metrics;
  SystemRandom random;
  const SystemClock clock;
  auto directory = DataDirectory::open(options.data);
  if (!directory) return directory.error();
  // What filling a ledger sorts goes where the ledger stands: /tmp may be small, or memory. Before any
  // thread.
  ::setenv("SQLITE_TMPDIR", (*directory)->path().c_str(), 0);
  const Identity& identity = (*directory)->identity();
  const Sealer sealer(identity.data_key, random);
  auto kv = RocksKv::open((*directory)->store_path(), RocksKv::Mode::kOpen);
  if (!kv) return kv.error();
  (*kv)->on_synced([&](auto took, std::size_t bytes) { metrics.synced(took, bytes); });
  const auto root_key = EventStore::stored_root_key(**kv);
  if (!root_key)
    return Error("data.not_joined",
                 "this data directory holds no city yet; use wishnode init or wishnode join",
                 "该数据目录尚无数据；请使用 wishnode init 或 wishnode join");
  auto opened = EventStore::open(**kv, sealer, *root_key);
  if (!opened) return opened.error();
  EventStore& store = **opened;
  const auto life = read_life(store);
  if (!life) return life.error();
  const auto signer = model::make_ed25519_signer(identity.signing_seed);
  const auto verifier = model::make_ed25519_verifier();
  OwnNode own(signer->key(), *root_key, life->place, life->writer);

  // Before the tree has come here, the place is not known to be more than a community.
  const auto sizes = [&store, place = life->place]() -> const MemorySizes& {
    return memory_sizes(*store.authority(), place);
  };
  (*kv)->set_memory(sizes());

  // What is derived: ledger, texts, and the projector that keeps them up.
  auto ledger = SqliteLedger::open((*directory)->ledger_path(), sizes());
  if (!ledger) return ledger.error();
  Texts texts(store, **ledger, life->place, sizes().text_bytes_max);
  Duties duties(store, **ledger, texts, own, clock, random);
  texts.on_same_person = [&](const model::WishKey& key) { duties.compare(key); };
  Projector projector(store, **ledger, &texts);
  projector.on_shown = [&](const std::vector<FoldedSubject>& subjects) { duties.look_at(subjects); };
  ProjectorThread projector_thread(projector);

  // What writes, and what speaks to other nodes.
  boost::asio::io_context io(1);
  AsioNetwork network(io);
  std::unique_ptr<Links> links;
  WritePath write_path(store, clock, random, WriterIdentity{life->writer, life->place, signer.get()},
                       [&](const wishsync::Committed& committed) {
                         if (committed.authority_changed) {
                           texts.set_bytes_max(sizes().text_bytes_max);
                           (*kv)->set_memory(sizes());
                         }
                         projector_thread.notify();
                         if (links) links->committed(committed);
                       });
  write_path.on_group([&](const GroupWritten& group) { metrics.committed(group.requests, group.events); });
  Committer committer(write_path);
  store.on_unreadable([&](const ChunkRef& chunk) {
    spdlog::warn("a piece of a file is damaged on the disk; it is fetched again where another node has it");
    Commit commit;
    commit.unreadable.push_back(chunk);
    committer.submit({std::move(commit), {}});
  });
  DutiesThread duties_thread(duties, committer);
  Enrolment* enrolling = nullptr;
  write_path.on_renewed([&](const model::WriterId& writer) {
    spdlog::warn("goes on as the new writer {}", model::to_hex(writer.view()).substr(0, 8));
    own.set_writer(writer);
    if (auto anchored = (*directory)->anchor_here(); !anchored) spdlog::error("{}", anchored.error().en);
    if (links) links->renewed();
  });
  if ((*directory)->copied()) {
    spdlog::warn("these data were copied or restored since they were last used");
    // Before anything is shown: some of it may have been erased meanwhile.
    Result<Written> renewed = Written{};
    WriteRequest renewal{Renewal{life->writer, hide_facts((*directory)->restored().value_or(0))},
                         [&](Result<Written> done) { renewed = std::move(done); }};
    write_path.commit_group({&renewal, 1});
    if (!renewed) return renewed.error();
  }
  links = std::make_unique<Links>(
      network, LinkContext{store, committer, own, *signer, *verifier, identity.sealing_key(), clock, random,
                           [&](const wishsync::Redemption& r) {
                             return enrolling->redeem(r.id, r.key, r.sealing_key);
                           }});
  duties.ask_peers([&links] { return links->peers(); });
  Enrolment enrolment(store, committer, *links, own, clock, random);
  enrolling = &enrolment;

  // What goes by stick.
  Jobs jobs(random);
  BundleDesk bundles({store, committer, own, *signer, *verifier, identity.sealing_secret, clock, random},
                     *links, jobs);

  // What people and programs ask.
  Backups backups(**kv, (*directory)->path());
  const HttpServer* server = nullptr;
  Desk desk({store, committer, **ledger, projector, projector_thread, texts, *links, enrolment, own, clock,
             random, *verifier, bundles, duties, identity.sealing_secret},
            {kRelease, options.data, [&](const BackupOrder& order) { return backups.make(order); },
             [&] { return fullness_of(sizes(), committer, **kv, *server); }});
  Api api(desk, metrics);
  HttpServer http(io, [&](const ApiRequest& request) { return api.handle(request); });
  server = &http;

  if (auto listening = http.listen_socket((*directory)->path()); !listening) return listening.error();
  std::string http_address = "-";
  if (options.http) {
    auto address = http.listen_address(*options.http);
    if (!address) return address.error();
    http_address = *address;
    desk.set_http_address(http_address);
  }
  if (options.sync)
    if (auto listening = links->listen(*options.sync); !listening) return listening.error();
  if (const auto parent = store.fact(kParentFact)) links->set_parent(*parent);

  boost::asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
  std::printf("ready http=%s sync=%s\n", http_address.c_str(),
              options.sync ? links->sync_address().c_str() : "-");
  std::fflush(stdout);
  io.run();

  spdlog::info("ending");
  io.restart();
  signals.async_wait([&](const boost::system::error_code& cancelled, int) {
    if (!cancelled) io.stop();  // Told twice: at once.
  });
  backups.stop();
  http.stop();
  links->stop([&] { signals.cancel(); });
  io.run_for(kGoodbyeSeconds);
  network.wait_for_background();
  return {};
}

}  // namespace node
