// What this node knows of the nodes it exchanges logs with, for `wishctl sync` and status.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.h"
#include "model/result.h"

namespace node {

struct PeerStatus {
  bool is_parent = false;  // Otherwise a child.
  std::string address;     // HOST:PORT; of the connection, or where the parent is tried.
  model::NodeKey key;      // Zero while it has not introduced itself.
  model::PlaceCode place;
  std::string name;
  bool connected = false;
  bool in_step = false;               // Connected, and neither side lacks anything.
  std::uint64_t opened_ms = 0;        // When this conversation was opened; 0: it was not. Wall clock.
  std::uint64_t last_seen_ms = 0;     // The same; 0: never.
  std::uint64_t last_in_step_ms = 0;  // The same; since this process started.
  std::uint64_t we_lack_events = 0;   // As far as the peer has told.
  std::uint64_t we_lack_parts = 0;
  std::uint64_t peer_lacks_events = 0;
  std::uint64_t bytes_in = 0;  // Since this process started, on the wire.
  std::uint64_t bytes_out = 0;
  std::int64_t credit_used_bytes = 0;      // What came from it and is not durable yet.
  std::int64_t clock_offset_ms = 0;        // The peer's clock minus ours, at the handshake.
  std::string release;                     // Of the peer's program; empty where it is not known.
  std::optional<model::Error> last_error;  // Why the last conversation ended, or was refused.
  std::uint64_t next_try_ms = 0;           // For a parent that is not connected.
};

// Implemented by the links; thread-safe.
class PeerBoard {
 public:
  virtual ~PeerBoard() = default;
  [[nodiscard]] virtual std::vector<PeerStatus> peers() const = 0;
  // The address at which children reach this node's sync port; empty if it has none open.
  [[nodiscard]] virtual std::string sync_address() const = 0;
  // From now on the parent is reached there. Empty: no parent.
  virtual void set_parent(const std::string& address) = 0;
};

}  // namespace node
