// Files of a wish over the API.

#include "api_fixture.h"

namespace node {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class ApiAttachments : public ApiTest {
 protected:
  ApiAttachments() : at_("/api/v1/wishes/" + std::string(add().at("id").as_string()) + "/attachments") {}

  ApiResponse upload(const std::string& bytes, const std::string& query = "") {
    return village_->api().handle({"POST", at_ + query, "application/octet-stream", "en", bytes});
  }
  const std::string at_;
  const std::string bytes_ = "\xff\xd8\xff" + std::string(300'000, 'p');
};

TEST_F(ApiAttachments, go_up_and_come_down_unchanged) {
  const ApiResponse up = upload(bytes_, "?purpose=proof&name=%E6%A3%89%E8%A2%AB.jpg&on=2018-07-01&remark=x");
  ASSERT_EQ(up.status, 201u) << up.body;
  const json::object view = object(up);
  EXPECT_EQ(view.at("purpose"), "proof");
  EXPECT_EQ(view.at("name"), "棉被.jpg");
  EXPECT_EQ(view.at("media_type"), "image/jpeg");
  EXPECT_EQ(view.at("bytes").as_int64(), static_cast<std::int64_t>(bytes_.size()));
  EXPECT_EQ(view.at("on"), "2018-07-01");
  EXPECT_EQ(view.at("here"), true);
  EXPECT_EQ(get(at_).at("attachments").as_array().size(), 1u);
  const json::object wish = get(at_.substr(0, at_.rfind('/')));
  EXPECT_EQ(wish.at("attachments").as_array().at(0), json::value(view));

  const ApiResponse down = call("GET", at_ + "/" + std::string(view.at("id").as_string()));
  EXPECT_EQ(down.status, 200u);
  EXPECT_EQ(down.content_type, "image/jpeg");
  ASSERT_TRUE(down.file);
  EXPECT_EQ(down.file->bytes, bytes_.size());
  EXPECT_EQ(down.file->disposition,
            "attachment; filename=\"file.jpg\"; filename*=UTF-8''%E6%A3%89%E8%A2%AB.jpg");
  std::string got;
  for (std::uint32_t i = 0; i < down.file->pieces; ++i) got += down.file->piece(i).value_or("?");
  EXPECT_EQ(got, bytes_);
}

TEST_F(ApiAttachments, are_refused_with_what_to_do) {
  EXPECT_EQ(problem(upload("GIF89a")), "415 attachment.bad_type");
  EXPECT_EQ(problem(upload("")), "400 attachment.empty");
  EXPECT_EQ(problem(upload(bytes_, "?purpose=selfie")), "400 request.bad_parameter");
  EXPECT_EQ(problem(upload(bytes_, "?claim=" + model::uuid_text(model::SubjectId{{9}}))),
            "404 claim.unknown");
  EXPECT_EQ(problem(call("GET", at_ + "/17")), "404 attachment.unknown");
  EXPECT_EQ(problem(call("GET", at_ + "/" + std::string(64, '0'))), "404 attachment.unknown");
}

TEST_F(ApiAttachments, end_short_where_they_are_erased_meanwhile) {
  const json::object view = object(upload(bytes_));
  const ApiResponse down = call("GET", at_ + "/" + std::string(view.at("id").as_string()));
  ASSERT_TRUE(down.file);
  ASSERT_EQ(call("POST", at_.substr(0, at_.rfind('/')) + "/erasures").status, 200u);
  EXPECT_EQ(down.file->piece(0), std::nullopt);
  EXPECT_EQ(problem(call("GET", at_ + "/" + std::string(view.at("id").as_string()))), "404 blob.unknown");
}

}  // namespace
}  // namespace node
