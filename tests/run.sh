#!/usr/bin/env bash
# From a fresh clone to all tests passed. Ends with ctest's own summary and its exit status.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash deploy/install-deps.sh
cmake --preset release  # Takes ccache where it finds it.
cmake --build --preset release
exec ctest --preset release --parallel 2 --output-on-failure
