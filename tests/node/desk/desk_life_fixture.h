// Four offices that hear of each other only when they meet: a village where wishes are registered, its
// county, the city, and an office of another county; and words for a wish's public life.

#pragma once

#include <memory>
#include <string>

#include "desk_fixture.h"

namespace node {

inline WishInput quilt(const std::string& name = "周大山") {
  WishInput in;
  in.name = name;
  in.sex = "男";
  in.age = "72";
  in.address = "富托村3组18号";
  in.content = "想要一床棉被（约200元）";
  in.phone = "130 0002 8641";
  in.consent = "本人同意";
  return in;
}

class DeskLifeTest : public DeskTest {
 protected:
  DeskLifeTest() {
    far_author_ = &world_.enrol(support::kOtherCounty);
    village_ = std::make_unique<support::Office>(world_, *village_author_);
    county_ = std::make_unique<support::Office>(world_, *county_author_);
    city_ = std::make_unique<support::Office>(world_, *city_author_);
    far_ = std::make_unique<support::Office>(world_, *far_author_);
  }

  // All meet through the city, which holds everything, until nobody has anything new.
  void meet() {
    for (int round = 0; round < 3; ++round) {
      for (support::Office* office : {village_.get(), county_.get(), far_.get()}) city_->sync_from(*office);
      city_->do_duties();
      for (support::Office* office : {village_.get(), county_.get(), far_.get()}) {
        office->sync_from(*city_);
        office->do_duties();
      }
    }
  }
  std::string vetted_wish(const WishInput& in = quilt()) {
    const std::string id = model::uuid_text(added(in).wish.id);
    EXPECT_EQ(code_of(desk().vet(id, model::Outcome::kApproved, "")), "");
    meet();
    return id;
  }
  std::string published_wish(std::uint16_t slots = 1, const WishInput& wish = quilt()) {
    const std::string id = vetted_wish(wish);
    PublicationInput in;
    in.scope = support::kCity;
    in.slots = slots;
    EXPECT_EQ(code_of(city_->desk().publish(id, in)), "");
    meet();
    return id;
  }
  static ClaimInput volunteer(const std::string& name = "李四") {
    ClaimInput in;
    in.name = name;
    in.phone = "139 0000 0001";
    in.unit = "审计局";
    return in;
  }
  static ClaimView claim_at(support::Office& office, const std::string& id,
                            const std::string& name = "李四") {
    const auto answers = office.desk().claim({id}, volunteer(name));
    EXPECT_EQ(code_of(answers), "");
    EXPECT_FALSE(answers->front().refused) << answers->front().refused->en;
    return answers->front().claim.value_or(ClaimView{});
  }
  // Published, claimed far away, and not fulfilled in time; all know of it.
  std::string expired_wish() {
    const std::string id = published_wish();
    claim_at(*far_, id);
    meet();
    city_->clock().set(support::kNoonMs + 31ull * 24 * 3600 * 1000);
    city_->look_through_duties();
    meet();
    return id;
  }
  // Published, claimed far away, and reported there as fulfilled; all know of it.
  std::string fulfilled_wish(std::uint16_t slots = 1, const WishInput& wish = quilt()) {
    const std::string id = published_wish(slots, wish);
    claim_at(*far_, id);
    meet();
    FulfilmentInput done;
    done.what = "送去棉被一床";
    EXPECT_EQ(code_of(far_->desk().fulfil(id, done)), "");
    meet();
    return id;
  }
  // The family says that nothing came.
  std::string disputed_wish(const WishInput& wish = quilt()) {
    const std::string id = fulfilled_wish(1, wish);
    ConfirmationInput doubt;
    doubt.disputed = true;
    doubt.remark = "没有收到";
    EXPECT_EQ(code_of(desk().confirm(id, doubt)), "");
    meet();
    return id;
  }
  WishView at_home(const std::string& id) { return desk().wish(id)->view; }

  support::Author* far_author_ = nullptr;
  std::unique_ptr<support::Office> county_, city_, far_;
};

}  // namespace node
