// Bundles between the nodes of a Pipes: volumes in memory instead of a stick.

#pragma once

#include <gtest/gtest.h>

#include "node/data/memory_bundle.h"
#include "tests/support/pipes.h"

namespace support {

using Volumes = std::vector<std::string>;

// Commits at once.
class DirectQueue final : public node::CommitQueue {
 public:
  explicit DirectQueue(Node& to) : to_(to) {}
  void submit(node::WriteRequest request) override {
    model::Result<node::Written> out = node::Written{};
    if (auto* record = std::get_if<node::Record>(&request.what))
      out = to_.record(std::move(*record));
    else if (auto done = to_.commit(std::move(std::get<node::Commit>(request.what))); !done)
      out = done.error();
    if (request.done) request.done(std::move(out));
  }
  [[nodiscard]] model::Result<node::Written> record(node::Record record) override {
    return to_.record(std::move(record));
  }

 private:
  Node& to_;
};

// What a node needs to write and read bundles.
class Stick {
 public:
  Stick(Pipes& world, Node& self)
      : queue_(self),
        own_(self.signer().key(), world.root_key(), self.place(), self.writer()),
        clock_(world.now_ms()),
        random_(world.random()()),
        context_{self.store(),          queue_, own_,   self.signer(), world.verifier(),
                 self.sealing_secret(), clock_, random_} {}

  [[nodiscard]] const node::BundleContext& context() const { return context_; }
  [[nodiscard]] model::Result<node::BundleWritten> write(const node::BundleOptions& options, Volumes& out) {
    node::MemoryBundleSink sink;
    auto written = write_bundle(context_, options, sink);
    out = std::move(sink.volumes);
    return written;
  }
  [[nodiscard]] model::Result<node::BundleRead> read(const Volumes& volumes) {
    node::MemoryBundleSource source(volumes);
    return read_bundle(context_, source);
  }

 private:
  DirectQueue queue_;
  node::OwnNode own_;
  node::ManualClock clock_;
  node::SeededRandom random_;
  node::BundleContext context_;
};

// The volumes of a bundle from one node to another.
inline Volumes bundle(Pipes& world, Node& from, const Node& to, bool all = false,
                      std::uint64_t volume_bytes_max = wishsync::kBundleVolumeBytesMax) {
  Volumes out;
  const auto written = Stick(world, from).write({to.signer().key(), all, volume_bytes_max}, out);
  EXPECT_TRUE(written) << written.error().code;
  return out;
}

// Takes it in; an assertion if anything is wrong with it.
inline node::BundleRead take(Pipes& world, Node& to, const Volumes& volumes) {
  auto read = Stick(world, to).read(volumes);
  EXPECT_TRUE(read) << read.error().code << ": " << read.error().en;
  if (!read) return {};
  EXPECT_FALSE(read->problem) << read->problem->code << ": " << read->problem->en;
  return std::move(*read);
}

}  // namespace support
