// The node's HTTP API as calls: requests in JSON, answers as documents, refusals as failures.
// Source: node/openapi.yaml.

#pragma once

#include <string>
#include <string_view>

#include "tools/wishctl/fields.h"
#include "tools/wishctl/transport.h"

namespace wishctl {

struct Answer {
  std::string document;  // The node's own bytes, for --json.
  json::value value;
};

// A path below /api/v1 with its parameters; what is put in is percent-encoded.
class Target {
 public:
  // `segments` are joined with "/".
  explicit Target(std::initializer_list<std::string_view> segments);
  Target& with(std::string_view name, std::string_view value);
  // Leaves the parameter out where there is no value.
  Target& with_if(std::string_view name, const std::optional<std::string>& value);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_ = "/api/v1";
  bool has_parameters_ = false;
};

class Api {
 public:
  // `transport` must outlive the Api.
  // `user`: in whose name requests are made, a name or an id; empty: nobody's.
  Api(Transport& transport, Address address, Lang lang, std::string_view user = {});

  [[nodiscard]] Outcome<Answer> get(const Target& target) { return send("GET", target, {}, {}, false); }
  [[nodiscard]] Outcome<Answer> get_slowly(const Target& target) { return send("GET", target, {}, {}, true); }
  [[nodiscard]] Outcome<Answer> post(const Target& target, const json::object& body);
  [[nodiscard]] Outcome<Answer> post_slowly(const Target& target, const json::object& body);
  [[nodiscard]] Outcome<Answer> put(const Target& target, const json::object& body);
  [[nodiscard]] Outcome<Answer> patch(const Target& target, const json::object& body);
  [[nodiscard]] Outcome<Answer> upload(const Target& target, std::string bytes);
  // The bytes of a file.
  [[nodiscard]] Outcome<std::string> download(const Target& target);

 private:
  [[nodiscard]] Outcome<Answer> send(std::string method, const Target& target, std::string body,
                                     std::string content_type, bool slow);

  Transport& transport_;
  Address address_;
  Lang lang_;
  std::string user_;  // Percent-encoded.
};

// A failure as a problem document (RFC 9457) of the shape that nodes send; `status` is 0 where no
// node answered.
[[nodiscard]] std::string problem_document(const model::Error& error, unsigned status, Lang lang);

}  // namespace wishctl
