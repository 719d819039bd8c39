// Attaching files to a wish and getting them back, against a fake node.

#include <gmock/gmock.h>

#include "app_fixture.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Attaching : public App {};

const std::string kFileId(64, 'a');
const std::string kFile = R"({"id":")" + kFileId +
                          R"(","purpose":"photo","claim":null,"on":"2018-07-01","by_place":"431322106003",
 "name":"quilt.jpg","remark":"on the day","media_type":"image/jpeg","bytes":1572864,"here":false,"damaged":false,"beyond_limit":false})";

TEST_F(Attaching, SendsTheBytesWithWhatIsSaidOfThem) {
  const std::string path = file("quilt.jpg", "\xff\xd8\xff photo");
  answers(
      "POST /api/v1/wishes/w/attachments?name=quilt.jpg&purpose=proof&claim="
      "0190c5a4-7e2b-7c3d-8e4f-0123456789ab&remark=x",
      kFile, 201);
  const Ending end = wishctl({"wish", "attach", "w", path, "--purpose", "证明材料", "--claim",
                              "0190c5a4-7e2b-7c3d-8e4f-0123456789ab", "--remark", "x"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(node_.asked.back().body, "\xff\xd8\xff photo");
  EXPECT_THAT(end.out, AllOf(HasSubstr("quilt.jpg"), HasSubstr("1.5 MiB"), HasSubstr(kFileId)));
}

TEST_F(Attaching, RefusesWhatIsTooLargeOrUnknownBeforeItAsks) {
  const std::string large = file("large.jpg", std::string((20u << 20) + 1, 'x'));
  const Ending end = wishctl({"wish", "attach", "w", large});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.err, HasSubstr("20 MiB"));
  EXPECT_EQ(wishctl({"wish", "attach", "w", large, "--purpose", "selfie"}).status, ExitStatus::kWrongUsage);
  EXPECT_TRUE(node_.asked.empty());
}

TEST_F(Attaching, ListsFilesInBothLanguages) {
  answers("GET /api/v1/wishes/w/attachments", R"({"attachments":[)" + kFile + "]}");
  EXPECT_THAT(wishctl({"wish", "attachments", "w"}).out,
              AllOf(HasSubstr("quilt.jpg, photo, 1.5 MiB, 2018-07-01, on the day"), HasSubstr("on its way"),
                    HasSubstr(kFileId)));
  EXPECT_THAT(wishctl({"wish", "attachments", "w", "--lang", "zh"}).out,
              AllOf(HasSubstr("照片"), HasSubstr("尚未完整传到")));
  for (const auto& [key, en, zh] : {std::tuple("damaged", "damaged on this node's disk", "已损坏"),
                                    std::tuple("beyond_limit", "not kept here", "未保存")}) {
    std::string file = kFile;
    const std::string flag = std::string(key) + "\":";
    file.replace(file.find(flag), flag.size() + 5, flag + "true");
    answers("GET /api/v1/wishes/w/attachments", R"({"attachments":[)" + file + "]}");
    EXPECT_THAT(wishctl({"wish", "attachments", "w"}).out,
                AllOf(HasSubstr(en), Not(HasSubstr("on its way"))));
    EXPECT_THAT(wishctl({"wish", "attachments", "w", "--lang", "zh"}).out, HasSubstr(zh));
  }
  answers("GET /api/v1/wishes/w/attachments", R"({"attachments":[]})");
  EXPECT_THAT(wishctl({"wish", "attachments", "w"}).out, HasSubstr("Nothing is attached"));
}

TEST_F(Attaching, WritesAFileAsItCameAndOverwritesNone) {
  const std::string bytes = std::string("\xff\xd8\xff\0\n", 5);
  answers("GET /api/v1/wishes/w/attachments/" + kFileId, bytes);
  const std::string out = (directory_ / "out.jpg").string();
  const Ending end = wishctl({"wish", "attachment", "w", kFileId, "--out", out, "--json"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_EQ(json::parse(end.out).at("bytes"), 5);
  std::ifstream in(out, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), bytes);
  EXPECT_EQ(wishctl({"wish", "attachment", "w", kFileId, "--out", out}).status, ExitStatus::kRefused);
  EXPECT_EQ(wishctl({"wish", "attachment", "w", std::string(64, 'b'), "--out", out + "2"}).status,
            ExitStatus::kRefused);
  EXPECT_FALSE(std::filesystem::exists(out + "2"));
}

}  // namespace
}  // namespace wishctl
