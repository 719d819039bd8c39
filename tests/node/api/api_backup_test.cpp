// Backups and the end of a restore, asked of the API.

#include "api_fixture.h"
#include "node/store/store_hiding.h"

namespace node {
namespace {

class BackupApiTest : public ApiTest {
 protected:
  ApiResponse through_socket(const std::string& body) {
    return village_->api().handle({"POST", "/api/v1/backup", "application/json", "en", body, true});
  }
};

TEST_F(BackupApiTest, a_backup_is_made_for_the_owner_of_the_data_directory_alone) {
  std::vector<BackupOrder> orders;
  const auto make = village_->back_up;
  village_->back_up = [&](const BackupOrder& order) {
    orders.push_back(order);
    return make(order);
  };
  EXPECT_EQ(refused("POST", "/api/v1/backup", R"({"path":"/b"})"), "403 request.socket_only");
  EXPECT_EQ(orders.size(), 0u);

  const ApiResponse made = through_socket(R"({"path":"/b"})");
  EXPECT_EQ(made.status, 201u) << made.body;
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].directory, "/b");
  EXPECT_EQ(orders[0].place, support::kVillage);
  EXPECT_EQ(orders[0].writer, village_author_->writer);
  EXPECT_EQ(orders[0].made_at_ms, support::kNoonMs);
  const auto body = object(made);
  EXPECT_EQ(body.at("events"), 7);
  EXPECT_EQ(body.at("arrival"), 5);
  EXPECT_EQ(body.at("files"), 1);
  EXPECT_EQ(body.at("bytes"), 16);
  EXPECT_EQ(body.at("made_at"), "2018-06-25T04:00:00.000Z");
  EXPECT_EQ(get("/api/v1/status").at("backup_at"), "2018-06-25T04:00:00.000Z");

  EXPECT_EQ(problem(through_socket("{}")), "400 request.bad_field");
  EXPECT_EQ(problem(through_socket(R"({"path":"/b","to":"x"})")), "400 request.unknown_field");
}

TEST_F(BackupApiTest, a_backup_that_fails_says_why_and_is_not_remembered) {
  for (const auto& [code, said] :
       {std::pair("backup.running", "409 backup.running"),
        std::pair("backup.bad_path", "400 backup.bad_path"),
        std::pair("backup.not_whole", "500 backup.not_whole"),
        std::pair("backup.interrupted", "503 backup.interrupted"),
        std::pair("data.denied", "403 data.denied"), std::pair("file.missing", "422 file.missing"),
        std::pair("disk.full", "503 disk.full")}) {
    const model::Error error(code, "en", "zh");
    village_->back_up = [&](const BackupOrder&) { return error; };
    EXPECT_EQ(problem(through_socket(R"({"path":"/b"})")), said);
  }
  EXPECT_TRUE(get("/api/v1/status").at("backup_at").is_null());
}

TEST_F(BackupApiTest, what_is_hidden_is_null_with_a_reason_beside_it) {
  const auto wish = add();
  ASSERT_TRUE(village_->committer().record({{}, hide_facts(support::kNoonMs)}).has_value());
  const auto status = get("/api/v1/status");
  EXPECT_EQ(status.at("parts_hidden").at("code"), "parts.hidden");
  EXPECT_EQ(status.at("parts_hidden_since"), "2018-06-25T04:00:00.000Z");
  EXPECT_TRUE(get("/api/v1/wishes/" + std::string(wish.at("id").as_string())).at("name").is_null());
  EXPECT_EQ(get("/api/v1/wishes?q=x").at("incomplete").at("code"), "parts.hidden");
  EXPECT_TRUE(get("/api/v1/wishes").at("incomplete").is_null());
  const auto log =
      get("/api/v1/logs/" + support::kVillage.text() + "/" + model::to_hex(village_author_->writer.view()));
  EXPECT_EQ(log.at("events").as_array().back().at("part"), "hidden");
  EXPECT_EQ(refused("POST", "/api/v1/restore/done", "{}"), "409 restore.has_parent");
}

TEST_F(BackupApiTest, the_end_of_a_restore_is_said_at_the_root) {
  ApiOffice city(world_, *city_author_);
  const auto say = [&] { return city.api().handle({"POST", "/api/v1/restore/done", "", "en", ""}); };
  EXPECT_EQ(object(say()).at("revealed"), false);
  ASSERT_TRUE(city.committer().record({{}, hide_facts(1)}).has_value());
  EXPECT_EQ(object(say()).at("revealed"), true);
  EXPECT_FALSE(city.store().parts_hidden());
}

}  // namespace
}  // namespace node
