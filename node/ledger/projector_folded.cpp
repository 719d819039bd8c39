#include "node/ledger/projector_folded.h"

#include <algorithm>
#include <thread>

namespace node {

using model::Event;
using model::LogId;
using model::Seq;
using model::Tip;

void FoldedLogs::load(const std::vector<FoldedLog>& logs) {
  tips_.clear();
  forked_.clear();
  for (const FoldedLog& log : logs) tips_[log.log] = log.tips;
}

void FoldedLogs::add(const Arrival& arrival, const std::vector<Event>& events) {
  model::check(!events.empty() && events.back().tip() == arrival.tip, "an arrival's events are held");
  std::vector<Tip>& tips = tips_[arrival.log];
  std::erase(tips, Tip{arrival.first.before(), events.front().header().prev});
  tips.push_back(arrival.tip);
  std::sort(tips.begin(), tips.end());
  if (const auto at = forked_.find(arrival.log); at != forked_.end())
    for (const Event& event : events) at->second.insert(event.hash());
}

std::vector<Tip> FoldedLogs::tips(const LogId& log) const {
  const auto at = tips_.find(log);
  return at == tips_.end() ? std::vector<Tip>{} : at->second;
}

bool FoldedLogs::has(const Event& event) {
  const LogId log = event.header().log();
  const auto folded = tips_.find(log);
  if (folded == tips_.end() || event.header().seq > folded->second.back().seq) return false;
  auto hashes = forked_.find(log);
  if (hashes == forked_.end()) {
    if (!store_.forked(log)) return true;
    hashes = forked_.try_emplace(log).first;
    for (const Tip& tip : folded->second)
      for (const Event& e : store_.events_of({0, log, Seq{1}, tip})) hashes->second.insert(e.hash());
  }
  return hashes->second.contains(event.hash());
}

void FoldedLogs::settle() const {
  std::uint64_t last = 0;
  store_.arrivals_after(store_.last_arrival(), [&](const Arrival& arrival) {
    last = arrival.count;
    return true;
  });
  while (store_.last_arrival() < last) std::this_thread::yield();
}

void FoldedLogs::for_each_event(const LogId& log, const std::function<void(const Event&)>& visit) {
  const auto folded = tips_.find(log);
  if (folded == tips_.end()) return;
  const Seq last = folded->second.back().seq;
  std::vector<Event> held;
  store_.for_each_event(log, [&](const Event& event) {
    if (event.header().seq > last) return false;
    held.push_back(event);
    return true;
  });
  settle();
  for (const Event& event : held)
    if (has(event)) visit(event);
}

}  // namespace node
