// What comes on one connection to the HTTP API: any bytes are read as requests or refused, and as the
// same requests however they are cut into pieces; each request is answered by the API of a village's office.
//
// The office knows one wish and forgets what a request changed, so that each input begins anew.

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "fuzz/targets.h"
#include "node/api/http_request.h"
#include "node/desk/office.h"
#include "node/limits.h"
#include "node/metrics.h"

namespace fuzz {
namespace {

using model::check;
using node::ApiRequest;
using node::ApiResponse;
using node::HttpRequestReader;

constexpr std::uint16_t kPort = 8080;
constexpr std::size_t kRequestsMax = 16;

// What a connection came to.
struct Conversation {
  std::vector<ApiRequest> requests;
  std::optional<ApiResponse> refusal;  // The end of it.
};

// Reads as the server does, from a socket that gives `piece_bytes` at once.
Conversation converse(std::string_view bytes, std::size_t piece_bytes) {
  Conversation out;
  std::size_t given = 0, used = 0;
  bool keep = true;
  while (keep && out.requests.size() < kRequestsMax) {
    HttpRequestReader reader(kPort);
    for (;;) {
      std::string_view buffer = bytes.substr(used, given - used);
      const auto state = reader.take(buffer);
      used = given - buffer.size();
      if (state == HttpRequestReader::State::kWhole || state == HttpRequestReader::State::kRefused) break;
      if (state == HttpRequestReader::State::kGoAhead) continue;
      check(buffer.size() <= node::kHttpHeaderBytesMax, "what waits for more is bounded");
      if (given == bytes.size()) return out;
      given = std::min(given + piece_bytes, bytes.size());
    }
    if (reader.refused()) {
      out.refusal = reader.refusal();
    } else {
      out.requests.push_back(reader.release());
      check(out.requests.back().body.size() <= node::kHttpBodyBytesMax, "a body is within its limit");
    }
    keep = reader.keep_alive();
  }
  return out;
}

// Nonsense may be refused a little earlier when more of it comes at once.
bool agree(const Conversation& whole, const Conversation& in_pieces) {
  const auto same = [](const ApiRequest& x, const ApiRequest& y) {
    return x.method == y.method && x.target == y.target && x.content_type == y.content_type &&
           x.accept_language == y.accept_language && x.body == y.body && x.user == y.user;
  };
  return std::equal(whole.requests.begin(), whole.requests.end(), in_pieces.requests.begin(),
                    in_pieces.requests.end(), same) &&
         (whole.refusal || !in_pieces.refusal);
}

// Figures for Prometheus and the bytes of a file are no JSON; all else is.
bool is_json(const ApiResponse& answer) {
  return answer.status >= 400 || (!answer.file && answer.content_type != node::Metrics::kContentType);
}

void check_answer(const ApiResponse& answer) {
  check(answer.status >= 200 && answer.status < 600, "an answer has a status");
  if (!is_json(answer)) return;
  boost::json::error_code error;
  const boost::json::value body = boost::json::parse(answer.body, error);
  check(!error && body.is_object(), "an answer is a JSON object");
  if (answer.status < 400) return;
  const boost::json::object& problem = body.get_object();
  check(answer.content_type == "application/problem+json", "a refusal is a problem");
  check(problem.at("status").as_int64() == answer.status, "a problem repeats its status");
  for (const char* key : {"title", "detail", "code", "en", "zh"})
    check(!problem.at(key).as_string().empty(), "a problem has its words");
  check(problem.at("code").as_string().find('.') != boost::json::string::npos, "its code is dotted");
}

class Village {
 public:
  Village() {
    world_.declare_tree();
    (void)world_.enrol(support::kCity);
    support::Author& author = world_.enrol(support::kVillage);
    (void)world_.register_wish(author, support::kVillage);
    office_ = std::make_unique<support::Office>(world_, author);
  }
  // Whether the request changed something.
  bool answer(const ApiRequest& request) {
    const ApiResponse answer = office_->api().handle(request);
    check_answer(answer);
    check(answer.status < 500, "no request makes the node fail");
    const bool asked_only = request.method == "GET" || request.method == "HEAD" ||
                            answer.body.find("\"dry_run\":true") != std::string::npos;
    return answer.status < 300 && !asked_only;
  }

 private:
  support::World world_;
  std::unique_ptr<support::Office> office_;
};

// Made once OpenSSL is at work, so that its threads end before OpenSSL does.
std::unique_ptr<Village>& village() {
  static std::unique_ptr<Village> village = std::make_unique<Village>();
  return village;
}

}  // namespace

bool http(std::string_view bytes) {
  const Conversation whole = converse(bytes, bytes.size() + 1);
  const std::size_t piece_bytes = 1 + bytes.size() / 1024;
  check(agree(whole, converse(bytes, piece_bytes)), "how bytes are cut into pieces changes nothing");
  if (whole.refusal) check_answer(*whole.refusal);
  bool changed = false;
  for (const ApiRequest& request : whole.requests) changed |= village()->answer(request);
  if (changed) village() = std::make_unique<Village>();
  return !whole.requests.empty() && !whole.refusal;
}

}  // namespace fuzz
