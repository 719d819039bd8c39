#include "tools/sample_year/claims.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tools/sample_year/remarks.h"

namespace sample_year {
namespace {

using model::Level;
using std::chrono::days;

// Of a thousand.
constexpr std::uint32_t kNeverClaimed = 88;
constexpr std::uint32_t kWidenedWhenLate = 600;
constexpr std::uint32_t kWidenedToCity = 300;
constexpr std::uint32_t kWithdrawnWhenPublic = 14;
constexpr std::uint32_t kWithdrawnWhenClaimed = 8;
constexpr std::uint32_t kReleased = 42;
constexpr std::uint32_t kForgotten = 52;
constexpr std::uint32_t kClaimedAgain = 850;
constexpr std::uint32_t kTogether = 90;
constexpr std::uint32_t kOnPaper = 380;
constexpr std::uint32_t kOnPaperAtHome = 620;  // Where only the own place can see it.
constexpr std::uint32_t kReportedByClerk = 350;
constexpr std::uint32_t kNotConfirmed = 40;
constexpr std::uint32_t kConfirmedLate = 65;
constexpr std::uint32_t kDisputed = 12;
constexpr std::uint32_t kSettled = 700;
constexpr std::uint32_t kClosed = 930;
constexpr std::uint32_t kSlotStaysFree = 150;

constexpr std::uint32_t kClaimDays = 7;
constexpr std::uint32_t kFulfilDays = 9;
constexpr std::uint32_t kConfirmDays = 8;
constexpr std::uint32_t kCloseDays = 3;
constexpr std::uint32_t kWidenAfterDays = 14;

// Between the deed and the day on which somebody writes it down.
std::uint32_t late_days(Dice& dice) { return dice.of_thousand(550) ? 0 : dice.days_about(2); }

class Claims {
 public:
  Claims(const Programme& programme, const Registration& registration, const Publication& publication,
         Dice& dice, Track& track)
      : programme_(programme),
        wish_(registration),
        home_(*registration.home),
        publication_(publication),
        dice_(dice),
        track_(track) {}

  void run() {
    publish(publication_.on, publication_.scope);
    if (dice_.of_thousand(kWithdrawnWhenPublic)) {
      withdraw(publication_.on + days(1 + dice_.days_about(kClaimDays)));
      return;
    }
    const bool never = dice_.of_thousand(kNeverClaimed);
    Day first = publication_.on + days(dice_.days_about(kClaimDays));
    if (never || first > publication_.on + days(kWidenAfterDays)) first = std::max(first, widen());
    if (never) return;
    if (publication_.slots == 1 && dice_.of_thousand(kWithdrawnWhenClaimed)) {
      const Day claimed = claim(first).on;
      withdraw(claimed + days(1 + dice_.below(kWidenAfterDays)));
      return;
    }
    for (std::uint32_t slot = 0; slot < publication_.slots; ++slot)
      if (slot == 0 || !dice_.of_thousand(kSlotStaysFree))
        fill_slot(slot == 0 ? first : first + days(dice_.days_about(kClaimDays)));
    if (confirmed_ && all_well_ && dice_.of_thousand(kClosed)) close();
  }

 private:
  void publish(Day day, model::PlaceCode scope) {
    track_.add(day, scope, Publish{scope, publication_.slots, std::string(wish_.what.kind->text)});
  }

  // Nobody of the scope takes it up, so more shall see it; often, not always. Returns the day from which on
  // the others can.
  Day widen() {
    if (publication_.level == Level::kCity || !dice_.of_thousand(kWidenedWhenLate)) return publication_.on;
    const bool city = publication_.level == Level::kCounty || dice_.of_thousand(kWidenedToCity);
    publication_.scope = city ? home_.city : home_.county;
    publication_.level = city ? Level::kCity : Level::kCounty;
    const Day day =
        programme_.calendar.working_from(publication_.on + days(kWidenAfterDays + dice_.days_about(3)));
    publish(day, publication_.scope);
    return day;
  }

  void withdraw(Day day) {
    day = programme_.calendar.working_from(day);
    track_.add(day, home_.code, Withdraw{date_of(day), withdrawal_reason(wish_.what, dice_)});
  }

  // A claim as it is written down; on paper it can be some days older.
  struct Taken {
    std::uint32_t claim = 0;
    Day on;
    model::PlaceCode desk;
    std::uint32_t helpers = 1;
  };

  // A slot is claimed, perhaps for nothing, and then again.
  void fill_slot(Day day) {
    constexpr unsigned kTries = 3;
    for (unsigned i = 0; i < kTries; ++i) {
      const Taken taken = claim(day);
      if (dice_.of_thousand(kReleased)) {
        const Day released = taken.on + days(1 + std::min(dice_.days_about(6), programme_.claim_days / 2));
        track_.add(released, taken.desk, Release{taken.claim, release_reason(dice_)});
        day = released + days(1 + dice_.days_about(kClaimDays));
      } else if (dice_.of_thousand(kForgotten)) {
        // It expires, which is the node's own deed, and is free again.
        day = taken.on + days(programme_.claim_days + 2 + dice_.days_about(kClaimDays));
      } else {
        fulfil(taken);
        return;
      }
      if (!dice_.of_thousand(kClaimedAgain)) break;
    }
    all_well_ = false;
  }

