// What tests of a wish's public life share: offices of a village, its county, the city and another county,
// and routes that are done or refused.

#pragma once

#include <initializer_list>

#include "api_fixture.h"

namespace node {

inline constexpr model::PlaceCode kFarTown{431381101};  // In the other county.

class ApiLifeTest : public ApiTest {
 protected:
  struct Refused {
    std::string path;  // After /api/v1/
    std::string body;
    std::string expected;  // "404 wish.unknown"
  };

  ApiLifeTest() {
    world_.declare(world_.root(), kFarTown, support::kOtherCounty, model::Level::kTown);
    support::Author& far = world_.enrol(kFarTown);
    support::Author& far_county = world_.enrol(support::kOtherCounty);
    village_ = std::make_unique<ApiOffice>(world_, *village_author_);
    county_ = std::make_unique<ApiOffice>(world_, *county_author_);
    city_ = std::make_unique<ApiOffice>(world_, *city_author_);
    far_ = std::make_unique<ApiOffice>(world_, far);
    far_county_ = std::make_unique<ApiOffice>(world_, far_county);
  }

  // All meet through the city, until nobody has anything new.
  void meet() {
    const auto others = {village_.get(), county_.get(), far_.get(), far_county_.get()};
    for (int round = 0; round < 2; ++round) {
      for (ApiOffice* office : others) city_->sync_from(*office);
      city_->do_duties();
      for (ApiOffice* office : others) {
        office->sync_from(*city_);
        office->do_duties();
      }
    }
  }

  static ApiResponse send(ApiOffice& office, const std::string& path, const std::string& body,
                          const std::string& method = "POST", const std::string& language = "en") {
    return office.api().handle({method, "/api/v1/" + path, "application/json", language, body});
  }
  // Expects success, and before it that a disk that is full is said and changes nothing.
  static boost::json::object done(ApiOffice& office, const std::string& path, const std::string& body,
                                  const std::string& method = "POST", unsigned status = 200) {
    SCOPED_TRACE(method + " " + path + " " + body);
    const std::uint64_t before = office.store().last_arrival();
    office.kv().fail_next_writes(1, model::Error("disk.full", "the disk is full", "磁盘已满"));
    EXPECT_EQ(problem(send(office, path, body, method)), "503 disk.full");
    EXPECT_EQ(office.store().last_arrival(), before);
    const ApiResponse response = send(office, path, body, method);
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_GT(office.store().last_arrival(), before);
    return object(response);
  }
  // Each is refused in both languages, and nothing was written.
  static void expect_refused(ApiOffice& office, std::initializer_list<Refused> list,
                             const std::string& method = "POST") {
    for (const Refused& one : list)
      for (const char* language : {"en", "zh"}) {
        SCOPED_TRACE(one.path + " " + one.body);
        const std::uint64_t before = office.store().last_arrival();
        const ApiResponse response = send(office, one.path, one.body, method, language);
        EXPECT_EQ(problem(response), one.expected) << response.body;
        EXPECT_EQ(object(response).at("detail"), object(response).at(language));
        EXPECT_NE(object(response).at("zh"), object(response).at("en"));
        EXPECT_EQ(office.store().last_arrival(), before);
      }
  }

  static boost::json::object must(const ApiResponse& response) {
    EXPECT_LT(response.status, 300u) << response.body;
    return object(response);
  }
  static std::string id_of(const boost::json::object& object) {
    return std::string(object.at("id").as_string());
  }
  static std::string field(const std::string& name, const std::string& text) {
    return "\"" + name + "\":\"" + text + "\"";
  }
  static std::string json_of(const std::string& name, const std::string& text) {
    return "{" + field(name, text) + "}";
  }
  // Longer than a remark may be.
  static std::string long_remark() {
    std::string out;
    for (int i = 0; i < 501; ++i) out += "长";
    return json_of("remark", out);
  }

  // Wishes so far on their way; the ids.
  static std::string registered(ApiOffice& office) {
    static int count = 0;
    const std::string number = std::to_string(1000 + count++);
    return id_of(must(send(office, "wishes",
                           R"({"name":"周大)" + number + R"(","content":"想要一个书包","phone":"1300002)" +
                               number + R"(","age":40})")));
  }
  std::string registered() { return registered(*village_); }
  std::string vetted(const std::string& outcome = "approve") {
    const std::string id = registered();
    must(send(*village_, "wishes/" + id + "/vettings",
              "{" + field("outcome", outcome) + R"(,"remark":"残联"})"));
    return id;
  }
  std::string withdrawn() {
    const std::string id = registered();
    must(send(*village_, "wishes/" + id + "/withdrawals", "{}"));
    return id;
  }
  std::string published(int slots = 1) {
    const std::string id = vetted();
    must(send(*village_, "wishes/" + id + "/publications",
              R"({"content":"书包","slots":)" + std::to_string(slots) + "}"));
    return id;
  }
  // In the whole city, by its node.
  std::string published_by_city() {
    const std::string id = vetted();
    meet();
    must(send(*city_, "wishes/" + id + "/publications", R"({"content":"书包"})"));
    meet();
    return id;
  }
  // The claim's id.
  static std::string claim(ApiOffice& office, const std::string& wish, const std::string& name = "李四") {
    const boost::json::object answer =
        must(send(office, "claims",
                  R"({"wishes":[")" + wish + R"("],"phone":"13900000001",)" + field("name", name) + "}"));
    return std::string(answer.at("claims").at(0).at("claim").at("id").as_string());
  }
  std::string claimed() {
    const std::string id = published();
    claim(*village_, id);
    return id;
  }
  std::string fulfilled() {
    const std::string id = claimed();
    must(send(*village_, "wishes/" + id + "/fulfilments", R"({"what":"送去书包"})"));
    return id;
  }
  std::string confirmed() {
    const std::string id = fulfilled();
    must(send(*village_, "wishes/" + id + "/confirmations", R"({"satisfaction":5})"));
    return id;
  }
  // The village sees the county's own wishes, and may do nothing about them.
  std::string of_the_county() {
    const std::string id = registered(*county_);
    meet();
    return id;
  }

  std::unique_ptr<ApiOffice> county_, city_, far_, far_county_;
};

inline constexpr const char* kNobody = "0190c5a4-7e2b-7c3d-8e4f-0123456789ab";  // Nothing has this id.

}  // namespace node
