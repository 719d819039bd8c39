// The disk of a simulated machine: a MemoryKv that can be full, fail, be damaged, and lose power in the
// middle of a write.
//
// As kv.h promises and RocksKv keeps it: a write that came back is durable; one that power cut is there
// as a whole or not at all, since the log heals a torn batch; one that came back as failed may be there
// once the store is opened again, unless a later write went well; a read that meets damage stops the
// program, but for one of a chunk of a blob, which gives the empty string. That a program stops, here or at a
// power cut, is ProcessEnds, thrown through the product and caught by the world's loop, which then takes down
// the process.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "node/store/memory_kv.h"

namespace simulation {

struct ProcessEnds {
  enum class Why { kPowerCut, kDamage };
  Why why;
};

class Disk final : public node::Kv {
 public:
  Disk() : kv_(std::make_unique<node::MemoryKv>()) {}
  // A copy of what another disk holds durably; its faults are not copied.
  [[nodiscard]] std::unique_ptr<Disk> copy() const;

  [[nodiscard]] std::optional<std::string> get(node::Family family, std::string_view key) const override;
  void scan(node::Family family, std::string_view from, std::string_view to,
            const Visitor& visit) const override;
  void scan_back(node::Family family, std::string_view from, std::string_view before,
                 const Visitor& visit) const override;
  [[nodiscard]] model::Result<> write(const node::KvBatch& batch) override;
  [[nodiscard]] model::Result<> purge(node::Family family, const std::vector<std::string>& keys) override;

  // ---- Faults ----
  // Power goes at the nth write from now on (1: the next): before it is durable, or right after.
  void cut_power_at(std::uint64_t nth_write, bool durable);
  void spare_power() { cut_.reset(); }
  // Asked before every write whether power goes at it: nothing, or whether the write is durable by then.
  using AskCut = std::function<std::optional<bool>()>;
  void ask_at_every_write(AskCut ask) { ask_ = std::move(ask); }
  void set_full(bool full) { full_ = full; }
  [[nodiscard]] bool full() const { return full_; }
  // The next `count` writes fail to become durable.
  void fail_syncs(std::uint64_t count) { failing_ = count; }
  // Reading this key meets damage from now on.
  void damage(node::Family family, std::string key) { damaged_.emplace(family, std::move(key)); }
  // Whether somebody has to mend it: the program can't go on with it. Chunks of blobs come again from
  // elsewhere.
  [[nodiscard]] bool damaged() const;
  [[nodiscard]] bool damaged(node::Family family, const std::string& key) const {
    return damaged_.contains({family, key});
  }
  // The process has ended; `lands`: a write that had failed is there after all.
  void close(bool lands);
  [[nodiscard]] bool doubtful() const { return doubtful_.has_value(); }
  // How often a write was refused.
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

  // What is durable, faults aside; for invariants.
  [[nodiscard]] const node::MemoryKv& contents() const { return *kv_; }

 private:
  void meet_damage(node::Family family, std::string_view key) const;
  void forget_damage(const node::KvBatch& batch);
  // Whether power goes now, and if so whether the write is durable.
  [[nodiscard]] std::optional<bool> cut_now();
  [[nodiscard]] model::Result<> change(const node::KvBatch& batch,
                                       const std::function<model::Result<>()>& apply);

  std::unique_ptr<node::MemoryKv> kv_;
  struct Cut {
    std::uint64_t nth;
    bool durable;
  };
  std::optional<Cut> cut_;
  AskCut ask_;
  bool full_ = false;
  std::uint64_t failing_ = 0;
  std::optional<node::KvBatch> doubtful_;
  std::set<std::pair<node::Family, std::string>> damaged_;
  mutable bool stopped_by_damage_ = false;
  std::uint64_t refused_ = 0;
};

}  // namespace simulation
