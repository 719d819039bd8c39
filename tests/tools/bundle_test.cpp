// bundle out and in against a fake node.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tools/wishctl/app.h"
#include "tools/wishctl/fields.h"

namespace wishctl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kMade = R"({"job":"ab12","kind":"bundle_out","state":"done",
 "progress":{"step":"verify","done":9,"total":9,"events":12,"bytes":2048},
 "result":{"to":{"key":"8a41b2c3d4e5f6a7","place":"431322","place_name":"新化县","name":"县"},"events":12,
 "parts":3,"acks":20,"volumes":2,"bytes":2048,"verified":true,"unread":[]},"problem":null})";
constexpr const char* kGap = R"({"job":"ab12","kind":"bundle_in","state":"failed",
 "progress":{"step":"read","done":9,"total":9,"events":12,"bytes":2048},
 "result":{"from":{"key":"8a41b2c3d4e5f6a7","place":"431322106003","place_name":"上团村","name":"村"},
 "made_at":"2018-06-22T03:04:05.000Z","events":12,"events_new":5,"parts":3,"parts_new":2,"acks":20,"acks_new":1,
 "volumes":1,"bytes":2048,"refused":[]},"problem":{"code":"bundle.gap","en":"first the other","zh":"先读另一个"}})";
constexpr const char* kNothing = R"({"job":"ab12","kind":"bundle_in","state":"failed",
 "progress":{"step":"","done":0,"total":0,"events":0,"bytes":0},"result":null,
 "problem":{"code":"bundle.not_for_us","en":"for another","zh":"给别人的"}})";
constexpr const char* kRunning = R"({"job":"ab12","kind":"bundle_out","state":"running",
 "progress":{"step":"write","done":30,"total":120,"events":30,"bytes":5120},"result":null,"problem":null})";

struct BundleCommands : ::testing::Test {
  class FakeTransport : public Transport {
   public:
    explicit FakeTransport(BundleCommands& test) : test_(test) {}
    Outcome<HttpResponse> exchange(const HttpRequest& request) override {
      test_.asked.push_back(request.method + " " + request.target);
      if (request.method == "POST") {
        test_.body = json::parse(request.body);
        return HttpResponse{202, R"({"job":"ab12"})"};
      }
      return HttpResponse{200, test_.views.size() > 1 ? test_.next() : test_.views.front()};
    }

   private:
    BundleCommands& test_;
  };

  std::string next() {
    std::string out = views.front();
    views.erase(views.begin());
    return out;
  }
  Ending wishctl(std::vector<std::string> args) {
    args.insert(args.begin(), {"--data", "d"});
    Surroundings surroundings;
    surroundings.progress = [this](const std::string& line) { lines.push_back(line); };
    surroundings.pause = [this](std::chrono::milliseconds) { ++pauses; };
    surroundings.connect = [this](const Address&, Lang) { return std::make_unique<FakeTransport>(*this); };
    return run(args, surroundings);
  }

  std::vector<std::string> views;  // What the job says, one after another; the last one for good.
  std::vector<std::string> asked;
  std::vector<std::string> lines;
  json::value body;
  int pauses = 0;
};

TEST_F(BundleCommands, OutTellsToWhomWhatAndThatItWasVerified) {
  views = {kRunning, kRunning, kMade};
  const Ending end = wishctl({"bundle", "out", "/media/usb/b", "--to", "新化县"});
  EXPECT_EQ(end.status, ExitStatus::kDone) << end.err;
  EXPECT_THAT(end.out, AllOf(HasSubstr("新化县 (431322) 8a41b2c3d4e5"), HasSubstr("12 events, 3 parts"),
                             HasSubstr("20 acknowledgements"), HasSubstr("verified"), HasSubstr("2 files"),
                             HasSubstr("/media/usb/b.2")));
  EXPECT_EQ(body, json::parse(R"({"path":"/media/usb/b","all":false,"to":"新化县"})"));
  EXPECT_THAT(asked, ElementsAre("POST /api/v1/bundles/out", "GET /api/v1/jobs/ab12", "GET /api/v1/jobs/ab12",
                                 "GET /api/v1/jobs/ab12"));
  EXPECT_THAT(lines.front(), AllOf(HasSubstr("writing 25 %"), HasSubstr("30 events"), HasSubstr("5.0 KiB")));
  EXPECT_EQ(pauses, 2);
  EXPECT_THAT(wishctl({"bundle", "out", "/b", "--lang", "zh"}).out,
              AllOf(HasSubstr("已为 新化县"), HasSubstr("已读回校验")));
}

TEST_F(BundleCommands, JsonIsOneDocumentAtTheEnd) {
  views = {kRunning, kMade};
  const Ending end = wishctl({"bundle", "out", "/b", "--all", "--json"});
  const json::value document = json::parse(end.out);
  EXPECT_EQ(document.at("events"), 12);
  EXPECT_EQ(document.at("verified"), true);
  EXPECT_TRUE(document.at("problem").is_null());
  EXPECT_THAT(end.err, IsEmpty());
}

TEST_F(BundleCommands, ARelativeFileIsTheOneBesideThePersonWhoAsks) {
  views = {kMade};
  ASSERT_EQ(wishctl({"bundle", "out", "b"}).status, ExitStatus::kDone);
  EXPECT_EQ(text_field(body, "path"), (std::filesystem::current_path() / "b").string());
}

TEST_F(BundleCommands, WhatWasTakenIsToldBesideTheProblem) {
  views = {kGap};
  const Ending end = wishctl({"bundle", "in", "/b"});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_THAT(end.out, AllOf(HasSubstr("上团村"), HasSubstr("events: 12, of which 5 new"),
                             HasSubstr("acknowledgements: 20, of which 1 new")));
  EXPECT_EQ(end.err, "wishctl: first the other\n");
  const Ending chinese = wishctl({"bundle", "in", "/b", "--lang", "zh"});
  EXPECT_THAT(chinese.out, HasSubstr("事件：12，其中新的 5"));
  EXPECT_EQ(chinese.err, "wishctl: 先读另一个\n");
  EXPECT_EQ(text_field(field(json::parse(wishctl({"bundle", "in", "/b", "--json"}).out), "problem"), "code"),
            "bundle.gap");
}

TEST_F(BundleCommands, WhereNothingWasTakenThereIsAProblemAlone) {
  views = {kNothing};
  const Ending end = wishctl({"bundle", "in", "/b", "--json"});
  EXPECT_EQ(end.status, ExitStatus::kRefused);
  EXPECT_EQ(text_field(json::parse(end.out), "code"), "bundle.not_for_us");
  EXPECT_EQ(end.err, "wishctl: for another\n");
}

TEST_F(BundleCommands, AllAndSinceLastExcludeEachOther) {
  EXPECT_EQ(wishctl({"bundle", "out", "/b", "--all", "--since-last"}).status, ExitStatus::kWrongUsage);
  EXPECT_EQ(wishctl({"bundle", "out"}).status, ExitStatus::kWrongUsage);
  EXPECT_THAT(asked, IsEmpty());
}

}  // namespace
}  // namespace wishctl
