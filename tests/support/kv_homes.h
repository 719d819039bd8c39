// Where a store's Kv stands in tests that run over both twins.

#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "node/store/memory_kv.h"
#include "node/store/rocks_kv.h"

namespace node {

// Keeps its contents across reopen(), as a memory that outlives a process would.
class MemoryHome {
 public:
  MemoryKv& kv() { return *kv_; }
  [[nodiscard]] const MemoryKv& kv() const { return *kv_; }
  void reopen() { kv_ = kv_->copy(); }

 private:
  std::unique_ptr<MemoryKv> kv_ = std::make_unique<MemoryKv>();
};

class RocksHome {
 public:
  RocksHome() {
    std::string name = (std::filesystem::temp_directory_path() / "kv_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    directory_ = name;
    kv_ = RocksKv::open(directory_, RocksKv::Mode::kCreate).value();
  }
  ~RocksHome() {
    kv_.reset();
    std::filesystem::remove_all(directory_);
  }
  RocksHome(const RocksHome&) = delete;
  RocksHome& operator=(const RocksHome&) = delete;

  Kv& kv() { return *kv_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  void reopen() {
    kv_.reset();
    kv_ = RocksKv::open(directory_, RocksKv::Mode::kOpen).value();
  }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<RocksKv> kv_;
};

using KvHomes = ::testing::Types<MemoryHome, RocksHome>;

}  // namespace node
