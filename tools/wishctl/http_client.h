// HTTP/1.1 to a node, through the socket in its data directory or through TCP. One connection a
// request; no redirects, no chunked requests, every step under a timeout. The only file of wishctl
// that includes Beast is http_client.cpp. Blocks the calling thread.

#pragma once

#include <chrono>
#include <functional>

#include "tools/wishctl/limits.h"
#include "tools/wishctl/transport.h"

namespace wishctl {

struct Timeouts {
  std::chrono::milliseconds connect = kConnectTimeout;
  std::chrono::milliseconds answer = kAnswerTimeout;
  std::chrono::milliseconds slow_answer = kSlowAnswerTimeout;
};

class HttpClient : public Transport {
 public:
  using OnWait = std::function<void(std::chrono::milliseconds elapsed)>;

  // `on_wait` is called every kProgressEvery while the node works on a slow request.
  explicit HttpClient(Address address, OnWait on_wait = {}, Timeouts timeouts = {});
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] Outcome<HttpResponse> exchange(const HttpRequest& request) override;

 private:
  Address address_;
  OnWait on_wait_;
  Timeouts timeouts_;
};

}  // namespace wishctl
