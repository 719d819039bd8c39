// Taking a bundle in: the frames drive a Session, as those of a link do.

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

#include "node/data/bundles.h"
#include "node/limits.h"
#include "node/store/store_hiding.h"
#include "sync/limits.h"
#include "sync/session.h"

namespace node {

using model::Error;
using model::EventRef;
using model::LogId;
using model::Result;
using wishsync::Actions;
using wishsync::Intake;
using wishsync::Session;

namespace {

// Commits that are under way, and what came of them.
class Under {
 public:
  void begin() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void end(std::uint64_t id, Result<> done) {
    const std::lock_guard lock(mutex_);
    done_.emplace_back(id, std::move(done));
    --count_;
    wake_.notify_all();
  }
  // What was done since the last call, once at most `count_max` are left.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, Result<>>> take(std::size_t count_max) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return count_ <= count_max; });
    return std::exchange(done_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t count_ = 0;                                 // Guarded by mutex_.
  std::vector<std::pair<std::uint64_t, Result<>>> done_;  // Guarded by mutex_.
};

class Reader {
 public:
  Reader(const BundleContext& context, BundleSource& source, const BundleWatcher& watch)
      : context_(context), source_(source), watch_(watch), session_(context.store, link()) {}

  Result<BundleRead> run() {
    std::optional<Error> problem;
    for (std::size_t volume = 1; !problem; ++volume) {
      const auto followed = read_volume(volume);
      if (!followed && !opened_) return followed.error();
      if (!followed) problem = followed.error();
      if (!followed || !*followed) break;
    }
    finish();
    if (ended_) problem = ended_;
    // Who was refused at the door left nothing here.
    if (ended_ && nothing_taken()) return *ended_;
    out_.problem = problem ? problem : complaint();
    if (!out_.problem) {
      note_in_step();
      show_parts();
    }
    const auto authority = context_.store.authority();
    if (const model::Node* node = authority->node_by_key(out_.from)) {
      out_.place = node->place;
      out_.name = node->name;
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] wishsync::Link link() const {
    wishsync::Link link;
    link.verifier = &context_.verifier;
    link.signer = &context_.signer;
    link.writer = context_.own.writer();
    link.place = context_.own.place();
    return link;
  }

  // Whether another volume follows.
  Result<bool> read_volume(std::size_t number) {
    const auto size = source_.open(number);
    if (!size) return size.error();
    progress_ = {"read", 0, *size, out_.events.all, out_.bytes};
    wishsync::VolumeReader reader([this](std::size_t bytes_max) {
      auto bytes = source_.read(bytes_max);
      if (bytes) progress_.done += bytes->size();
      if (bytes) out_.bytes += bytes->size();
      return bytes;
    });
    const auto header = reader.header();
    if (!header) return header.error();
    if (auto fits = check_header(*header, number); !fits) return fits.error();
    if (auto open = reader.unseal(context_.secret, context_.verifier); !open) return open.error();
    if (number == 1) open_session(*header);
    while (!ended_) {
      const auto bytes = reader.next();
      if (!bytes) return bytes.error();
      if (!*bytes) {
        ++out_.volumes;
        return reader.closing().followed;
      }
      auto frame = wishsync::decode(**bytes);
      if (!frame) return frame.error();
      take(std::move(*frame), **bytes);
      progress_.events = out_.events.all;
      progress_.bytes = out_.bytes;
      if (watch_ && !watch_(progress_))
        return Error("bundle.stopped", "the work on the bundle was stopped; it may be begun anew",
                     "交换包操作已停止；可以重新开始");
    }
    return false;
  }

  Result<> check_header(const wishsync::BundleHeader& header, std::size_t number) {
    const auto authority = context_.store.authority();
    if (header.receiver != context_.own.key()) {
      const std::string whom = node_text(*authority, header.receiver, header.receiver_place);
      return Error("bundle.not_for_us",
                   "the bundle is for another node: " + whom + "; only that node can open it",
                   "交换包是给另一个节点的：" + whom + "；只有该节点能打开");
    }
    if (number == 1 && header.volume != 1)
      return Error("bundle.not_first",
                   "this is volume " + std::to_string(header.volume) +
                       " of a bundle; give the name of its first volume",
                   "这是交换包的第 " + std::to_string(header.volume) + " 卷；请指定第 1 卷的文件名");
    if (number == 1) {
      first_ = header;
      out_.from = header.sender;
      out_.place = header.sender_place;
      out_.made_ms = header.made_ms;
    } else if (header.id != first_.id || header.volume != number || header.sender != first_.sender) {
      const std::string which = std::to_string(number);
      return Error("bundle.wrong_volume",
                   "volume " + which +
                       " belongs to another bundle; what came before it was taken. Put the right "
                       "file there and read the bundle again",
                   "第 " + which + " 卷属于另一个交换包；此前的内容已收下。请放上正确的文件后重新读入");
    }
    return {};
  }

  void open_session(const wishsync::BundleHeader& header) {
    opened_ = true;
    apply(session_.open_bundle(header, context_.clock.wall_ms()));
  }

  void take(wishsync::Frame frame, std::string_view bytes) {
    // Until it is clear who speaks, and wherever the frame rests on what is not durable yet.
    if (!session_.status().open || !follows(frame)) wait(0);
    apply(session_.on_bundle_frame(std::move(frame), bytes, context_.clock.wall_ms()));
    wait(kBundleCommitsMax - 1);
  }

  // Whether the frame can be judged while those before it are on their way to the disk.
  bool follows(const wishsync::Frame& frame) {
    // The part by which a chunk is judged.
    if (const auto* chunk = std::get_if<wishsync::BlobChunk>(&frame))
      return context_.store.part_though_hidden(chunk->event).has_value();
    const auto* batch = std::get_if<wishsync::Batch>(&frame);
    if (!batch) return false;
    const wishsync::Run& run = batch->run;
    const bool same_zone = (run.log.place == model::kPlaceOfAll) == (last_log_.place == model::kPlaceOfAll);
    const bool goes_on = run.log == last_log_ && run.before == last_tip_;
    last_log_ = run.log;
    last_tip_ = run.tip.tip;
    return goes_on || (same_zone && run.log.place != model::kPlaceOfAll && run.before.seq.value == 0) ||
           (same_zone && context_.store.holds({run.log, run.before.seq, run.before.hash}));
  }

  void apply(Actions actions) {
    for (auto& refused : actions.refused)
      if (refused_.insert(refused.log).second && out_.refused.size() < kBundleNamedMax)
        out_.refused.push_back(std::move(refused));
    for (wishsync::Quarantined& bad : actions.quarantined) keep(std::move(bad));
    for (Intake& intake : actions.to_commit) submit(std::move(intake));
    if (actions.end) ended_ = actions.end;
  }

  void keep(wishsync::Quarantined bad) {
    // Nothing is kept of a sender whom nobody knows: anybody can write a bundle.
    if (!session_.open() || ++quarantined_ > kQuarantineConversationMax)
      return context_.store.quarantine().pass_over();
    context_.store.quarantine().keep(refusal_of(std::move(bad), session_.status(), context_.clock.wall_ms()));
    context_.committer.submit({Record{}, {}});  // Settled once there is nothing better to do.
  }

  void submit(Intake intake) {
    count(intake);
    Commit commit;
    commit.runs = std::move(intake.runs);
    commit.parts = std::move(intake.parts);
    commit.chunks = std::move(intake.chunks);
    commit.acks = std::move(intake.acks);
    under_->begin();
    context_.committer.submit({std::move(commit), [under = under_, id = intake.id](const auto& written) {
                                 under->end(id, written ? Result<>() : Result<>(written.error()));
                               }});
  }

  // Hears of what was committed, until at most `count_max` are left.
  void wait(std::size_t count_max) {
    for (auto done = under_->take(count_max); !done.empty(); done = under_->take(count_max))
      for (const auto& [id, result] : done) {
        Actions actions = session_.on_commit_done(id, result, context_.clock.wall_ms());
        if (!result && !actions.end) actions.refused.push_back({LogId{}, result.error()});
        apply(std::move(actions));
      }
  }

  void finish() {
    wait(0);
    while (opened_ && !ended_) {
      Actions actions = session_.close_bundle(context_.clock.wall_ms());
      const bool last = actions.to_commit.empty();
      apply(std::move(actions));
      if (last) break;
      wait(0);
    }
    wait(0);
  }

  // ---- Counting: what of it is new here, before it is committed ----

  void count(const Intake& intake) {
    for (const wishsync::CheckedRun& run : intake.runs) {
      const std::size_t held = held_of(run);
      out_.events.all += run.events.size();
      out_.events.fresh += run.events.size() - held;
      for (std::size_t i = 0; i < run.events.size(); ++i) {
        if (run.events[i].part.empty()) continue;
        ++out_.parts.all;
        if (i >= held || !context_.store.part(run.events[i].event.ref())) ++out_.parts.fresh;
      }
    }
    for (const LatePart& late : intake.parts) {
      ++out_.parts.all;
      if (!context_.store.part(late.event)) ++out_.parts.fresh;
    }
    for (const wishsync::BlobChunk& chunk : intake.chunks) {
      ++out_.chunks.all;
      const auto held = context_.store.held_blob(chunk.event);
      if (held && !held->beyond_limit && chunk.index >= held->chunks) ++out_.chunks.fresh;
    }
    for (const wishsync::Ack& ack : intake.acks) {
      ++out_.acks.all;
      const auto known = context_.store.acks_of(ack.log);
      const bool same = std::any_of(known.begin(), known.end(), [&](const wishsync::Ack& other) {
        return other.writer == ack.writer && other.count >= ack.count;
      });
      if (!same) ++out_.acks.fresh;
    }
  }

  // How many events of the run, from its first on, are held: the rest of a chain is not.
  [[nodiscard]] std::size_t held_of(const wishsync::CheckedRun& run) const {
    if (context_.store.holds({run.log, run.tip.tip.seq, run.tip.tip.hash})) return run.events.size();
    std::size_t low = 0;
    std::size_t high = run.events.size() - 1;
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (context_.store.holds(run.events[middle].event.ref()))
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  }

  // A bundle tells all that its sender has and that is not known to be here.
  void note_in_step() {
    const auto writer = context_.own.writer();
    if (writer && !was_in_step(context_.store, out_.from, *writer))
      (void)context_.committer.record({{}, {in_step_fact(out_.from, *writer)}});
  }

  // Parts that a restore brought are hidden until the erasures that came later are known. One above who has
  // acknowledged the writer that this node became knows them, and a bundle tells all of place 0.
  void show_parts() {
    const auto writer = context_.own.writer();
    if (!writer || !context_.store.parts_hidden() || !context_.store.pending_erasures().empty()) return;
    const auto authority = context_.store.authority();
    const model::Node* sender = authority->node_by_key(out_.from);
    // Above the city's own nodes is nobody who could know; there an admin says so.
    const bool above = sender && context_.own.place() != authority->first_place() &&
                       authority->at_or_above(sender->place, context_.own.place());
    if (!above || sender->writers.empty()) return;
    for (const wishsync::Ack& ack : context_.store.acks_of({model::kPlaceOfAll, *writer}))
      if (ack.writer == sender->writers.back()) return (void)context_.committer.record({{}, reveal_facts()});
  }

  [[nodiscard]] bool nothing_taken() const {
    return out_.events.all == 0 && out_.parts.all == 0 && out_.acks.all == 0 && out_.chunks.all == 0;
  }

  [[nodiscard]] std::optional<Error> complaint() const {
    if (out_.refused.empty()) return std::nullopt;
    const bool gap =
        std::any_of(out_.refused.begin(), out_.refused.end(), [](const wishsync::Refused& refused) {
          return refused.reason.code == "sync.gap" || refused.reason.code == "store.gap";
        });
    const std::string logs = std::to_string(refused_.size());
    if (gap)
      return Error(
          "bundle.gap",
          "the bundle continues events that are not here yet (" + logs +
              " logs were left out); first read in the earlier bundle, then this one again. If there "
              "is none, the sender makes one with --all",
          "交换包接续的内容本机还没有（" + logs +
              " 份日志未收）；请先读入较早的交换包，再重新读入本包。若没有，请发送方用 --all 重新制作");
    return Error(
        "bundle.refused",
        logs + " logs of the bundle were refused; the rest was taken. The first: " +
            out_.refused.front().reason.en,
        "交换包中有 " + logs + " 份日志被拒收，其余已收下。第一项原因：" + out_.refused.front().reason.zh);
  }

  const BundleContext& context_;
  BundleSource& source_;
  const BundleWatcher& watch_;
  Session session_;
  const std::shared_ptr<Under> under_ = std::make_shared<Under>();
  bool opened_ = false;
  std::optional<Error> ended_;
  wishsync::BundleHeader first_;
  LogId last_log_;
  model::Tip last_tip_;
  std::set<LogId> refused_;
  std::size_t quarantined_ = 0;
  BundleProgress progress_;
  BundleRead out_;
};

}  // namespace

Result<BundleRead> read_bundle(const BundleContext& context, BundleSource& source,
                               const BundleWatcher& watch) {
  return Reader(context, source, watch).run();
}

}  // namespace node
