#include "tools/bench/node_data.h"

#include "node/ledger/projector.h"
#include "node/ledger/sqlite_ledger.h"
#include "tools/bench/must.h"

namespace bench {

namespace fs = std::filesystem;

NodeData::NodeData(const fs::path& path) {
  directory_ = must(node::DataDirectory::open(path), "the data directory");
  ledger_path_ = directory_->ledger_path();
  sealer_ = std::make_unique<node::Sealer>(directory_->identity().data_key, random_);
  kv_ = must(node::RocksKv::open(directory_->store_path(), node::RocksKv::Mode::kOpen), "the store");
  const auto root_key = node::EventStore::stored_root_key(*kv_);
  expect(root_key.has_value(), "the store knows no city");
  store_ = must(node::EventStore::open(*kv_, *sealer_, *root_key), "the store");
  const auto fact = store_->fact(node::kWriterFact);
  const auto writer = fact ? model::WriterId::from(*fact) : std::nullopt;
  const auto authority = store_->authority();
  const model::Writer* known = writer ? authority->writer(*writer) : nullptr;
  expect(known != nullptr, "the node has no writer");
  writer_ = *writer;
  signer_ = model::make_ed25519_signer(directory_->identity().signing_seed);
  write_path_ = std::make_unique<node::WritePath>(*store_, clock_, random_,
                                                  node::WriterIdentity{writer_, known->place, signer_.get()},
                                                  [this](const wishsync::Committed&) {
                                                    if (hear_) hear_();
                                                  });
}

std::vector<model::EventRef> NodeData::write(std::vector<node::Draft> drafts, std::size_t import_rows) {
  std::vector<model::EventRef> written;
  std::vector<node::WriteRequest> requests;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (i % import_rows == 0)
      requests.push_back({node::Record{}, [&](const model::Result<node::Written>& done) {
                            const auto& events = must(done, "writing").events;
                            written.insert(written.end(), events.begin(), events.end());
                          }});
    std::get<node::Record>(requests.back().what).drafts.push_back(std::move(drafts[i]));
  }
  write_path_->commit_group(requests);
  return written;
}

void NodeData::take(std::vector<wishsync::CheckedRun> runs) {
  node::Commit commit;
  commit.runs = std::move(runs);
  node::WriteRequest request{std::move(commit), [](const auto& done) { must(done, "taking in"); }};
  write_path_->commit_group({&request, 1});
}

void NodeData::project() {
  const auto ledger = must(node::SqliteLedger::open(ledger_path_, node::kCountyMemory), "the ledger");
  node::Projector projector(*store_, *ledger, nullptr);
  while (projector.turn()) {
  }
  if (const auto error = projector.status().error) throw Failed("the ledger: " + error->en);
}

void copy_data(const fs::path& from, const fs::path& to) {
  fs::create_directory(to);
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    const fs::path at = to / fs::relative(entry.path(), from);
    if (entry.is_directory())
      fs::create_directory(at);
    else if (entry.path().extension() == ".sst")
      fs::create_hard_link(entry.path(), at);  // RocksDB never changes one, it only deletes it.
    else if (entry.is_regular_file())
      fs::copy_file(entry.path(), at);
  }
  const auto copy = must(node::DataDirectory::open(to), "the copied data directory");
  must(copy->anchor_here(), "the copied data directory");
}

}  // namespace bench
