#!/usr/bin/env bash
# From a fresh clone to a running city: dependencies, build, seven nodes, real forms, an outage, and a year.
#
#   deploy/demo.sh          tells the story, then stays up until Ctrl-C
#   deploy/demo.sh --once   tells the story and ends: 0 if every promise was kept, else 1
#
# All nodes run on this machine, on loopback, below one temporary directory that is removed at the end.
# WISHTREE_BIN=DIR takes wishnode, wishctl and wishyear from there and builds nothing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
once=no
case "$*" in
  '') ;;
  --once) once=yes ;;
  *)
    echo "usage: deploy/demo.sh [--once]" >&2
    exit 2
    ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/wishtree-demo.XXXXXX")
bin=${WISHTREE_BIN:-$root/build/release/bin}
forms=$root/deploy/demo/forms
# shellcheck source=deploy/demo/lib.sh
source "$root/deploy/demo/lib.sh"
# shellcheck source=deploy/demo/year.sh
source "$root/deploy/demo/year.sh"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

build() {
  bash "$root/deploy/install-deps.sh" &&
    (cd "$root" && cmake --preset release && cmake --build --preset release --target wishnode wishctl wishyear)
}

# ---- What is asked of the nodes ----

# All wishes of a place that a node shows, a JSON array.
wishes() { ctl "$1" wish list --place "$2" --all | jq -c .wishes; }
total() { ctl "$1" summary --place "$2" | jq -e .total; }
total_is() { [ "$(total "$1" "$2")" = "$3" ]; }

# Whether a place's figures are the same bytes at its node and at the city, with a root beside them.
same_figures() {
  local place=${place_of[$1]} here there
  here=$(ctl "$1" summary --place "$place") && there=$(ctl city summary --place "$place") &&
    [ "$here" = "$there" ] && [ -n "$(jq -er .input_root <<<"$here")" ]
}

# What a clerk would compare by hand: who wishes what, under which number, and how far it is.
known_of() { wishes "$1" "$2" | jq -cS 'map({number, name, content, state}) | sort_by(.number)'; }

# Imports a form at a village and says what became of it. Counts what was added in `expected`.
expected=0
import() {
  local node=$1 file=$2 answer added duplicates refused
  answer=$(ctl "$node" import "$file") || fail "${file##*/} 没有导入" "${file##*/} was not imported"
  read -r added duplicates refused < <(jq -r '"\(.added) \(.duplicates | length) \(.refused | length)"' <<<"$answer")
  expected=$((expected + added))
  done_well "${title_of[$node]} 导入 ${file##*/}：录入 $added 条，重复 $duplicates 条，未录入 $refused 条" \
    "${title_of[$node]} takes in ${file##*/}: $added added, $duplicates repeated, $refused refused"
}

# add_wish NODE NAME SEX AGE CONTENT PHONE: prints the number. The caller counts it in `expected`.
add_wish() {
  ctl "$1" wish add --name "$2" --sex "$3" --age "$4" --address "${title_of[$1]}3组8号" --content "$5" \
    --phone "$6" --proof 村委会证明 | jq -er .number
}

show_figures() {
  local node
  for node in "$@"; do
    printf '      %-14s %6s   %s%.16s…%s\n' "${place_of[$node]}" \
      "$(total "$node" "${place_of[$node]}")" "$dim" \
      "$(ctl "$node" summary --place "${place_of[$node]}" | jq -r .input_root)" "$plain  ${title_of[$node]}"
  done
}

