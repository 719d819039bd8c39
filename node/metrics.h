// What the node counts as it runs, and /metrics, which shows that together with the desk's readings in the
// text format of Prometheus (version 0.0.4).
//
// run.cpp builds one and tells it to whoever has something to count. Counting touches atomics and, of a
// histogram, a lock of its own: once for each commit, each fsync and each request, never for an event.
// From any thread. metrics.cpp is the only includer of prometheus-cpp.

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "node/desk/readings.h"

namespace node {

class Metrics {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // One group was made durable: how many requests and new events it had.
  void committed(std::size_t requests, std::size_t events);
  // The store's log was written and fsynced.
  void synced(std::chrono::nanoseconds took, std::size_t bytes);
  // A request to the HTTP API. `method` and `route` are words of our own (a pattern of a path, never the
  // path), so that there are few of them.
  void answered(std::string_view method, std::string_view route, unsigned status,
                std::chrono::nanoseconds took);

  // All of it, the readings behind what is counted here.
  [[nodiscard]] std::string text(const Readings& readings) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace node
