#include "node/store/byte_map.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace node {
namespace {

using Entry = std::pair<std::string, std::string>;

std::vector<Entry> up(const ByteMap& map, std::string_view from, std::string_view to) {
  std::vector<Entry> out;
  map.scan(from, to, [&](std::string_view key, std::string_view value) {
    out.emplace_back(key, value);
    return true;
  });
  return out;
}

std::vector<Entry> down(const ByteMap& map, std::string_view from, std::string_view before) {
  std::vector<Entry> out;
  map.scan_back(from, before, [&](std::string_view key, std::string_view value) {
    out.emplace_back(key, value);
    return true;
  });
  return out;
}

std::string key_of(unsigned n) { return std::string(1, static_cast<char>(n % 251)) + std::to_string(n); }

// So many that blocks are full, are halved and become empty.
RC_GTEST_PROP(ByteMapProperty, is_an_ordered_map, ()) {
  ByteMap map;
  std::map<std::string, std::string> model;
  const auto steps = *rc::gen::inRange(0, 1500);
  const auto keys = *rc::gen::inRange(1u, 900u);
  const auto erased_of_ten = *rc::gen::inRange(0, 8);
  for (int i = 0; i < steps; ++i) {
    const std::string key = key_of(*rc::gen::inRange(0u, keys));
    if (*rc::gen::inRange(0, 10) < erased_of_ten) {
      map.erase(key);
      model.erase(key);
    } else {
      const std::string value(static_cast<std::size_t>(i % 40), static_cast<char>(i));
      map.put(key, value);
      model[key] = value;
    }
  }
  for (unsigned n = 0; n < keys; ++n) {
    const auto at = model.find(key_of(n));
    RC_ASSERT(map.find(key_of(n)) ==
              (at == model.end() ? std::nullopt : std::optional<std::string_view>(at->second)));
  }
  const std::string from = *rc::gen::element(std::string(), key_of(*rc::gen::inRange(0u, keys)));
  const std::string to = *rc::gen::element(std::string(), key_of(*rc::gen::inRange(0u, keys)));
  std::vector<Entry> expected;
  for (const auto& [key, value] : model)
    if (key >= from && (to.empty() || key < to)) expected.emplace_back(key, value);
  RC_ASSERT(up(map, from, to) == expected);
  std::reverse(expected.begin(), expected.end());
  RC_ASSERT(down(map, from, to) == expected);
}

TEST(ByteMap, a_scan_ends_where_its_visitor_says_so) {
  ByteMap map;
  for (const char* key : {"b", "a", "c"}) map.put(key, "");
  std::string seen;
  const auto two = [&](std::string_view key, std::string_view) {
    seen += key;
    return seen.size() < 2;
  };
  map.scan("", "", two);
  EXPECT_EQ(seen, "ab");
  seen.clear();
  map.scan_back("", "", two);
  EXPECT_EQ(seen, "cb");
}

TEST(ByteMap, a_copy_stands_by_itself) {
  ByteMap map;
  for (unsigned n = 0; n < 300; ++n) map.put(key_of(n), "old");
  const ByteMap copy(map);
  for (unsigned n = 0; n < 300; ++n) n % 2 ? map.put(key_of(n), "new") : map.erase(key_of(n));
  const auto all = up(copy, "", "");
  EXPECT_EQ(all.size(), 300u);
  for (const auto& [key, value] : all) EXPECT_EQ(value, "old");
}

}  // namespace
}  // namespace node