# A form as a big village might send it; no two rows are the same wish.
big_form() {
  local rows=$1 round=$2 i
  local families=(彭 肖 邓 李 胡 王 谢 贺 阳 曾 刘 陈 罗 周 吴 谭 龙 康 聂 梁 毛 伍 戴 童 朱 宋 唐 袁 易 禹)
  local first=(春 夏 秋 冬 梅 兰 竹 菊 国 家) second=(华 明 平 安 生 英 芳 军 红 辉) sexes=(男 女)
  local wants=('电热毯一床（约110元）' '陪老人聊天' '书包一个（约80元）' '帮忙修理漏水的水龙头' '老花镜一副（约60元）')
  echo '锁石镇新屋村“微心愿”活动需求征集表,,,,,,,'
  echo '序号,姓名,性别,年龄,家庭住址,心愿内容(清晰扼要),申领证明材料(详细材料可附后),联系电话'
  for ((i = 0; i < rows; i++)); do
    printf '%d,%s%s%s,%s,%d,锁石镇新屋村%d组%d号,%s，登记簿第%d册%d号,村委会证明,170%d%07d\n' $((i + 1)) \
      "${families[i / 100 % 30]}" "${first[i / 10 % 10]}" "${second[i % 10]}" "${sexes[i % 2]}" \
      $((60 + i % 35)) $((i % 18 + 1)) $((i + 1)) "${wants[i % 5]}" "$round" $((i + 1)) "$round" "$i"
  done
}

# ---- The story ----

in_words '' "${bold}情暖微心愿：一座城市的心愿树${plain}" "${bold}Wishtree: the wish tree of a city${plain}"

if [ -z "${WISHTREE_BIN:-}" ]; then
  chapter '准备：安装依赖，编译（第一次需要较长时间）' 'Getting ready: dependencies and build (the first time takes a while)'
  if [ -t 1 ]; then
    build || fail '编译没有成功' 'the build failed'
  else
    build >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; fail '编译没有成功' 'the build failed'; }
    : >"$work/build.log"
  fi
  done_well '程序已就绪：wishnode、wishctl、wishyear' 'wishnode, wishctl and wishyear are built'
fi

chapter '建树：一个市，两个县，四个村（社区），每处一台电脑' \
  'The tree: a city, two counties, four villages, each with a machine of its own'
title_of[city]=娄底市 place_of[city]=4313
"$bin/wishnode" init --data "$work/city" --place 4313 --name 娄底市 --level city \
  --places "$root/deploy/demo/loudi-places.csv" --root-key "$work/city.rootkey" >>"$work/city.log" 2>&1 ||
  fail '娄底市没有建成' 'the city could not be set up'
start city
enrol shuangfeng 双峰县 431321 county city
enrol xinhua 新化县 431322 county city
enrol futuo 荷叶镇富托村 431321101007 community shuangfeng
enrol xinwu 锁石镇新屋村 431321112006 community shuangfeng
enrol shangtuan 奉家镇上团村 431322106003 community xinhua
enrol xinxing 新星社区 431302001001 community city # Its county has no machine yet, and needs none.
villages=(futuo xinwu shangtuan xinxing)
counties=(shuangfeng xinhua)
done_well '七个节点已加入，各有各的密钥' 'seven nodes have joined, each with a key of its own'
cat <<END
      娄底市 4313
      ├── 双峰县 431321
      │   ├── 荷叶镇富托村 431321101007
      │   └── 锁石镇新屋村 431321112006
      ├── 新化县 431322
      │   └── 奉家镇上团村 431322106003
      └── 新星社区 431302001001
END

chapter '各村导入征集表（附件1），表格像实际收到的一样不整齐' \
  'The villages take in form 1, as untidy as real forms are'
import futuo "$forms/futuo.csv"
import xinwu "$forms/xinwu.csv"
import shangtuan "$forms/shangtuan.csv"
import xinxing "$forms/xinxing.xlsx"
if refusal=$(ctl xinxing import "$forms/shuangmu.ods" 2>/dev/null); then
  fail '.ods 文件本应被拒绝' 'the .ods file should have been refused'
fi
done_well "shuangmu.ods 被拒绝：$(jq -r .zh <<<"$refusal")" "shuangmu.ods is refused: $(jq -r .en <<<"$refusal")"

