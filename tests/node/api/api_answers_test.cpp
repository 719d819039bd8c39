// Every route answers with success at least once, and as openapi.yaml says: what a node of a village and one
// of the city are asked is held against it (api_fixture.h).

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using support::kVillage;

class ApiAnswers : public ApiTest {
 protected:
  ApiAnswers() { at_ = village_.get(); }

  // Expects success.
  json::object ask(const std::string& method, const std::string& target, const std::string& body = "") {
    const ApiResponse response =
        at_->api().handle({method, target, body.empty() ? "" : "application/json", "en", body, true});
    EXPECT_LT(response.status, 300u) << target << " " << response.body;
    return response.content_type.starts_with("application/json") ? object(response) : json::object{};
  }
  json::object post(const std::string& target, const std::string& body = "") {
    return ask("POST", "/api/v1/" + target, body);
  }
  static std::string id_of(const json::object& object) { return std::string(object.at("id").as_string()); }
  std::string wish(const std::string& name) {
    return id_of(
        post("wishes", R"({"name":")" + name + R"(","content":"想要一个书包","phone":"13000028641"})"));
  }
  static std::string quoted(const std::string& text) { return '"' + text + '"'; }

  // From registration to the end, with all that may happen on the way.
  void walk_a_wish() {
    const std::string id = wish("周小明"), path = "wishes/" + id;
    ask("PATCH", "/api/v1/" + path, R"({"age":9,"targets":["left_behind_child"],"value":80,"proof":null,
        "consent":"周秀英","consent_by":"guardian","consent_how":"spoken"})");
    post(path + "/vettings", R"({"outcome":"approve"})");
    ask("GET", "/api/v1/" + path + "/publication?who=" + "%E5%91%A8**");
    post(path + "/publications", R"({"content":"书包","slots":2,"confirmed":true})");
    const json::object claimed =
        post("claims", R"({"wishes":[")" + id + R"("],"name":"李四","phone":"13900000001",
        "unit":"审计局","on_paper":true,"on":"2018-06-25","remark":"周末"})");
    post(path + "/releases", R"({"remark":"出差"})");
    post("claims", R"({"wishes":[")" + id + R"("],"name":"王五","phone":"13900000002"})");
    post(path + "/reassignments", R"({"name":"赵六","phone":"13900000003"})");
    post(path + "/reassignments", "{}");
    post("claims/members", R"({"unit":"审计局","members":[
        {"name":"李四","phone":"13900000001","wishes":[")" +
                               id + R"("]}]})");
    claim_by_form("赵六");
    const json::object file = object(village_->api().handle(
        {"POST", "/api/v1/" + path + "/attachments?name=a.jpg&purpose=photo&on=2018-06-25&remark=x", "", "en",
         "\xff\xd8\xff and more"}));
    ask("GET", "/api/v1/" + path + "/attachments");
    EXPECT_EQ(call("GET", "/api/v1/" + path + "/attachments/" + id_of(file)).status, 200u);
    post(path + "/fulfilments", R"({"what":"送去书包","minutes":30,"value":80,"on":"2018-06-25"})");
    post(path + "/confirmations", R"({"satisfaction":5,"remark":"很好"})");
    ask("GET", "/api/v1/offers?state=open&limit=5");
    ask("GET", "/api/v1/offers/" + id);
    ask("GET",
        "/api/v1/claims?state=confirmed&unit=" + std::string("%E5%AE%A1%E8%AE%A1%E5%B1%80") + "&limit=5");
    ask("GET", "/api/v1/" + path);
    ask("GET", "/api/v1/" + path + "/disclosure");
    post(path + "/take_downs");
    post(path + "/closings", R"({"remark":"完成"})");
  }
  // A row that is refused, and only tried: the answer has all its keys.
  void claim_by_form(const std::string& member) {
    const ApiResponse response = village_->api().handle(
        {"POST", "/api/v1/claims/forms?name=f.csv&unit=x&dry_run=true", "application/octet-stream", "en",
         "编号,征集对象姓名,圆梦党员姓名,所在单位,联系电话\n"
         "431322106003-2018-9999-KQ,周大山," +
             member + ",审计局,13900000003\n"});
    EXPECT_EQ(response.status, 200u) << response.body;
  }
  void hand_over_and_forget() {
    const std::string path = "wishes/" + wish("周小红");
    post(path + "/vettings", R"({"outcome":"hand_over","remark":"残联"})");
    post(path + "/hand_over_notes", R"({"stage":"sent","remark":"残联","on":"2018-06-25"})");
    post(path + "/withdrawals", R"({"remark":"本人要求"})");
    post(path + "/erasures");
  }
  void settle_doubles() {
    const std::string one = wish("周大山"), other = wish("周大海"), third = wish("周大江");
    post("wishes/" + one + "/distinctions", R"({"other":)" + quoted(third) + "}");
    post("wishes/" + one + "/merges", R"({"into":)" + quoted(other) + R"(,"remark":"重复"})");
    ask("GET", "/api/v1/duplicates?limit=5");
  }
  void look_after_volunteers() {
    const std::string known =
        id_of(post("volunteers", R"({"name":"孙七","phone":"13900000004","unit":"审计局"})"));
    ask("PATCH", "/api/v1/volunteers/" + known, R"({"name":"孙琪","phone":"13900000005","unit":""})");
    ask("GET", "/api/v1/volunteers?place=431322106003&q=139&limit=1&unit=x");
    const json::object list = ask("GET", "/api/v1/volunteers");
    const json::array& volunteers = list.at("volunteers").as_array();
    ASSERT_EQ(volunteers.size(), 4u);
    const std::string one(volunteers[0].at("id").as_string()), other(volunteers[1].at("id").as_string());
    ask("GET", "/api/v1/ranking?by=volunteer&period=2018");
    post("volunteers/" + one + "/merges", R"({"into":)" + quoted(other) + "}");
    ask("GET", "/api/v1/volunteers/" + one + "/disclosure");
    post("volunteers/" + one + "/erasures", R"({"anyway":true})");
  }
  void figure() {
    for (const char* by : {"place", "month", "state", "category", "target", "campaign", "unit"})
      ask("GET", std::string("/api/v1/summary?period=2018&by=") + by);
    for (const char* by : {"none", "place", "category", "target", "unit", "state"})
      ask("GET", std::string("/api/v1/report?period=2018&by=") + by);
    const std::string report = id_of(post("reports", R"({"period":"2018","by":"unit"})"));
    const std::string units = id_of(post("reports", R"({"period":"2018","of":"units"})"));
    post("reports/" + report + "/verifications");
    wish("周小蓝");  // A correction.
    for (const std::string& one : {report, units}) ask("GET", "/api/v1/reports/" + one);
    ask("GET", "/api/v1/reports");
  }
  void know_who_works_here() {
    const std::string path =
        "/api/v1/users/" + id_of(post("users", R"({"name":"张三","roles":["clerk","reviewer"]})"));
    ask("PATCH", path, R"({"name":"张三丰"})");
    ask("GET", "/api/v1/users");
    ask("GET", "/api/v1/tasks?role=clerk");
    ask("POST", path + "/endings");
  }
  void run_the_node() {
    village_->peers.list.resize(1);
    village_->more_fullness = {{"commit_queue_requests", "Requests.", 1, 2}};
    for (const char* frame : {"a", "b"}) refuse(frame);
    ask("GET", "/api/v1/quarantine/1");
    ask("GET", "/api/v1/quarantine");
    post("quarantine/clearings", R"({"id":"1"})");
    for (const char* what :
         {"/healthz", "/metrics", "/api/v1/status", "/api/v1/places?at=431322", "/api/v1/nodes",
          "/api/v1/sync", "/api/v1/doctor", "/api/v1/logs?place=0", "/api/v1/verification?deep=true"})
      ask("GET", what);
    const std::string writer = model::to_hex(village_author_->writer.view());
    ask("GET", "/api/v1/logs/" + kVillage.text() + "/" + writer + "?from=1&limit=5");
    post("verification/logs", R"({"place":"431322106003","writer":)" + quoted(writer) + "}");
    ask("PUT", "/api/v1/parent", R"({"address":"10.0.0.5:7431"})");
    post("backup", R"({"path":"/b"})");
    support::TemporaryDirectory directory;
    const std::string path = (directory.path() / "b").string();
    ask("GET", "/api/v1/jobs/" + bundle(path));
    post("bundles/in", R"({"path":)" + quoted(path) + "}");
    import("futuo.csv");
    import("futuo.csv", "&dry_run=true&place=431322106003");
  }
  void set_the_programme() {
    ask("PUT", "/api/v1/policy",
        R"({"points":20,"publishers":["city","community"],"public_kinds":["veteran"]})");
    ask("GET", "/api/v1/policy");
    const std::string campaign = R"("first":"2018-07-15","last":"2018-08-01","targets":["veteran"]})";
    const std::string id = id_of(post("campaigns", R"({"name":"八一",)" + campaign));
    post("campaigns", R"({"name":"八一建军节","id":)" + quoted(id) + "," + campaign);
    post("campaigns/defaults", R"({"year":2018,"dry_run":true})");
    post("campaigns/defaults", R"({"year":2018})");
    ask("GET", "/api/v1/campaigns");
    ask("PUT", "/api/v1/places/431322107", R"({"name":"新镇","level":"town"})");
    ask("PUT", "/api/v1/places/431322107/successor", R"({"successor":"431322106"})");
    post("enrolments", R"({"place":"431322106777","name":"新村","level":"community"})");
    post("revocations", R"({"node":"431322106003","lost":true})");
    post("restore/done");
  }

  ApiOffice* at_ = nullptr;
};

TEST_F(ApiAnswers, of_every_route_are_as_openapi_says) {
  post("units", R"({"name":"审计局","place":"431322106003"})");
  ask("GET", "/api/v1/units?place=431322106003");
  walk_a_wish();
  hand_over_and_forget();
  settle_doubles();
  figure();
  look_after_volunteers();
  post("take_overs?place=431322106003&dry_run=true");
  for (const char* task : {"to_vet", "old", "suspected", "publisher_gone"})
    ask("GET", std::string("/api/v1/tasks?limit=5&task=") + task);
  ask("GET", "/api/v1/wishes?limit=500&q=x&hand_over=false&period=2018");
  know_who_works_here();
  run_the_node();
  ApiOffice city(world_, *city_author_);
  at_ = &city;
  set_the_programme();

  std::set<std::string> answered = village_->answered;
  answered.merge(city.answered);
  for (const ApiRoute& route : Api::routes())
    EXPECT_TRUE(answered.contains(std::string(route.method) + " " + std::string(route.path)))
        << route.method << " " << route.path << " was not asked";
}

}  // namespace
}  // namespace node
