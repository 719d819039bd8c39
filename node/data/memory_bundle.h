// The volumes of a bundle in memory: the twin of node/data/bundle_files.h, for tests and the simulator.

#pragma once

#include <string>
#include <vector>

#include "node/data/bundles.h"

namespace node {

class MemoryBundleSink : public BundleSink {
 public:
  [[nodiscard]] model::Result<> begin(std::size_t) override {
    draft_.emplace_back();
    return {};
  }
  [[nodiscard]] model::Result<> write(std::string_view bytes) override {
    draft_.back() += bytes;
    return {};
  }
  [[nodiscard]] model::Result<> read_back() override {
    at_ = 0;
    return {};
  }
  [[nodiscard]] model::Result<std::string> read(std::size_t bytes_max) override {
    std::string out = draft_.back().substr(at_, bytes_max);
    at_ += out.size();
    return out;
  }
  [[nodiscard]] model::Result<> publish() override {
    volumes = std::move(draft_);
    return {};
  }

  std::vector<std::string> volumes;  // Once they are published.

 private:
  std::vector<std::string> draft_;
  std::size_t at_ = 0;
};

class MemoryBundleSource final : public BundleSource {
 public:
  explicit MemoryBundleSource(std::vector<std::string> volumes) : volumes_(std::move(volumes)) {}
  [[nodiscard]] model::Result<std::uint64_t> open(std::size_t volume) override {
    if (volume > volumes_.size())
      return model::Error("bundle.volume_missing", "volume " + std::to_string(volume) + " is missing");
    volume_ = volume - 1;
    at_ = 0;
    return volumes_[volume_].size();
  }
  [[nodiscard]] model::Result<std::string> read(std::size_t bytes_max) override {
    std::string out = volumes_[volume_].substr(at_, bytes_max);
    at_ += out.size();
    return out;
  }

 private:
  const std::vector<std::string> volumes_;
  std::size_t volume_ = 0;
  std::size_t at_ = 0;
};

}  // namespace node