chapter '数字一级一级到县、到市' 'The figures reach county and city'
within 60 total_is city 4313 "$expected" || fail "市里没有看到 $expected 条心愿" "the city does not show $expected wishes"
show_figures city "${counties[@]}" "${villages[@]}"
done_well "市里看到全部 $expected 条" "the city shows all $expected"

chapter '上团村断网，照常工作' 'Shangtuan loses its network and works on'
ctl shangtuan parent 127.0.0.1:1 >/dev/null || fail '无法断开上团村' 'could not cut Shangtuan off'
cut_off() { ctl shangtuan status | jq -e '.parent_connected | not' >/dev/null; }
within 20 cut_off || fail '上团村仍然连着' 'Shangtuan is still connected'
at_city_before=$(total city "${place_of[shangtuan]}")
offline=$(add_wish shangtuan 袁秋莲 女 82 '收音机一台（约90元）（空巢老人）' 17000051234) ||
  fail '断网后不能录入' 'a wish could not be added offline'
ctl shangtuan wish vet "$offline" --outcome approve >/dev/null || fail '断网后不能甄别' 'a wish could not be vetted offline'
add_wish shangtuan 秦小满 男 9 '篮球一个（约80元）（留守儿童）' 17000055678 >/dev/null ||
  fail '断网后不能录入' 'a wish could not be added offline'
add_wish futuo 曾立秋 女 71 '帮忙打扫屋后水沟（五保户）' 17000059012 >/dev/null ||
  fail '富托村不能录入' 'Futuo could not add a wish'
within 60 total_is city 431321 "$(($(total futuo "${place_of[futuo]}") + $(total xinwu "${place_of[xinwu]}")))" ||
  fail '其他村的心愿没有到市里' 'the wishes of the other villages did not reach the city'
expected=$((expected + 3))
total_is shangtuan "${place_of[shangtuan]}" $((at_city_before + 2)) ||
  fail '断网时录入的心愿不在本机' 'what was written offline is not there'
total_is city "${place_of[shangtuan]}" "$at_city_before" ||
  fail '断网的村不应影响市里的数字' 'what was written offline should not be at the city yet'
[ "$(ctl shangtuan wish show "$offline" | jq -r .safe)" = here ] ||
  fail '心愿应显示为只在本机' 'the wish should be shown as safe here only'
done_well "上团村离线新增 2 条（如 $offline，已甄别），只在本机；富托村的新心愿已到市里" \
  "Shangtuan has 2 more (one is $offline, vetted), safe here only; Futuo's new wish is at the city"

chapter '新屋村正在导入三千条时断电（kill -9）' 'Xinwu is killed (kill -9) while it imports 3,000 rows'
before=$(total xinwu "${place_of[xinwu]}")
rows=3000
for round in 1 2 3 4 5; do
  big_form "$rows" "$round" >"$work/big.csv"
  node=${pid_of[xinwu]}
  idle=$(ticks "$node")
  ctl xinwu import "$work/big.csv" >"$work/answer" 2>"$work/refusal" &
  importer=$!
  # At work on the import: the processor's time says so.
  at_work() { [ "$(ticks "$node")" -ge $((idle + 4)) ] || gone "$importer"; }
  until at_work; do :; done
  kill_hard xinwu
  status=0
  wait "$importer" || status=$?
  start xinwu
  [ "$status" = 0 ] || break
  # It was done before it was killed; once more, with more rows.
  before=$((before + rows)) expected=$((expected + rows)) rows=$((rows * 2 > 20000 ? 20000 : rows * 2))
done
[ "$status" = 3 ] || fail '没能在导入过程中断电' 'the import was not caught at work'
after=$(total xinwu "${place_of[xinwu]}")
if [ "$after" != "$before" ] && [ "$after" != $((before + rows)) ]; then
  fail "断电后有 $((after - before)) 条，既不是 0 也不是 $rows" "after the kill there are $((after - before)) rows, neither 0 nor $rows"
