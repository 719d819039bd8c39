// What goes into a bundle: the same frames as on the wire, counted from the receiver's last word.
//
// The receiver's word is the truth here too: what was put into earlier bundles is remembered nowhere. A
// log is told from the newest event that the receiver's newest writer acknowledged; its other branches
// from where they left that; due parts that it said it lacks once more. Then the acknowledgements: our
// own about every log that both carry and, // on the way down, those of all above us. They are told whole
// and in rising order, as a conversation would from the count 0 on. Last come the chunks of blobs, so that
// what a stick has no room for are these: from the first blob on that the receiver did not say it holds.
//
// Pure, over a Replica. Not thread-safe; what the Replica gets meanwhile waits for the next bundle.

#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sync/frame.h"

namespace wishsync {

struct BundleRoute {
  model::PlaceCode from;  // Our place, and our writer.
  std::optional<model::WriterId> from_writer;
  model::PlaceCode to;
  std::optional<model::WriterId> to_writer;  // The receiver's newest; nothing: it is told everything.

  // The end of the link whose share both carry.
  [[nodiscard]] model::PlaceCode lower(const model::Authority& authority) const {
    return authority.at_or_above(to, from) ? from : to;
  }
};

// Where the receiver is behind in one branch of a log.
struct BundlePiece {
  model::LogId log;
  model::Tip target;
  model::Seq next;           // The first event to tell; above target.seq: none.
  model::Seq parts_from;     // Of events that the receiver holds already, parts may lack from here
  model::Seq parts_to;       // up to here; below parts_from: none.
  model::Seq blobs_from{1};  // Blobs that events from here on name may lack, up to the target.
  [[nodiscard]] std::uint64_t events() const {
    return target.seq < next ? 0 : target.seq.value - next.value + 1;
  }
};

// In the order in which they are told: place 0 first, and there the words of higher writers, on which
// those of lower ones rest. `all`: as if nothing had been acknowledged.
[[nodiscard]] std::vector<BundlePiece> plan_bundle(const Replica& replica, const BundleRoute& route,
                                                   bool all);

struct BundleFrame {
  Frame frame;
  std::uint64_t events = 0;
  std::uint64_t parts = 0;
  std::uint64_t acks = 0;
  std::uint64_t chunks = 0;
};

// A branch that could not be read on from some event: its store is damaged.
struct BundleUnread {
  model::LogId log;
  model::Seq from;
  model::Tip target;
};

// Calls `visit` with every frame in order, until it returns an error, which is then returned. What
// can't be read is left out and said in the result; the other logs go on.
using BundleVisitor = std::function<model::Result<>(const BundleFrame&)>;
[[nodiscard]] model::Result<std::vector<BundleUnread>> tell_bundle(const Replica& replica,
                                                                   const BundleRoute& route,
                                                                   const std::vector<BundlePiece>& pieces,
                                                                   const BundleVisitor& visit);

}  // namespace wishsync
