// How a node comes into being: init makes a city's first node and its root key, join makes a node
// below another. Both end with a data directory that `run` takes.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "model/ids.h"
#include "model/result.h"
#include "model/vocabulary.h"
#include "node/store/event_store.h"

namespace node {

// A local fact that init and join leave for run, beside kWriterFact.
inline constexpr std::string_view kEnrolledFact = "enrolled";  // The hash of its Enrolled event, 32 bytes.

struct InitOptions {
  std::filesystem::path data;
  model::PlaceCode place;
  std::string name;
  model::Level level{};
  std::optional<std::filesystem::path> places;  // CSV (model/places_csv.h).
  std::filesystem::path root_key;               // Where the root key goes.
};

// Leaves nothing behind when it fails. How many places the tree has then.
[[nodiscard]] model::Result<std::size_t> init_node(const InitOptions& options);

struct Joined {
  model::PlaceCode place;
  std::string name;
};

// Introduces the node to its parent and waits until it is enrolled. Cut off, it may simply be called
// again with the same code. Error "sync.unreachable" where the parent does not answer.
[[nodiscard]] model::Result<Joined> join_node(const std::filesystem::path& data, const std::string& code);

// The root key in its file: a line of words, then 64 hex digits of the seed.
[[nodiscard]] std::string root_key_text(const model::NodeKey& key, std::string_view seed);

}  // namespace node
