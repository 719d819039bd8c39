// A county with villages below it, made without any network: what enrolling and joining leave behind, for
// as many villages as a bench wants, in one commit.

#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tools/bench/node_data.h"
#include "tools/bench/registrations.h"

namespace bench {

inline constexpr model::PlaceCode kCountyPlace{431322};

// A village's node, before it has written anything but that it opened its writer.
struct Village {
  Home home;
  node::Identity identity;
  model::EventHash enrolled;
  model::WriterId writer;
  wishsync::CheckedRun opened;  // Its log of place 0.
};

// The village with that count, from 0 on.
[[nodiscard]] Home village_home(std::size_t count);

// The data directory of a county's node, the first of its tree.
void make_county(const std::filesystem::path& path);
// Enrols a village for each identity; the county holds what they opened, too.
[[nodiscard]] std::vector<Village> enrol(NodeData& county, std::span<const node::Identity> identities);
[[nodiscard]] node::Identity new_identity();

// All that a store holds of place 0, for another store.
[[nodiscard]] std::vector<wishsync::CheckedRun> runs_of_all(const node::EventStore& store);

// A county and one village, each with a data directory of its own. Neither has met the other.
void make_county_with_village(const std::filesystem::path& county, const std::filesystem::path& village);

}  // namespace bench
