// The network edge of the HTTP API: HTTP/1.1 on a socket file in the data directory (for wishctl on the
// same machine) and, if asked, on a loopback address (for a browser on the same machine).
//
// All network work runs on one strand of the io_context that main passes in; the API's calls, which
// wait for the disk, run on a small pool of threads. Whoever can open the socket file is the owner of
// the node; on the loopback address a page of some website could knock, so requests must name this
// address as their host (against DNS rebinding) and must not come from a page of another origin.
//
// The io_context must outlive the server, and its threads run until run() returns by itself: stop()
// lets requests in work finish and then nothing is left to do.

#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "model/result.h"
#include "node/api/api_message.h"
#include "node/api/http_request.h"
#include "node/limits.h"

namespace boost::asio {
class io_context;
}

namespace node {

struct HttpLimits {
  unsigned read_timeout_ms = kHttpReadMsMax;  // For a whole request once its first byte came.
  unsigned idle_timeout_ms = kHttpIdleMsMax;  // For the first byte of the next request.
  unsigned write_timeout_ms = kHttpWriteMsMax;
};

class HttpServer {
 public:
  // Called on threads of the pool, several at a time. Must not throw.
  using Handler = std::function<ApiResponse(const ApiRequest&)>;

  HttpServer(boost::asio::io_context& io, Handler handler, HttpLimits limits = {});
  // Stops; waits for requests that are in work.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Serves on DIRECTORY/api.sock, readable by the owner alone. The caller holds the directory's lock,
  // so a socket that already stands there is a left-over and is replaced. Error "http.socket_failed".
  [[nodiscard]] model::Result<> listen_socket(const std::filesystem::path& directory);

  // Serves on "ADDR:PORT", e.g. 127.0.0.1:8080 or [::1]:0; returns the address with the real port.
  // Errors "http.bad_address", "http.not_loopback", "http.address_in_use", "http.listen_failed".
  [[nodiscard]] model::Result<std::string> listen_address(const std::string& address);

  // Connections that are open now. From any thread.
  [[nodiscard]] std::size_t connections() const;

  // From any thread, more than once. No new requests; those in work are answered, then all is closed.
  void stop();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace node