fi
done_well "重新开机：$rows 条中有 $((after - before)) 条——要么全有，要么全无" \
  "back again: $((after - before)) of $rows rows are there, all or nothing"
expected=$((expected + after - before))
import xinwu "$work/big.csv"
total_is xinwu "${place_of[xinwu]}" $((before + rows)) ||
  fail '再次导入后数目不对' 'after the second import the number is wrong'
done_well '同一文件再导入一次，每条心愿只有一份' 'the same file once more, and each wish is there once'

chapter '新化县的服务器重启' "Xinhua county's server restarts"
stop xinhua
start xinhua
done_well '新化县已恢复' 'Xinhua is back'

chapter '上团村恢复联网，一切汇合' 'Shangtuan is back on the network, and all comes together'
ctl shangtuan parent "127.0.0.1:${port_of[xinhua]}" >/dev/null || fail '上团村不能重新连接' 'Shangtuan could not be joined again'
within 180 total_is city 4313 "$expected" ||
  fail "市里有 $(total city 4313) 条，应有 $expected 条" "the city shows $(total city 4313) wishes instead of $expected"

wishes city 4313 >"$work/all.json" || fail '市里列不出心愿' 'the city cannot list its wishes'
jq -e --argjson n "$expected" 'length == $n' "$work/all.json" >/dev/null ||
  fail "市里列出 $(jq length "$work/all.json") 条，应有 $expected 条" "the city lists $(jq length "$work/all.json") wishes instead of $expected"
jq -e 'all(.[]; (.number | length) > 0) and (length == (map(.number) | unique | length))' "$work/all.json" >/dev/null ||
  fail '有编号重复' 'two wishes have one number'
jq -e 'all(.[]; .name != null and .content != null) and
       (length == (map([.place, .name, .content]) | unique | length))' "$work/all.json" >/dev/null ||
  fail '有心愿出现两次，或缺少内容' 'a wish is there twice, or lacks its text'
done_well "市里有 $expected 条心愿，每条只有一份，姓名和内容齐全" \
  "the city has $expected wishes, each once, with name and content"

for node in "${villages[@]}" "${counties[@]}"; do
  within 120 same_figures "$node" ||
    fail "${title_of[$node]} 的数字与市里的不一致" "the figures of ${title_of[$node]} differ from the city's"
  [ "$(known_of "$node" "${place_of[$node]}")" = "$(known_of city "${place_of[$node]}")" ] ||
    fail "${title_of[$node]} 的心愿与市里的不一致" "the wishes of ${title_of[$node]} differ from the city's"
done
show_figures city "${counties[@]}" "${villages[@]}"
done_well '每个县、每个村的数字与市里的逐字节相同，输入根也相同' \
  "each county's and village's figures are the city's, byte by byte, with the same input root"

at_city() { [ "$(ctl shangtuan wish show "$offline" | jq -r .safe)" = city ]; }
within 60 at_city || fail "上团村不知道 $offline 已到市里" "Shangtuan does not learn that $offline is at the city"
for node in city "${counties[@]}" "${villages[@]}"; do
  ctl "$node" verify | jq -e '.ok and (.problems | length == 0)' >/dev/null ||
    fail "${title_of[$node]} 没有通过校验" "${title_of[$node]} does not verify"
done
done_well "上团村看到 $offline 已安全到达市里；七个节点全部通过校验" \
  "Shangtuan sees that $offline is safe at the city; all seven nodes verify"

chapter '上团村的一条心愿，由双峰县的志愿者认领、落实' \
  'A wish of Shangtuan is taken up and fulfilled by a volunteer of Shuangfeng'
