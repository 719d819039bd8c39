// A node's data directory, opened by this process in place of wishnode: what a bench fills before it starts
// the node, and what it measures where the network has no part in it.
//
// Store, write path and ledger are the product's own. One thread at a time, as the write path says.

#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "node/data/data_directory.h"
#include "node/data/write_path.h"
#include "node/store/event_store.h"
#include "node/store/rocks_kv.h"

namespace bench {

class NodeData {
 public:
  // Of a node that has a writer.
  explicit NodeData(const std::filesystem::path& path);
  NodeData(const NodeData&) = delete;
  NodeData& operator=(const NodeData&) = delete;

  // Writes the drafts as imports of so many rows do, all with one fsync. Where they were written.
  std::vector<model::EventRef> write(std::vector<node::Draft> drafts, std::size_t import_rows);
  // Takes in what others wrote.
  void take(std::vector<wishsync::CheckedRun> runs);
  // Brings the ledger up to date.
  void project();
  // Is called after each group that was committed, on the writing thread.
  void on_committed(std::function<void()> hear) { hear_ = std::move(hear); }

  [[nodiscard]] node::EventStore& store() { return *store_; }
  [[nodiscard]] node::WritePath& write_path() { return *write_path_; }
  [[nodiscard]] const model::WriterId& writer() const { return writer_; }
  [[nodiscard]] const std::filesystem::path& ledger_path() const { return ledger_path_; }

 private:
  node::SystemRandom random_;
  node::SystemClock clock_;
  std::unique_ptr<node::DataDirectory> directory_;
  std::filesystem::path ledger_path_;
  std::unique_ptr<node::Sealer> sealer_;
  std::unique_ptr<node::RocksKv> kv_;
  std::unique_ptr<node::EventStore> store_;
  std::unique_ptr<model::Signer> signer_;
  model::WriterId writer_;
  std::function<void()> hear_;
  std::unique_ptr<node::WritePath> write_path_;
};

// Copies the data of a node that is not running, and makes the copy believe that it was always there: for
// the same beginning of each run. The two must never meet.
void copy_data(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace bench
