// A Kv that counts what is written through it, and otherwise leaves all to another.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/store/kv.h"

namespace realm {

class CountingKv final : public node::Kv {
 public:
  // `below` must outlive this.
  explicit CountingKv(node::Kv& below) : below_(below) {}

  [[nodiscard]] std::optional<std::string> get(node::Family family, std::string_view key) const override {
    return below_.get(family, key);
  }
  void scan(node::Family family, std::string_view from, std::string_view to,
            const Visitor& visit) const override {
    below_.scan(family, from, to, visit);
  }
  void scan_back(node::Family family, std::string_view from, std::string_view before,
                 const Visitor& visit) const override {
    below_.scan_back(family, from, before, visit);
  }
  [[nodiscard]] model::Result<> write(const node::KvBatch& batch) override {
    ++writes_;
    return below_.write(batch);
  }
  [[nodiscard]] model::Result<> purge(node::Family family, const std::vector<std::string>& keys) override {
    ++purges_;
    return below_.purge(family, keys);
  }

  // Of the thread that writes, or once it rests.
  [[nodiscard]] std::size_t writes() const { return writes_; }
  [[nodiscard]] std::size_t purges() const { return purges_; }

 private:
  node::Kv& below_;
  std::size_t writes_ = 0;
  std::size_t purges_ = 0;
};

}  // namespace realm
