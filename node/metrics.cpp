#include "node/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>

namespace node {

namespace {

using Bounds = prometheus::Histogram::BucketBoundaries;

// From a solid state disk that answers at once to a stick that does not.
const Bounds kSyncSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
const Bounds kGroupRequests{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
const Bounds kGroupEvents{0, 1, 4, 16, 64, 256, 1024, 4096, 16384, 65536};
// From a page out of memory to a backup.
const Bounds kRequestSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60};

double seconds(std::chrono::nanoseconds took) { return std::chrono::duration<double>(took).count(); }

prometheus::MetricFamily family_of(const Reading& reading) {
  const bool counter = reading.kind == Reading::Kind::kCounter;
  prometheus::MetricFamily out;
  out.name = reading.name;
  out.help = reading.help;
  out.type = counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  for (const Sample& sample : reading.samples) {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
    (counter ? metric.counter.value : metric.gauge.value) = sample.value;
    out.metric.push_back(std::move(metric));
  }
  return out;
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;

  prometheus::Counter& commits = counter("wishtree_commits_total", "Groups of requests made durable.");
  prometheus::Counter& events =
      counter("wishtree_committed_events_total", "Events made durable that were new here.");
  prometheus::Histogram& group_requests =
      histogram("wishtree_commit_requests", "Requests that one commit made durable.", kGroupRequests);
  prometheus::Histogram& group_events =
      histogram("wishtree_commit_events", "New events that one commit made durable.", kGroupEvents);
  prometheus::Counter& written =
      counter("wishtree_store_written_bytes_total", "Bytes written into the store's log, as batches.");
  prometheus::Histogram& sync_seconds = histogram(
      "wishtree_store_fsync_seconds", "One write into the store's log with its fsync.", kSyncSeconds);
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("wishtree_http_requests_total")
          .Help("Requests to the HTTP API, by method, pattern of the path and class of status.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& request_seconds =
      prometheus::BuildHistogram()
          .Name("wishtree_http_request_seconds")
          .Help("Work for one request to the HTTP API, by method and pattern of the path.")
          .Register(registry);

  Impl() {
    prometheus::BuildGauge()
        .Name("process_start_time_seconds")
        .Help("When the process started, by its clock, in seconds since 1970.")
        .Register(registry)
        .Add({})
        .SetToCurrentTime();
  }

 private:
  prometheus::Counter& counter(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }
  prometheus::Histogram& histogram(const char* name, const char* help, const Bounds& bounds) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, bounds);
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::committed(std::size_t requests, std::size_t events) {
  impl_->commits.Increment();
  impl_->events.Increment(static_cast<double>(events));
  impl_->group_requests.Observe(static_cast<double>(requests));
  impl_->group_events.Observe(static_cast<double>(events));
}

void Metrics::synced(std::chrono::nanoseconds took, std::size_t bytes) {
  impl_->written.Increment(static_cast<double>(bytes));
  impl_->sync_seconds.Observe(seconds(took));
}

void Metrics::answered(std::string_view method, std::string_view route, unsigned status,
                       std::chrono::nanoseconds took) {
  prometheus::Labels labels{{"method", std::string(method)}, {"route", std::string(route)}};
  impl_->request_seconds.Add(labels, kRequestSeconds).Observe(seconds(took));
  labels["status"] = std::to_string(status / 100) + "xx";
  impl_->requests.Add(labels).Increment();
}

std::string Metrics::text(const Readings& readings) const {
  auto families = impl_->registry.Collect();
  std::transform(readings.begin(), readings.end(), std::back_inserter(families), family_of);
  // A family that has nothing to say yet says nothing.
  std::erase_if(families, [](const auto& family) { return family.metric.empty(); });
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace node
