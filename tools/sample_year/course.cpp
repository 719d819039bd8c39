#include "tools/sample_year/course.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tools/sample_year/claims.h"
#include "tools/sample_year/corrections.h"
#include "tools/sample_year/remarks.h"
#include "tools/sample_year/track.h"

namespace sample_year {
namespace {

using model::Outcome;
using std::chrono::days;

// Of a thousand wishes that come so far.
constexpr std::uint32_t kReturned = 92;
constexpr std::uint32_t kCorrectedAfterReturn = 900;
constexpr std::uint32_t kAmendedByClerk = 90;
constexpr std::uint32_t kRejected = 32;
constexpr std::uint32_t kRepetitionNoticed = 700;
constexpr std::uint32_t kDearHandedOver = 860;
constexpr std::uint32_t kHandedOverForOtherReasons = 4;
constexpr std::uint32_t kAnswered = 780;
constexpr std::uint32_t kAccepted = 720;
constexpr std::uint32_t kDoneWhenAccepted = 860;
constexpr std::uint32_t kWithdrawnBeforeVetting = 13;
constexpr std::uint32_t kVettedTwice = 400;  // By the village, then by the town or county.
constexpr std::uint32_t kPublished = 975;
constexpr std::uint32_t kSeveralSlots = 330;  // Of what is best done together.
constexpr std::uint32_t kErased = 3;

constexpr std::uint32_t kVetDays = 4;
constexpr std::uint32_t kCorrectDays = 5;
constexpr std::uint32_t kPublishDays = 2;
constexpr std::uint32_t kAnswerDays = 12;
constexpr std::uint32_t kHandOverDays = 32;
constexpr std::uint32_t kEraseDays = 40;

class Course {
 public:
  Course(const Programme& programme, const Registration& registration, Dice dice)
      : programme_(programme),
        calendar_(programme.calendar),
        wish_(registration),
        home_(*registration.home),
        dice_(dice),
        track_(registration.wish, calendar_.last()),
        entry_(registration.what.entry) {}

  [[nodiscard]] std::vector<SampleStep> take() {
    run();
    if (dice_.of_thousand(kErased)) erase();
    return std::move(steps_);
  }

 private:
  void run() {
    const bool returned = !wish_.is_again && !wish_.what.dear && dice_.of_thousand(kReturned);
    const bool amended = !returned && dice_.of_thousand(kAmendedByClerk);
    std::optional<Correction> correction;
    if (returned) correction = correct_after_return(wish_.what, home_, dice_);
    if (amended) correction = correct_slip(wish_.what, home_, dice_);
    today_ = wish_.entered;
    track_.add(today_, home_.code,
               Register{home_.code, date_of(wish_.on), correction ? correction->before : entry_,
                        wish_.campaign, wish_.form});
    if (amended) {
      today_ += days(std::min(dice_.days_about(1), kVetDays));
      amend(*correction);
    }
    go_on(returned ? correction : std::nullopt);
    steps_ = track_.take();
  }

  void go_on(const std::optional<Correction>& asked_for) {
    if (dice_.of_thousand(kWithdrawnBeforeVetting)) {
      withdraw();
      return;
    }
    const model::PlaceCode reviewer = some_reviewer();
    if (asked_for) {
      vet(reviewer, Outcome::kReturned, asked_for->remark);
      if (!dice_.of_thousand(kCorrectedAfterReturn)) return;
      today_ = calendar_.working_from(today_ + days(dice_.days_about(kCorrectDays)));
      amend(*asked_for);
    }
    if (wish_.is_again && dice_.of_thousand(kRepetitionNoticed)) {
      vet(reviewer, Outcome::kRejected, "与此前登记的心愿重复");
    } else if (wish_.what.dear ? !dice_.of_thousand(kDearHandedOver) : dice_.of_thousand(kRejected)) {
      vet(reviewer, Outcome::kRejected, rejection_reason(wish_.what, dice_));
    } else if (wish_.what.dear || dice_.of_thousand(kHandedOverForOtherReasons)) {
      hand_over(reviewer == home_.code ? home_.town : reviewer);
    } else {
      approve(reviewer);
    }
  }

