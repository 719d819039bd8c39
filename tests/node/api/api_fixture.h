// What tests of the API share: a village's office in a small city, asked by HTTP requests and answering
// in JSON.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "node/api/api.h"
#include "node/desk/office.h"
#include "support/openapi.h"

namespace node {

inline constexpr const char* kWish = R"({"name":"周小明","sex":"male","age":9,"address":"上梅街道 3 号",
  "content":"想要一个书包","phone":"13000028641","proof":"户口簿","consent":"母亲同意",
  "consent_by":"guardian","consent_how":"spoken",
  "category":"goods","targets":["left_behind_child"],"value":80,"on":"2018-06-22"})";

// An API each of whose answers is held against openapi.yaml.
class CheckedApi {
 public:
  explicit CheckedApi(const Api& api, std::set<std::string>& answered) : api_(api), answered_(answered) {}
  [[nodiscard]] ApiResponse handle(const ApiRequest& request) const {
    ApiResponse response = api_.handle(request);
    const support::OpenApi& openapi = support::OpenApi::of_the_node();
    for (const std::string& fault : openapi.faults_of(request, response)) ADD_FAILURE() << fault;
    if (const auto* operation = openapi.operation_of(request); operation && response.status < 300)
      answered_.insert(operation->name());
    return response;
  }

 private:
  const Api& api_;
  std::set<std::string>& answered_;
};

class ApiOffice : public support::Office {
 public:
  using Office::Office;
  [[nodiscard]] CheckedApi api() { return CheckedApi(Office::api(), answered); }
  std::set<std::string> answered;  // "GET /api/v1/wishes/{wish}": what succeeded.
};

class ApiTest : public ::testing::Test {
 protected:
  ApiTest() {
    world_.declare_tree();
    city_author_ = &world_.enrol(support::kCity);
    county_author_ = &world_.enrol(support::kCounty);
    village_author_ = &world_.enrol(support::kVillage);
    village_ = std::make_unique<ApiOffice>(world_, *village_author_);
  }

  ApiResponse call(const std::string& method, const std::string& target, const std::string& body = "",
                   const std::string& language = "en") {
    return village_->api().handle({method, target, body.empty() ? "" : "application/json", language, body});
  }
  static boost::json::object object(const ApiResponse& response) {
    boost::json::error_code error;
    const boost::json::value value = boost::json::parse(response.body, error);
    EXPECT_FALSE(error) << response.body;
    return value.is_object() ? value.get_object() : boost::json::object{};
  }
  // Expects success.
  boost::json::object get(const std::string& target) {
    const ApiResponse response = call("GET", target);
    EXPECT_EQ(response.status, 200u) << target << response.body;
    EXPECT_EQ(response.content_type, "application/json; charset=utf-8");
    return object(response);
  }
  boost::json::object add(const std::string& body = kWish) {
    const ApiResponse response = call("POST", "/api/v1/wishes", body);
    EXPECT_EQ(response.status, 201u) << response.body;
    return object(response);
  }
  // Makes a bundle and waits; the job's id.
  std::string bundle(const std::string& path) {
    const ApiResponse begun = village_->api().handle(
        {"POST", "/api/v1/bundles/out", "application/json", "en", R"({"path":")" + path + R"("})", true});
    EXPECT_EQ(begun.status, 202u) << begun.body;
    const std::string job(object(begun).at("job").as_string());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (get("/api/v1/jobs/" + job).at("state") == "running" && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
    return job;
  }
  boost::json::object import(const std::string& name, const std::string& more = "") {
    const ApiResponse response =
        village_->api().handle({"POST", "/api/v1/imports?name=" + name + more, "application/octet-stream",
                                "en", support::form_bytes(name)});
    EXPECT_EQ(response.status, 200u) << response.body;
    return object(response);
  }
  // The county's node sent these bytes, which were refused.
  void refuse(const std::string& frame) {
    village_->store().quarantine().keep({county_author_->signer->key(),
                                         support::kCounty,
                                         model::LogId{support::kCounty, county_author_->writer},
                                         {"sync.bad_signature", "the writer did not sign", "签名不符"},
                                         frame,
                                         frame.size(),
                                         support::kNoonMs});
    EXPECT_TRUE(village_->committer().record({}));
    EXPECT_TRUE(village_->committer().record({}));  // The first one answered before it was kept.
  }
  // "404 wish.unknown"
  static std::string problem(const ApiResponse& response) {
    EXPECT_EQ(response.content_type, "application/problem+json") << response.body;
    const boost::json::object body = object(response);
    EXPECT_EQ(body.at("status").as_int64(), response.status);
    for (const char* key : {"type", "title", "detail", "zh", "en"})
      EXPECT_FALSE(body.at(key).as_string().empty()) << key;
    return std::to_string(response.status) + " " + std::string(body.at("code").as_string());
  }
  std::string refused(const std::string& method, const std::string& target, const std::string& body = "") {
    return problem(call(method, target, body));
  }

  support::World world_;
  support::Author* city_author_ = nullptr;
  support::Author* county_author_ = nullptr;
  support::Author* village_author_ = nullptr;
  std::unique_ptr<ApiOffice> village_;
};

}  // namespace node
