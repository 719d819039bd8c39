// What tests of the desk share: a village's office in a small city, and words for what is done there.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "node/desk/desk.h"
#include "node/limits.h"
#include "office.h"

namespace node {

// The error's code, or "" for a success.
template <typename R>
std::string code_of(const R& result) {
  return result ? "" : result.error().code;
}

// The heading of form 1 as a .csv file has it.
inline constexpr std::string_view kFormHead = "序号,姓名,性别,年龄,家庭住址,心愿内容,申领证明材料,联系电话\n";

inline WishInput book(const std::string& name = "周小明") {
  WishInput in;
  in.name = name;
  in.sex = "男";
  in.age = "９岁";
  in.address = "上梅街道 3 号";
  in.content = "想要一个书包（约80元）（留守儿童）";
  in.phone = "130 0002 8641";
  in.consent = "母亲";
  in.consent_by = model::ConsentBy::kGuardian;
  in.consent_how = model::ConsentHow::kSpoken;
  return in;
}

class DeskTest : public ::testing::Test {
 protected:
  DeskTest() {
    world_.declare_tree();
    city_author_ = &world_.enrol(support::kCity);
    county_author_ = &world_.enrol(support::kCounty);
    village_author_ = &world_.enrol(support::kVillage);
    village_ = std::make_unique<support::Office>(world_, *village_author_);
  }

  Desk& desk() { return village_->desk(); }
  WishView added(const WishInput& in = book()) {
    auto wish = desk().add(in, std::nullopt);
    EXPECT_EQ(code_of(wish), "");
    return *wish;
  }
  ImportResult imported(const std::string& name, bool dry_run = false) {
    auto result = desk().import_form(support::form_bytes(name), name, std::nullopt, dry_run);
    EXPECT_EQ(code_of(result), "") << name;
    return *result;
  }
  std::vector<WishView> listed(const WishQuery& query) {
    auto page = desk().wishes(query);
    EXPECT_EQ(code_of(page), "");
    return page ? std::move(page->wishes) : std::vector<WishView>{};
  }
  std::size_t wish_count() {
    std::size_t count = 0;
    WishQuery query;
    query.count_max = kWishPageMax;
    for (;;) {
      const auto page = desk().wishes(query);
      count += page->wishes.size();
      if (!page->next_after) return count;
      query.after = page->next_after;
    }
  }

  support::World world_;
  support::Author* city_author_ = nullptr;
  support::Author* county_author_ = nullptr;
  support::Author* village_author_ = nullptr;
  std::unique_ptr<support::Office> village_;
};

}  // namespace node
