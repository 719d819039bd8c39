// Who this node is: its keys, which never change, and its place and writer, which it gets by joining;
// the writer changes when the node goes on as a new one. Thread-safe.

#pragma once

#include <mutex>
#include <optional>

#include "model/ids.h"

namespace node {

class OwnNode {
 public:
  // `place` is known from the join code on; the writer once the node has opened one.
  OwnNode(const model::NodeKey& key, const model::NodeKey& root_key, model::PlaceCode place,
          std::optional<model::WriterId> writer = std::nullopt)
      : key_(key), root_key_(root_key), place_(place), writer_(writer) {}
  OwnNode(const OwnNode&) = delete;
  OwnNode& operator=(const OwnNode&) = delete;

  [[nodiscard]] const model::NodeKey& key() const { return key_; }
  [[nodiscard]] const model::NodeKey& root_key() const { return root_key_; }
  [[nodiscard]] model::PlaceCode place() const { return place_; }
  // Nothing while the node has not finished joining.
  [[nodiscard]] std::optional<model::WriterId> writer() const {
    const std::lock_guard lock(mutex_);
    return writer_;
  }
  void set_writer(const model::WriterId& writer) {
    const std::lock_guard lock(mutex_);
    writer_ = writer;
  }

 private:
  const model::NodeKey key_;
  const model::NodeKey root_key_;
  const model::PlaceCode place_;
  mutable std::mutex mutex_;
  std::optional<model::WriterId> writer_;  // Guarded by mutex_.
};

}  // namespace node