  void amend(const Correction& correction) {
    track_.add(today_, home_.code, Amend{correction.fields, entry_});
  }

  void vet(model::PlaceCode at, Outcome outcome, std::string remark) {
    today_ = calendar_.working_from(today_ + days(dice_.days_about(kVetDays)));
    track_.add(today_, at, Vet{outcome, date_of(today_), std::move(remark)});
  }

  void withdraw() {
    today_ = calendar_.working_from(today_ + days(dice_.days_about(kVetDays)));
    track_.add(today_, home_.code, Withdraw{date_of(today_), withdrawal_reason(wish_.what, dice_)});
  }

  void approve(model::PlaceCode reviewer) {
    if (reviewer != home_.code && dice_.of_thousand(kVettedTwice))
      vet(home_.code, Outcome::kApproved, "初审通过");
    vet(reviewer, Outcome::kApproved, approval_remark(dice_));
    if (!dice_.of_thousand(kPublished)) return;
    Publication publication = some_publication();
    today_ = calendar_.working_from(today_ + days(dice_.days_about(kPublishDays)));
    publication.on = today_;
    add_published_life(programme_, wish_, publication, dice_, track_);
  }

  void hand_over(model::PlaceCode at) {
    const Referral referral_to = referral(wish_.what, dice_);
    const std::string to = county_name() + std::string(referral_to.office);
    vet(at, Outcome::kHandedOver, "超出微心愿范围，转" + to);
    const auto note = [&](HandOverStage stage, const std::string& text) {
      track_.add(today_, at, HandOver{stage, date_of(today_), to, text});
    };
    const auto wait = [&](std::uint32_t median) {
      today_ = calendar_.working_from(today_ + days(1 + dice_.days_about(median)));
    };
    note(HandOverStage::kSent, referral_to.asked);
    if (!dice_.of_thousand(kAnswered)) return;
    wait(kAnswerDays);
    const bool accepted = dice_.of_thousand(kAccepted);
    note(HandOverStage::kAnswered, accepted ? referral_to.accepted : referral_to.declined);
    if (accepted) {
      if (!dice_.of_thousand(kDoneWhenAccepted)) return;
      wait(kHandOverDays);
      note(HandOverStage::kDone, referral_to.done);
    }
    track_.add(today_, at, Close{date_of(today_)});
  }

  // Only now is it known which step of the life was the last one of the year.
  void erase() {
    const Day day = calendar_.working_from(day_of(steps_.back().day) + days(dice_.days_about(kEraseDays)));
    if (day <= calendar_.last())
      steps_.push_back({date_of(day), wish_.wish, home_.county, Erase{date_of(day)}});
  }

  [[nodiscard]] model::PlaceCode some_reviewer() {
    const std::uint32_t at = dice_.below(100);
    return at < 12 ? home_.code : at < 72 ? home_.town : home_.county;
  }

  [[nodiscard]] Publication some_publication() {
    Publication out;
    const std::uint32_t at = dice_.below(100);
    out.scope = at < 55 ? home_.code : at < 85 ? home_.county : home_.city;
    out.level = at < 55 ? model::Level::kCommunity : at < 85 ? model::Level::kCounty : model::Level::kCity;
    constexpr std::uint32_t kSlotsMin = 2, kSlotsMax = 5;
    if (wish_.what.kind->together && dice_.of_thousand(kSeveralSlots))
      out.slots = dice_.between(kSlotsMin, kSlotsMax);
    return out;
  }

  [[nodiscard]] std::string county_name() const {
    for (const SamplePlace& county : programme_.places.counties)
      if (county.code == home_.county) return county.name;
    return {};
  }

  const Programme& programme_;
  const Calendar& calendar_;
  const Registration& wish_;
  const Home& home_;
  Dice dice_;
  Track track_;
  const model::WishEntry& entry_;
  Day today_{};
  std::vector<SampleStep> steps_;
};

}  // namespace

std::vector<SampleStep> make_course(const Programme& programme, const Registration& registration, Dice dice) {
  return Course(programme, registration, dice).take();
}

}  // namespace sample_year
