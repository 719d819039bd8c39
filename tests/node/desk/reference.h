// Random work at the desks of a village, its county and the city, which meet now and then, against a plain
// book of the same: whatever anyone does, each desk accepts what the book allows and shows the states,
// offers, places that are free, satisfaction and points that it gives. Clocks go on from step to step, so
// that what was said later also stands later in every log.

#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "desk_fixture.h"
#include "plain_book.h"

namespace node {

class Reference : public DeskTest {
 protected:
  using PlainBook = support::PlainBook;
  using What = PlainBook::What;

  Reference();

  void play(unsigned seed, int steps);
  [[nodiscard]] bool credited() const { return credited_; }
  // Adds what was done.
  void tell(std::set<What>& done) const {
    for (const PlainBook::Entry& entry : book_.entries()) done.insert(entry.what);
  }

 private:
  static constexpr std::size_t kVillageDesk = 0, kCountyDesk = 1, kCityDesk = 2, kDesks = 3;
  static constexpr int kClaimDays = 30;
  static constexpr std::uint64_t kDayMs = 24ull * 3600 * 1000;
  static constexpr std::uint64_t kStepMs = 10;
  static constexpr std::uint64_t kDefaultPoints = 10;
  static constexpr model::Date kDone{2018, 6, 20};
  static constexpr int kCountyScope = 0, kCityScope = 1;
  static constexpr model::PlaceCode kPlaces[] = {support::kVillage, support::kCounty, support::kCity};

  struct Wish {
    std::string id;
    int texts = 0;  // Each amendment says something else.
  };

  std::size_t roll(std::size_t sides) { return random_() % sides; }
  Desk& desk_of(std::size_t who) { return offices_[who]->desk(); }

  void step();
  void add(std::size_t who);
  void days_pass(int days);
  void set_policy();
  void exchange(std::size_t lower);
  void meet(std::size_t lower);

  // ---- What people do (reference_acts.cpp) ----

  template <typename Done>
  void expect(bool allowed, const Done& done, std::size_t who, PlainBook::Entry entry);
  // What ended may be ended anew, and its families asked, where that settles what several said: the book does
  // not say when.
  template <typename Done>
  void expect_or_again(bool allowed, const Done& done, std::size_t who, PlainBook::Entry entry);
  void act(std::size_t who, int wish);
  void merge(std::size_t who, int given);
  void erase(std::size_t who, int wish);
  void publish(std::size_t drawn, int wish);
  [[nodiscard]] bool may_publish_anew(std::size_t who, int wish, std::size_t slots) const;
  // The widest that an office of this desk may publish in.
  static int scope_of(std::size_t who) { return who == kCityDesk ? kCityScope : kCountyScope; }
  [[nodiscard]] bool is_publisher(std::size_t who, int wish) const;
  void claim(std::size_t who, int wish);
  ClaimAnswer claim_alone(std::size_t who, int wish, const ClaimInput& in);
  ClaimAnswer claim_for_member(std::size_t who, int wish, const ClaimInput& in);
  void speak_of_a_claim(std::size_t who, int wish, bool may_confirm);
  std::vector<model::Share> shares_of(int claim);
  // By the number of the claim that made them known.
  std::map<int, std::uint64_t> parts_of(int claim);

  // ---- What the publisher owes: the same decisions, from the book ----

  void duties();
  // Whether anything was said: more may be owed then.
  bool owe(std::size_t who, int wish);

  // ---- What each desk shows ----

  void compare(std::size_t who, int wish);
  void compare_offer(std::size_t who, int wish);

  // ---- Points ----

  // Hundredths of points, deeds, minutes, yuan.
  using Credits = std::map<model::SubjectId, std::array<std::uint64_t, 4>>;

  void credit(Credits& to, const model::SubjectId& whom, int claim, std::uint64_t points, std::uint64_t share,
              std::uint64_t of);
  Credits credits(std::size_t who, RankingBy by);
  void compare_points(std::size_t who);

  std::mt19937 random_;
  std::vector<std::unique_ptr<support::Office>> offices_;
  PlainBook book_{kDesks};
  std::vector<Wish> wishes_;
  std::map<int, model::SubjectId> claims_;  // By the number in the book.
  std::map<int, model::SubjectId> volunteers_;
  std::set<int> of_unit_;
  model::SubjectId unit_;
  int today_ = 0;
  bool credited_ = false;  // Somebody, for something.
};

}  // namespace node
