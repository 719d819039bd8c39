#include "tools/bench/crowd.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>

#include "node/ledger/projector.h"
#include "tools/bench/county.h"
#include "tools/bench/must.h"
#include "tools/bench/statistics.h"

namespace bench {

namespace {

constexpr std::size_t kMeetAtOnce = 16;  // Of those who call for the first time.
constexpr rlim_t kOtherFiles = 200;      // Besides connections.
constexpr double kCrowdSecondsMax = 900;
constexpr std::chrono::milliseconds kBetweenCrowdLooks{1};

// Also for the county's process, which inherits it.
void allow_connections(std::size_t count) {
  rlimit limit{};
  expect(::getrlimit(RLIMIT_NOFILE, &limit) == 0, "the limit of open files is not known");
  const rlim_t needed = count + kOtherFiles;
  if (limit.rlim_cur >= needed) return;
  limit.rlim_cur = needed;
  limit.rlim_max = std::max(limit.rlim_max, needed);
  expect(::setrlimit(RLIMIT_NOFILE, &limit) == 0,
         "a process may open too few files for so many connections; raise ulimit -n to " +
             std::to_string(needed));
}

}  // namespace

Crowd::Crowd(const Scratch& scratch, const Settings& settings, std::size_t villages)
    : seed_(settings.seed),
      verifier_(model::make_ed25519_verifier()),
      sealer_(new_identity().data_key, random_),
      all_{network_, nullptr, clock_, random_, *verifier_} {
  allow_connections(villages);
  const auto path = scratch.fresh("county");
  make_county(path);
  std::vector<Village> enrolled;
  {
    NodeData county(path);
    std::vector<node::Identity> identities;
    for (std::size_t i = 0; i < villages; ++i) identities.push_back(new_identity());
    enrolled = enrol(county, identities);
    of_all_ = must(node::EventStore::open(kv_, sealer_, node::root_key_of(*county.store().authority())),
                   "the store of place 0");
    node::Commit commit;
    commit.runs = runs_of_all(county.store());
    node::Commit* group[] = {&commit};
    must(of_all_->commit(group).front(), "the store of place 0");
  }
  all_.of_all = of_all_.get();
  for (const Village& village : enrolled) {
    homes_.push_back(village.home);
    villages_.push_back(std::make_shared<VillageNode>(village, all_));
  }
  county_ = std::make_unique<NodeProcess>(settings.wishnode, path, true);
  for (std::size_t met = 0; met < villages;) {
    const std::size_t end = std::min(met + kMeetAtOnce, villages);
    for (; met < end; ++met) villages_[met]->call(county_->sync_address());
    until("the villages have met the county", [&] { return all_.in_step == end; });
  }
  hang_up_all();
  (void)take_wire_bytes();
  all_.failed_calls = 0;
}

Crowd::~Crowd() { hang_up_all(); }

void Crowd::until(const std::string& what, const std::function<bool()>& is_so) {
  const Stopwatch watch;
  while (!is_so()) {
    io_.restart();
    io_.run_one_for(kBetweenCrowdLooks);
    if (watch.seconds() < kCrowdSecondsMax) continue;
    std::string why;
    for (const auto& village : villages_)
      if (village->ended()) why = ": " + village->ended()->en;
    throw Failed("waited in vain until " + what + why);
  }
}

double Crowd::call_all() {
  const Stopwatch watch;
  for (const auto& village : villages_) village->call(county_->sync_address());
  until("all villages are in step",
        [&] { return all_.in_step == villages_.size() && all_.safe == villages_.size(); });
  return watch.seconds();
}

void Crowd::hang_up_all() {
  for (const auto& village : villages_) village->hang_up();
  until("all have hung up", [&] { return all_.connected == 0; });
}

void Crowd::write(std::size_t busy, std::uint64_t events) {
  ++forms_;
  for (std::size_t i = 0; i < busy; ++i) {
    Registrations registrations(seed_ + forms_ * villages_.size() + i, {homes_[i]});
    for (std::uint64_t left = events; left > 0; left -= std::min(left, kImportRows))
      villages_[i]->write(registrations.next(std::min(left, kImportRows)));
  }
  events_ += busy * events;
}

double Crowd::tell_all() {
  const Stopwatch watch;
  for (const auto& village : villages_) village->tell();
  until("all is safe", [&] { return all_.safe == villages_.size(); });
  return watch.seconds();
}

std::vector<Stored> Crowd::written() const {
  std::vector<Stored> out;
  for (const auto& village : villages_) {
    auto events = stored_events(village->store(), village->log());
    std::move(events.begin(), events.end(), std::back_inserter(out));
  }
  return out;
}

std::uint64_t Crowd::take_wire_bytes() {
  std::uint64_t bytes = 0;
  for (const auto& village : villages_) bytes += village->wire_bytes();
  return bytes - std::exchange(former_bytes_, bytes);
}

void Crowd::check() const {
  county_->wait_for("the county's ledger has all", [](const boost::json::value& status) {
    return status.at("ledger_behind").to_number<std::uint64_t>() == 0;
  });
  expect(county_->get("/api/v1/summary").at("total").to_number<std::uint64_t>() == events_,
         "wishes are missing in the county's figures");
  county_->check_verifies();
}

}  // namespace bench
