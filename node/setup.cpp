#include "node/setup.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "model/places_csv.h"
#include "node/asio_network.h"
#include "node/data/committer.h"
#include "node/data/data_directory.h"
#include "node/data/write_path.h"
#include "node/desk/desk.h"
#include "node/limits.h"
#include "node/links.h"
#include "node/store/rocks_kv.h"

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Event;
using model::NodeKey;
using model::Result;

namespace {

// Events that the root key writes into its own log of place 0: the first place and its first node.
wishsync::CheckedRun root_run(const model::Signer& root,
                              const std::vector<std::pair<model::Kind, std::string>>& facts,
                              std::uint64_t wall_ms) {
  wishsync::CheckedRun run{{model::kPlaceOfAll, model::root_writer(root.key())}, {}, {}, {}};
  model::HybridClock clock;
  model::Tip at;
  for (const auto& [kind, body] : facts) {
    model::EventHeader header;
    header.place = run.log.place;
    header.writer = run.log.writer;
    header.seq = at.seq.next();
    header.prev = at.hash;
    header.time = clock.next(wall_ms);
    header.kind = kind;
    Event event = Event::make(header, body);
    at = event.tip();
    run.events.push_back({std::move(event), {}});
  }
  run.tip = {at, root.sign(model::tip_statement(run.log, at))};
  return run;
}

// The node's first writer: Opened, and what else it begins with, in one commit.
Result<> open_writer(EventStore& store, const model::Signer& signer, const model::EventHash& enrolled,
                     model::PlaceCode place, std::vector<Draft> drafts, std::vector<LocalFact> facts) {
  SystemRandom random;
  const SystemClock clock;
  Opening opening = open_new_writer(enrolled, std::nullopt, random);
  const model::WriterId writer = opening.writer;
  drafts.insert(drafts.begin(), std::move(opening.draft));
  facts.push_back({std::string(kWriterFact), std::string(writer.view())});
  facts.push_back({std::string(kEnrolledFact), std::string(enrolled.view())});

  WritePath path(store, clock, random, WriterIdentity{writer, place, &signer}, {});
  Result<Written> written = Error();
  WriteRequest requests[] = {
      {Record{std::move(drafts), std::move(facts)}, [&](auto done) { written = done; }}};
  path.commit_group(requests);
  if (!written) return written.error();
  return {};
}

Result<> fill_root(DataDirectory& directory, const model::Signer& root, const InitOptions& options,
                   const std::vector<model::Placed>& places) {
  SystemRandom random;
  const Sealer sealer(directory.identity().data_key, random);
  auto kv = RocksKv::open(directory.store_path(), RocksKv::Mode::kCreate);
  if (!kv) return kv.error();
  auto store = EventStore::open(**kv, sealer, root.key());
  if (!store) return store.error();
  const auto signer = model::make_ed25519_signer(directory.identity().signing_seed);
  Commit commit;
  commit.runs.push_back(root_run(
      root,
      {{model::Kind::kPlaced,
        model::encode(model::Placed{options.place, model::kPlaceOfAll, options.level, options.name})},
       {model::Kind::kEnrolled,
        model::encode(model::Enrolled{options.place, signer->key(), directory.identity().sealing_key(),
                                      options.name})}},
      SystemClock().wall_ms()));
  const model::EventHash enrolled = commit.runs[0].tip.tip.hash;
  Commit* group[] = {&commit};
  if (auto done = (*store)->commit(group); !done.front()) return done.front().error();
  std::vector<Draft> drafts;
  for (const model::Placed& place : places)
    drafts.push_back({model::kPlaceOfAll, model::Kind::kPlaced, 0, {}, {}, {}, {}, model::encode(place), {}});
  return open_writer(**store, *signer, enrolled, options.place, std::move(drafts), {});
}

}  // namespace

std::string root_key_text(const NodeKey& key, std::string_view seed) {
  return "wishtree root key of " + model::to_hex(key.view()).substr(0, 16) +
         "; keep it away from this machine\n" + model::to_hex(seed) + "\n";
}

