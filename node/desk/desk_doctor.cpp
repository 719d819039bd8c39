#include "node/desk/desk_doctor.h"

#include <algorithm>

#include "model/date.h"
#include "node/limits.h"

namespace node {
namespace {

using enum DoctorState;

DoctorLine ok(std::string_view check, Words what) { return {check, kOk, std::move(what), {}}; }

DoctorState by_age(std::uint64_t age_ms, std::uint64_t look_ms, std::uint64_t act_ms) {
  return age_ms >= act_ms ? kAct : age_ms >= look_ms ? kLook : kOk;
}

std::uint64_t age(std::uint64_t now_ms, std::uint64_t then_ms) {
  return now_ms > then_ms ? now_ms - then_ms : 0;
}

Words span(std::uint64_t ms) {
  const auto said = [](std::uint64_t n, const char* one, const char* zh) {
    return Words{std::to_string(n) + " " + one + (n == 1 ? "" : "s"), std::to_string(n) + " " + zh};
  };
  if (ms >= 2 * kDayMs) return said(ms / kDayMs, "day", "天");
  if (ms >= 2 * kHourMs) return said(ms / kHourMs, "hour", "小时");
  if (ms >= kMinuteMs) return said(ms / kMinuteMs, "minute", "分钟");
  return said(ms / 1000, "second", "秒");
}

Words day(std::uint64_t ms) {
  const std::string text = model::Date::in_china(ms).text();
  return {text, text};
}

// "A, B and 3 more"
template <typename Item, typename Name>
Words names(const std::vector<Item>& items, Name&& name) {
  Words out;
  for (std::size_t i = 0; i < std::min(items.size(), kDoctorNamesMax); ++i) {
    const Words one = name(items[i]);
    out.en += (i == 0 ? "" : ", ") + one.en;
    out.zh += (i == 0 ? "" : "、") + one.zh;
  }
  if (items.size() > kDoctorNamesMax) {
    const std::string more = std::to_string(items.size() - kDoctorNamesMax);
    out.en += " and " + more + " more";
    out.zh += "，另有 " + more + " 个";
  }
  return out;
}

std::string name_of(const PeerStatus& peer) {
  return !peer.name.empty() ? peer.name : peer.place.value ? peer.place.text() : peer.address;
}

std::uint64_t off(const PeerStatus& peer) {
  return static_cast<std::uint64_t>(peer.clock_offset_ms < 0 ? -peer.clock_offset_ms : peer.clock_offset_ms);
}

DoctorLine clock_itself(const DoctorFacts& f) {
  const Words set{"set this machine's clock", "请校准本机时钟"};
  if (f.now_ms < kClockFloorMs)
    return {"clock",
            kAct,
            {"the clock says " + day(f.now_ms).en + ", which can't be",
             "时钟显示 " + day(f.now_ms).zh + "，明显有误"},
            set};
  if (f.own_event_ms > f.now_ms + kClockOffActMs) {
    const Words by = span(f.own_event_ms - f.now_ms);
    return {"clock",
            kAct,
            {"the clock is " + by.en + " before the newest event that this node wrote",
             "时钟比本节点最近写下的事件早 " + by.zh},
            set};
  }
  DoctorLine out = ok("clock", {"agrees with the nodes that are connected", "与已连接的节点一致"});
  const auto look = [&](const PeerStatus& peer) {
    if (!peer.connected) return;
    const DoctorState state =
        by_age(off(peer), kClockOffLookMs, peer.is_parent ? kClockOffActMs : UINT64_MAX);
    if (state <= out.state) return;
    const Words by = span(off(peer));
    const bool ahead = peer.clock_offset_ms < 0;
    out = {"clock",
           state,
           {"this machine's clock is " + by.en + (ahead ? " ahead of " : " behind ") + name_of(peer),
            "本机时钟比“" + name_of(peer) + "”" + (ahead ? "快 " : "慢 ") + by.zh},
           peer.is_parent
               ? set
               : Words{"find out whose clock is wrong, and set it", "请确认哪一方的时钟有误并校准"}};
  };
  if (f.parent) look(*f.parent);
  for (const PeerStatus& child : f.children) look(child);
  return out;
}

// Whatever else is to be said of it, what it holds up comes with it.
DoctorLine clock(const DoctorFacts& f) {
  DoctorLine out = clock_itself(f);
  if (!f.clock_in_doubt) return out;
  if (out.state == kOk)
    out.what = {
        "the clock says " + day(f.now_ms).en + ", which is in doubt since it was last known to say " +
            day(f.clock_believed_ms).en,
        "时钟显示 " + day(f.now_ms).zh + "，与上次可信的 " + day(f.clock_believed_ms).zh + " 相差过大，存疑"};
  out.state = kAct;
  out.what.en += "; until it is believed this node grants no claims and lets none expire";
  out.what.zh += "；在此之前本节点不确认认领，也不判定认领超时";
  if (f.now_ms >= kClockFloorMs)
    out.todo = {
        "set this machine's clock; if it is right, let this node reach its parent, or leave it on for a "
        "week, and "
        "find out whose clock is wrong among those connected",
        "请校准本机时钟；如时钟无误，请让本节点连上上级，或保持运行一周，并查清所连节点中哪一个时钟有误"};
  return out;
}

DoctorLine disk(const DoctorFacts& f) {
  if (!f.disk_free_bytes)
    return {"disk",
            kLook,
            {"how much room the disk has is not known", "无法得知磁盘剩余空间"},
            {"look at the disk", "请检查磁盘"}};
  const std::string mib = std::to_string(*f.disk_free_bytes >> 20);
  const Words what{mib + " MiB free", "剩余 " + mib + " MiB"};
  const Words todo{"make room on the disk of the data directory", "请清理数据目录所在磁盘"};
  if (*f.disk_free_bytes < kDiskActBytes) return {"disk", kAct, what, todo};
  if (*f.disk_free_bytes < kDiskLookBytes) return {"disk", kLook, what, todo};
  return ok("disk", what);
}

// Refusals that no waiting mends.
bool needs_a_person(const model::Error& error) {
  for (const char* code : {"sync.not_enrolled", "sync.unknown_parent", "sync.not_on_line", "sync.wrong_place",
                           "sync.version", "sync.bad_signature"})
    if (error.code == code) return true;
  return error.code.starts_with("sync.revoked");
}

DoctorLine parent(const DoctorFacts& f) {
  if (f.revoked)
    return {
        "parent",
        kAct,
        {"this node was revoked: what it writes counts no longer", "本节点已被撤销，之后写下的内容不再计入"},
        {"if it is still needed, join anew: wishnode join with an empty data directory and a new code",
         "如仍需使用，请用新的加入代码和空的数据目录重新加入：wishnode join"}};
  if (!f.parent) {
    if (f.root) return ok("parent", {"none: this is the first place", "无：本节点位于最高一级"});
    return {"parent",
            kAct,
            {"no parent is set", "尚未设置上级"},
            {"wishctl parent ADDRESS", "wishctl parent 地址"}};
  }
  const PeerStatus& p = *f.parent;
  if (p.connected && p.in_step)
    return ok("parent", {"in step with " + name_of(p), "已与“" + name_of(p) + "”同步"});
  if (p.connected) {
    const std::string lacks = std::to_string(p.we_lack_events);
    return {"parent",
            kLook,
            {"exchanging with " + name_of(p) + "; events still lacking here: " + lacks,
             "正在与“" + name_of(p) + "”交换，本机还缺 " + lacks + " 条事件"},
            {"wait; wishctl sync shows how far it is", "请等待；可用 wishctl sync 查看进度"}};
  }
  const std::string why_en = p.last_error ? ": " + p.last_error->en : "";
  const std::string why_zh = p.last_error ? "：" + p.last_error->zh : "";
  if (p.last_error && needs_a_person(*p.last_error))
    return {"parent",
            kAct,
            {"refused" + why_en, "被拒绝" + why_zh},
            {"see the reason; wishctl sync has more", "请按原因处理；详见 wishctl sync"}};
  const Words todo{
      "check the line and the address (wishctl parent); on a long outage carry a bundle on a stick",
      "请检查线路和上级地址（wishctl parent）；长期断网可用 U 盘交换"};
  if (p.last_seen_ms == 0)
    return {
        "parent", kAct, {"never reached at " + p.address + why_en, "从未连上 " + p.address + why_zh}, todo};
  const std::uint64_t away = age(f.now_ms, p.last_seen_ms);
  const DoctorState state = std::max(by_age(away, kParentAwayLookMs, kParentAwayActMs), kOk);
  return {"parent",
          state,
          {"not reached for " + span(away).en + why_en, "已有 " + span(away).zh + " 未连上上级" + why_zh},
          state == kOk ? Words{} : todo};
}

DoctorLine children(const DoctorFacts& f) {
  std::vector<DoctorNode> silent;
  DoctorState state = kOk;
  for (const DoctorNode& node : f.joined_here) {
    const auto one = node.last_ms == 0
                         ? kLook
                         : by_age(age(f.now_ms, node.last_ms), kChildSilentLookMs, kChildSilentActMs);
    if (one != kOk) silent.push_back(node);
    state = std::max(state, one);
  }
  if (f.joined_here.empty()) return ok("children", {"none has joined here", "没有节点经本节点加入"});
  const std::string count = std::to_string(f.joined_here.size());
  if (silent.empty()) return ok("children", {"none is silent, of " + count, "共 " + count + " 个，均有联系"});
  std::sort(silent.begin(), silent.end(), [](const auto& a, const auto& b) { return a.last_ms < b.last_ms; });
  const Words who = names(silent, [&](const DoctorNode& node) {
    if (node.last_ms == 0) return Words{node.name + " (never)", node.name + "（从未）"};
    const Words since = span(age(f.now_ms, node.last_ms));
    return Words{node.name + " (" + since.en + ")", node.name + "（" + since.zh + "）"};
  });
  return {"children",
          state,
          {"silent: " + who.en, "久未联系：" + who.zh},
          {"call them; a disk that is lost or a PC that was stolen: wishctl revoke NODE --lost",
           "请电话联系；若磁盘丢失或电脑被盗：wishctl revoke 节点 --lost"}};
}

DoctorLine quarantine(const DoctorFacts& f) {
  if (f.quarantined == 0 && f.passed_over == 0) return ok("quarantine", {"empty", "无内容"});
  const std::string count = std::to_string(f.quarantined);
  Words what{count + " kept", "保留 " + count + " 条"};
  if (f.quarantined > 0) {
    what.en += ", the newest of " + day(f.quarantined_ms).en;
    what.zh += "，最近一条于 " + day(f.quarantined_ms).zh;
  }
  if (f.passed_over > 0) {
    what.en += ", " + std::to_string(f.passed_over) + " more not kept";
    what.zh += "，另有 " + std::to_string(f.passed_over) + " 条未保留";
  }
  return {"quarantine",
          kLook,
          what,
          {"wishctl quarantine; export it for the developers, then wishctl quarantine clear",
           "wishctl quarantine 查看；导出交开发者后用 wishctl quarantine clear 清除"}};
}

DoctorLine forks(const DoctorFacts& f) {
  if (f.forks.empty()) return ok("forks", {"no log is forked", "没有分叉的日志"});
  const bool own =
      std::any_of(f.forks.begin(), f.forks.end(), [](const DoctorFork& fork) { return fork.own; });
  const Words which = names(f.forks, [](const DoctorFork& fork) {
    const std::string place = fork.place_name.empty() ? fork.log.place.text() : fork.place_name;
    const std::string writer =
        fork.writer_name.empty() ? model::to_hex(fork.log.writer.view()).substr(0, 8) : fork.writer_name;
    const std::string since = day(fork.since_ms).en;
    return Words{place + ", written by " + writer + ", since " + since,
                 place + "（" + writer + " 书写，始于 " + since + "）"};
  });
  return {"forks",
          own ? kAct : kLook,
          {"two branches, both kept and counted: " + which.en, "有两个分支，均保留并计入：" + which.zh},
          own ? Words{"this node's data were copied or restored: let only one of the copies run, the other "
                      "join anew",
                      "本节点的数据曾被复制或恢复：只保留一份运行，另一份请重新加入"}
              : Words{"ask there whether a copy of the data runs elsewhere; look for wishes with one number",
                      "请询问该处是否另有一份数据在运行，并留意编号相同的心愿"}};
}

DoctorLine copies(const DoctorFacts& f) {
  std::vector<DoctorNode> recent;
  for (const DoctorNode& node : f.reopened)
    if (age(f.now_ms, node.last_ms) < kNewWriterLookMs) recent.push_back(node);
  if (recent.empty())
    return ok("copies", {"no data were restored or copied of late", "近期没有恢复或复制过的数据"});
  const Words who = names(recent, [](const DoctorNode& node) {
    const std::string on = day(node.last_ms).en;
    return Words{node.name + " (" + on + ")", node.name + "（" + on + "）"};
  });
  return {
      "copies",
      kLook,
      {"go on as a new writer after a restore or a copy: " + who.en, "恢复或复制后以新写者继续：" + who.zh},
      {"ask there whether that was meant", "请向该处核实是否有意为之"}};
}

DoctorLine versions(const DoctorFacts& f) {
  std::vector<PeerStatus> others;
  DoctorState state = kOk;
  const auto look = [&](const PeerStatus& peer) {
    const bool no_common = peer.last_error && peer.last_error->code == "sync.version";
    if (!no_common && (peer.release.empty() || peer.release == f.release)) return;
    state = std::max(state, no_common ? kAct : kLook);
    others.push_back(peer);
  };
  if (f.parent) look(*f.parent);
  for (const PeerStatus& child : f.children) look(child);
  if (others.empty()) return ok("versions", {"release " + f.release, "版本 " + f.release});
  const Words who = names(others, [](const PeerStatus& peer) {
    const std::string release = peer.release.empty() ? "?" : peer.release;
    return Words{name_of(peer) + " (" + release + ")", name_of(peer) + "（" + release + "）"};
  });
  return {"versions",
          state,
          {"this node runs " + f.release + ", others: " + who.en,
           "本节点版本 " + f.release + "，其他：" + who.zh},
          {"upgrade wishnode where it is older", "请升级版本较旧的 wishnode"}};
}

DoctorLine backup(const DoctorFacts& f) {
  const Words todo{"wishctl backup DIR, onto another disk", "wishctl backup 目录（备份到另一块磁盘）"};
  if (!f.backup_ms) {
    const bool new_here = age(f.now_ms, f.opened_ms) < kDayMs;
    return {"backup", f.root && !new_here ? kAct : kLook, {"never made", "从未备份"}, todo};
  }
  const std::uint64_t old = age(f.now_ms, *f.backup_ms);
  const Words what{"made " + span(old).en + " ago", "最近一次在 " + span(old).zh + "前"};
  const DoctorState state = by_age(old, kBackupOldLookMs, f.root ? kBackupOldActMs : UINT64_MAX);
  return {"backup", state, what, state == kOk ? Words{} : todo};
}

// Children that were not in step since this node was restored: what they sent up after the backup may not be
// here again yet.
std::vector<DoctorNode> still_to_come(const DoctorFacts& f) {
  std::vector<DoctorNode> out;
  if (f.restored_ms)
    std::copy_if(f.joined_here.begin(), f.joined_here.end(), std::back_inserter(out),
                 [](const DoctorNode& node) { return node.behind; });
  return out;
}

DoctorLine restore(const DoctorFacts& f) {
  const auto missing = still_to_come(f);
  if (!f.parts_hidden && missing.empty())
    return ok("restore", {"nothing is hidden or behind", "没有暂不显示或尚未补回的内容"});
  Words what{"restored from a backup", "已从备份恢复"};
  if (f.restored_ms.value_or(0) > 0) {
    what.en += " of " + day(*f.restored_ms).en;
    what.zh = "已从 " + day(*f.restored_ms).zh + " 的备份恢复";
  }
  Words todo;
  if (!missing.empty()) {
    const Words who = names(missing, [](const DoctorNode& node) { return Words{node.name, node.name}; });
    what.en += "; behind until these have been in step: " + who.en;
    what.zh += "；以下下级同步之后才能补齐：" + who.zh;
    todo = {"let them connect or send bundles", "请让它们连上本节点或送来交换包"};
  }
  if (!f.parts_hidden) return {"restore", kLook, what, todo};
  what.en += "; names and other words from before stay hidden until all erasures are known";
  what.zh += "；在得知全部删除要求之前，此前的姓名等内容暂不显示";
  const Words show = f.root ? Words{"wishctl restore --done, once no erasure since the backup is missing",
                                    "确认备份之后的删除要求均已补齐后：wishctl restore --done"}
                            : Words{"let this node reach its parent", "请让本节点连上上级"};
  todo = missing.empty() ? show : Words{todo.en + "; then " + show.en, todo.zh + "；然后" + show.zh};
  return {"restore", f.root ? kAct : kLook, what, todo};
}

DoctorLine erasures(const DoctorFacts& f) {
  if (f.erasures_pending == 0) return ok("erasures", {"all are carried out", "均已执行"});
  const std::string count = std::to_string(f.erasures_pending);
  return {"erasures",
          kAct,
          {count + " decided and not carried out on this disk", count + " 项删除要求尚未在本机磁盘上执行"},
          {"make room on the disk or see that it works, then start wishnode anew",
           "请清理或检查磁盘，然后重新启动 wishnode"}};
}

DoctorLine ledger(const DoctorFacts& f) {
  if (f.ledger_error)
    return {"ledger",
            kAct,
            {"can't go on: " + f.ledger_error->en, "无法更新：" + f.ledger_error->zh},
            {"see the reason; ledger.sqlite may be deleted while wishnode is stopped, and is made again",
             "请按原因处理；停止 wishnode 后可删除 ledger.sqlite，启动后自动重建"}};
  const Words wait{"wait", "请等待"};
  if (f.ledger_behind > 0) {
    const std::string behind = std::to_string(f.ledger_behind);
    return {"ledger", kLook, {behind + " arrivals behind", "还有 " + behind + " 批未整理"}, wait};
  }
  if (!f.texts_loaded)
    return {
        "ledger",
        kLook,
        {"texts are still being loaded: a search may miss old wishes", "文字仍在载入，搜索可能漏掉旧心愿"},
        wait};
  return ok("ledger", {"up to date", "已是最新"});
}

DoctorLine parts(const DoctorFacts& f) {
  if (f.absent_parts == 0) return ok("parts", {"all that are due here are held", "应有的个人信息均已收到"});
  const std::uint64_t old = age(f.now_ms, f.absent_since_ms);
  const std::string count = std::to_string(f.absent_parts);
  return {"parts",
          old >= kAbsentPartsLookMs ? kLook : kOk,
          {count + " due here and not held, the oldest of " + day(f.absent_since_ms).en,
           "还缺 " + count + " 份个人信息，最早为 " + day(f.absent_since_ms).zh},
          old >= kAbsentPartsLookMs
              ? Words{"they come once a node that holds them is reached; see parent and children above",
                      "连上持有的节点后会自动补齐；请先看上面的上级和下级"}
              : Words{}};
}

DoctorLine files(const DoctorFacts& f) {
  const std::uint64_t old = age(f.now_ms, f.absent_files_since_ms);
  Words coming;
  if (f.absent_files > 0) {
    const std::string count = std::to_string(f.absent_files);
    const std::string mib = std::to_string((f.absent_file_bytes + (1 << 20) - 1) >> 20);
    coming = {
        count + " on their way here (" + mib + " MiB), the oldest of " + day(f.absent_files_since_ms).en,
        "有 " + count + " 个附件尚未传到（" + mib + " MiB），最早为 " + day(f.absent_files_since_ms).zh};
  }
  if (f.damaged_files > 0) {
    const std::string count = std::to_string(f.damaged_files);
    Words what{count + " damaged on this disk", "有 " + count + " 个附件在本机磁盘上已损坏"};
    if (f.absent_files > 0) what = {what.en + "; " + coming.en, what.zh + "；" + coming.zh};
    return {
        "files",
        kAct,
        what,
        {"check the disk; they are fetched again from a node that has them, and where none has, attach them "
         "once more",
         "请检查磁盘；附件会自动从其他节点重新取回，如其他节点都没有，请重新添加"}};
  }
  const bool late = f.absent_files > 0 && old >= kAbsentFilesLookMs;
  if (f.unkept_files > 0 && !late) {
    const std::string count = std::to_string(f.unkept_files);
    return {"files",
            kLook,
            {count + " not kept, as their wishes have as many as they may",
             "有 " + count + " 个附件因超出上限未保存"},
            {"ask where they were attached why one wish has so many",
             "请向添加附件的节点询问为何一条心愿有这么多附件"}};
  }
  if (f.absent_files == 0) return ok("files", {"all that are due here are held", "应有的附件均已收到"});
  return {"files", late ? kLook : kOk, coming,
          late ? Words{"they come once a node that holds them is reached; see parent and children above",
                       "连上持有的节点后会自动补齐；请先看上面的上级和下级"}
               : Words{}};
}

DoctorLine invitations(const DoctorFacts& f) {
  if (f.invitations_open == 0) return ok("invitations", {"no join code is open", "没有未使用的加入代码"});
  const std::string count = std::to_string(f.invitations_open);
  return ok("invitations", {count + " join codes were not used yet: keep them to yourselves",
                            "有 " + count + " 个加入代码尚未使用，请勿泄露"});
}

}  // namespace

std::string_view doctor_word(DoctorState state) {
  switch (state) {
    case kOk:
      return "ok";
    case kLook:
      return "look";
    case kAct:
      return "act";
  }
  return "act";
}

std::vector<DoctorLine> examine(const DoctorFacts& f) {
  return {clock(f), disk(f),   parent(f),     children(f), erasures(f), restore(f),  backup(f),     ledger(f),
          forks(f), copies(f), quarantine(f), parts(f),    files(f),    versions(f), invitations(f)};
}

}  // namespace node
