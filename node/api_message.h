// A request to the HTTP API and its answer, without the network: what node/http_server.h hands to
// node/api.h, and what tests hand to it directly.

#pragma once

#include <string>

namespace node {

struct ApiRequest {
  std::string method;           // "GET", …
  std::string target;           // Path and query as they came, still percent-encoded.
  std::string content_type;     // As it came; empty where there was none.
  std::string accept_language;  // As it came; empty where there was none.
  std::string body;
  bool through_socket = false;  // From the owner of the data directory, through the socket in it.
};

struct ApiResponse {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::string allow;  // Of a 405: the methods that the path knows.
};

}  // namespace node
