// The receiving end of a bundle: a conversation in which the other side has said all it has to say.

#include "sync/session.h"

namespace wishsync {

using model::Error;
using model::Result;

Actions Session::open_bundle(const BundleHeader& from, std::uint64_t now_ms) {
  bundle_ = true;
  started_ms_ = now_ms;
  enter(now_ms);
  status_.peer_key = from.sender;
  status_.peer_writer = from.sender_writer;
  status_.clock_offset_ms = 0;
  state_ = State::kOpen;
  bool enrolled = false;
  bool counts = false;
  for (const auto& [hash, node] : authority_->nodes()) {
    if (node.signing_key != from.sender) continue;
    enrolled = true;
    counts = counts || node.counts;
  }
  if (enrolled && !counts)
    end(Error("bundle.sender_revoked",
              "the bundle is from a node that is not, or no longer, valid; nothing of it is taken",
              "交换包来自无效或已注销的节点；内容一概不收"));
  else if (const auto known = know_sender(); !known && enrolled)
    end(known.error());
  return finish();
}

// Whether the sender is a node on our line; then the conversation is open, and it is clear who is above.
Result<> Session::know_sender() {
  if (status_.open) return {};
  const model::Node* node = peer_node(*authority_);
  if (!node || !node->counts)
    return Error("bundle.unknown_sender",
                 "the bundle is from a node that is not known here; only the list of places and nodes was "
                 "taken from it",
                 "交换包来自本节点尚不认识的节点；只收下了其中的地区和节点名录");
  link_.lower = authority_->at_or_above(node->place, link_.place);
  if (!link_.lower && !authority_->at_or_above(link_.place, node->place))
    return Error("bundle.not_on_line",
                 "the bundle is from place " + node->place.text() +
                     ", which is neither above nor below this node's place",
                 "交换包来自地区 " + node->place.text() + "，与本节点没有上下级关系");
  status_.peer_place = node->place;
  peer_name_ = node->name;
  status_.open = true;
  return {};
}

Actions Session::on_bundle_frame(Frame frame, std::string_view bytes, std::uint64_t now_ms) {
  enter(now_ms);
  if (state_ != State::kOpen) return finish();
  const auto* batch = std::get_if<Batch>(&frame);
  const bool known_to_all = batch && batch->run.log.place == model::kPlaceOfAll;
  if (const auto known = know_sender(); !known && !known_to_all) {
    end(known.error());
  } else if (batch || std::holds_alternative<Parts>(frame) || std::holds_alternative<Acks>(frame) ||
             std::holds_alternative<BlobChunk>(frame)) {
    frame_ = bytes;
    dispatch(frame);
    frame_ = {};
  } else {
    end(Error("sync.unexpected", "the bundle holds a frame that has no place in one"));
  }
  return finish();
}

Actions Session::close_bundle(std::uint64_t now_ms) {
  enter(now_ms);
  if (state_ != State::kOpen) return finish();
  if (const auto known = know_sender(); !known) {
    end(known.error());
    return finish();
  }
  // Nothing comes any more that could make their writers known.
  for (const Deferred& waiting : std::exchange(deferred_, {}))
    refuse(waiting.batch.run.log,
           Error("sync.unknown_writer", "the writer of that log is not known here yet"));
  deferred_logs_.clear();
  deferred_bytes_ = 0;
  take_acks(true);
  return finish();
}

}  // namespace wishsync