state_is() { [ "$(ctl "$1" wish show "$offline" | jq -r .state)" = "$2" ]; }
claim_is() { [ "$(ctl "$1" offer show "$offline" | jq -r '.claims[0].state // empty')" = "$2" ]; }
sees_offer() { ctl "$1" offer show "$offline" >/dev/null 2>&1; }
proposal=$(ctl city wish publish "$offline" --preview) || fail '市里不能预览公开内容' 'the city could not preview the text'
ctl city wish publish "$offline" --scope 4313 >/dev/null || fail '市里不能发布' 'the city could not publish'
within 60 sees_offer futuo || fail '富托村没有看到已发布的心愿' 'Futuo does not see the published wish'
done_well "市里发布：$(jq -r '"\(.who) \(.ages) \(.content)"' <<<"$proposal")" \
  'the city publishes it: family name and **, a span of ages, and the wish'
ctl city unit add --name 双峰县审计局 --place 431321 >/dev/null || fail '不能登记单位' 'the unit could not be registered'
ctl futuo wish claim "$offline" --name 李志愿 --phone 17000099999 --unit 双峰县审计局 >/dev/null ||
  fail '富托村不能认领' 'Futuo could not claim'
within 60 claim_is futuo granted || fail '认领没有得到确认' 'the claim was not granted'
knows_family() { ctl futuo offer show "$offline" | jq -e '.family.address' >/dev/null; }
within 60 knows_family || fail '认领人没有得到地址' 'the volunteer did not get the address'
within 60 state_is shangtuan claimed || fail '上团村没有看到认领' 'Shangtuan does not see the claim'
done_well "认领成功：富托村得到地址，上团村得到志愿者电话 $(ctl shangtuan wish show "$offline" | jq -r '.claims[0].phone')" \
  'granted: Futuo has the address, Shangtuan the phone of the volunteer'
ctl futuo wish fulfil "$offline" --what 送去收音机一台 --value 90 --hours 1 >/dev/null ||
  fail '不能登记落实' 'the fulfilment could not be reported'
within 60 state_is shangtuan fulfilled || fail '上团村没有看到落实' 'Shangtuan does not see the fulfilment'
ctl shangtuan wish confirm "$offline" --satisfaction 5 >/dev/null || fail '不能回访' 'it could not be confirmed'
ctl shangtuan wish close "$offline" >/dev/null || fail '不能办结' 'it could not be closed'
points_are() { [ "$(ctl city ranking --period "$(date +%Y)" | jq -r '.rows[0].points // empty')" = "$1" ]; }
within 60 points_are 10.00 || fail '市里没有算出积分' 'the city has not counted the points'
within 120 same_figures shangtuan || fail '上团村的数字与市里的不一致' "Shangtuan's figures differ from the city's"
done_well '已落实、已回访（满意度5）、已办结；双峰县审计局得 10 分' \
  'fulfilled, confirmed (5 of 5), closed; its unit has 10 points'

chapter '一年的工作：各村 2018 年的心愿，从登记到办结' \
  "A year's work: the wishes of 2018, from registration to the end"
"$bin/wishyear" --places "$root/deploy/demo/loudi-places.csv" --city 4313 --name 娄底市 --year 2018 --seed 645 \
  --wishes 40 --at 431321101007=富托村 --at 431321112006=新屋村 --at 431322106003=上团村 \
  --at 431302001001=新星社区 >"$work/year.jsonl" || fail '没有得到剧本' 'there is no script'
report_2018() { ctl "$1" report --period 2018 --by place; }
before=$(report_2018 city | counted_in_report)
say '所有电脑的时钟拨到 2018 年 1 月 1 日，一天一天往前走' \
  'all clocks are put back to 1 January 2018 and go on day by day'
play_year 2018-01-01
read -r steps days < <(jq -rs '"\(length) \(map(.day) | unique | length)"' "$work/played.jsonl")
done_well "$days 天里做了 $steps 步，也有退回、转办、放弃、逾期、异议、撤回和删除；时钟已拨回今天" \
  "$steps steps on $days days, with returns, hand-overs, claims that ran out, disputes, withdrawals and an erasure; clocks are right again"

