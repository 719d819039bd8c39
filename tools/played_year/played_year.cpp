#include "tools/played_year/played_year.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace played_year {

using model::Date;

// Lives that are not over, and when each of them next needs somebody though the script has no step for it.
class PlayedYear::Agenda {
 public:
  explicit Agenda(PlayedYear& played) : played_(played) {}

  // All that expires before the morning of `day`, or on it: nodes look for it before people come.
  void wake_until(const Date& day, const Write& write) {
    while (!wakes_.empty() && wakes_.begin()->first <= day) {
      const auto [on, wish] = *wakes_.begin();
      under_way_.at(wish).life.wake(on, write);
      arrange(wish);
    }
  }

  void take(const sample_year::SampleStep& step, const Write& write) {
    auto at = under_way_.find(step.wish);
    if (at == under_way_.end()) {
      const std::size_t steps = played_.year_.life(step.wish).steps.size();
      at = under_way_.try_emplace(step.wish, LivingWish(played_.stage_, step.wish), steps).first;
      played_.under_way_most_ = std::max(played_.under_way_most_, under_way_.size());
    }
    at->second.life.take(step, write);
    --at->second.steps_left;
    arrange(step.wish);
  }

  void end() {
    for (const auto& [wish, of] : under_way_) played_.end(of.life);
    under_way_.clear();
  }

 private:
  struct UnderWay {
    UnderWay(LivingWish&& of, std::size_t steps) : life(std::move(of)), steps_left(steps) {}
    LivingWish life;
    std::size_t steps_left;
    std::optional<Date> wakes_on;
  };

  void arrange(std::uint32_t wish) {
    const auto at = under_way_.find(wish);
    UnderWay& of = at->second;
    if (of.wakes_on) wakes_.erase({*of.wakes_on, wish});
    of.wakes_on = of.life.wakes_on();
    if (of.wakes_on && *of.wakes_on <= played_.last_day()) {
      wakes_.emplace(*of.wakes_on, wish);
    } else if (of.steps_left == 0) {
      played_.end(of.life);
      under_way_.erase(at);
    }
  }

  PlayedYear& played_;
  std::unordered_map<std::uint32_t, UnderWay> under_way_;
  std::set<std::pair<Date, std::uint32_t>> wakes_;
};

void PlayedYear::play(const Write& write) {
  Agenda agenda(*this);
  year_.play([&](const sample_year::SampleStep& step) {
    agenda.wake_until(step.day, write);
    agenda.take(step, write);
    return true;
  });
  agenda.wake_until(last_day(), write);
  agenda.end();
}

void PlayedYear::play_life(std::uint32_t wish, const Write& write) {
  (void)play_life(year_.life(wish), write);
}

LivingWish PlayedYear::play_life(const sample_year::Life& life, const Write& write) {
  LivingWish wish(stage_, life.wish);
  for (const sample_year::SampleStep& step : life.steps) {
    wake_until(wish, step.day, write);
    wish.take(step, write);
  }
  wake_until(wish, last_day(), write);
  end(wish);
  return wish;
}

void PlayedYear::wake_until(LivingWish& wish, const Date& day, const Write& write) const {
  for (auto on = wish.wakes_on(); on && *on <= day; on = wish.wakes_on()) wish.wake(*on, write);
}

void PlayedYear::end(const LivingWish& wish) {
  refused_ += wish.refused();
  if (on_over) on_over(wish);
}

}  // namespace played_year
