// Bundles as people ask for them: by the name of a file on this machine, as jobs. From any thread.

#pragma once

#include <optional>
#include <string>

#include "node/data/bundles.h"
#include "node/data/jobs.h"
#include "node/peers.h"

namespace node {

class BundleDesk {
 public:
  // What the context names must outlive `jobs`, and this with `peers` the desk.
  BundleDesk(const BundleContext& context, const PeerBoard& peers, Jobs& jobs)
      : context_(context), peers_(peers), jobs_(jobs) {}
  BundleDesk(const BundleDesk&) = delete;
  BundleDesk& operator=(const BundleDesk&) = delete;

  // Both return the id of the job. Error "bundle.path_not_absolute", "job.busy"; begin_out() also those
  // of find_node() and node_above().
  [[nodiscard]] model::Result<std::string> begin_out(const std::string& path,
                                                     const std::optional<std::string>& to, bool all);
  [[nodiscard]] model::Result<std::string> begin_in(const std::string& path);
  [[nodiscard]] std::optional<JobView> job(const std::string& id) const { return jobs_.view(id); }

 private:
  [[nodiscard]] model::Result<model::NodeKey> receiver(const std::optional<std::string>& to) const;

  const BundleContext context_;
  const PeerBoard& peers_;
  Jobs& jobs_;
};

}  // namespace node
