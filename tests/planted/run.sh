#!/usr/bin/env bash
# Shows that the simulator bites: plants each bug of tests/planted/bugs.txt in a copy of its file, builds a
# wishsim with it, and runs that until a seed breaks an invariant.
#   tests/planted/run.sh [--seeds N] [--jobs N] [--some K | --all] [--build-only | --run-only] [NAME…]
# --seeds       the most for one bug, 400 by default
# --jobs        simulators side by side, by default as many as there are processors
# --some        only K of them, others with each commit
# --all         also those under "Not caught yet"
# --build-only  ends before any runs, --run-only takes what was built before
# Prints for each bug the first seed that broke by it (one that the sound program breaks too is passed over)
# and which invariant. Ends with 0 if all were caught, 1 if one was not, 2 for wrong usage or a list that no
# longer fits the sources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

list=tests/planted/bugs.txt
work=build/planted
release=build/release
found=$work/found
bug_seconds_max=900  # A planted bug may well keep the simulator going for ever.

fail() {
  printf 'planted: %s\n' "$*" >&2
  exit 2
}

seeds=400 jobs=$(nproc) some=0 all=0 build=1 run=1
chosen=()
while [ $# -gt 0 ]; do
  case $1 in
    --seeds | --jobs | --some)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "$1 wants a number"
      declare "${1#--}=$2"
      shift
      ;;
    --all) all=1 ;;
    --build-only) run=0 ;;
    --run-only) build=0 ;;
    -*) fail "no option '$1'; see the top of $0" ;;
    *) chosen+=("$1") ;;
  esac
  shift
done

# The list: one array a column.
declare -A file_of old_of new_of
main=() later=()
while IFS=$'\t' read -r part name file old new; do
  [ -z "${file_of[$name]:-}" ] || fail "$list names $name twice"
  [ -f "$file" ] || fail "$name: there is no $file"
  case $file in model/* | sync/* | node/*) ;; *) fail "$name: $file is no code of the product" ;; esac
  file_of[$name]=$file old_of[$name]=$old new_of[$name]=$new
  if [ "$part" = main ]; then main+=("$name"); else later+=("$name"); fi
done < <(awk 'BEGIN { part = "main" }
  /^# ---- Not caught yet/ { part = "later" }
  /^name: / { name = substr($0, 7) }
  /^file: / { file = substr($0, 7) }
  /^- / { old = substr($0, 3) }
  /^\+ / { print part "\t" name "\t" file "\t" old "\t" substr($0, 3) }' "$list")

for name in "${chosen[@]}"; do [ -n "${file_of[$name]:-}" ] || fail "$list has no bug $name"; done
if [ ${#chosen[@]} -eq 0 ]; then
  chosen=("${main[@]}")
  [ "$all" = 0 ] || chosen+=("${later[@]}")
fi
if [ "$some" -gt 0 ]; then
  commit=$(git rev-parse HEAD)
  mapfile -t chosen < <(for name in "${chosen[@]}"; do
    printf '%s %s\n' "$(printf '%s %s' "$commit" "$name" | sha256sum | cut -c1-16)" "$name"
  done | sort | head -n "$some" | cut -d' ' -f2)
fi

# ---- Building ----

# Only what the bug changes is compiled, with the release build's own command, and linked in place of what
# stands in its library: the file, with those that the build compiles as one with it.
compile() {
  local name=$1 file=${file_of[$1]} count command unity source=src/$1.cpp
  count=$(sed 's/^ *//' "$file" | grep -cxF -e "${old_of[$name]}" || true)
  if [ "$count" != 1 ]; then
    echo "$name: its old line stands $count times in $file, and must stand there once"
    return 1
  fi
  OLD=${old_of[$name]} NEW=${new_of[$name]} awk '{
    indent = $0; sub(/[^ ].*/, "", indent)
    if (substr($0, length(indent) + 1) == ENVIRON["OLD"]) print indent ENVIRON["NEW"]; else print
  }' "$file" >"$work/src/$name.cpp"
  unity=$(jq -r '.[].file | select(contains("/Unity/"))' "$release/compile_commands.json" |
    xargs grep -lF "\"$PWD/$file\"" || true)
  if [ -n "$unity" ]; then
    source=src/$name.unity.cpp
    sed "s|\"$PWD/$file\"|\"$here/src/$name.cpp\"|" "$unity" >"$work/$source"
  fi
  command=$(jq -r --arg file "${unity:-$PWD/$file}" '.[] | select(.file == $file) | .command' \
    "$release/compile_commands.json")
  (cd "$release" && eval "${command%% -o *} -w -o '$here/obj/$name.o' -c '$here/$source'") 2>&1
}

