#include "node/data/rescue.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "node/data/bundle_files.h"
#include "node/data/data_directory.h"
#include "node/store/rocks_kv.h"
#include "node/store/store_rescue.h"

namespace node {

using model::Error;
using model::Event;
using model::EventHash;
using model::LogId;
using model::Result;
using model::Seq;
using model::Tip;

ReadableReplica::ReadableReplica(const EventStore& store, std::span<const LogId> logs) : store_(store) {
  std::map<LogId, std::vector<Tip>> known;
  for (const LogId& log : logs) known[log];  // Also those of which the heads can't be read.
  store.for_each_log([&](const LogId& log, std::span<const Tip> tips) {
    known[log] = {tips.begin(), tips.end()};
  });
  for (const auto& [log, tips] : known) {
    auto readable = readable_tips(log);
    for (const Tip& tip : tips) {
      if (std::find(readable.begin(), readable.end(), tip) != readable.end()) continue;
      Seq last{0};
      for (const Tip& end : readable) last = std::max(last, end.seq);
      lost_.push_back({log, std::min(last.next(), tip.seq), tip});
    }
    if (!readable.empty()) tips_[log] = std::move(readable);
  }
}

// The events of a log come ascending by seq, so each one's predecessor was seen before, if it is there.
std::vector<Tip> ReadableReplica::readable_tips(const LogId& log) const {
  std::unordered_map<EventHash, Tip, model::FixedBytesHash>
      signed_before;  // Of each event that hangs together.
  std::set<Tip> out;
  store_.for_each_event(log, [&](const Event& event) {
    const model::EventHeader& header = event.header();
    Tip before;
    if (header.seq.value > 1) {
      const auto at = signed_before.find(header.prev);
      if (at == signed_before.end()) return true;
      before = at->second;
    }
    const bool is_signed = store_.tip_signature(log, event.tip()).has_value();
    if (is_signed) {
      out.erase(before);
      out.insert(event.tip());
    }
    signed_before[event.hash()] = is_signed ? event.tip() : before;
    return true;
  });
  return {out.begin(), out.end()};
}

void ReadableReplica::for_each_log(const LogVisitor& visit) const {
  for (const auto& [log, tips] : tips_) visit(log, tips);
}

std::vector<Tip> ReadableReplica::tips(const LogId& log) const {
  const auto at = tips_.find(log);
  return at == tips_.end() ? std::vector<Tip>{} : at->second;
}

Result<Rescued> rescue_node(const RescueOptions& options) {
  SystemRandom random;
  const SystemClock clock;
  auto directory = DataDirectory::open(options.data);
  if (!directory) return directory.error();
  const Identity& identity = (*directory)->identity();
  const Sealer sealer(identity.data_key, random);
  auto kv = RocksKv::open((*directory)->store_path(), RocksKv::Mode::kRescue);
  if (!kv) return kv.error();
  const auto root_key = EventStore::stored_root_key(**kv);
  if (!root_key)
    return Error(
        "store.damaged",
        "not even the city's key can be read from this store; nothing can be rescued here: join anew",
        "连本市的密钥都无法读出，存储无法抢救；请重新加入");
  auto store = EventStore::open(**kv, sealer, *root_key, EventStore::Access::kRead);
  if (!store) return store.error();
  const auto signer = model::make_ed25519_signer(identity.signing_seed);
  const auto verifier = model::make_ed25519_verifier();
  const auto authority = (*store)->authority();
  const model::Node* self = authority->node_by_key(signer->key());
  if (!self)
    return Error("data.not_joined", "this node is not known in its own store; nothing can be rescued",
                 "存储中找不到本节点的登记，无法抢救");
  const OwnNode own(signer->key(), *root_key, self->place,
                    self->writers.empty() ? std::nullopt : std::optional(self->writers.back()));
  const auto to = options.to ? find_node(*authority, *options.to) : node_above(*authority, self->place, {});
  if (!to) return to.error();

  const auto logs = RescueView(**kv, sealer).logs();
  const ReadableReplica readable(**store, logs);
  FileBundleSink sink(options.out);
  auto written = write_bundle(BundleSender{readable, own, *signer, *verifier, clock, random},
                              BundleOptions{*to, options.all}, sink);
  if (!written) return written.error();
  written->unread.insert(written->unread.begin(), readable.lost().begin(), readable.lost().end());
  std::string whom = node_text(*authority, written->to, written->place);
  return Rescued{std::move(*written), std::move(whom)};
}

}  // namespace node
