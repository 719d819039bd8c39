# A year of the programme, as tools/wishyear.cpp tells it, played by the nodes of demo.sh: a line of the
# script after the other, by wishctl, at the node whose desk it is. Sourced by demo.sh after lib.sh.
#
# The nodes run with a clock that goes along with the story, since they know by it on which day somebody
# vets, publishes or closes a wish, and when a claim has run out.
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034,SC2016  # demo.sh and lib.sh set and read some of it; the $ in '' are jq's.

# By the wish's number in the script, or WISH/CLAIM.
declare -A number_of claim_of desk_of steps_of publisher_of not_played

# ---- The clock of the story ----

# A file that libfaketime reads whenever the node asks for the time. Offices open at nine, in China.
set_day() {
  [ "$1" != "${today:-}" ] || return 0
  today=$1
  printf '@%s 09:00:00\n' "$today" >"$work/clock.new"
  mv "$work/clock.new" "$work/clock"
}

# restart_all [CLOCK...]: all nodes, those above first, each run by these words of `env`.
restart_all() {
  local node
  for node in "${!pid_of[@]}"; do kill -TERM "${pid_of[$node]}" 2>/dev/null || true; done
  clock=("$@")
  for node in city "${counties[@]}" "${villages[@]}"; do
    stop "$node"
    start "$node"
  done
}

begin_year() {
  local library
  library=$(compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' | head -n 1) ||
    fail '没有 faketime，请先运行 deploy/install-deps.sh' 'faketime is missing; run deploy/install-deps.sh first'
  set_day "$1"
  # jemalloc asks for the time before libfaketime can tell it, and both would wait for ever; glibc's malloc does not.
  restart_all LD_PRELOAD="$library libstdc++.so.6 libc.so.6" FAKETIME_TIMESTAMP_FILE="$work/clock" FAKETIME_NO_CACHE=1 \
    FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 TZ=CST-8
  look_at_clocks
}
# A clock that leapt is believed once the nodes around agree with it; before that nothing is granted. Nodes look at
# theirs every few minutes, in which months pass here.
look_at_clocks() {
  local node
  month=${today%-*}
  for node in city "${counties[@]}" "${villages[@]}"; do
    within 20 believes_its_clock "$node" ||
      fail "${title_of[$node]} 的时钟没有得到其他节点印证" "${title_of[$node]} does not believe its clock"
  done
}
# doctor ends with 1 there: by its release it knows that 2018 is over.
believes_its_clock() {
  { ctl "$1" doctor 2>/dev/null || true; } |
    jq -e 'all(.lines[] | select(.check == "clock"); .what.en | contains("until it is believed") | not)' >/dev/null
}

# ---- One line of the script ----

# The node of the place, or the next one above it, in `desk`.
find_desk() {
  local node
  desk=city
  for node in "${!place_of[@]}"; do
    case "$1" in
      "${place_of[$node]}"*) if [ "${#place_of[$node]}" -gt "${#place_of[$desk]}" ]; then desk=$node; fi ;;
    esac
  done
}

# Waits until the desk knows all that people did about a wish at other desks. One that is not of the wish's
# own line of offices hears of the publication and no more.
has_heard() {
  local known
  known=$(ctl "$1" wish show "$2" 2>/dev/null |
    jq '.history // empty | map(select(.kind |
      IN("granted", "declined", "freed", "coursed", "disclosed", "suspected") | not)) | length')
  [ "${known:-$3}" -ge "$3" ]
}
hear_of() {
  within 20 has_heard "$@" ||
    fail "${title_of[$1]} 没有收到 $2 的最新情况" "${title_of[$1]} does not hear of $2"
}

state_at() { [ "$(ctl "$1" wish show "$2" | jq -r .state)" = "$3" ]; }
overdue() {
  ctl "$1" offer show "$2" |
    jq -e --arg today "$today" 'any(.decisions[]; .state == "granted" and .due_on < $today)' >/dev/null
}
granted() {
  ctl "$1" offer show "$2" | jq -e --arg id "$3" 'any(.claims[]; .id == $id and .state == "granted")' >/dev/null
}

