#!/usr/bin/env bash
# Runs every fuzz target for a while, two at a time: tests/fuzz/run.sh [SECONDS each, 60 by default] [TARGET…]
# Ends with 0 if none found anything. Else it prints the target, the input that shows it and the stack, and
# ends with 1. What it finds goes to build/fuzz/, never to the sources; the inputs there are kept, so
# that the next run begins where this one ended.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

seconds=${1:-60}
case $seconds in
  '' | *[!0-9]*)
    echo "fuzz: '$seconds' is no number of seconds" >&2
    exit 2
    ;;
esac
shift || true
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for corpus in tests/fuzz/corpus/*/; do targets+=("$(basename "$corpus")"); done
fi

input_bytes_max=16384  # Longer inputs find little else and slow everything down.
input_seconds_max=20   # For one input; more is a hang.
memory_mb_max=2048     # Of a target as a whole, with what the sanitizers need.
allocation_mb_max=512  # At once.
at_once=2

bash deploy/install-deps.sh
cmake --preset fuzz
cmake --build --preset fuzz

found=build/fuzz/found
mkdir -p "$found"
# The offices that answer requests keep their ledgers there; in memory, where there is such a place.
scratch=$(TMPDIR=$([ -w /dev/shm ] && echo /dev/shm || echo /tmp) mktemp -d)
# Interrupted, it takes its fuzzers with it: each job is a shell with a `timeout` below it.
# shellcheck disable=SC2317  # The trap calls it.
finish() {
  for job in $(jobs -p); do pkill -P "$job" || true; done
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Fuzzes one target; leaves its output and its exit status in build/fuzz/found/.
fuzz() {
  local target=$1 status=0
  local dictionary=()
  [ -f "tests/fuzz/dict/$target.dict" ] && dictionary=("-dict=tests/fuzz/dict/$target.dict")
  mkdir -p "$found/$target"
  rm -f "$found/$target.status"
  # The outer limit is for a target that no longer listens to libFuzzer's own.
  TMPDIR=$scratch UBSAN_OPTIONS=print_stacktrace=1 timeout -k 10 $((seconds + 120)) \
    "build/fuzz/bin/${target}_fuzz" -seed="${FUZZ_SEED:-0}" -max_total_time="$seconds" -max_len="$input_bytes_max" \
    -timeout="$input_seconds_max" -rss_limit_mb="$memory_mb_max" -malloc_limit_mb="$allocation_mb_max" \
    -print_final_stats=1 -artifact_prefix="$found/$target-" "${dictionary[@]}" \
    "$found/$target" "tests/fuzz/corpus/$target" >"$found/$target.log" 2>&1 || status=$?
  echo "$status" >"$found/$target.status"
}

# The number behind a word of the statistics that libFuzzer prints at the end.
statistic() { sed -n "s/^stat::$2: *//p" "$found/$1.log"; }

echo "fuzz: ${targets[*]}, $seconds s each, $at_once at a time"
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n || true; done
  fuzz "$target" &
done
wait

failed=()
for target in "${targets[@]}"; do
  if [ "$(cat "$found/$target.status" 2>/dev/null)" = 0 ]; then
    printf 'fuzz: %-10s %9s executions, %6s a second, nothing found\n' "$target" \
      "$(statistic "$target" number_of_executed_units)" "$(statistic "$target" average_exec_per_sec)"
  else
    failed+=("$target")
  fi
done
[ ${#failed[@]} -eq 0 ] && exit 0

for target in "${failed[@]}"; do
  {
    printf '\nfuzz: %s FAILED. The input: %s\n' "$target" \
      "$(sed -n 's/.*Test unit written to //p' "$found/$target.log")"
    # From the first word of what went wrong to its summary; else how the output ends.
    sed -n '/ERROR:\|runtime error:\|invariant broken:/,/^SUMMARY:/p' "$found/$target.log" | head -n 100
    grep -q '^SUMMARY:' "$found/$target.log" || tail -n 20 "$found/$target.log"
    printf 'fuzz: again: build/fuzz/bin/%s_fuzz INPUT\n' "$target"
  } >&2
done
exit 1
