// How the programs that link it take memory: by jemalloc, which reads `malloc_conf` when it starts.

#include "node/limits.h"

extern "C" {
// jemalloc's name for the settings that are built in.
extern const char* malloc_conf;
const char* malloc_conf = node::kAllocatorSettings;
}
