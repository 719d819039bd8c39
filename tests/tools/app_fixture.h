// wishctl from arguments to output, against a fake node that answers by request and remembers what it was
// asked. A test says answers(…), then wishctl({…}), then what came out and what was sent.

#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tools/wishctl/app.h"
#include "tools/wishctl/fields.h"

namespace wishctl {

struct FakeNode {
  std::map<std::string, HttpResponse> answers;  // By "METHOD target".
  std::vector<HttpRequest> asked;
};

class FakeTransport : public Transport {
 public:
  explicit FakeTransport(FakeNode& node) : node_(node) {}
  Outcome<HttpResponse> exchange(const HttpRequest& request) override {
    node_.asked.push_back(request);
    const auto it = node_.answers.find(request.method + " " + request.target);
    if (it != node_.answers.end()) return it->second;
    return HttpResponse{
        404,
        R"({"type":"x","title":"t","status":404,"code":"path.unknown","detail":"No.","zh":"没有。","en":"No."})"};
  }

 private:
  FakeNode& node_;
};

class App : public ::testing::Test {
 protected:
  App() {
    std::string name = (std::filesystem::temp_directory_path() / "wishctl_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    directory_ = name;
  }
  ~App() override { std::filesystem::remove_all(directory_); }

  void answers(const std::string& request, const std::string& body, unsigned status = 200) {
    node_.answers[request] = {status, body};
  }
  Ending wishctl(std::vector<std::string> args) {
    args.insert(args.begin(), {"--data", "d"});
    Surroundings surroundings;
    surroundings.now = parse_time("2018-06-22T04:00:00Z").value();
    surroundings.confirm = confirm_;
    surroundings.user = user_;
    surroundings.connect = [this](const Address&, Lang) { return std::make_unique<FakeTransport>(node_); };
    return run(args, surroundings);
  }
  std::string file(const std::string& name, const std::string& bytes) {
    std::ofstream(directory_ / name, std::ios::binary) << bytes;
    return (directory_ / name).string();
  }
  json::value asked_body() { return json::parse(node_.asked.back().body); }

  FakeNode node_;
  std::filesystem::path directory_;
  std::function<bool(const std::string&)> confirm_;
  std::string user_;  // As the environment names them.
};

}  // namespace wishctl
