#include "node/data/bundle_desk.h"

#include "node/data/bundle_files.h"

namespace node {

using model::Error;
using model::Result;

namespace {

Result<> check_path(const std::string& path) {
  if (std::filesystem::path(path).is_absolute()) return {};
  return Error("bundle.path_not_absolute",
               "the path of a bundle begins with /, as the node runs in a directory of its own",
               "交换包的路径须以 / 开头，因为节点在自己的目录中运行");
}

BundleWatcher watcher_of(const Jobs::Watcher& watch) {
  return [&watch](const BundleProgress& p) {
    return watch({std::string(p.step), p.done, p.total, p.events, p.bytes});
  };
}

// What could not be read is a damage of our own store: it is told, though the bundle was made.
std::optional<Error> complaint_of(const BundleWritten& written) {
  if (written.unread.empty()) return std::nullopt;
  const std::string count = std::to_string(written.unread.size());
  return Error(
      "bundle.unreadable",
      "the bundle was made without " + count +
          " branches of logs that this node can't read; its store is damaged: look at wishctl verify",
      "交换包已生成，但有 " + count + " 份日志读不出；本节点的存储已损坏，请用 wishctl verify 检查");
}

}  // namespace

Result<model::NodeKey> BundleDesk::receiver(const std::optional<std::string>& to) const {
  const auto authority = context_.store.authority();
  if (to) return find_node(*authority, *to);
  std::optional<model::NodeKey> parent;
  for (const PeerStatus& peer : peers_.peers())
    if (peer.is_parent && !peer.key.is_zero()) parent = peer.key;
  return node_above(*authority, context_.own.place(), parent);
}

Result<std::string> BundleDesk::begin_out(const std::string& path, const std::optional<std::string>& to,
                                          bool all) {
  if (auto good = check_path(path); !good) return good.error();
  const auto whom = receiver(to);
  if (!whom) return whom.error();
  return jobs_.begin("bundle_out",
                     [context = context_, path, options = BundleOptions{*whom, all}](const auto& watch) {
                       FileBundleSink sink(path);
                       auto written = write_bundle(context, options, sink, watcher_of(watch));
                       if (!written) return JobOutcome{{}, written.error()};
                       auto complaint = complaint_of(*written);
                       return JobOutcome{std::move(*written), std::move(complaint)};
                     });
}

Result<std::string> BundleDesk::begin_in(const std::string& path) {
  if (auto good = check_path(path); !good) return good.error();
  return jobs_.begin("bundle_in", [context = context_, path](const auto& watch) {
    FileBundleSource source(path);
    auto read = read_bundle(context, source, watcher_of(watch));
    if (!read) return JobOutcome{{}, read.error()};
    auto problem = read->problem;
    return JobOutcome{std::move(*read), std::move(problem)};
  });
}

}  // namespace node
