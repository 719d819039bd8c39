#include "tools/simulation/disk.h"

#include <algorithm>

namespace simulation {

using model::Error;
using model::Result;
using node::Family;
using node::KvBatch;

std::unique_ptr<Disk> Disk::copy() const {
  auto out = std::make_unique<Disk>();
  out->kv_ = kv_->copy();
  return out;
}

void Disk::meet_damage(Family family, std::string_view key) const {
  if (damaged_.empty() || !damaged_.contains({family, std::string(key)})) return;
  stopped_by_damage_ = true;
  throw ProcessEnds{ProcessEnds::Why::kDamage};
}

bool Disk::damaged() const {
  return stopped_by_damage_ ||
         std::ranges::any_of(damaged_, [](const auto& at) { return at.first != Family::kBlob; });
}

std::optional<std::string> Disk::get(Family family, std::string_view key) const {
  if (family == Family::kBlob && !damaged_.empty() && damaged(family, std::string(key))) return "";
  meet_damage(family, key);
  return kv_->get(family, key);
}

void Disk::scan(Family family, std::string_view from, std::string_view to, const Visitor& visit) const {
  if (damaged_.empty()) return kv_->scan(family, from, to, visit);
  kv_->scan(family, from, to, [&](std::string_view key, std::string_view value) {
    meet_damage(family, key);
    return visit(key, value);
  });
}

void Disk::scan_back(Family family, std::string_view from, std::string_view before,
                     const Visitor& visit) const {
  if (damaged_.empty()) return kv_->scan_back(family, from, before, visit);
  kv_->scan_back(family, from, before, [&](std::string_view key, std::string_view value) {
    meet_damage(family, key);
    return visit(key, value);
  });
}

// What is written anew can be read again.
void Disk::forget_damage(const KvBatch& batch) {
  if (damaged_.empty()) return;
  for (const KvBatch::Operation& operation : batch.operations())
    damaged_.erase({operation.family, operation.key});
}

std::optional<bool> Disk::cut_now() {
  if (ask_)
    if (const auto durable = ask_()) return durable;
  if (!cut_ || --cut_->nth != 0) return std::nullopt;
  const bool durable = cut_->durable;
  cut_.reset();
  return durable;
}

Result<> Disk::change(const KvBatch& batch, const std::function<Result<>()>& apply) {
  if (full_) {
    ++refused_;
    return Error("disk.full", "the disk is full; make room", "磁盘已满；请腾出空间");
  }
  if (failing_ > 0) {
    --failing_;
    ++refused_;
    doubtful_ = batch;
    return Error("disk.failed", "the disk failed; check it", "磁盘故障；请检查");
  }
  if (const auto durable = cut_now()) {
    if (*durable) {
      doubtful_.reset();
      (void)apply();
    }
    throw ProcessEnds{ProcessEnds::Why::kPowerCut};
  }
  doubtful_.reset();
  return apply();
}

Result<> Disk::write(const KvBatch& batch) {
  if (batch.empty()) return {};
  return change(batch, [&] {
    forget_damage(batch);
    return kv_->write(batch);
  });
}

Result<> Disk::purge(Family family, const std::vector<std::string>& keys) {
  KvBatch removals;
  for (const std::string& key : keys) removals.remove(family, key);
  return change(removals, [&] {
    forget_damage(removals);
    return kv_->purge(family, keys);
  });
}

void Disk::cut_power_at(std::uint64_t nth_write, bool durable) { cut_ = Cut{nth_write, durable}; }

void Disk::close(bool lands) {
  if (doubtful_ && lands) (void)kv_->write(*doubtful_);
  doubtful_.reset();
  cut_.reset();
  failing_ = 0;
}

}  // namespace simulation