counted=$(counted_in_script | jq -cS --argjson before "$before" '. as $played | $before |
  with_entries(.key as $place | .value |= with_entries(.value += ($played[$place][.key] // 0)))')
adds_up() { [ "$(report_2018 city | counted_in_report | jq -cS .)" = "$counted" ]; }
within 60 adds_up || fail '市里 2018 年的报表与各处所做的不符' "the city's report of 2018 is not what was done"
for node in "${counties[@]}" "${villages[@]}"; do
  within 60 same_figures "$node" ||
    fail "${title_of[$node]} 的数字与市里的不一致" "the figures of ${title_of[$node]} differ from the city's"
done
for node in "${counties[@]}"; do
  [ "$(report_2018 "$node" | jq -cS .whole.now)" = "$(report_2018 city |
    jq -cS --arg place "${place_of[$node]}" '.groups[] | select(.key == $place) | .now')" ] ||
    fail "${title_of[$node]} 的报表与市里的不一致" "the report of ${title_of[$node]} differs from the city's"
done
[ "$(ctl city ranking --period 2018 | points_in_ranking)" = "$(points_in_script)" ] ||
  fail '积分与回访确认的落实不符' 'the points are not those of what families confirmed'
report_2018 city | jq -r '.whole.now | .funnel as $f | "      " + ([["登记", "registered"], ["甄别", "vetted"],
  ["发布", "published"], ["认领", "claimed"], ["落实", "fulfilled"], ["回访", "confirmed"], ["办结", "closed"]] |
  map("\(.[0]) \($f[.[1]])") | join(" → ")) + "，满意度 \(.satisfaction.mean)"'
ctl city ranking --period 2018 | jq -r '.rows[:3][] | "      \(.points) 分  \(.name)"'
done_well '市、县 2018 年的报表与所做的逐项相符，各单位积分也相符，各节点数字一致' \
  'the reports of city and counties, and the points of each unit, are what was done; all nodes agree'

kept=$(ctl shuangfeng report keep --period 2018 --by place | jq -er .id) || fail '双峰县不能留存报表' 'the report could not be kept'
again_at() { ctl "$1" report again "$kept" >/dev/null 2>&1; }
for node in shuangfeng city; do
  within 60 again_at "$node" ||
    fail "双峰县留存的报表在${title_of[$node]}重做后不一样" "Shuangfeng's report is not the same made again at ${title_of[$node]}"
done
mapfile -t erased < <(erased_numbers)
[ "${#erased[@]}" -gt 0 ] || fail '没有人要求删除' 'nobody asked to be forgotten'
for number in "${erased[@]}"; do
  for node in "${!place_of[@]}"; do
    case "$number" in "${place_of[$node]}"*) ;; *) continue ;; esac
    ctl "$node" wish show "$number" | jq -e '.erased and .name == null and .address == null and .phone == null' >/dev/null ||
      fail "${title_of[$node]} 还留有 $number 的个人信息" "${title_of[$node]} still knows whose $number was"
  done
done
done_well '双峰县留存的年度报表，县里、市里重做都逐字节相同；要求删除的人，各处都已忘记，数字不变' \
  "the year's report that Shuangfeng keeps is the same, byte by byte, made again there and at the city; who asked is forgotten"

printf '\n'
in_words "$green$bold" "全部做到了。$plain" "All promises were kept.$plain"
if [ "$once" = yes ]; then exit 0; fi

look() { printf '      %s --data %s %s\n' "$bin/wishctl" "$work/$1" "$2"; }
chapter '请随意查看，按 Ctrl-C 结束' 'Look around; Ctrl-C ends'
look city 'summary --by place'
look city 'places --place 431321'
look city sync
look xinhua 'wish list'
look shangtuan "wish show $offline"
look city tasks
look city "ranking --period $(date +%Y)"
look city 'report --period 2018 --by place'
look city 'ranking --period 2018'
look xinwu 'log list'
look futuo status
any_alive() { local node; for node in "${!pid_of[@]}"; do if alive "${pid_of[$node]}"; then return 0; fi; done; return 1; }
while any_alive; do sleep 1; done