# A machine that is switched on looks at once for claims that have run out.
switch_on_again() {
  stop "$1"
  start "$1"
}

# after_refusal WHAT CODE, for play(): does what a person would do, or says `leave` in `next` where the node
# is right. All else can be that the news has not come yet.
after_refusal() {
  case "$*" in
    'register wish.duplicate') not_played[$wish]=yes next=leave ;;     # It was on two forms.
    'claim claim.already') not_played[$wish/$claim]=yes next=leave ;;  # One person takes one place of a wish.
    'close wish.not_done') next=leave ;;                               # Nobody helped: it stays, for all to see.
    'publish publish.unconfirmed') words+=(--confirmed) ;;             # Somebody has looked at the words.
    'vet wish.step_not_allowed') # The village had approved it, which is enough.
      if state_at "$desk" "$number" vetted; then next=leave; fi
      ;;
    'close wish.step_not_allowed') # A place of it stayed free; nobody is looked for any more.
      if [ "$helped" = no ] && state_at "$desk" "$number" claimed; then
        helped=yes
        ctl "${publisher_of[$wish]}" wish take-down "$number" >/dev/null
      fi
      ;;
    'claim claim.not_open') # Whoever had it forgot about it.
      if [ "$helped" = no ] && overdue "$desk" "$number"; then
        helped=yes
        switch_on_again "${publisher_of[$wish]}"
      fi
      ;;
  esac
}

# play DAY AT WHAT WISH CLAIM WORD... LINE: WISH and CLAIM may be empty. The line is added to
# $work/played.jsonl when it was done; what nodes rightly refuse is not.
play() {
  local day=$1 at=$2 what=$3 wish=$4 claim=$5 line=${!#} desk number='' words end helped=no next=again
  words=("${@:6:$#-6}")
  if [ -n "$wish" ]; then
    if [ -n "${not_played[$wish]:-}${not_played[$wish/$claim]:-}" ]; then return 0; fi
    number=${number_of[$wish]:-}
  fi
  set_day "$day"
  [ "$month" = "${today%-*}" ] || look_at_clocks
  find_desk "$at"
  if [ -n "$number" ]; then
    if [ "$desk" != "${desk_of[$wish]}" ]; then hear_of "$desk" "$number" "${steps_of[$wish]}"; fi
    if [ "${words[1]}" = WISH ]; then words[1]=$number; else words[2]=$number; fi
    if [ -n "$claim" ] && [ "$what" != claim ]; then words+=(--claim "${claim_of[$wish/$claim]}"); fi
  fi
  end=$((SECONDS + 20))
  until ctl "$desk" "${words[@]}" >"$work/answer" 2>"$work/refusal"; do
    after_refusal "$what" "$(jq -r '.code // empty' "$work/answer")"
    if [ "$next" = leave ]; then return 0; fi
    [ "$SECONDS" -lt "$end" ] ||
      fail "$today ${title_of[$desk]}：${words[*]:0:3}：$(jq -r '.zh // empty' "$work/answer")" "$today: $(cat "$work/refusal")"
    sleep 0.05
  done
  printf '%s\n' "$line" >>"$work/played.jsonl"
  if [ -n "$wish" ]; then desk_of[$wish]=$desk steps_of[$wish]=$((${steps_of[$wish]:-0} + 1)); fi
  case "$what" in
    register) number_of[$wish]=$(jq -er .number "$work/answer") ;;
    publish) publisher_of[$wish]=$desk ;;
    claim)
      claim_of[$wish/$claim]=$(jq -er '.claims[0].claim.id' "$work/answer")
      within 20 granted "$desk" "$number" "${claim_of[$wish/$claim]}" ||
        fail "$today ${title_of[$desk]} 对 $number 的认领没有得到确认" "$today: the claim of $number was not granted"
      ;;
  esac
}

