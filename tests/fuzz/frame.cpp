// Any bytes are read as a frame or refused; what was read can be written and read again.

#include "sync/frame.h"

#include "fuzz/targets.h"
#include "sync/limits.h"

namespace fuzz {
namespace {

// The bytes of a hostile message may point to the same content several times; written out it is larger.
bool outgrew_its_limits(const wishsync::Frame& frame, const std::string& written) {
  using namespace wishsync;
  if (written.size() > kFrameBytesMax) return true;
  if (const auto* batch = std::get_if<Batch>(&frame)) return content_bytes(batch->run) > kBatchBytesMax;
  if (const auto* parts = std::get_if<Parts>(&frame)) {
    std::size_t bytes = kPartsFrameBytes;
    for (const PartItem& item : parts->items) bytes += content_bytes(item);
    return bytes > kBatchBytesMax;
  }
  return false;
}

void check_limits(const wishsync::Frame& frame) {
  using namespace wishsync;
  if (const auto* batch = std::get_if<Batch>(&frame)) {
    model::check(batch->bytes <= kBatchBytesMax, "a batch is within its limit");
    model::check(batch->run.events.size() <= kBatchEventsMax, "a batch has no more events than allowed");
  }
  if (const auto* have = std::get_if<Have>(&frame)) {
    std::size_t logs = 0;
    for (const Range& range : have->ranges)
      if (const auto* listed = std::get_if<std::vector<LogTips>>(&range.what)) logs += listed->size();
    model::check(have->ranges.size() <= kHaveRangesMax && logs <= kHaveTipsMax,
                 "a have frame lists no more than allowed");
  }
  if (const auto* bye = std::get_if<Bye>(&frame))
    for (const char c : bye->reason.en + bye->reason.zh + bye->reason.code)
      model::check(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "words of a peer stay on their line");
}

bool welcome(std::string_view bytes) {
  const auto content = wishsync::decode_welcome(bytes);
  if (!content) {
    check_refusal(content.error());
    return false;
  }
  const std::string written = wishsync::encode(*content);
  const auto back = wishsync::decode_welcome(written);
  model::check(back && wishsync::encode(*back) == written, "a welcome is read as it was written");
  return true;
}

}  // namespace

bool frame(std::string_view bytes) {
  const bool is_welcome = welcome(bytes);
  const auto frame = wishsync::decode(bytes);
  if (!frame) {
    check_refusal(frame.error());
    return is_welcome;
  }
  check_limits(*frame);
  const std::string written = wishsync::encode(*frame);
  const auto back = wishsync::decode(written);
  if (!back && outgrew_its_limits(*frame, written)) return true;
  model::check(back && back->index() == frame->index(), "a frame that was written is read, and of its kind");
  model::check(wishsync::encode(*back) == written, "a frame is read as it was written");
  return true;
}

}  // namespace fuzz
