#include "tools/bench/county.h"

#include "model/facts.h"
#include "node/ledger/projector.h"
#include "node/setup.h"
#include "sync/checked_run.h"
#include "tools/bench/must.h"

namespace bench {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kVillagesOfTown = 25;
constexpr std::uint64_t kFirstTown = 431322100;
constexpr std::size_t kRunBytesMax = 1 << 20;
constexpr std::string_view kTowns[] = {"奉家镇", "天门乡", "水车镇", "文田镇",
                                       "琅塘镇", "白溪镇", "圳上镇", "温塘镇"};
constexpr std::string_view kNames[] = {"上团", "下团", "新星", "富托", "新屋",
                                       "红田", "石门", "大桥", "横岭"};

node::Draft of_all(model::Kind kind, std::string body) {
  node::Draft draft;
  draft.place = model::kPlaceOfAll;
  draft.kind = kind;
  draft.body = std::move(body);
  return draft;
}

// What a node writes first of all, as open_new_writer() drafts it.
void open_writer(Village& village) {
  node::SystemRandom random;
  const node::Opening opening = node::open_new_writer(village.enrolled, std::nullopt, random);
  village.writer = opening.writer;
  model::EventHeader header;
  header.place = model::kPlaceOfAll;
  header.writer = opening.writer;
  header.seq = {1};
  header.time = model::HybridTime::at(node::SystemClock().wall_ms());
  header.kind = opening.draft.kind;
  const model::Event event = model::Event::make(header, opening.draft.body);
  const auto signer = model::make_ed25519_signer(village.identity.signing_seed);
  village.opened = {header.log(), {}, {{event, {}}}, {event.tip(), {}}};
  village.opened.tip.signature = signer->sign(model::tip_statement(header.log(), event.tip()));
}

}  // namespace

Home village_home(std::size_t count) {
  const std::size_t town = count / kVillagesOfTown;
  const std::size_t number = count % kVillagesOfTown;
  return {
      {(kFirstTown + town) * 1000 + number + 1},
      std::string(kTowns[town % std::size(kTowns)]) + std::string(kNames[number % std::size(kNames)]) + "村"};
}

node::Identity new_identity() {
  node::SystemRandom random;
  node::Identity identity;
  random.fill(identity.signing_seed);
  random.fill(identity.sealing_secret);
  random.fill(identity.data_key);
  return identity;
}

void make_county(const fs::path& path) {
  node::InitOptions options;
  options.data = path;
  options.place = kCountyPlace;
  options.name = "新化县";
  options.level = model::Level::kCounty;
  options.root_key = path.string() + ".rootkey";
  must(node::init_node(options), "the county");
  fs::remove(options.root_key);  // Nobody needs it again.
}

std::vector<Village> enrol(NodeData& county, std::span<const node::Identity> identities) {
  std::vector<Village> villages;
  std::vector<node::Draft> drafts;
  for (const node::Identity& identity : identities) {
    Village& village = villages.emplace_back();
    village.home = village_home(villages.size() - 1);
    village.identity = identity;
    drafts.push_back(of_all(model::Kind::kPlaced,
                            model::encode(model::Placed{village.home.place, kCountyPlace,
                                                        model::Level::kCommunity, village.home.name})));
    drafts.push_back(of_all(model::Kind::kEnrolled,
                            model::encode(model::Enrolled{
                                village.home.place, model::make_ed25519_signer(identity.signing_seed)->key(),
                                identity.sealing_key(), village.home.name})));
  }
  const std::size_t all = drafts.size();
  const auto written = county.write(std::move(drafts), all);
  std::vector<wishsync::CheckedRun> opened;
  for (std::size_t i = 0; i < villages.size(); ++i) {
    villages[i].enrolled = written[2 * i + 1].hash;
    open_writer(villages[i]);
    opened.push_back(villages[i].opened);
  }
  county.take(std::move(opened));
  return villages;
}

std::vector<wishsync::CheckedRun> runs_of_all(const node::EventStore& store) {
  std::vector<std::pair<model::LogId, model::Tip>> logs;
  store.for_each_log([&](const model::LogId& log, std::span<const model::Tip> tips) {
    if (log.place == model::kPlaceOfAll) logs.emplace_back(log, tips.back());
  });
  std::vector<wishsync::CheckedRun> out;
  for (const auto& [log, tip] : logs)
    for (model::Seq from{1}; from <= tip.seq; from = out.back().tip.tip.seq.next()) {
      auto run = store.read_run(log, tip, from, kRunBytesMax, true);
      expect(run.has_value(), "a log of place 0 can't be read");
      out.push_back(must(wishsync::check(std::move(*run)), "a log of place 0"));
    }
  return out;
}

void make_county_with_village(const fs::path& county_path, const fs::path& village_path) {
  make_county(county_path);
  NodeData county(county_path);
  node::SystemRandom random;
  const auto directory = must(node::DataDirectory::create(village_path, random), "the village's directory");
  const Village village = enrol(county, {&directory->identity(), 1}).front();
  const node::Sealer sealer(village.identity.data_key, random);
  const auto kv =
      must(node::RocksKv::open(directory->store_path(), node::RocksKv::Mode::kCreate), "the village's store");
  const auto store = must(node::EventStore::open(*kv, sealer, node::root_key_of(*county.store().authority())),
                          "the village's store");
  node::Commit commit;
  commit.runs = runs_of_all(county.store());
  commit.facts = {{std::string(node::kWriterFact), std::string(village.writer.view())},
                  {std::string(node::kEnrolledFact), std::string(village.enrolled.view())}};
  node::Commit* group[] = {&commit};
  must(store->commit(group).front(), "the village's store");
}

}  // namespace bench
