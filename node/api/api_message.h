// A request to the HTTP API and its answer, without the network: what node/api/http_server.h hands to
// node/api/api.h, and what tests hand to it directly.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace node {

struct ApiRequest {
  std::string method;           // "GET", …
  std::string target;           // Path and query as they came, still percent-encoded.
  std::string content_type;     // As it came; empty where there was none.
  std::string accept_language;  // As it came; empty where there was none.
  std::string body;
  bool through_socket = false;  // From the owner of the data directory, through the socket in it.
  std::string user = {};        // The header Wishtree-User as it came: in whose name. Empty: nobody's.
};

// The body of an answer that is too large to be held for everyone who reads slowly.
struct ApiFile {
  std::string disposition;  // The header Content-Disposition.
  std::uint64_t bytes = 0;
  std::uint32_t pieces = 0;
  // From any thread, while the API lives; waits for the disk. Nothing where it is not there any more: the
  // answer ends short then.
  std::function<std::optional<std::string>(std::uint32_t index)> piece;
};

struct ApiResponse {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::string allow;                           // Of a 405: the methods that the path knows.
  std::optional<ApiFile> file = std::nullopt;  // In place of the body.
};

}  // namespace node
