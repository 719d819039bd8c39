#include "sync/bundle_content.h"

#include <algorithm>
#include <map>

#include "sync/carry.h"
#include "sync/checked_run.h"
#include "sync/limits.h"
#include "sync/outgoing.h"

namespace wishsync {

using model::EventRef;
using model::LogId;
using model::Result;
using model::Seq;
using model::Tip;

namespace {

std::vector<Tip> tips_of(const Ack& ack) {
  std::vector<Tip> out = ack.others;
  out.push_back(ack.tip);
  return out;
}

// The last event that two held branches of a log have in common, found by halving.
Seq common_seq(const Replica& replica, const LogId& log, const Tip& a, const Tip& b) {
  const auto same = [&](Seq seq) {
    const auto hash = replica.on_branch(log, a, seq);
    return hash && hash == replica.on_branch(log, b, seq);
  };
  const Seq least = std::min(a.seq, b.seq);
  if (same(least)) return least;
  Seq low{0};
  Seq high = least;  // Same at low, different at high.
  while (high.value - low.value > 1) {
    const Seq middle{low.value + (high.value - low.value) / 2};
    (same(middle) ? low : high) = middle;
  }
  return low;
}

// Up to where the receiver holds the branch that ends in `ours`.
Seq held_of(const Replica& replica, const BundleRoute& route, const LogId& log, const Tip& ours, bool forked,
            const std::vector<Tip>& theirs) {
  Seq held{0};
  for (const Tip& tip : theirs) {
    if (tip.seq.value == 0) continue;
    if (replica.holds({log, tip.seq, tip.hash}))
      held = std::max(held, common_seq(replica, log, ours, tip));
    else if (!forked && tip.seq >= ours.seq && log.writer != route.from_writer)
      held = ours.seq;  // The receiver is ahead of us. In a log of our own that would be a fork.
  }
  return held;
}

// Gathers parts that go by themselves into frames.
class PartsTeller {
 public:
  PartsTeller(const Replica& replica, const BundleVisitor& visit) : replica_(replica), visit_(visit) {}

  Result<> add(const EventRef& ref) {
    auto part = replica_.part(ref);
    if (!part) return {};
    PartItem item{ref, std::move(*part)};
    const std::size_t more = content_bytes(item);
    if (frame_.items.size() == kWantPartsMax || bytes_ + more > kBatchTargetBytes)
      if (auto told = flush(); !told) return told;
    bytes_ += more;
    frame_.items.push_back(std::move(item));
    return {};
  }

  Result<> flush() {
    if (frame_.items.empty()) return {};
    const std::size_t count = frame_.items.size();
    bytes_ = kPartsFrameBytes;
    return visit_({std::exchange(frame_, {}), 0, count, 0});
  }

 private:
  const Replica& replica_;
  const BundleVisitor& visit_;
  Parts frame_;
  std::size_t bytes_ = kPartsFrameBytes;
};

class Teller {
 public:
  Teller(const Replica& replica, const BundleRoute& route, const BundleVisitor& visit)
      : replica_(replica),
        route_(route),
        visit_(visit),
        authority_(replica.authority()),
        parts_(replica, visit) {}

  Result<> tell(const BundlePiece& piece) {
    if (auto told = tell_parts(piece); !told) return told;
    look_for_blobs(piece);
    for (Seq next = piece.next; next <= piece.target.seq;) {
      auto run = read(piece, next);
      if (!run || run->events.empty()) {
        unread.push_back({piece.log, next, piece.target});
        break;
      }
      next = run->tip.tip.seq.next();
      const auto apart = fit_parts(*authority_, route_.to, *run);
      BundleFrame frame;
      frame.events = run->events.size();
      for (const Carried& carried : run->events) frame.parts += carried.part.empty() ? 0 : 1;
      note_blobs(*run);
      cut(*run);
      frame.frame = Batch{std::move(*run)};
      if (auto told = visit_(frame); !told) return told;
      for (const EventRef& ref : apart)
        if (auto told = parts_.add(ref); !told) return told;
    }
    return parts_.flush();
  }

  Result<> tell_acks() {
    std::vector<Ack> acks;
    for (const ChangedLog& changed : replica_.changed_since(0)) {
      auto ack = shared(changed.log) ? replica_.own_ack(changed.log) : std::nullopt;
      if (!ack) continue;
      ack->count = changed.count;
      acks.push_back(std::move(*ack));
    }
    if (authority_->at_or_above(route_.from, route_.to))
      for (const auto& [writer, count] : replica_.ack_counts())
        for (Ack& ack : replica_.acks_since(writer, 0))
          if (shared(ack.log) && authority_->at_or_above(ack.place, route_.from) &&
              writer != route_.to_writer)
            acks.push_back(std::move(ack));
    for (std::size_t begin = 0; begin < acks.size(); begin += kAcksPerFrameMax) {
      const std::size_t end = std::min(begin + kAcksPerFrameMax, acks.size());
      const Acks frame{{acks.begin() + static_cast<std::ptrdiff_t>(begin),
                        acks.begin() + static_cast<std::ptrdiff_t>(end)}};
      if (auto told = visit_({frame, 0, 0, end - begin}); !told) return told;
    }
    return {};
  }

  // As far as they are here; each in its order.
  Result<> tell_blobs() {
    for (const EventRef& event : blobs_)
      for (std::uint32_t index = 0;; ++index) {
        auto bytes = replica_.blob_chunk(event, index);
        if (!bytes) break;
        if (auto told = visit_({BlobChunk{event, index, std::move(*bytes)}, 0, 0, 0, 1}); !told) return told;
      }
    return {};
  }

