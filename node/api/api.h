// The HTTP API: requests to the desk and its answers as JSON. node/openapi.yaml describes every path,
// field and problem; a test holds the two together.
//
// Strict on what comes in: an unknown parameter or field, or a wrong type, is refused by name, so that
// a misspelt one never passes for "not given". Refusals are application/problem+json (RFC 9457) with a
// stable code, in English and in Chinese. /metrics alone answers in the format of Prometheus.
//
// A request may say in whose name it is made; what the desk writes in it then bears that person (acting.h).
//
// Nothing of the network is known here: node/api/http_server.h carries the messages, tests call handle().
// From any thread.

#pragma once

#include <span>
#include <string_view>

#include "node/api/api_message.h"
#include "node/desk/desk.h"
#include "node/metrics.h"

namespace node {

struct ApiRoute {
  std::string_view method;
  std::string_view path;  // "/api/v1/wishes/{wish}": a name in braces stands for one segment.
};

class Api {
 public:
  // Both must outlive the Api.
  Api(Desk& desk, Metrics& metrics) : desk_(desk), metrics_(metrics) {}

  // Never throws. A HEAD is answered as a GET; the server leaves the body away.
  [[nodiscard]] ApiResponse handle(const ApiRequest& request) const;

  // All that there are, as openapi.yaml has them.
  [[nodiscard]] static std::span<const ApiRoute> routes();

 private:
  [[nodiscard]] ApiResponse guarded(const ApiRequest& request, std::string_view& route) const;
  // `route`: the pattern that the path fits, once that is known.
  [[nodiscard]] ApiResponse dispatch(const ApiRequest& request, std::string_view& route) const;

  Desk& desk_;
  Metrics& metrics_;
};

}  // namespace node
