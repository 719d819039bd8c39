// A request of HTTP/1.1 out of bytes, with the network taken out: all that is done with what anybody
// sends before the API sees it. The server gives it what comes; tests and fuzzers, anything.
//
// A reader reads one request. However its bytes are cut into pieces, the same request comes out, or
// none; what is kept while more is awaited stays within kHttpHeaderBytesMax and kHttpBodyBytesMax.
// Not thread-safe. The parser behind it is Beast's, which this header keeps out of those who include it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "node/api/api_message.h"

namespace node {

class HttpRequestReader {
 public:
  enum class State {
    kMore,     // Give more bytes.
    kGoAhead,  // The client waits for a "100 Continue" before it sends the body; then take() again.
    kWhole,    // The request is there.
    kRefused,  // What was sent is no request that the API should see; refusal() answers it.
  };

  // `port`: of the loopback address that the request came to, which it must name as its host; 0 for a
  // socket file, whose openers are trusted.
  explicit HttpRequestReader(std::uint16_t port);
  ~HttpRequestReader();
  HttpRequestReader(const HttpRequestReader&) = delete;
  HttpRequestReader& operator=(const HttpRequestReader&) = delete;

  // Takes what it can use off the front of `bytes`. What is left at kMore is to be given again with
  // more behind it; what is left at kWhole belongs to the next request.
  [[nodiscard]] State take(std::string_view& bytes);

  // Once, at kWhole.
  [[nodiscard]] ApiRequest release();
  [[nodiscard]] bool refused() const;
  // At kRefused. Its status is 400, 403, 413, 431 or 505, its codes begin with "http.".
  [[nodiscard]] ApiResponse refusal() const;

  // At kWhole, also after release(): whether the client goes on with this connection.
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }
  // For the answer: 10 or 11, and whether it may have a body.
  [[nodiscard]] unsigned version() const;
  [[nodiscard]] bool head_only() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  bool keep_alive_ = false;
};

}  // namespace node
