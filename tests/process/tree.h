// A tree of real nodes on this machine, as processes of wishnode that are asked through wishctl: what a
// test of outages, kills and restarts stands on.
//
//   Node& city = root();
//   Node& village = join(city, kVillage);
//   village.add("周小明");
//   EXPECT_TRUE(eventually([&] { return city.total() == 1; }));
//
// Everything stands below one temporary directory and ends with the test. When a test fails, what the
// nodes logged is printed.

#pragma once

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/process/program.h"

namespace process {

struct Place {
  std::string code;
  std::string name;
  std::string level;
};

// Real codes; down to the town the places come from the demo's tree.
inline const Place kCity{"4313", "娄底市", "city"};
inline const Place kCounty{"431322", "新化县", "county"};
inline const Place kOtherCounty{"431321", "双峰县", "county"};
inline const Place kTown{"431322106", "奉家镇", "town"};
inline const Place kVillage{"431322106003", "奉家镇上团村", "community"};
inline const Place kOtherVillage{"431321101007", "荷叶镇富托村", "community"};

using Words = std::vector<std::string>;

class Node {
 public:
  // Of a data directory that init or join made, or will make. Logs and output go to `scratch`.
  Node(std::filesystem::path directory, Place place, std::filesystem::path scratch);

  // Starts the process and waits until it serves. Throws with its own words where it does not.
  void start();
  // As a power cut: kill -9.
  void kill();
  // SIGTERM; the exit status.
  [[nodiscard]] int stop();
  void restart();
  [[nodiscard]] bool is_up() const { return program_ != nullptr; }
  [[nodiscard]] Program& program() { return *program_; }

  // wishctl --data … --json, as it ends.
  [[nodiscard]] Ran try_ctl(const Words& words, Seconds within = kSoon) const;
  // The same where it must be done: throws with its reason otherwise. Returns the document.
  boost::json::value ctl(const Words& words, Seconds within = kSoon) const;
  // wishctl in the background, with its output in out_file().
  [[nodiscard]] std::unique_ptr<Program> begin_ctl(const Words& words) const;
  [[nodiscard]] std::filesystem::path out_file() const { return beside(".ctl.out"); }

  // Registers a wish of that person; returns its number.
  std::string add(const std::string& name, const std::string& content = "想要一个书包") const;
  [[nodiscard]] boost::json::value wish(const std::string& number) const;
  // All that are shown, ordered by number.
  [[nodiscard]] boost::json::array wishes() const;
  // "number name content state" of each, for comparison between nodes.
  [[nodiscard]] std::multiset<std::string> shown(const std::string& place = {}) const;
  [[nodiscard]] std::multiset<std::string> names() const;
  [[nodiscard]] std::int64_t total(const std::string& place = {}) const;
  // The very bytes that `summary --json` prints.
  [[nodiscard]] std::string figures(const std::string& place, const Words& more = {}) const;
  [[nodiscard]] boost::json::value status() const { return ctl({"status"}); }
  [[nodiscard]] std::uint64_t events() const;
  [[nodiscard]] bool in_step() const;
  // Whether everything that is held verifies, and the ledger equals a recount.
  [[nodiscard]] bool verifies() const;
  // Its parent can't be reached from here on; waits until the link is down.
  void lose_network() const;
  void regain_network(const Node& parent) const { ctl({"parent", parent.address()}); }

  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  // Where children reach it; the same for all its life.
  [[nodiscard]] std::string address() const { return port_.address(); }
  // What it printed and logged in all its runs.
  [[nodiscard]] std::string log() const { return read_file(beside(".log")); }

 private:
  [[nodiscard]] std::filesystem::path beside(const std::string& suffix) const {
    return scratch_ / (directory_.filename().string() + suffix);
  }

  std::filesystem::path directory_;
  Place place_;
  std::filesystem::path scratch_;
  ReservedPort port_;
  std::unique_ptr<Program> program_;
};

class Tree : public ::testing::Test {
 protected:
  Tree();
  ~Tree() override;

  // The city's node, up; its data stands below `where`, or below scratch().
  Node& root(const std::filesystem::path& where = {});
  // A data directory's name is its place's code unless another is given.
  Node& join(Node& parent, const Place& place, std::string name = {});
  // A join code for one more node.
  [[nodiscard]] std::string code_for(Node& parent, const Place& place);
  // City, county and village, up.
  struct Line {
    Node& city;
    Node& county;
    Node& village;
  };
  Line line();

  [[nodiscard]] std::filesystem::path scratch() const { return scratch_; }
  // Form 1 as a .csv with so many wishes, no two alike, nor like those of another `batch`.
  [[nodiscard]] std::filesystem::path form(int rows, int batch = 1) const;

 private:
  std::filesystem::path scratch_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

// All levels show the same non-empty root and the same bytes for the place.
[[nodiscard]] ::testing::AssertionResult same_figures(const std::string& place,
                                                      const std::vector<const Node*>& nodes,
                                                      const Words& more = {});
[[nodiscard]] ::testing::AssertionResult soon_same_figures(const std::string& place,
                                                           const std::vector<const Node*>& nodes,
                                                           Seconds within = kAfterBackoff);
// Every number once, and every name with content once.
[[nodiscard]] ::testing::AssertionResult each_once(const boost::json::array& wishes, std::size_t count);

}  // namespace process
