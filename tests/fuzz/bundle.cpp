// Any bytes are read as a volume of a bundle or refused. Random bytes never get past the seal; so bytes
// that do not begin as a volume does are a recipe: how to change one that is good. Whatever it does, only
// what was written is read, in its order, and all of it only where nothing was changed.

#include "sync/bundle.h"

#include <algorithm>
#include <vector>

#include "fuzz/targets.h"
#include "model/crypto.h"
#include "sync/frame.h"
#include "sync/limits.h"

namespace fuzz {
namespace {

using namespace wishsync;

constexpr std::string_view kBegins = "wishtree bundle\n";

const SealingSecret kReceiver = model::sha256("the receiver of the corpus");
// The public half of kReceiver.
constexpr model::SealingKey kReceiverKey{{0x11, 0xdc, 0x6d, 0x64, 0x12, 0x55, 0x72, 0x03, 0xe9, 0x93, 0x28,
                                          0x40, 0xc8, 0x86, 0x14, 0xd0, 0x20, 0xc4, 0xcd, 0xb4, 0x9e, 0x84,
                                          0xbc, 0x7b, 0x1a, 0x56, 0x06, 0x1f, 0xac, 0x60, 0xa8, 0x19}};

struct Read {
  std::vector<std::string> frames;
  bool whole = false;
};

Read read(std::string_view bytes) {
  static const auto verifier = model::make_cheap_verifier();
  std::size_t at = 0;
  VolumeReader reader([&](std::size_t bytes_max) -> model::Result<std::string> {
    std::string out(bytes.substr(at, bytes_max));
    at += out.size();
    return out;
  });
  Read out;
  const auto header = reader.header();
  if (!header) return check_refusal(header.error()), out;
  model::check(header->volume > 0 && header->volume <= kBundleVolumesMax, "a volume has a number");
  if (const auto open = reader.unseal(kReceiver, *verifier); !open) return check_refusal(open.error()), out;
  for (;;) {
    auto frame = reader.next();
    if (!frame) return check_refusal(frame.error()), out;
    if (!*frame) break;
    model::check((*frame)->size() <= kFrameBytesMax, "a frame keeps its limit");
    (void)decode(**frame);
    out.frames.push_back(std::move(**frame));
  }
  model::check(at == bytes.size(), "a volume that is whole has nothing behind it");
  out.whole = true;
  return out;
}

const std::vector<std::string>& written() {
  static const std::vector<std::string> frames{encode(Frame(Credit{7})), std::string(700, 'f'),
                                               encode(Frame(Acks{}))};
  return frames;
}

const std::string& good_volume() {
  static const std::string volume = [] {
    const auto signer = model::make_cheap_signer(model::sha256("sender"));
    BundleHeader header;
    header.protocol = kProtocolMax;
    header.sender = signer->key();
    auto sealer = VolumeSealer::make(header, kReceiverKey, *signer, {}).value();
    std::string out = sealer->opening();
    for (const std::string& frame : written()) out += sealer->frame(frame);
    return out + sealer->close({false, written().size(), 0, 0, 0});
  }();
  return volume;
}

// Steps of five bytes: what to do, two of where, and two of how much.
std::string changed(std::string_view recipe) {
  std::string out = good_volume();
  for (; recipe.size() >= 5 && !out.empty(); recipe.remove_prefix(5)) {
    const std::size_t at = model::get_u16(recipe.data() + 1) % out.size();
    const std::uint16_t much = model::get_u16(recipe.data() + 3);
    switch (static_cast<unsigned char>(recipe[0]) % 4) {
      case 0:
        out[at] = static_cast<char>(out[at] ^ much);
        break;
      case 1:
        out.erase(at, much);
        break;
      case 2:
        out.insert(at, out.substr(at, much));
        break;
      default:
        out.resize(at);
    }
  }
  return out;
}

}  // namespace

bool bundle(std::string_view bytes) {
  if (bytes.size() < 5 || bytes.starts_with(kBegins)) return read(bytes).whole;
  const std::string volume = changed(bytes);
  const Read got = read(volume);
  const auto& frames = written();
  model::check(
      got.frames.size() <= frames.size() && std::equal(got.frames.begin(), got.frames.end(), frames.begin()),
      "only what was written is read, in its order");
  model::check(got.whole == (volume == good_volume()), "a changed volume is never whole");
  return got.whole;
}

}  // namespace fuzz
