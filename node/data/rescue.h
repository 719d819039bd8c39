// Rescue: what can still be read of a damaged store, as a bundle for a node that is whole.
//
// Log by log up to the damage; what lies behind it in a log can't be proved and stays. The store is not
// changed. Acknowledgements are not told: a damaged node's word is worth nothing.

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "node/data/bundles.h"

namespace node {

// The store as far as its logs hang together: their tips are the last signed events up to which nothing
// lacks. Reads all events once when it is made.
class ReadableReplica final : public wishsync::Replica {
 public:
  // `store` must outlive the replica. `logs`: of which events stand there, whether the store knows their tips
  // or not (RescueView::logs()).
  explicit ReadableReplica(const EventStore& store, std::span<const model::LogId> logs = {});

  // The branches that end before the tip that the store knew: from which event on, and that tip.
  [[nodiscard]] const std::vector<wishsync::BundleUnread>& lost() const { return lost_; }

  [[nodiscard]] std::shared_ptr<const model::Authority> authority() const override {
    return store_.authority();
  }
  [[nodiscard]] std::optional<model::NodeKey> signing_key(const model::LogId& log,
                                                          const model::Event* first) const override {
    return store_.signing_key(log, first);
  }
  void for_each_log(const LogVisitor& visit) const override;
  [[nodiscard]] std::vector<model::Tip> tips(const model::LogId& log) const override;
  [[nodiscard]] bool holds(const model::EventRef& event) const override { return store_.holds(event); }
  [[nodiscard]] std::optional<model::EventHash> on_branch(const model::LogId& log, const model::Tip& tip,
                                                          model::Seq seq) const override {
    return store_.on_branch(log, tip, seq);
  }
  [[nodiscard]] std::optional<wishsync::Run> read_run(const model::LogId& log, const model::Tip& until,
                                                      model::Seq from, std::size_t bytes_max,
                                                      bool with_parts) const override {
    return store_.read_run(log, until, from, bytes_max, with_parts);
  }
  [[nodiscard]] std::optional<model::Event> event(const model::EventRef& event) const override {
    return store_.event(event);
  }
  [[nodiscard]] std::optional<std::string> part(const model::EventRef& event) const override {
    return store_.part(event);
  }
  [[nodiscard]] std::vector<model::EventRef> absent_parts(const model::EventRef&,
                                                          std::size_t) const override {
    return {};
  }
  [[nodiscard]] std::optional<std::string> blob_chunk(const model::EventRef& event,
                                                      std::uint32_t index) const override {
    return store_.blob_chunk(event, index);
  }
  [[nodiscard]] std::optional<wishsync::Ack> own_ack(const model::LogId&) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<wishsync::ChangedLog> changed_since(std::uint64_t) const override { return {}; }
  [[nodiscard]] std::vector<wishsync::Ack> acks_since(const model::WriterId& writer,
                                                      std::uint64_t count) const override {
    return store_.acks_since(writer, count);
  }
  [[nodiscard]] std::vector<std::pair<model::WriterId, std::uint64_t>> ack_counts() const override {
    return {};
  }

 private:
  [[nodiscard]] std::vector<model::Tip> readable_tips(const model::LogId& log) const;

  const EventStore& store_;
  std::map<model::LogId, std::vector<model::Tip>> tips_;
  std::vector<wishsync::BundleUnread> lost_;
};

struct RescueOptions {
  std::filesystem::path data;
  std::filesystem::path out;
  std::optional<std::string> to;  // As `bundle out --to`; by default the nearest node above.
  bool all = false;               // Also what the receiver acknowledged.
};

struct Rescued {
  BundleWritten bundle;
  std::string to;  // For people.
};

// The node must not run. Errors of the data directory and of opening its store, of find_node() and
// node_above(), of write_bundle(); "store.damaged" where not even the list of nodes can be read.
[[nodiscard]] model::Result<Rescued> rescue_node(const RescueOptions& options);

}  // namespace node
