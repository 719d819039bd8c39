// What can be wrong with the store on disk, in words that say what to do. For RocksKv and the check of
// its log, which meet the same faults.

#pragma once

#include <filesystem>
#include <string>

#include "model/result.h"

namespace node::store_error {

// `detail` goes into the text in brackets: which file, and what is wrong with it.
[[nodiscard]] model::Error damaged(const std::string& detail);      // "store.damaged"
[[nodiscard]] model::Error disk_failed(const std::string& detail);  // "disk.failed"
[[nodiscard]] model::Error disk_full();                             // "disk.full"

// `directory` is the store's.
[[nodiscard]] model::Error busy(const std::filesystem::path& directory);           // "store.busy"
[[nodiscard]] model::Error missing(const std::filesystem::path& directory);        // "store.missing"
[[nodiscard]] model::Error already_there(const std::filesystem::path& directory);  // "store.exists"

}  // namespace node::store_error