  Taken claim(Day day) {
    Claim out;
    out.claim = claims_++;
    const std::uint32_t who = some_volunteer();
    out.volunteers.push_back(who);
    if (dice_.of_thousand(kTogether)) {
      const std::uint32_t with = programme_.volunteers.some_colleague(who, dice_);
      if (with != who) out.volunteers.push_back(with);
    }
    out.unit = programme_.volunteers.all()[who].unit;
    out.on = date_of(day);
    out.on_paper = dice_.of_thousand(publication_.level == Level::kCommunity ? kOnPaperAtHome : kOnPaper);
    if (out.on_paper) day = programme_.calendar.working_from(day + days(late_days(dice_)));
    const Taken taken{out.claim, day,
                      out.on_paper ? home_.code : desk_of(programme_.volunteers.units()[out.unit]),
                      static_cast<std::uint32_t>(out.volunteers.size())};
    track_.add(day, taken.desk, std::move(out));
    return taken;
  }

  [[nodiscard]] std::uint32_t some_volunteer() {
    const Volunteers& all = programme_.volunteers;
    const std::uint32_t at = dice_.below(100);
    const std::uint32_t from_city = publication_.level == Level::kCommunity ? 12 : 18;
    if (publication_.level != Level::kCity)
      return at < from_city ? all.some_of_city(dice_) : all.some_of_county(home_.county, dice_);
    return at < 35   ? all.some_of_city(dice_)
           : at < 60 ? all.some_of_county(home_.county, dice_)
                     : all.some_of_all(dice_);
  }

  // Where a volunteer claims online: at the scope's own page, or at the own county's, if it sees the scope.
  [[nodiscard]] model::PlaceCode desk_of(const Unit& unit) {
    const bool of_county = unit.county != model::PlaceCode{} && dice_.of_thousand(400);
    if (publication_.level == Level::kCity && of_county) return unit.county;
    if (publication_.level == Level::kCommunity) return home_.county;
    return publication_.scope;
  }

  // Both the deed and the word of it come before the claim expires.
  void fulfil(const Taken& taken) {
    constexpr std::uint32_t kLateDaysMax = 3;
    const std::uint32_t last = programme_.claim_days - 1;
    const std::uint32_t after = std::min(dice_.days_about(kFulfilDays), last - std::min(last, kLateDaysMax));
    const Day done = taken.on + days(after);
    const Day written = done + days(std::min({late_days(dice_), kLateDaysMax, last - after}));
    const bool by_clerk = dice_.of_thousand(kReportedByClerk);
    Fulfil out;
    out.claim = taken.claim;
    out.on = date_of(done);
    if (wish_.what.yuan != 0) {
      // What it cost in the end is near to what was thought.
      constexpr std::uint32_t kPercent = 100;
      out.value_yuan = std::max(10u, wish_.what.yuan * dice_.between(80, 112) / kPercent);
      out.value_yuan = std::min(out.value_yuan, std::max(model::kValueLimitYuan, wish_.what.yuan));
    }
    const std::uint32_t hours = wish_.what.kind->hours;
    out.hours = (hours == 0 ? 1 : std::max(1u, hours * dice_.between(6, 15) / 10)) * taken.helpers;
    out.what = done_text(wish_.what, dice_);
    track_.add(written, by_clerk ? home_.code : taken.desk, std::move(out));
    confirm(taken.claim, written);
  }

  void confirm(std::uint32_t number, Day written) {
    if (dice_.of_thousand(kNotConfirmed)) {
      all_well_ = false;
      return;
    }
    const std::uint32_t waits =
        dice_.of_thousand(kConfirmedLate) ? dice_.between(60, 170) : dice_.days_about(kConfirmDays);
    Day asked = programme_.calendar.working_from(written + days(waits));
    const auto say = [&](Opinion opinion, bool is_disputed) {
      const Day day = programme_.calendar.working_from(asked + days(late_days(dice_)));
      track_.add(
          day, home_.code,
          Confirm{number, date_of(asked), opinion.satisfaction, std::move(opinion.remark), is_disputed});
      asked = day;
    };
    if (dice_.of_thousand(kDisputed)) {
      say(disputed(wish_.what, dice_), true);
      if (!dice_.of_thousand(kSettled)) {
        all_well_ = false;
        return;
      }
      asked = programme_.calendar.working_from(asked + days(2 + dice_.days_about(kConfirmDays)));
      say(settled(dice_), false);
    } else {
      say(opinion(wish_.what, dice_), false);
    }
    confirmed_ = std::max(asked, confirmed_.value_or(asked));
  }

  void close() {
    const Day day = programme_.calendar.working_from(*confirmed_ + days(dice_.days_about(kCloseDays)));
    track_.add(day, dice_.of_thousand(600) ? home_.code : home_.town, Close{date_of(day)});
  }

  const Programme& programme_;
  const Registration& wish_;
  const Home& home_;
  Publication publication_;
  Dice& dice_;
  Track& track_;
  std::uint32_t claims_ = 0;
  std::optional<Day> confirmed_;  // The last one.
  bool all_well_ = true;          // Nothing is open or disputed.
};

}  // namespace

void add_published_life(const Programme& programme, const Registration& registration,
                        const Publication& publication, Dice& dice, Track& track) {
  Claims(programme, registration, publication, dice, track).run();
}

}  // namespace sample_year
