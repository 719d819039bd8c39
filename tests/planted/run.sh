#!/usr/bin/env bash
# Shows that the simulator bites: plants each bug of tests/planted/bugs.txt in a copy of the sources, builds
# wishsim there, and runs it until a seed breaks an invariant.
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
source=$work/src
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

# Brings the copy to what the tree has; what is the same keeps its time, so that it is not built again.
copy_sources() {
  local wanted file
  mkdir -p "$source" "$work/bin"
  wanted=$(git ls-files -- CMakeLists.txt model sync node tools | sort)
  while read -r file; do
    cmp -s "$file" "$source/$file" && continue
    mkdir -p "$source/$(dirname "$file")"
    cp "$file" "$source/$file"
  done <<<"$wanted"
  comm -13 <(echo "$wanted") <(cd "$source" && find . -type f -printf '%P\n' | sort) | while read -r file; do
    rm "$source/$file"
  done
}

# The name of what is in the copy now is the name of the simulator; its compiler's words go to the log.
build_as() {
  ninja -C "$work/build" wishsim >"$work/bin/$1.log" 2>&1 || return 1
  cp "$work/build/bin/wishsim" "$work/bin/$1"
}

plant() {
  local file=${file_of[$1]} count
  count=$(sed 's/^ *//' "$file" | grep -cxF -e "${old_of[$1]}" || true)
  [ "$count" = 1 ] || fail "$1: its old line stands $count times in $file, and must stand there once"
  OLD=${old_of[$1]} NEW=${new_of[$1]} awk '{
    indent = $0; sub(/[^ ].*/, "", indent)
    if (substr($0, length(indent) + 1) == ENVIRON["OLD"]) print indent ENVIRON["NEW"]; else print
  }' "$file" >"$source/$file"
}

if [ "$build" = 1 ]; then
  copy_sources
  export CCACHE_BASEDIR=$PWD/$source
  cmake -S "$source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O2 \
    -DBUILD_TESTING=OFF >"$work/configure.log" || fail "the copy can't be configured; see $work/configure.log"
  build_as sound || fail "the sound program does not build; see $work/bin/sound.log"
  unbuilt=()
  for name in "${chosen[@]}"; do
    plant "$name"
    build_as "$name" || unbuilt+=("$name")
    cp "${file_of[$name]}" "$source/${file_of[$name]}"
  done
  [ ${#unbuilt[@]} -eq 0 ] || fail "these do not build, see $work/bin/NAME.log: ${unbuilt[*]}"
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
    seed=$(sed -nE 's/^seed ([0-9]+) (broke|stopped) .*/\1/p' <<<"$out" | head -n 1)
    if [ -z "$seed" ]; then
      case $out in
        *" seeds, 0 failed"*) result "$name" - "NOT CAUGHT in $seeds seeds" ;;
        *) result "$name" - "NOT CAUGHT: the simulator did not come to an end" ;;
      esac
      return
    fi
    if "$work/bin/sound" --seed "$seed" >/dev/null 2>&1; then
      what=$(sed -nE 's/^seed [0-9]+ broke "([^"]*)".*/\1/p' <<<"$out" | head -n 1)
      # A check of the program's own is named as such.
      [ -n "$what" ] || what="check, no invariant: $(sed -nE 's/.* invariant broken: //p' <<<"$out" | head -n 1)"
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
