// Where whoever wants something written puts it. Committer (node/data/committer.h) is the one of a running
// node; the simulator has one in virtual time.

#pragma once

#include "node/data/write_path.h"

namespace node {

class CommitQueue {
 public:
  virtual ~CommitQueue() = default;
  // Thread-safe. For peers and the node itself. The request's `done` is called once it is durable, or
  // refused.
  virtual void submit(WriteRequest request) = 0;
  // For people and programs: waits until the record is durable. Errors as `done` hears them; "node.busy"
  // where too many wait (node/limits.h).
  [[nodiscard]] virtual model::Result<Written> record(Record record) = 0;
};

}  // namespace node
