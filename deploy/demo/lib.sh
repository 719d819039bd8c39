# What demo.sh needs to tell its story: words in two languages, nodes that are started, stopped and
# killed by their process id, and waiting with a deadline. Sourced by demo.sh, which sets `bin` (where
# the binaries are), `work` (an empty directory of its own) and `root` (the repository).
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034  # demo.sh sets bin and work, and reads place_of.

# ---- Words ----

# Chinese where the locale is Chinese, English where it is English, both where it says nothing.
case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
  zh*) language=zh ;;
  en*) language=en ;;
  *) language=both ;;
esac

bold='' dim='' green='' red='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
fi

# in_words MARK CHINESE ENGLISH: one line, or two.
in_words() {
  case "$language" in
    zh) printf '%s%s\n' "$1" "$2" ;;
    en) printf '%s%s\n' "$1" "$3" ;;
    both) printf '%s%s\n%*s%s%s%s\n' "$1" "$2" 4 '' "$dim" "$3" "$plain" ;;
  esac
}

chapter_number=0
chapter() {
  chapter_number=$((chapter_number + 1))
  printf '\n%s' "$bold"
  in_words "$chapter_number. " "$1" "$2$plain"
  printf '%s' "$plain"
}
say() { in_words '    ' "$1" "$2"; }
done_well() { in_words "  ${green}✓${plain} " "$1" "$2"; }
fail() {
  {
    in_words "  ${red}✗${plain} " "$1" "$2"
    local log
    for log in "$work"/*.log; do
      if [ -s "$log" ]; then
        printf '%s--- %s%s\n' "$dim" "${log##*/}" "$plain"
        tail -n 5 "$log"
      fi
    done
  } >&2
  exit 1
}

# ---- Waiting ----

# within SECONDS COMMAND...: true as soon as the command is, false once the time is over.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# ---- Nodes. A node's name here is also that of its data directory, $work/NAME. ----

declare -A pid_of port_of place_of title_of
clock=() # Words of `env` that give nodes another clock.

# The admin's command line, for one node.
ctl() {
  local node=$1
  shift
  "$bin/wishctl" --data "$work/$node" --json "$@"
}

alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! alive "$1"; }

# A port below those that the system gives to connections by itself, so that it is free again when a
# node comes back; one at which nobody answers.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  printf '%s' "$port"
}

ready_or_gone() { grep -q '^ready ' "$work/$1.out" 2>/dev/null || gone "${pid_of[$1]}"; }

# Starts a node and waits until it serves. Its port stays the same from then on, since children know it.
start() {
  local node=$1 is_new=${port_of[$1]:+no} _
  for _ in 1 2 3; do
    [ -n "${port_of[$node]:-}" ] || port_of[$node]=$(free_port)
    : >"$work/$node.out"
    env "${clock[@]}" "$bin/wishnode" run --data "$work/$node" --sync "127.0.0.1:${port_of[$node]}" \
      >>"$work/$node.out" 2>>"$work/$node.log" </dev/null &
    pid_of[$node]=$!
    disown "$!" # So that the shell says nothing of its own when it is killed.
    within 60 ready_or_gone "$node" || break
    if alive "${pid_of[$node]}"; then return 0; fi
    [ "$is_new" = no ] || unset "port_of[$node]" # Somebody else was quicker to take it.
  done
  fail "节点 ${title_of[$node]} 没有启动" "the node ${title_of[$node]} did not start"
}

# Asks the node to end, as an admin or the system would.
stop() {
  local node=$1
  kill -TERM "${pid_of[$node]}" 2>/dev/null || true # Where it was asked before, it may be gone.
  within 30 gone "${pid_of[$node]}" ||
    fail "节点 ${title_of[$node]} 没有停下" "the node ${title_of[$node]} did not end"
  unset "pid_of[$node]"
}

# As a power cut does it.
kill_hard() {
  kill -KILL "${pid_of[$1]}"
  within 30 gone "${pid_of[$1]}"
  unset "pid_of[$1]"
}

# enrol NODE TITLE PLACE LEVEL PARENT: a new node below another, from the join code to serving.
enrol() {
  local node=$1 parent=$5 code
  title_of[$node]=$2 place_of[$node]=$3
  code=$(ctl "$parent" enrol --place "$3" --name "$2" --level "$4" | jq -er .code) ||
    fail "${title_of[$parent]} 没有给出 $2 的加入代码" "${title_of[$parent]} gave no join code for $2"
  "$bin/wishnode" join --data "$work/$node" --code "$code" >>"$work/$node.log" 2>&1 ||
    fail "$2 没有加入成功" "$2 could not join"
  start "$node"
}

# What the node used of the processor so far, in ticks.
ticks() {
  local stat
  read -r stat <"/proc/$1/stat" || return 1
  stat=${stat##*) } # What comes before may hold blanks.
  # shellcheck disable=SC2086  # Fields, counted from the third: utime is the 14th, stime the 15th.
  set -- $stat
  printf '%s' $((${12} + ${13}))
}

# Ends what was started here, by process id, and removes what was written.
clean_up() {
  local status=$? node
  trap - EXIT INT TERM HUP
  for node in "${!pid_of[@]}"; do kill -TERM "${pid_of[$node]}" 2>/dev/null || true; done
  for node in "${!pid_of[@]}"; do
    within 15 gone "${pid_of[$node]}" || kill -KILL "${pid_of[$node]}" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  rm -rf "$work"
  exit "$status"
}