  std::vector<BundleUnread> unread;

 private:
  // Of events that are due at the receiver with their parts.
  void note_blobs(const Run& run) {
    for (const Carried& carried : run.events) {
      const auto event = parsed(carried.event);
      if (event && model::names_blob(event->header().kind) &&
          part_due(*authority_, route_.to, event->header()))
        blobs_.push_back(event->ref());
    }
  }

  // Among events that the receiver holds.
  void look_for_blobs(const BundlePiece& piece) {
    for (Seq seq = piece.blobs_from; seq < piece.next;) {
      auto run = replica_.read_run(piece.log, piece.target, seq, kBatchTargetBytes, false);
      if (!run || run->events.empty()) return;
      seq = run->tip.tip.seq.next();
      // What is told as new is noted there.
      if (seq > piece.next) run->events.resize(run->events.size() - (seq.value - piece.next.value));
      note_blobs(*run);
    }
  }

  [[nodiscard]] bool shared(const LogId& log) const {
    return shared_log(*authority_, route_.lower(*authority_), log);
  }

  // With less at a time where more can't be had: up to a damage nothing is lost.
  [[nodiscard]] std::optional<Run> read(const BundlePiece& piece, Seq next) const {
    for (const std::size_t bytes_max : {kBatchTargetBytes, kBatchTargetBytes / 16, std::size_t{1}})
      if (auto run = replica_.read_run(piece.log, piece.target, next, bytes_max, true)) return run;
    return std::nullopt;
  }

  Result<> tell_parts(const BundlePiece& piece) {
    for (Seq seq = piece.parts_from; seq <= piece.parts_to;) {
      const auto run = replica_.read_run(piece.log, piece.target, seq, kBatchTargetBytes, true);
      if (!run || run->events.empty()) break;  // The events are there; what lacks is asked for again.
      for (const Carried& carried : run->events) {
        if (seq > piece.parts_to) break;
        seq = seq.next();
        const auto event = carried.part.empty() ? std::nullopt : parsed(carried.event);
        if (event && part_due(*authority_, route_.to, event->header()))
          if (auto told = parts_.add(event->ref()); !told) return told;
      }
    }
    return parts_.flush();
  }

  static std::optional<model::Event> parsed(const std::string& bytes) {
    auto event = model::Event::parse(bytes);
    return event ? std::optional(std::move(*event)) : std::nullopt;
  }

  const Replica& replica_;
  const BundleRoute& route_;
  const BundleVisitor& visit_;
  const std::shared_ptr<const model::Authority> authority_;
  PartsTeller parts_;
  std::vector<EventRef> blobs_;
};

}  // namespace

std::vector<BundlePiece> plan_bundle(const Replica& replica, const BundleRoute& route, bool all) {
  const auto authority = replica.authority();
  const model::PlaceCode lower = route.lower(*authority);
  std::map<LogId, Ack> known;
  if (route.to_writer && !all)
    for (Ack& ack : replica.acks_since(*route.to_writer, 0)) known.insert_or_assign(ack.log, std::move(ack));
  std::vector<std::pair<LogId, std::vector<Tip>>> logs;  // As they stand at one moment.
  replica.for_each_log([&](const LogId& log, std::span<const Tip> tips) {
    if (shared_log(*authority, lower, log))
      logs.emplace_back(log, std::vector<Tip>(tips.begin(), tips.end()));
  });

  std::vector<BundlePiece> out;
  for (const auto& [log, tips] : logs) {
    const auto ack = known.find(log);
    std::vector<Tip> told;
    for (const Tip& ours : tips) {
      BundlePiece piece{log, ours, Seq{1}, Seq{1}, Seq{0}};
      if (ack != known.end()) {
        piece.parts_to = held_of(replica, route, log, ours, tips.size() > 1, tips_of(ack->second));
        piece.parts_from = ack->second.parts_seq.next();
        piece.next = piece.parts_to.next();
        piece.blobs_from = ack->second.blobs_seq.next();
      }
      // What the branch has in common with those before it, is told with them.
      for (const Tip& before : told)
        piece.next = std::max(piece.next, common_seq(replica, log, ours, before).next());
      told.push_back(ours);
      if (piece.events() > 0 || piece.parts_from <= piece.parts_to || piece.blobs_from < piece.next)
        out.push_back(piece);
    }
  }
  const auto rank = [&](const BundlePiece& piece) {
    const bool of_all = piece.log.place == model::kPlaceOfAll;
    return std::tuple(!of_all, of_all ? height_of(*authority, piece.log) : 0, piece.log, piece.target);
  };
  std::sort(out.begin(), out.end(),
            [&](const BundlePiece& a, const BundlePiece& b) { return rank(a) < rank(b); });
  return out;
}

Result<std::vector<BundleUnread>> tell_bundle(const Replica& replica, const BundleRoute& route,
                                              const std::vector<BundlePiece>& pieces,
                                              const BundleVisitor& visit) {
  Teller teller(replica, route, visit);
  for (const BundlePiece& piece : pieces)
    if (auto told = teller.tell(piece); !told) return told.error();
  if (auto told = teller.tell_acks(); !told) return told.error();
  if (auto told = teller.tell_blobs(); !told) return told.error();
  return std::move(teller.unread);
}

}  // namespace wishsync