link() {
  local command
  command=$(ninja -C "$release" -t commands bin/wishsim | tail -n 1)
  command=${command#: && }
  command=${command% && :}
  (cd "$release" && eval "${command/ -o bin\/wishsim/ \'$1\' -o \'$2\'}") 2>&1
}

build() {
  { compile "$1" && link "$here/obj/$1.o" "$here/bin/$1"; } >"$work/log/$1" 2>&1 || echo "$1" >>"$work/unbuilt"
}

here=$PWD/$work
if [ "$build" = 1 ]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target wishsim >/dev/null || fail "the sound program does not build"
  rm -rf "$work"
  mkdir -p "$work/src" "$work/obj" "$work/bin" "$work/log"
  cp "$release/bin/wishsim" "$work/bin/sound"
  for name in "${chosen[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    build "$name" &
  done
  wait
  [ ! -s "$work/unbuilt" ] || fail "these can't be planted, see $work/log: $(tr '\n' ' ' <"$work/unbuilt")"
fi
[ "$run" = 1 ] || exit 0

# ---- Running ----

result() {
  printf '%-46s %5s  %s\n' "$1" "$2" "$3" | tee "$found/$1"
}

# Prints what became of the bug, and leaves it in $found.
try() {
  local name=$1 from=1 out seed what
  while [ "$from" -le "$seeds" ]; do
    timeout "$bug_seconds_max" "$work/bin/$name" --from "$from" --seeds $((seeds - from + 1)) --stop \
      >"$work/out/$name" 2>&1 || true
    out=$(<"$work/out/$name")
    seed=$(sed -nE 's/^seed ([0-9]+) (broke|stopped|crashed|hung) .*/\1/p' <<<"$out" | head -n 1)
    if [ -z "$seed" ]; then
      case $out in
        *" seeds, 0 failed"*) result "$name" - "NOT CAUGHT in $seeds seeds" ;;
        *) result "$name" - "NOT CAUGHT: the simulator did not come to an end" ;;
      esac
      return
    fi
    if "$work/bin/sound" --seed "$seed" >/dev/null 2>&1; then
      what=$(sed -nE 's/^seed [0-9]+ broke "([^"]*)".*/\1/p' <<<"$out" | head -n 1)
      # A check of the program's own, or its end, is named as such.
      [ -n "$what" ] || what="no invariant, but a check: $(sed -nE 's/.* invariant broken: //p' <<<"$out" | head -n 1)"
      [[ $out != *" crashed the program"* ]] || what="no invariant, but a crash"
      [[ $out != *" hung the program"* ]] || what="no invariant, but it hung"
      result "$name" "$seed" "$what"
      return
    fi
    from=$((seed + 1))
  done
  result "$name" - "NOT CAUGHT in $seeds seeds"
}

rm -rf "$found"
mkdir -p "$found" "$work/out"
# Interrupted, it takes its simulators with it: each job is a shell with a `timeout` below it.
# shellcheck disable=SC2317  # The trap calls it.
finish() {
  for job in $(jobs -p); do
    kill "$job" 2>/dev/null || true
    pkill -P "$job" || true
  done
}
trap finish EXIT
trap 'exit 130' INT TERM
for name in "${chosen[@]}"; do
  [ -x "$work/bin/$name" ] || fail "$name was not built"
  while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
  try "$name" &
done
wait

missed=$(cat "$found"/* | awk '$2 == "-"' | wc -l)
# What was not caught counts as more seeds than any.
median=$(cat "$found"/* | awk '{ print $2 == "-" ? 999999999 : $2 }' | sort -n | sed -n "$(((${#chosen[@]} + 1) / 2))p")
[ "$median" != 999999999 ] || median="more than $seeds"
echo "$((${#chosen[@]} - missed)) of ${#chosen[@]} planted bugs caught, the median by seed $median"
[ "$missed" = 0 ]
