#!/usr/bin/env bash
# Whether every bench of wishbench runs to its end, misses nothing, and says what it has to say. Nothing here
# looks at how fast anything was.
#
#   wishbench_quick.sh WISHBENCH
set -euo pipefail

said=$("$1" all --quick --json && "$1" project --lives year --quick --json)

keys='["bench", "events", "seconds", "rate", "raw_rate", "ratio", "wire_bytes_per_event", "peak_memory_mb"]'
jq -es --argjson keys "$keys" 'all(.[]; . as $one | $keys | all(. as $key | $one | has($key)))' <<<"$said" \
  >/dev/null || { echo "a key is missing: $said" >&2; exit 1; }
jq -es 'all(.[]; .events > 0 and .seconds > 0 and .rate > 0 and .runs == 1)' <<<"$said" >/dev/null ||
  { echo "something was not measured: $said" >&2; exit 1; }

for bench in append-1 append-64 append-64-api replicate fan-in-at-once fan-in-among-many storm-nothing-new storm-with-events \
  project-close-together project-far-apart project-rebuild project-ingest \
  project-year-close-together project-year-far-apart project-year-rebuild fold-longest fold-usual \
  query-page query-filter query-text query-summary grow-20 grow-200 grow-2000 start; do
  jq -es --arg bench "$bench" 'any(.[]; .bench == $bench)' <<<"$said" >/dev/null ||
    { echo "nothing was said of $bench" >&2; exit 1; }
done
jq -es 'all(.[] | select(.bench == "replicate" or (.bench | startswith("fan-in")));
            .wire_bytes_per_event > 0 and .peak_memory_mb.county > 0 and .ratio > 0)' <<<"$said" >/dev/null ||
  { echo "replicate or fan-in did not measure bytes, memory and ratio: $said" >&2; exit 1; }
jq -es 'all(.[] | select((.bench | startswith("project-year")) or (.bench | startswith("fold")));
            .events_per_wish > 1 and .ratio > 0)' <<<"$said" >/dev/null ||
  { echo "whole lives have no events or no ratio: $said" >&2; exit 1; }
