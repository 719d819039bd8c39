// Where whoever wants something written puts it. Committer (node/committer.h) is the one of a running
// node; the simulator has one in virtual time.

#pragma once

#include "node/write_path.h"

namespace node {

class CommitQueue {
 public:
  virtual ~CommitQueue() = default;
  // Thread-safe. The request's `done` is called once it is durable, or refused: with "node.busy", before
  // this returns, where too many wait (node/limits.h).
  virtual void submit(WriteRequest request) = 0;
  // Waits until the record is durable. Errors as `done` hears them.
  [[nodiscard]] virtual model::Result<Written> record(Record record) = 0;
};

}  // namespace node
