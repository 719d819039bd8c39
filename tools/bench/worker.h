// Runs a bench in a process of its own: so its peak memory is its own, and what it made on the disk is
// removed, and the nodes that it started are ended, however it ends, Ctrl-C included.

#pragma once

#include <filesystem>
#include <functional>

namespace bench {

// Calls `work` in another process with a directory that is removed afterwards, made below `where` (empty: the
// system's for temporary files). Its exit status; 1 where a signal ended it, or this process was told to end.
[[nodiscard]] int run_in_worker(const std::filesystem::path& where,
                                const std::function<int(const std::filesystem::path&)>& work);

}  // namespace bench
