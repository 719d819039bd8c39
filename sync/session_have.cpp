// Comparing what both sides hold: a tree of digests over the logs in the order of (place, writer),
// walked only where they differ. The lower side drives: place 0 until equal, then all other logs.

#include <algorithm>

#include "sync/carry.h"
#include "sync/session.h"

namespace wishsync {

using model::LogId;
using model::Seq;
using model::Tip;

namespace {

const model::Error kKnownNow(std::string(kIntroduced),
                             "the parent was new here and is known now; it is called again",
                             "上级节点此前未知，现已认识；将重新连接");

template <typename Logs>
RangeDigest digest_of(const Logs& logs) {
  RangeDigest out;
  for (const LogTips& log : logs) {
    out.sum.add(model::log_digest(log.log, log.tips));
    ++out.count;
  }
  return out;
}

bool in_range(const LogId& log, const Range& range) {
  return (!range.from || !(log < *range.from)) && (!range.to || log < *range.to);
}

std::span<const LogTips> within(std::span<const LogTips> all, const Range& range) {
  const auto before = [](const LogTips& entry, const LogId& bound) { return entry.log < bound; };
  const auto begin = range.from ? std::lower_bound(all.begin(), all.end(), *range.from, before) : all.begin();
  const auto end = range.to ? std::lower_bound(begin, all.end(), *range.to, before) : all.end();
  return {begin, end};
}

// Only the latest branches of a log are told; its digest covers them all.
LogTips told_of(const LogTips& log) {
  const std::size_t count = std::min(log.tips.size(), kTipsPerLogMax);
  return {log.log, {log.tips.end() - static_cast<std::ptrdiff_t>(count), log.tips.end()}};
}

// What stands in a frame, roughly.
std::size_t frame_bytes(const LogTips& log) { return 64 + log.tips.size() * 56; }
std::size_t frame_bytes(const Range& range) {
  std::size_t bytes = 128;
  if (const auto* logs = std::get_if<std::vector<LogTips>>(&range.what))
    for (const LogTips& log : *logs) bytes += frame_bytes(log);
  return bytes;
}

std::uint8_t zone_of(const LogId& log) { return log.place == model::kPlaceOfAll ? 0 : 1; }

}  // namespace

// Whether both sides carry the log: the lower one's share, as the upper carries all of it. Until the
// lower side can tell who the upper one is, only what concerns all.
bool Session::shared(const LogId& log) const {
  if (zone_of(log) == 1 && (introducing_ || status_.peer_place == model::kPlaceOfAll)) return false;
  return shared_log(*authority_, link_.lower ? link_.place : status_.peer_place, log);
}

Session::Entries Session::entries(std::uint8_t zone) const {
  Entries out;
  replica_.for_each_log([&](const LogId& log, std::span<const Tip> tips) {
    if (zone_of(log) == zone && shared(log)) out.push_back({log, {tips.begin(), tips.end()}});
  });
  return out;
}

void Session::ask_have(std::uint8_t zone) {
  afresh(zone);
  Range all;
  all.what = zone == 0 ? replica_.digest_of_all() : digest_of(entries(zone));
  send_have(zone, {all});
  if (zone == 1) pushes_ = true;
  progress_ = false;
  asked_ms_ = moved_ms_ = now_ms_;
}

// In as many frames as the limits ask for.
void Session::send_have(std::uint8_t zone, std::vector<Range> ranges) {
  Have have{zone, {}};
  std::size_t bytes = 0;
  for (Range& range : ranges) {
    if (auto* logs = std::get_if<Entries>(&range.what))
      for (LogTips& log : *logs) log = told_of(log);
    const std::size_t more = frame_bytes(range);
    if (!have.ranges.empty() && (have.ranges.size() == kHaveRangesMax || bytes + more > kHaveTargetBytes)) {
      send(have);
      have.ranges.clear();
      bytes = 0;
    }
    bytes += more;
    have.ranges.push_back(std::move(range));
  }
  if (!have.ranges.empty()) send(have);
}

// A comparison of the zone begins anew: what the former one hoped for is forgotten.
void Session::afresh(std::uint8_t zone) {
  std::erase_if(expected_, [&](const auto& item) { return zone_of(item.first) == zone; });
  if (zone != 0) return;
  of_all_equal_ = false;
  std::erase_if(left_out_, [](const auto& item) { return item.second; });
  if (pending_of_all_ == 0) {
    deferred_.clear();
    deferred_logs_.clear();
    deferred_bytes_ = 0;
  }
}

bool Session::idle() const {
  return transfers_.empty() && searches_.empty() && unacked_.empty() && pending_.empty() &&
         deferred_.empty() && expected_.empty() && acks_in_.empty();
}

void Session::drive() {
  if (link_.lower && introducing_ && know_peer(*authority_)) return end(kKnownNow);
  if (!link_.lower || (status_.in_step && idle())) return;
  const bool late = now_ms_ >= moved_ms_ + kRecheckMs || now_ms_ >= asked_ms_ + kRecheckMsMax;
  if (!late) {
    if (!status_.in_step && progress_ && idle()) ask_have(zone_);
    return;
  }
  // What was hoped for did not come: ask afresh, of place 0 too, where something may lack since it was
  // equal. Logs of place 0 that can't be had stop no others.
  status_.in_step = false;
  expected_.clear();
  unacked_.clear();
  searches_.clear();
  take_acks(true);
  const bool stuck = zone_ == 0 && !of_all_equal_ && asked_ && transfers_.empty() && pending_.empty();
  ask_have(0);
  if ((stuck && know_peer(*authority_)) || zone_ == 1) {
    zone_ = 1;
    ask_acks();
    ask_have(1);
  }
  asked_ = true;
}

// Whether it is the question with which conversations begin, and both hold the same of place 0: a node of
// many children must not look at each log for each of them.
bool Session::same_of_all(const Have& have) const {
  if (have.zone != 0 || have.ranges.size() != 1) return false;
  const Range& range = have.ranges.front();
  const auto* digest = std::get_if<RangeDigest>(&range.what);
  return digest && !range.from && !range.to && *digest == replica_.digest_of_all();
}

void Session::on(const Have& have) {
  const bool same = same_of_all(have);
  const Entries all = same ? Entries{} : entries(have.zone);
  std::vector<Range> reply;
  bool equal = false;
  bool differs = false;
  const Range* former = nullptr;  // Digests of ranges stand in order and apart, so each log is hashed once.
  for (const Range& range : have.ranges) {
    const Slice mine = within(all, range);
    const bool whole = !range.from && !range.to;
    const auto* digest = std::get_if<RangeDigest>(&range.what);
    if (digest && former && (!former->to || !range.from || *range.from < *former->to))
      return end(model::Error("sync.bad_frame", "the ranges of a have frame overlap"));
    if (digest) former = &range;
    if (!digest) {
      differs = true;
      answer_tips(range, mine, reply);
    } else if (!same && digest_of(mine) != *digest) {
      differs = true;
      if (whole && !range.answer) {
        afresh(have.zone);
        status_.in_step = false;
      }
      // An answer that does not fit any more: we have grown since we asked.
      if (range.answer)
        progress_ = true;
      else
        answer_digest(range, mine, reply);
    } else if (whole) {
      equal = true;
      if (!range.answer) {
        reply.push_back(range);
        reply.back().answer = true;
      }
    }
  }
  // Other logs are compared by those alone who hold the same of place 0, or can't come to.
  if (have.zone == 1) pushes_ = true;
  moved_ms_ = now_ms_;
  send_have(have.zone, std::move(reply));
  if (equal) return equal_in(have.zone);
  // The lower side asks until both are equal; what it told meanwhile may come late to the upper one.
  if (link_.lower) status_.in_step = false;
  if (!differs) progress_ = true;  // What differed has become equal meanwhile.
}

// All of the zone is the same on both sides.
void Session::equal_in(std::uint8_t zone) {
  std::erase_if(expected_, [&](const auto& item) { return zone_of(item.first) == zone; });
  std::erase_if(unacked_, [&](const auto& item) {
    return zone_of(item.first) == zone && !transfers_.contains(item.first);
  });
  if (zone == 1) {
    if (!status_.in_step) {
      parts_asked_to_ = {};
      ask_parts();
      blobs_from_ = model::EventRef{};
    }
    status_.in_step = of_all_equal_;
    if (link_.lower) {
      ask_acks();
      take_acks(true);
    }
    return;
  }
  std::erase_if(left_out_, [](const auto& item) { return item.second; });
  of_all_equal_ = pushes_ = true;
  // Only now can a node that just joined, or whose parent did, tell who its parent is.
  if (link_.lower)
    if (auto known = know_peer(*authority_); !known) return end(known.error());
  actions_.of_all_in_step = true;
  if (!link_.lower) return;
  ask_acks();
  zone_ = 1;
  progress_ = true;
}

// The range differs: say what is in it, or split it.
void Session::answer_digest(const Range& range, Slice mine, std::vector<Range>& out) {
  if (mine.size() <= kDigestFanOut) {
    Range told = range;
    Entries logs;
    for (const LogTips& log : mine) logs.push_back(told_of(log));
    told.what = std::move(logs);
    out.push_back(std::move(told));
    return;
  }
  const std::size_t step = (mine.size() + kDigestFanOut - 1) / kDigestFanOut;
  for (std::size_t begin = 0; begin < mine.size(); begin += step) {
    const std::size_t end = std::min(begin + step, mine.size());
    Range part;
    part.from = begin == 0 ? range.from : std::optional(mine[begin].log);
    part.to = end == mine.size() ? range.to : std::optional(mine[end].log);
    part.what = digest_of(mine.subspan(begin, end - begin));
    out.push_back(std::move(part));
  }
}

// The peer listed its tips in the range: send what it lacks, note what we lack, and tell ours.
void Session::answer_tips(const Range& range, Slice mine, std::vector<Range>& out) {
  const auto& theirs = std::get<Entries>(range.what);
  std::set<LogId> listed;
  for (const LogTips& log : theirs)
    if (in_range(log.log, range) && listed.insert(log.log).second) compare(log.log, log.tips);
  if (range.answer) return;
  // A list that is no answer is complete: what is not in it, the peer lacks entirely.
  Range told = range;
  told.answer = true;
  Entries ours;
  std::size_t bytes = 0;
  const auto flush = [&] {
    told.what = std::exchange(ours, {});
    out.push_back(told);
    bytes = 0;
  };
  const auto tell = [&](LogTips log) {
    if (bytes + frame_bytes(log) > kHaveTargetBytes) flush();
    bytes += frame_bytes(log);
    ours.push_back(std::move(log));
  };
  std::size_t unlisted = 0;
  for (const LogTips& log : mine) {
    if (listed.erase(log.log) > 0) {
      tell(told_of(log));
    } else {
      compare(log.log, {});
      if (unlisted++ < kHaveTipsMax / 2) tell(told_of(log));  // The rest comes anyway.
    }
  }
  for (const LogId& log : listed) tell({log, {}});
  flush();
}

void Session::compare(const LogId& log, const std::vector<Tip>& theirs) {
  if (!shared(log)) return;
  for (const Tip& tip : theirs) {
    if (tip.seq.value == 0 || replica_.holds({log, tip.seq, tip.hash})) continue;
    if (expected_.size() >= kExpectedLogsMax) break;
    auto [at, fresh] = expected_.try_emplace(log, tip);
    if (!fresh && at->second.seq < tip.seq) at->second = tip;
  }
  if (left_out_.contains(log)) return;
  for (const Tip& ours : replica_.tips(log)) {
    if (std::find(theirs.begin(), theirs.end(), ours) != theirs.end()) continue;
    // The latest of the peer's tips on this branch is where to go on from.
    Seq base{0};
    bool unknown = false;
    for (const Tip& tip : theirs) {
      if (tip.seq.value == 0) continue;
      const auto hash = replica_.on_branch(log, ours, tip.seq);
      if (hash == tip.hash)
        base = std::max(base, tip.seq);
      else if (!replica_.holds({log, tip.seq, tip.hash}))
        unknown = true;
    }
    if (unknown)
      ask_holds(log, {ours, base, ours.seq.next()});
    else
      transfer(log, ours, base.next());
  }
}

// Halving: the peer is asked for the newest event first, as it is mostly just ahead of us.
void Session::ask_holds(const LogId& log, Search search) {
  const auto id = std::pair(log, search.target);
  if (search.high.value - search.low.value <= 1) {
    searches_.erase(id);
    if (search.low < search.target.seq) transfer(log, search.target, search.low.next());
    return;
  }
  const bool first = search.high > search.target.seq;
  const Seq middle = first ? search.target.seq : Seq{(search.low.value + search.high.value) / 2};
  const auto hash = replica_.on_branch(log, search.target, middle);
  if (!hash) {
    searches_.erase(id);
    return;
  }
  search.asked = {middle, *hash};
  searches_[id] = search;
  send(Holds{log, search.asked, false, false});
}

void Session::on(const Holds& holds) {
  if (!holds.reply) {
    send(Holds{holds.log, holds.event, true,
               shared(holds.log) && replica_.holds({holds.log, holds.event.seq, holds.event.hash})});
    return;
  }
  // Branches of one log are searched side by side.
  std::vector<Search> answered;
  for (auto at = searches_.lower_bound({holds.log, {}});
       at != searches_.end() && at->first.first == holds.log; ++at)
    if (at->second.asked == holds.event) answered.push_back(at->second);
  if (answered.empty()) return;
  progress_ = true;
  moved_ms_ = now_ms_;
  for (Search& search : answered) {
    (holds.held ? search.low : search.high) = holds.event.seq;
    ask_holds(holds.log, search);
  }
}

// Parts that are due here and absent, a page at a time, once for each time that both come into step.
void Session::ask_parts() {
  Want want;
  model::EventRef from = parts_asked_to_;
  for (;;) {
    const auto page = replica_.absent_parts(from, kWantPartsMax);
    for (const model::EventRef& ref : page) {
      const auto event = replica_.event(ref);
      if (event && shared(ref.log) && part_due(*authority_, link_.place, event->header()))
        want.items.push_back(ref);
      from = ref;
      for (std::size_t i = from.hash.data.size(); i-- > 0;)
        if (++from.hash.data[i] != 0) break;  // The key right after it.
      if (want.items.size() == kWantPartsMax) break;
    }
    if (want.items.size() == kWantPartsMax || page.size() < kWantPartsMax) break;
  }
  parts_asked_to_ = from;
  parts_awaited_ = !want.items.empty();
  if (parts_awaited_) send(want);
}

// From which count on we want to hear whose words: once, as they are told without gaps from then on.
void Session::ask_acks() {
  if (acks_asked_) return;
  acks_asked_ = true;
  AckCounts counts;
  for (const auto& [writer, count] : replica_.ack_counts()) {
    const model::Writer* known = authority_->writer(writer);
    // Bundles also bring words of those below, which no one above tells.
    if (known && authority_->above(link_.place, known->place)) continue;
    if (counts.counts.size() < kAcksPerFrameMax) counts.counts.emplace_back(writer, count);
  }
  send(counts);
}

}  // namespace wishsync
