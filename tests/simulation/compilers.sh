#!/usr/bin/env bash
# Shows that a seed is the same history whatever compiler made the simulator: compares the trace hashes of
# GCC's release build with those of clang's build for fuzzing, whose sanitizers look on.
#   tests/simulation/compilers.sh [SEEDS, 4 by default]
# Ends with 1 where the two differ or one of them breaks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seeds=${1:-4}
for preset in release fuzz; do
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" --target wishsim
done

hashes() {
  local out
  if ! out=$("build/$1/bin/wishsim" --from 1 --seeds "$seeds" --jobs 2 --hashes); then
    printf '%s\n' "$out" >&2
    return 1
  fi
  grep '^seed ' <<<"$out" | sort -k 2n
}
gcc=$(hashes release)
clang=$(UBSAN_OPTIONS=print_stacktrace=1 hashes fuzz)
diff <(printf '%s\n' "$gcc") <(printf '%s\n' "$clang") || {
  echo "compilers: GCC's (<) and clang's (>) simulators lived through other histories" >&2
  exit 1
}
echo "compilers: the same $seeds histories on GCC and clang"
