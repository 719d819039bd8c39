// Sample years for tests, and what their steps say.

#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "model/places_csv.h"
#include "tools/sample_year/sample_year.h"

namespace sample_year {

inline constexpr std::uint32_t kMany = 10'000;

inline std::vector<SamplePlace> loudi() {
  std::ifstream file(PLACES_CSV);
  std::stringstream text;
  text << file.rdbuf();
  const auto places = model::read_places_csv(text.str(), model::PlaceCode{4313});
  EXPECT_TRUE(places) << "cannot read " << PLACES_CSV;
  return sample_places({model::PlaceCode{4313}, "娄底市", model::Level::kCity},
                       places ? *places : std::vector<model::Placed>{});
}

inline std::vector<SamplePlace> two_towns() {
  return {
      {{4313}, "娄底市", model::Level::kCity},        {{431302}, "娄星区", model::Level::kCounty},
      {{431302001}, "乐坪街道", model::Level::kTown}, {{431322}, "新化县", model::Level::kCounty},
      {{431322106}, "奉家镇", model::Level::kTown},   {{431322106003}, "上团村", model::Level::kCommunity}};
}

inline SampleYear year_of(std::uint64_t seed, std::uint32_t wishes) {
  Order order;
  order.seed = seed;
  order.wishes = wishes;
  return SampleYear(order, loudi());
}

inline const SampleYear& many() {
  static const SampleYear year(Order{1, kMany, 2018, 0, 30}, loudi());
  return year;
}

// By value, so that it may be taken from a life that is just made.
inline Register registration_in(const Life& life) { return std::get<Register>(life.steps.front().what); }

// Everything that a step says, as text.
inline std::string told(const SampleStep& step) {
  std::ostringstream out;
  const auto entry = [&](const model::WishEntry& e) {
    out << e.name << '|' << static_cast<int>(e.sex) << '|' << e.age.value_or(999) << '|' << e.address << '|'
        << e.content << '|' << e.proof << '|' << e.phone << '|' << e.consent << '|'
        << static_cast<int>(e.category) << '|' << e.targets.bits << '|' << e.value_yuan.value_or(0);
  };
  out << step.day.text() << ' ' << step.wish << ' ' << step.at.value << ' ' << step.what.index() << ' ';
  std::visit(
      [&](const auto& what) {
        using T = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<T, Register>) {
          out << what.home.value << '|' << what.on.text() << '|' << what.campaign.value_or(99) << '|'
              << what.form.has_value() << '|';
          entry(what.entry);
        } else if constexpr (std::is_same_v<T, Amend>) {
          out << what.fields.bits << '|';
          entry(what.entry);
        } else if constexpr (std::is_same_v<T, Vet>) {
          out << static_cast<int>(what.outcome) << what.remark;
        } else if constexpr (std::is_same_v<T, Publish>) {
          out << what.scope.value << '|' << what.slots << what.text;
        } else if constexpr (std::is_same_v<T, Claim>) {
          out << what.claim << '|' << what.unit << '|' << what.on.text() << what.on_paper;
          for (const std::uint32_t volunteer : what.volunteers) out << '|' << volunteer;
        } else if constexpr (std::is_same_v<T, Release>) {
          out << what.claim << what.reason;
        } else if constexpr (std::is_same_v<T, Fulfil>) {
          out << what.claim << '|' << what.on.text() << '|' << what.value_yuan << '|' << what.hours
              << what.what;
        } else if constexpr (std::is_same_v<T, Confirm>) {
          out << what.claim << what.on.text() << static_cast<int>(what.satisfaction) << what.disputed
              << what.remark;
        } else if constexpr (std::is_same_v<T, Withdraw>) {
          out << what.reason;
        } else if constexpr (std::is_same_v<T, HandOver>) {
          out << static_cast<int>(what.stage) << what.to << what.text;
        }
      },
      step.what);
  return out.str();
}

}  // namespace sample_year
