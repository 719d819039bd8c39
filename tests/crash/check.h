// What must hold once the load is over: every node is in step, and what the journals say was
// acknowledged is there, whole and once, at every node that carries it.

#pragma once

#include <functional>

#include "tests/crash/load.h"

namespace crash {

// Restarts every node of the tree, by a clean end where it has a process, waits until all are in step,
// and reports whatever is not as it must be. The load is stopped. `before_start` as in Killer.
void check_all(
    Tree& tree, Load& load, const std::function<void(Node&)>& before_start = [](Node&) {});

}  // namespace crash
