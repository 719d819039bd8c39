#include "node/desk/desk.h"

#include <thread>

#include "node/limits.h"

namespace node {

using model::Error;
using model::Result;

Desk::Desk(const DeskParts& parts, DeskSettings settings)
    : parts_(parts),
      settings_(std::move(settings)),
      started_ms_(parts.clock.wall_ms()),
      reports_(std::make_unique<ReportDesk>(*this, parts_)),
      entered_(parts.store, parts.own) {}

Desk::~Desk() = default;

Result<> Desk::catch_up() const {
  // Waiting for a ledger whose disk is full would only keep from whoever asks what is to be done.
  const Projector::Status projected = parts_.projector.status();
  if (projected.error && projected.error->code == "disk.full" && projected.cursor < projected.last_arrival)
    return *projected.error;
  const auto deadline = std::chrono::steady_clock::now() + kReadOwnWriteMs;
  bool ready = parts_.projector_thread.wait_until(parts_.store.last_arrival(), deadline);
  // Loading the texts after a start has no end to be told of; it takes a moment.
  while (ready && !parts_.texts.loaded()) {
    if (std::chrono::steady_clock::now() >= deadline) ready = false;
    std::this_thread::sleep_for(kTextsLookAgainMs);
  }
  if (!ready)
    return Error("ledger.behind", "the node is still taking in what it received; try again in a minute",
                 "节点仍在整理已收到的数据；请一分钟后再试");
  return {};
}

void Desk::wait_for(std::uint64_t arrival) const {
  // What was written is durable whether or not the ledger shows it in time; the answer is then read
  // from the store, and lists follow a little later.
  (void)parts_.projector_thread.wait_until(arrival, std::chrono::steady_clock::now() + kReadOwnWriteMs);
}

model::Date Desk::today() const { return model::Date::in_china(parts_.clock.wall_ms()); }

std::string Desk::place_name(model::PlaceCode code) const {
  const auto authority = parts_.store.authority();
  const model::Place* place = authority->place(code);
  return place ? place->name : "";
}

void Desk::set_http_address(const std::string& address) {
  const std::lock_guard lock(http_mutex_);
  http_address_ = address;
}

}  // namespace node
