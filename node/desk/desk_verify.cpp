#include <algorithm>
#include <set>

#include "model/blob.h"
#include "model/part.h"
#include "node/desk/desk.h"
#include "node/ledger/ledger_recount.h"
#include "node/limits.h"
#include "sync/carry.h"

namespace node {

using model::Error;
using model::Event;
using model::EventRef;
using model::LogId;
using model::Result;
using model::Tip;

// What is being verified and what was found so far.
struct Desk::LogCheck {
  std::shared_ptr<const model::Authority> authority;
  bool deep = false;
  std::set<EventRef> absent;  // Of the log at hand: events whose part is known not to be here.
  Verification found;

  void problem(const char* code, const EventRef& ref, const std::string& en, const std::string& zh) {
    const std::string where = "event " + std::to_string(ref.seq.value) + " (" +
                              model::to_hex(ref.hash.view()) + ") of log " + ref.log.place.text() + "/" +
                              model::to_hex(ref.log.writer.view());
    found.problems.emplace_back(code, where + ": " + en, where + "：" + zh);
  }
};

void Desk::check_part(const Event& event, LogCheck& check) const {
  if (!event.header().has_part()) return;
  const bool erased = check.authority->erased(event);
  const auto part = parts_.store.part_though_hidden(event.ref());
  if (part && erased) {
    // Held a moment longer where the erasure has only just been decided.
    const std::pair about(event.header().subject, event.header().subject_home());
    const auto volunteer = check.authority->volunteer_of(event);
    const auto pending = parts_.store.pending_erasures();
    if (std::ranges::none_of(pending, [&](const auto& one) { return one == about || one == volunteer; }))
      check.problem("verify.part_not_erased", event.ref(), "its part should have been erased",
                    "其个人信息应已删除");
  } else if (part && !model::part_fits(event, *part)) {
    check.problem("verify.part_differs", event.ref(), "its part is not the one that was committed to",
                  "其个人信息与承诺值不符");
  } else if (!part && !erased && !check.absent.contains(event.ref()) &&
             !parts_.store.authority()->erased(event)) {
    // Asked once more, because it may have been erased meanwhile.
    check.problem("verify.part_damaged", event.ref(), "its part is missing or can't be unsealed",
                  "其个人信息缺失或无法解密");
  }
}

void Desk::check_blob(const Event& event, LogCheck& check) const {
  if (!check.deep || !model::names_blob(event.header().kind)) return;
  const auto held = parts_.store.held_blob(event.ref());
  // Of one that is known to be damaged also the chunk that is.
  const std::uint32_t until = held ? held->chunks + (held->damaged ? 1 : 0) : 0;
  for (std::uint32_t i = 0; i < until; ++i) {
    const auto chunk = parts_.store.blob_chunk_though_hidden(event.ref(), i);
    if (chunk && model::chunk_fits(held->blob, i, *chunk)) continue;
    // Asked once more, because it may have been erased meanwhile.
    if (!parts_.store.held_blob(event.ref())) return;
    check.problem("verify.blob_damaged", event.ref(),
                  "piece " + std::to_string(i + 1) +
                      " of its file is missing or damaged; it is fetched again from a node that has it",
                  "其附件的第 " + std::to_string(i + 1) + " 块缺失或已损坏；将从保存有该附件的节点重新取回");
  }
}

void Desk::check_tips(const LogId& log, LogCheck& check) const {
  const auto key = parts_.store.signing_key(log, nullptr);
  for (const Tip& tip : parts_.store.tips(log)) {
    const EventRef ref{log, tip.seq, tip.hash};
    if (!key) {
      check.problem("verify.unknown_writer", ref, "nobody is known who may have written this log",
                    "不知道这份日志由谁书写");
      continue;
    }
    const auto signature = parts_.store.tip_signature(log, tip);
    if (!signature || !parts_.verifier.verify(*key, model::tip_statement(log, tip), *signature))
      check.problem("verify.bad_signature", ref, "the writer's signature over it is missing or wrong",
                    "书写者的签名缺失或不正确");
  }
}

// From each tip down to the start, or to where another branch was already seen.
void Desk::check_events(const LogId& log, LogCheck& check) const {
  const auto tips = parts_.store.tips(log);  // Before the absent parts: what comes later is not looked at.
  check.absent.clear();
  for (EventRef from{log, {}, {}};;) {
    const auto page = parts_.store.absent_parts(from, kAbsentPartsPageMax);
    for (const EventRef& ref : page)
      if (ref.log == log) check.absent.insert(ref);
    if (page.size() < kAbsentPartsPageMax || page.back().log != log) break;
    from = page.back();
  }
  const auto key = parts_.store.signing_key(log, nullptr);
  std::set<EventRef> seen;
  for (const Tip& tip : tips) {
    for (Tip at = tip; at.seq.value > 0;) {
      const EventRef ref{log, at.seq, at.hash};
      if (!seen.insert(ref).second) break;
      const auto event = parts_.store.event(ref);
      if (!event) {
        check.problem("verify.event_damaged", ref, "it is missing, or its bytes do not have this hash",
                      "该事件缺失，或其内容与哈希不符");
        break;
      }
      ++check.found.events;
      const Tip before{at.seq.before(), event->header().prev};
      if (event->header().log() != log || !model::follows(before, *event)) {
        check.problem("verify.broken_chain", ref, "it does not continue the event before it",
                      "与前一事件不相接");
        break;
      }
      const bool look = check.deep && at != tip && key;
      const auto signature = look ? parts_.store.tip_signature(log, at) : std::nullopt;
      if (signature && !parts_.verifier.verify(*key, model::tip_statement(log, at), *signature))
        check.problem("verify.bad_signature", ref, "the writer's signature over it is wrong",
                      "书写者的签名不正确");
      check_part(*event, check);
      check_blob(*event, check);
      at = before;
    }
  }
}

Result<Verification> Desk::verify_logs(std::optional<LogId> log, bool deep) const {
  std::vector<LogId> logs;
  if (log) {
    if (parts_.store.tips(*log).empty())
      return Error("log.unknown", "this node does not hold that log; look at the list of logs",
                   "本节点没有这份日志；请查看日志列表");
    logs.push_back(*log);
  } else {
    parts_.store.for_each_log([&](const LogId& held, std::span<const Tip>) { logs.push_back(held); });
  }
  LogCheck check{parts_.store.authority(), deep, {}, {}};
  for (const LogId& each : logs) {
    check_tips(each, check);
    check_events(each, check);
  }
  check.found.logs = logs.size();
  return std::move(check.found);
}

Verification Desk::verify(bool deep) const {
  Verification out = verify_logs(std::nullopt, deep).value();
  if (const auto current = catch_up(); !current) {
    out.problems.push_back(current.error());
  } else {
    for (Error& problem : verify_ledger(parts_.store, parts_.ledger))
      out.problems.push_back(std::move(problem));
  }
  out.input_root = parts_.ledger.summary(parts_.own.place(), {}, std::nullopt).input_root;
  return out;
}

}  // namespace node