Result<std::size_t> init_node(const InitOptions& options) {
  std::vector<model::Placed> places;
  if (options.places) {
    const auto text = read_small_file(*options.places, kPlacesFileBytesMax);
    if (!text) return text.error();
    auto read = model::read_places_csv(*text, options.place);
    if (!read) return read.error();
    places = std::move(*read);
  }
  if (options.name.empty() || options.name.size() > model::kOfficialNameBytesMax)
    return Error("place.bad_name", "the name is missing or too long", "名称缺失或过长");
  SystemRandom random;
  std::error_code ec;
  const bool existed = fs::exists(options.data, ec);
  auto directory = DataDirectory::create(options.data, random);
  if (!directory) return directory.error();
  const model::Seed seed = random.bytes<32>();
  const auto root = model::make_ed25519_signer(seed);
  Result<> done = write_secret_file(
      options.root_key,
      root_key_text(root->key(), {reinterpret_cast<const char*>(seed.data()), seed.size()}));
  const bool key_written = done.has_value();
  if (done) done = fill_root(**directory, *root, options, places);
  if (done) return places.size() + 1;
  // Nothing was promised yet: take it all back, so that the next try finds no half-made node.
  directory->reset();
  if (key_written) fs::remove(options.root_key, ec);
  for (const auto& entry : fs::directory_iterator(options.data, ec)) fs::remove_all(entry.path(), ec);
  if (!existed) fs::remove(options.data, ec);
  return done.error();
}

Result<Joined> join_node(const fs::path& data, const std::string& text) {
  const auto code = wishsync::parse_join_code(text);
  if (!code) return code.error();
  SystemRandom random;
  const SystemClock clock;
  std::error_code ec;
  // A join that was cut off goes on with the keys that it made.
  auto directory =
      fs::exists(data / "wishtree", ec) ? DataDirectory::open(data) : DataDirectory::create(data, random);
  if (!directory) return directory.error();
  const Sealer sealer((*directory)->identity().data_key, random);
  const bool begun = fs::exists((*directory)->store_path() / "CURRENT", ec);
  auto kv = RocksKv::open((*directory)->store_path(), begun ? RocksKv::Mode::kOpen : RocksKv::Mode::kCreate);
  if (!kv) return kv.error();
  auto store = EventStore::open(**kv, sealer, code->root_key);
  if (!store) return store.error();
  if ((*store)->fact(kWriterFact))
    return Error("data.joined",
                 "this data directory belongs to a node that has joined already; start it with wishnode run",
                 "该数据目录的节点已经加入；请用 wishnode run 启动");
  const auto signer = model::make_ed25519_signer((*directory)->identity().signing_seed);
  const auto verifier = model::make_ed25519_verifier();
  const OwnNode own(signer->key(), code->root_key, code->place);

  boost::asio::io_context io;
  AsioNetwork network(io);
  std::unique_ptr<Links> links;
  WritePath path(**store, clock, random, {},
                 [&](const wishsync::Committed& committed) { links->committed(committed); });
  Result<model::EventHash> enrolled = Error(
      "sync.join_timeout", "the parent did not answer in time; try again", "上级节点未及时应答；请重试");
  {
    Committer committer(path);
    links = std::make_unique<Links>(network, LinkContext{**store,
                                                         committer,
                                                         own,
                                                         *signer,
                                                         *verifier,
                                                         (*directory)->identity().sealing_key(),
                                                         clock,
                                                         random,
                                                         {}});
    boost::asio::steady_timer limit(io, kJoinSecondsMax);
    limit.async_wait([&](const boost::system::error_code&) { io.stop(); });
    links->join(*code, [&](Result<model::EventHash> done) {
      enrolled = std::move(done);
      links->stop([&] { io.stop(); });
    });
    io.run();
  }
  if (!enrolled) return enrolled.error();
  auto opened =
      open_writer(**store, *signer, *enrolled, code->place, {}, {{std::string(kParentFact), code->address}});
  if (!opened) return opened.error();
  const auto authority = (*store)->authority();
  const model::Node* node = authority->node(*enrolled);
  return Joined{code->place, node ? node->name : ""};
}

}  // namespace node
