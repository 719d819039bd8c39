// What tests of the store on disk share: a store in a directory of its own, and words for what is done
// to it and to its files.

#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "node/store/rocks_kv.h"

namespace node {

inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  std::string bytes(stream ? static_cast<std::size_t>(stream.tellg()) : 0, 0);
  stream.seekg(0);
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

inline void write_file(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << bytes;
}

// Never a zero byte: a run of them is what a write that never reached the disk looks like.
inline std::string random_bytes(std::size_t size) {
  static std::mt19937_64 generator(20260101);
  std::uniform_int_distribution<int> byte(1, 255);
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(byte(generator));
  return out;
}

class RocksKvTest : public ::testing::Test {
 protected:
  RocksKvTest() {
    std::string name = (std::filesystem::temp_directory_path() / "kv_rocks_XXXXXX").string();
    model::check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
    home_ = name;
  }
  ~RocksKvTest() override {
    kv_.reset();
    std::filesystem::remove_all(home_);
  }

  [[nodiscard]] std::filesystem::path directory() const { return home_ / "store"; }
  void create() { kv_ = RocksKv::open(directory(), RocksKv::Mode::kCreate).value(); }
  void reopen() {
    kv_.reset();
    kv_ = RocksKv::open(directory(), RocksKv::Mode::kOpen).value();
  }
  void put(std::string key, std::string value, Family family = Family::kLog) {
    KvBatch batch;
    batch.put(family, std::move(key), std::move(value));
    ASSERT_TRUE(kv_->write(batch).has_value());
  }
  // Moves everything to tables without erasing anything.
  void flush() { ASSERT_TRUE(kv_->purge(Family::kMeta, {"unknown"}).has_value()); }

  // The only log file of the closed store that has anything in it.
  [[nodiscard]] std::filesystem::path wal() const {
    std::filesystem::path out;
    for (const auto& entry : std::filesystem::directory_iterator(directory()))
      if (entry.path().extension() == ".log" && entry.file_size() > 0) {
        EXPECT_TRUE(out.empty());
        out = entry.path();
      }
    return out;
  }
  [[nodiscard]] static std::string code_of_opening(const std::filesystem::path& directory,
                                                   RocksKv::Mode mode = RocksKv::Mode::kOpen) {
    const auto opened = RocksKv::open(directory, mode);
    return opened ? "ok" : opened.error().code;
  }
  [[nodiscard]] static std::string keys(const Kv& kv, Family family = Family::kLog) {
    std::string out;
    kv.scan(family, "", "", [&](std::string_view key, std::string_view) {
      out += key;
      return true;
    });
    return out;
  }
  [[nodiscard]] bool on_disk(std::string_view bytes) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory()))
      if (entry.is_regular_file() && read_file(entry.path()).find(bytes) != std::string::npos) return true;
    return false;
  }

  std::filesystem::path home_;
  std::unique_ptr<RocksKv> kv_;
};

}  // namespace node