# play_lines FILTER: those lines of the year that the filter of jq selects.
play_lines() {
  local line
  jq -r "select($1)"' | [.day, .at, .what, .wish // "", .claim // "", .words[], tojson] | map(tostring) | join("\u001f")' \
    "$work/year.jsonl" >"$work/year.lines" || fail '剧本不能读取' 'the script cannot be read'
  while IFS=$'\x1f' read -ra line; do play "${line[@]}"; done <"$work/year.lines"
}

units_at() { ctl "$1" unit list | jq '.units | length'; }
units_everywhere() {
  local node
  for node in "${!place_of[@]}"; do [ "$(units_at "$node")" = "$1" ] || return 1; done
}

# play_year FIRST_DAY: from the first day to the last, then back in the present.
play_year() {
  : >"$work/played.jsonl"
  begin_year "$1"
  play_lines '.wish == null'
  within 20 units_everywhere "$(units_at city)" || fail '各处的单位名单不一致' 'not all nodes know the units'
  play_lines '.wish != null'
  restart_all
}

# ---- What was played, in the terms of a report and of a ranking ----

option='def option($name): .words as $w | ($w | index("--" + $name)) as $at | if $at then $w[$at + 1] else null end;'

# {"431321": {registered, …}, …} of each county and of the city.
counted_in_script() {
  jq -cs "$option"'
    def last_of($what): map(select(.what == $what)) | last;
    def one($is_so): if $is_so then 1 else 0 end;
    map(select(.wish != null)) | group_by(.wish) | map(
      (last_of("publish") | if . then option("slots") | tonumber else null end) as $slots
      # Where a place of it stayed free, it is closed without.
      | (if any(.what == "close") then 1 else $slots end) as $needed
      | (last_of("vet") | if . then option("outcome") else null end) as $outcome
      | (map(select(.what == "fulfil" or .what == "confirm")) | group_by(.claim)
          | map(last | select(.words | index("--disputed") | not))) as $done
      | ($done | map(select(.what == "confirm")) | length) as $confirmed
      | (map(select(.what == "claim").claim) - map(select(.what == "fulfil" or .what == "release").claim)) as $forgotten
      | any(.what == "withdraw") as $withdrawn
      | {place: .[0].at[0:6], registered: 1, published: one($slots != null),
         fulfilled: one($slots != null and ($done | length) >= $needed),
         confirmed: one($slots != null and $confirmed >= $needed),
         rejected: one($outcome == "reject"), handed_over: one($outcome == "hand_over"),
         withdrawn: one($withdrawn), expired: one($forgotten != [] and ($withdrawn | not))})
    | . + map(.place = "4313") | group_by(.place)
    | map({key: .[0].place, value: (map(del(.place)) | reduce .[] as $each ({};
        reduce ($each | to_entries[]) as $e (.; .[$e.key] += $e.value)))}) | from_entries' "$work/played.jsonl"
}
counted_in_report() {
  jq -c '[.whole, .groups[]] | map({key, value: (.now | .funnel + . |
    {registered, published, fulfilled, confirmed, rejected, handed_over, withdrawn, expired})}) | from_entries'
}

# Ten for each fulfilment that the family confirmed: [["双峰县公安局", "30.00"], …].
points_in_script() {
  jq -cs "$option"'
    map(select(.claim != null)) | group_by([.wish, .claim])
    | map(select(map(select(.what == "confirm")) | last | . != null and (.words | index("--disputed") | not))
        | map(select(.what == "claim"))[0] | option("unit"))
    | group_by(.) | map([.[0], "\(length * 10).00"]) | sort' "$work/played.jsonl"
}
points_in_ranking() { jq -c '.rows | map([.name, .points]) | sort'; }

# The wishes of those who asked to be forgotten.
erased_numbers() {
  local wish
  for wish in $(jq 'select(.what == "erase") | .wish' "$work/played.jsonl"); do printf '%s\n' "${number_of[$wish]}"; done
}
