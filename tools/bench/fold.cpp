// The fold of one wish, as the projector has it for each subject that a turn touched: what of a life
// everybody must be able to afford anew with each event.

#include <unistd.h>

#include <algorithm>

#include "model/life_facts.h"
#include "tools/bench/benches.h"
#include "tools/bench/long_life.h"
#include "tools/bench/must.h"
#include "tools/bench/node_process.h"
#include "tools/bench/statistics.h"
#include "tools/bench/year_city.h"

namespace bench {

namespace {

constexpr double kUsOfSecond = 1e6;
constexpr std::uint64_t kUsualWishes = 1000;

using LifeEvents = std::vector<model::Event>;

// How many of the bodies say something.
std::size_t decode_all(const LifeEvents& life) {
  std::size_t decoded = 0;
  for (const model::Event& event : life) {
    const std::string_view body = event.body();
    switch (event.header().kind) {
      case model::Kind::kRegistered:
        decoded += model::decode_registered(body).has_value();
        break;
      case model::Kind::kAmended:
        decoded += model::decode_amended(body).has_value();
        break;
      case model::Kind::kVetted:
        decoded += model::decode_vetted(body).has_value();
        break;
      case model::Kind::kWithdrawn:
        decoded += model::decode_withdrawn(body).has_value();
        break;
      case model::Kind::kPublished:
        decoded += model::decode_published(body).has_value();
        break;
      case model::Kind::kTakenDown:
        decoded += model::decode_taken_down(body).has_value();
        break;
      case model::Kind::kGranted:
        decoded += model::decode_granted(body).has_value();
        break;
      case model::Kind::kDeclined:
        decoded += model::decode_declined(body).has_value();
        break;
      case model::Kind::kFreed:
        decoded += model::decode_freed(body).has_value();
        break;
      case model::Kind::kCoursed:
        decoded += model::decode_coursed(body).has_value();
        break;
      case model::Kind::kDisclosed:
        decoded += model::decode_disclosed(body).has_value();
        break;
      case model::Kind::kClaimed:
        decoded += model::decode_claimed(body).has_value();
        break;
      case model::Kind::kReleased:
        decoded += model::decode_released(body).has_value();
        break;
      case model::Kind::kFulfilled:
        decoded += model::decode_fulfilled(body).has_value();
        break;
      case model::Kind::kConfirmed:
        decoded += model::decode_confirmed(body).has_value();
        break;
      case model::Kind::kHandOverNoted:
        decoded += model::decode_hand_over_noted(body).has_value();
        break;
      case model::Kind::kClosed:
        decoded += model::decode_closed(body).has_value();
        break;
      case model::Kind::kErased:
        decoded += model::decode_erased(body).has_value();
        break;
      default:
        break;
    }
  }
  return decoded;
}

// Folds the lives in turn so many times all told, each beside the mere decoding of its bodies.
void fold_lives(const std::vector<LifeEvents>& lives, const model::Authority& authority, std::uint64_t folds,
                Report& report) {
  std::vector<double> folding, decoding;
  std::size_t events = 0;
  for (std::uint64_t i = 0; i < folds; ++i) {
    const LifeEvents& life = lives[i % lives.size()];
    events += life.size();
    const Stopwatch fold_watch;
    const auto wishes = model::fold_wishes(life, authority);
    const auto offers = model::fold_offers(life, authority);
    folding.push_back(fold_watch.seconds());
    expect(wishes.size() == 1 && offers.size() <= 1, "a life is one wish");
    const Stopwatch decode_watch;
    const std::size_t decoded = decode_all(life);
    decoding.push_back(decode_watch.seconds());
    expect(decoded == life.size(), "a body does not decode");
  }
  double seconds = 0, raw_seconds = 0;
  for (const double each : folding) seconds += each;
  for (const double each : decoding) raw_seconds += each;
  report.sample(seconds, raw_seconds);
  report.note("events_per_wish", static_cast<double>(events) / static_cast<double>(folds));
  report.note("p50_us", percentile(folding, 50) * kUsOfSecond);
  report.note("p99_us", percentile(folding, 99) * kUsOfSecond);
  report.note("raw_p50_us", percentile(decoding, 50) * kUsOfSecond);
  report.note("raw_p99_us", percentile(decoding, 99) * kUsOfSecond);
}

}  // namespace

void run_fold(const Settings& settings, const Tell& tell) {
  const sample_year::SampleYear year(order_of_year(settings.seed, kUsualWishes), places_of_year());
  YearCity city(year, settings.seed);
  const auto write = city.write(SIZE_MAX, {});
  std::vector<LifeEvents> usual;
  city.played().on_over = [&](const played_year::LivingWish& wish) { usual.push_back(wish.events()); };
  for (std::uint32_t i = 0; i < kUsualWishes; ++i) city.played().play_life(i, write);
  city.played().on_over = {};
  const std::vector<LifeEvents> longest{long_life(year, city.played(), write)};
  Report of_longest("fold-longest", settings.events);
  Report of_usual("fold-usual", settings.events);
  for (std::uint64_t run = 0; run < settings.runs; ++run) {
    fold_lives(longest, city.authority(), settings.events, of_longest);
    fold_lives(usual, city.authority(), settings.events, of_usual);
  }
  for (Report* report : {&of_longest, &of_usual}) {
    report->peak_memory("wishbench", peak_memory_bytes(::getpid()));
    tell(*report);
  }
}

}  // namespace bench
