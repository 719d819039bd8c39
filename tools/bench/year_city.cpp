#include "tools/bench/year_city.h"

#include <map>
#include <string>
#include <utility>

#include "node/setup.h"
#include "tools/bench/must.h"

namespace bench {

namespace {

// A log's events are signed at least as often as this.
constexpr std::size_t kRunEventsMax = 200;
constexpr played_year::CityOrder kNodes{1, true, 100};

constexpr std::pair<std::uint64_t, std::string_view> kCounties[] = {
    {431302, "娄星区"}, {431321, "双峰县"}, {431322, "新化县"}, {431381, "冷水江市"}, {431382, "涟源市"}};
constexpr std::string_view kYearTowns[] = {"奉家镇", "天门乡", "水车镇", "文田镇", "琅塘镇", "白溪镇",
                                           "圳上镇", "温塘镇", "槎溪镇", "洋溪镇", "吉庆镇", "石冲口镇",
                                           "坐石乡", "油溪乡", "曹家镇", "科头乡", "荣华乡", "金凤乡"};
constexpr std::uint64_t kFirstYearTown = 100;

}  // namespace

sample_year::Order order_of_year(std::uint64_t seed, std::uint64_t wishes) {
  sample_year::Order order;
  order.seed = seed;
  order.wishes = static_cast<std::uint32_t>(wishes);
  return order;
}

std::vector<sample_year::SamplePlace> places_of_year() {
  std::vector<sample_year::SamplePlace> out{{kCityPlace, "娄底市", model::Level::kCity}};
  for (const auto& [code, name] : kCounties) {
    out.push_back({{code}, std::string(name), model::Level::kCounty});
    for (std::uint64_t i = 0; i < std::size(kYearTowns); ++i)
      out.push_back({{code * 1000 + kFirstYearTown + i}, std::string(kYearTowns[i]), model::Level::kTown});
  }
  return out;
}

YearCity::YearCity(const sample_year::SampleYear& year, std::uint64_t seed)
    : pen_(seed), city_(year, kNodes, pen_), played_(year, city_.authority(), seed) {
  played_.set_programme([&](played_year::PlayedDraft&& draft) {
    programme_.push_back(pen_.write(draft));
    return programme_.back().event;
  });
}

std::vector<wishsync::CheckedRun> YearCity::runs_of(std::vector<played_year::Penned> penned) const {
  std::vector<wishsync::CheckedRun> out;
  std::map<model::LogId, std::size_t> last;  // Of each log, its run that is filled now.
  for (played_year::Penned& one : penned) {
    const model::LogId log = one.event.header().log();
    auto [at, fresh] = last.try_emplace(log, out.size());
    if (!fresh && out[at->second].events.size() == kRunEventsMax) {
      at->second = out.size();
      fresh = true;
    }
    if (fresh) out.push_back({log, one.before, {}, {}});
    wishsync::CheckedRun& run = out[at->second];
    run.tip.tip = one.event.tip();
    run.events.push_back({std::move(one.event), std::move(one.part)});
  }
  for (wishsync::CheckedRun& run : out)
    run.tip.signature = city_.signer(run.log.writer).sign(model::tip_statement(run.log, run.tip.tip));
  return out;
}

void YearCity::make_data(const std::filesystem::path& path) {
  node::SystemRandom random;
  const auto directory = must(node::DataDirectory::create(path, random), "the city's directory");
  const node::Sealer sealer(directory->identity().data_key, random);
  const auto kv =
      must(node::RocksKv::open(directory->store_path(), node::RocksKv::Mode::kCreate), "the city's store");
  const auto store = must(node::EventStore::open(*kv, sealer, city_.root_key()), "the city's store");
  const model::Writer* writer = city_.authority()->writer(city_.city_writer());
  node::Commit commit;
  commit.runs = runs_of(city_.events());
  for (wishsync::CheckedRun& run : runs_of(programme_)) commit.runs.push_back(std::move(run));
  commit.facts = {{std::string(node::kWriterFact), std::string(city_.city_writer().view())},
                  {std::string(node::kEnrolledFact), std::string(writer->enrolled.view())}};
  node::Commit* group[] = {&commit};
  must(store->commit(group).front(), "the city's store");
}

played_year::Write YearCity::write(std::size_t events_max, std::function<void()> when_full) {
  return [this, events_max, when_full = std::move(when_full)](played_year::PlayedDraft&& draft) {
    played_year::Penned penned = pen_.write(draft);
    model::Event event = penned.event;
    (event.header().kind == model::Kind::kErased ? erasures_ : waiting_).push_back(std::move(penned));
    ++written_;
    if (waiting_.size() >= events_max) when_full();
    return event;
  };
}

void YearCity::commit(NodeData& data) {
  if (waiting_.empty()) return;
  data.take(runs_of(std::exchange(waiting_, {})));
}

void YearCity::commit_erasures(NodeData& data) {
  commit(data);
  if (!erasures_.empty()) data.take(runs_of(std::exchange(erasures_, {})));
}

}  // namespace bench
