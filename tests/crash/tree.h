// A city's nodes on this machine, each below its parent, all up when they are made.

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/crash/node.h"

namespace crash {

// Real codes; down to the town the places come from the demo's tree.
inline const Place kCity{"4313", "娄底市", "city"};
inline const Place kCounty{"431322", "新化县", "county"};
inline const Place kOtherCounty{"431321", "双峰县", "county"};
inline const Place kVillage{"431322106003", "奉家镇上团村", "community"};
inline const Place kNextVillage{"431322106005", "奉家镇下团村", "community"};
inline const Place kFarVillage{"431321101007", "荷叶镇富托村", "community"};

class Tree {
 public:
  // Below a directory that is made here.
  Tree(const std::filesystem::path& directory, Findings& findings);
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  // The city's node. Data stands below the tree's directory, or below `where`. These two throw with the
  // node's own words where it does not come up.
  Node& root(const std::string& clock = {});
  Node& join(Node& parent, const Place& place, const std::string& name, const std::string& clock = {},
             const std::filesystem::path& where = {});

  // Parents before their children.
  [[nodiscard]] const std::vector<std::unique_ptr<Node>>& nodes() const { return nodes_; }
  // Those that carry the wishes of a home: at it or above it.
  [[nodiscard]] std::vector<Node*> carriers(const std::string& home) const;
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] Findings& findings() const { return findings_; }

  // For wishctl and the like: runs it to its end.
  [[nodiscard]] process::Ran run(const std::vector<std::string>& command, process::Seconds within) const;

 private:
  Node& add(const std::filesystem::path& where, const Place& place, const std::string& name,
            const std::string& clock);
  void come_up(Node& node);

  const std::filesystem::path directory_;
  Findings& findings_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

}  // namespace crash
