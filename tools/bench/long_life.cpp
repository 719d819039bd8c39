#include "tools/bench/long_life.h"

#include <algorithm>

#include "tools/bench/must.h"

namespace bench {

namespace {

using model::Date;
using namespace sample_year;  // NOLINT: its words are those of this whole file.

constexpr std::uint32_t kSlots = 11;

class LongLife {
 public:
  LongLife(const SampleYear& year, std::uint32_t nth)
      : year_(year), home_(year.places().homes.front()), first_{year.order().year, 1, 2} {
    life_.wish = year.order().wishes + nth;
    entry_ = std::get<Register>(year.life(0).steps.front().what).entry;
    entry_.value_yuan = 100;
  }

  Life make(std::size_t amendments) {
    add(0, home_.code, Register{home_.code, first_, entry_, {}, {}});
    vet(5, model::Outcome::kReturned);
    amend(6);
    vet(7, model::Outcome::kApproved);
    publish(8, home_.code);
    publish(12, home_.county);
    publish(16, home_.city);
    for (std::size_t i = 0; i < amendments; ++i) amend(20 + static_cast<std::int64_t>(i % 150));
    const model::PlaceCode far = year_.places().counties.back().code;
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
      claim(40 + slot, far, slot);
      add(55 + slot, far, Release{slot, "家中有事"});
      claim(70 + slot, home_.code, kSlots + slot);  // It is forgotten, and expires.
      const std::uint32_t last = 2 * kSlots + slot;
      claim(120 + slot, home_.county, last);
      add(135 + slot, home_.county, Fulfil{last, day(134 + slot), 100, 2, "送到家中"});
      add(150 + slot, home_.code, Confirm{last, day(150 + slot), 2, "还差一件", true});
      add(165 + slot, home_.code, Confirm{last, day(165 + slot), 5, "已经补上", false});
    }
    add(200, home_.code, Close{day(200)});
    std::ranges::stable_sort(life_.steps, {}, &SampleStep::day);
    return life_;
  }

 private:
  [[nodiscard]] Date day(std::int64_t nth) const { return first_.plus_days(nth); }
  void add(std::int64_t nth, model::PlaceCode at, What what) {
    life_.steps.push_back({day(nth), life_.wish, at, std::move(what)});
  }
  void amend(std::int64_t nth) {
    Amend out;
    out.fields.add(model::WishField::kPhone);
    out.fields.add(model::WishField::kValue);
    entry_.phone = "1300000" + std::to_string(1000 + life_.steps.size());
    *entry_.value_yuan += 1;
    out.entry = entry_;
    add(nth, home_.code, std::move(out));
  }
  void vet(std::int64_t nth, model::Outcome outcome) {
    add(nth, home_.town, Vet{outcome, day(nth), "请核对电话"});
  }
  void publish(std::int64_t nth, model::PlaceCode scope) {
    add(nth, scope, Publish{scope, kSlots, "一起打扫院子"});
  }
  void claim(std::int64_t nth, model::PlaceCode at, std::uint32_t number) {
    const auto volunteer = static_cast<std::uint32_t>(number % year_.volunteers().size());
    add(nth, at, Claim{number, {volunteer}, year_.volunteers()[volunteer].unit, day(nth), false});
  }

  const SampleYear& year_;
  const sample_year::Home& home_;
  const Date first_;
  Life life_;
  model::WishEntry entry_;
};

}  // namespace

std::vector<model::Event> long_life(const SampleYear& year, played_year::PlayedYear& played,
                                    const played_year::Write& write) {
  // How many events the rest makes is the publisher's affair; amendments fill what is left.
  const std::size_t rest = played.play_life(LongLife(year, 0).make(0), write).events().size();
  expect(rest < kLongLifeEvents, "the longest life is longer than it should be");
  const auto wish = played.play_life(LongLife(year, 1).make(kLongLifeEvents - rest), write);
  expect(wish.events().size() == kLongLifeEvents && wish.refused() == 0 &&
             wish.folded()->state == model::WishState::kClosed,
         "the longest life did not go as it should");
  return wish.events();
}

}  // namespace bench
