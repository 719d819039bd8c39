// Writing a bundle: volume by volume, each sealed, read back and compared.

#include "model/crypto.h"
#include "node/data/bundles.h"
#include "sync/limits.h"

namespace node {

using model::Error;
using model::Result;
using wishsync::VolumeReader;
using wishsync::VolumeSealer;

namespace {

const Error kStopped("bundle.stopped", "the work on the bundle was stopped; it may be begun anew",
                     "交换包操作已停止；可以重新开始");
const Error kNotVerified("bundle.not_verified",
                         "what was read back is not what was written; the stick or its reader is faulty: use "
                         "another one",
                         "读回的内容与写入的不一致；U 盘或接口有故障，请更换");

class Writer {
 public:
  Writer(const BundleSender& sender, const BundleOptions& options, const model::Node& to, BundleSink& sink,
         const BundleWatcher& watch)
      : sender_(sender), options_(options), to_(to), sink_(sink), watch_(watch) {
    header_.protocol = wishsync::kProtocolMax;
    header_.id = wishsync::BundleId{sender.random.bytes<16>()};
    header_.made_ms = sender.clock.wall_ms();
    header_.sender = sender.own.key();
    header_.sender_writer = sender.own.writer();
    header_.sender_place = sender.own.place();
    header_.receiver = to.signing_key;
    header_.receiver_place = to.place;
  }

  Result<BundleWritten> run() {
    wishsync::BundleRoute route{sender_.own.place(), sender_.own.writer(), to_.place, {}};
    if (!to_.writers.empty()) route.to_writer = to_.writers.back();
    const auto pieces = plan_bundle(sender_.replica, route, options_.all);
    for (const auto& piece : pieces) progress_.total += piece.events();
    if (auto begun = begin(); !begun) return begun.error();
    auto unread = tell_bundle(sender_.replica, route, pieces,
                              [&](const wishsync::BundleFrame& frame) { return add(frame); });
    if (!unread) return unread.error();
    if (auto ended = end(false); !ended) return ended.error();
    if (auto published = sink_.publish(); !published) return published.error();
    out_.to = to_.signing_key;
    out_.place = to_.place;
    out_.name = to_.name;
    out_.volumes = header_.volume;
    out_.unread = std::move(*unread);
    return std::move(out_);
  }

 private:
  Result<> begin() {
    random_ = {sender_.random.bytes<32>(), sender_.random.bytes<32>(), sender_.random.bytes<24>()};
    auto sealer = VolumeSealer::make(header_, to_.sealing_key, sender_.signer, random_);
    if (!sealer) return sealer.error();
    sealer_ = std::move(*sealer);
    closing_ = {};
    volume_bytes_ = 0;
    if (auto begun = sink_.begin(header_.volume); !begun) return begun;
    return write(sealer_->opening());
  }

  Result<> add(const wishsync::BundleFrame& frame) {
    const std::string bytes = wishsync::encode(frame.frame);
    const std::uint64_t after =
        volume_bytes_ + VolumeSealer::frame_bytes(bytes.size()) + VolumeSealer::closing_bytes();
    if (closing_.frames > 0 && after > options_.volume_bytes_max) {
      if (auto ended = end(true); !ended) return ended;
      if (header_.volume == wishsync::kBundleVolumesMax)
        return Error("bundle.too_large", "the bundle has too many volumes", "交换包分卷过多");
      ++header_.volume;
      if (auto begun = begin(); !begun) return begun;
    }
    ++closing_.frames;
    closing_.events += frame.events;
    closing_.parts += frame.parts;
    closing_.acks += frame.acks;
    out_.events += frame.events;
    out_.parts += frame.parts;
    out_.acks += frame.acks;
    out_.chunks += frame.chunks;
    if (auto written = write(sealer_->frame(bytes)); !written) return written;
    progress_.done = progress_.events = out_.events;
    return tell("write");
  }

  Result<> end(bool followed) {
    closing_.followed = followed;
    if (auto written = write(sealer_->close(closing_)); !written) return written;
    return verify();
  }

  // Each byte of the volume is sealed, so what opens whole, with the same counts, is what was written.
  Result<> verify() {
    if (auto ready = sink_.read_back(); !ready) return ready;
    BundleProgress checked{"verify", 0, volume_bytes_, out_.events, out_.bytes};
    VolumeReader reader([&](std::size_t bytes_max) {
      auto bytes = sink_.read(bytes_max);
      if (bytes) checked.done += bytes->size();
      return bytes;
    });
    const auto failed = [](const Error& error) {
      return error.code.starts_with("bundle.") ? kNotVerified : error;
    };
    const auto header = reader.header();
    if (!header) return failed(header.error());
    if (*header != header_) return kNotVerified;
    if (auto open = reader.unseal_with(random_.key, sender_.verifier); !open) return failed(open.error());
    for (;;) {
      const auto frame = reader.next();
      if (!frame) return failed(frame.error());
      if (!*frame) break;
      if (watch_ && !watch_(checked)) return kStopped;
    }
    if (reader.closing() != closing_) return kNotVerified;
    return {};
  }

  Result<> write(std::string_view bytes) {
    volume_bytes_ += bytes.size();
    out_.bytes += bytes.size();
    return sink_.write(bytes);
  }

  Result<> tell(std::string_view step) {
    progress_.step = step;
    progress_.bytes = out_.bytes;
    if (watch_ && !watch_(progress_)) return kStopped;
    return {};
  }

  const BundleSender& sender_;
  const BundleOptions& options_;
  const model::Node& to_;
  BundleSink& sink_;
  const BundleWatcher& watch_;
  wishsync::BundleHeader header_;
  wishsync::VolumeRandom random_;
  std::unique_ptr<VolumeSealer> sealer_;
  wishsync::BundleClosing closing_;
  std::uint64_t volume_bytes_ = 0;
  BundleWritten out_;
  BundleProgress progress_;
};

}  // namespace

Result<BundleWritten> write_bundle(const BundleSender& sender, const BundleOptions& options, BundleSink& sink,
                                   const BundleWatcher& watch) {
  const auto authority = sender.replica.authority();
  const model::Node* to = authority->node_by_key(options.to);
  if (!to)
    return Error("bundle.to_unknown",
                 "there is no valid node with that key; wishctl nodes shows all, with place, name and key",
                 "没有该密钥的有效节点；请用 wishctl nodes 查看全部节点的地区、名称和密钥");
  if (to->signing_key == sender.own.key())
    return Error("bundle.to_self", "a bundle is for another node; say with --to for which one",
                 "交换包须交给其他节点；请用 --to 指明");
  const model::PlaceCode own = sender.own.place();
  if (!authority->at_or_above(to->place, own) && !authority->at_or_above(own, to->place)) {
    const std::string whom = node_text(*authority, to->signing_key, to->place);
    return Error("bundle.to_not_on_line",
                 whom + " is neither above nor below this node; send the bundle by way of a node above both",
                 whom + " 与本节点没有上下级关系；请经由共同的上级节点交换");
  }
  return Writer(sender, options, *to, sink, watch).run();
}

}  // namespace node
