#include "node/store/store_rescue.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "node/store/event_store.h"
#include "node/store/store_keys.h"

namespace node {

using model::Event;
using model::EventHash;
using model::EventRef;
using model::LogId;
using model::Tip;

namespace {

// A branch from behind the last signed tip that was given out.
struct Branch {
  Tip before;
  std::vector<EventHash> hashes;
  std::vector<wishsync::Carried> events;

  // The branch up to an event of it: another one forks there.
  [[nodiscard]] Branch up_to(const EventHash& hash) const {
    const auto end = std::ranges::find(hashes, hash) - hashes.begin() + 1;
    return {before, {hashes.begin(), hashes.begin() + end}, {events.begin(), events.begin() + end}};
  }
};

// Takes the events of one log in the order of their keys, by seq: what an event continues came before it.
class Branches {
 public:
  // The branch that ends with the event now; nothing if it continues none.
  Branch* grow(const Event& event, std::string part) {
    const Tip before{event.header().seq.before(), event.header().prev};
    Branch grown;
    if (const auto open = open_.find(before.hash); open != open_.end()) {
      grown = std::move(open->second);
      open_.erase(open);
    } else if (before.seq.value == 0 || given_.contains(before.hash)) {
      grown.before = before;
    } else if (const auto forked = std::ranges::find_if(
                   open_,
                   [&](const auto& b) { return std::ranges::count(b.second.hashes, before.hash) > 0; });
               forked != open_.end()) {
      grown = forked->second.up_to(before.hash);
    } else {
      return nullptr;
    }
    grown.hashes.push_back(event.hash());
    grown.events.push_back({event.bytes(), std::move(part)});
    return &(open_[event.hash()] = std::move(grown));
  }

  // Its last event is signed: gives the branch out, and goes on behind it.
  wishsync::Run give(const Branch& branch, const LogId& log, const model::SignedTip& tip) {
    wishsync::Run run{log, branch.before, branch.events, tip};
    given_.insert(branch.hashes.begin(), branch.hashes.end());
    open_.erase(tip.tip.hash);
    return run;
  }

  // Events that wait for a signature.
  [[nodiscard]] std::uint64_t waiting() const {
    std::set<EventHash> out;
    for (const auto& [tip, branch] : open_)
      for (const EventHash& hash : branch.hashes)
        if (!given_.contains(hash)) out.insert(hash);
    return out.size();
  }

 private:
  std::map<EventHash, Branch> open_;  // By their last event.
  std::set<EventHash> given_;
};

}  // namespace

std::vector<LogId> RescueView::logs() const {
  std::vector<LogId> out;
  std::string from;
  for (bool more = true; more;) {
    more = false;
    kv_.scan(Family::kLog, from, "", [&](std::string_view key, std::string_view) {
      if (key.size() != keys::kEventKeyBytes) return true;
      out.push_back(keys::read_log_key(key));
      from = keys::after_prefix(keys::log_key(out.back()));
      more = true;
      return false;  // On to the next log, without what lies between.
    });
  }
  return out;
}

std::string RescueView::part_of(const EventRef& event) const {
  const std::string key = keys::event_key(event);
  const bool hidden = kv_.get(Family::kMeta, keys::meta(keys::kFact, kPartsHiddenFact)).has_value() &&
                      !kv_.get(Family::kMeta, keys::meta(keys::kShown, key));
  const auto sealed = hidden ? std::nullopt : kv_.get(Family::kPart, key);
  return sealed ? sealer_.open(*sealed, event.hash.view()).value_or("") : "";
}

RescueView::Extent RescueView::for_each_run(const LogId& log,
                                            const std::function<bool(wishsync::Run&&)>& visit) const {
  Extent out;
  Branches branches;
  kv_.scan(Family::kLog, keys::log_key(log), keys::after_prefix(keys::log_key(log)),
           [&](std::string_view key, std::string_view value) {
             const auto event = Event::parse(std::string(value));
             const bool whole = event && keys::event_key(event->ref()) == key;
             Branch* branch = nullptr;
             if (whole)
               branch = branches.grow(*event, event->header().has_part() ? part_of(event->ref()) : "");
             if (!branch) {
               ++out.cut_off;
               return true;
             }
             const auto bytes = kv_.get(Family::kTip, key);
             const auto signature = bytes ? model::Signature::from(*bytes) : std::nullopt;
             if (!signature) return true;
             auto run = branches.give(*branch, log, {event->tip(), *signature});
             out.events += run.events.size();
             out.parts += static_cast<std::uint64_t>(std::ranges::count_if(
                 run.events, [](const auto& carried) { return !carried.part.empty(); }));
             return visit(std::move(run));
           });
  out.cut_off += branches.waiting();
  return out;
}

}  // namespace node
