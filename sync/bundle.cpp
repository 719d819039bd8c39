#include "sync/bundle.h"

#include <sodium.h>

#include "model/crypto.h"
#include "sync/sodium_bytes.h"

namespace wishsync {

using model::Error;
using model::Result;

namespace {

constexpr std::string_view kMagic = "wishtree bundle\n";
constexpr std::size_t kSealedKeyBytes = sizeof(BundleKey) + crypto_box_SEALBYTES;
constexpr std::size_t kStreamHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kTagBytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kClosingBytes = 1 + 4 * 8;
constexpr std::size_t kSealedKeyAt = kBundleHeaderBytes - kStreamHeaderBytes - kSealedKeyBytes;
static_assert(kSealedKeyAt == 144);
static_assert(crypto_box_SEEDBYTES == 32 && crypto_box_PUBLICKEYBYTES == 32);

const Error kDamaged("bundle.damaged",
                     "the bundle is damaged; what stands before the damage is taken. Copy it anew, or ask "
                     "the sender for a new one",
                     "交换包已损坏；损坏处之前的内容仍会收下。请重新复制，或请发送方重新制作");
const Error kCutShort(
    "bundle.cut_short",
    "the bundle ends too early; what it holds is taken. Copy it anew, or ask the sender for "
    "a new one",
    "交换包不完整；已有的内容仍会收下。请重新复制，或请发送方重新制作");

// The clear part of the header, up to the sealed key.
std::string encode(const BundleHeader& header) {
  std::string out(kMagic);
  model::put_u16(out, kBundleVersion);
  model::put_u16(out, header.protocol);
  model::put_u16(out, header.volume);
  model::put_u16(out, 0);
  out += header.id.view();
  model::put_u64(out, header.made_ms);
  out += header.sender.view();
  out += header.sender_writer.value_or(model::WriterId{}).view();
  model::put_u64(out, header.sender_place.value);
  out += header.receiver.view();
  model::put_u64(out, header.receiver_place.value);
  model::check(out.size() == kSealedKeyAt, "a bundle's header has its length");
  return out;
}

BundleHeader decode_header(std::string_view bytes) {
  BundleHeader out;
  std::size_t at = kMagic.size() + 2;
  const auto u16 = [&] { return model::get_u16(bytes.data() + std::exchange(at, at + 2)); };
  const auto u64 = [&] { return model::get_u64(bytes.data() + std::exchange(at, at + 8)); };
  const auto fixed = [&](auto& id) {
    id = *std::decay_t<decltype(id)>::from(bytes.substr(at, id.data.size()));
    at += id.data.size();
  };
  out.protocol = u16();
  out.volume = u16();
  u16();
  fixed(out.id);
  out.made_ms = u64();
  fixed(out.sender);
  model::WriterId writer;
  fixed(writer);
  if (!writer.is_zero()) out.sender_writer = writer;
  out.sender_place = {u64()};
  fixed(out.receiver);
  out.receiver_place = {u64()};
  return out;
}

std::string statement_of(std::string_view header) {
  const model::Digest digest = model::sha256(header);
  return "wishtree bundle" + std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

Result<std::string> seal_key(const BundleKey& key, const model::SealingKey& to,
                             const std::array<std::uint8_t, 32>& seed) {
  auto out = seal_box({reinterpret_cast<const char*>(key.data()), key.size()}, to, seed);
  if (!out)
    return Error("bundle.no_sealing_key",
                 "that node has no key to which a bundle could be sealed; enrol it anew",
                 "该节点没有可用于加密交换包的密钥；请重新登记该节点");
  return std::move(*out);
}

std::string encode(const BundleClosing& closing) {
  std::string out(1, closing.followed ? '\1' : '\0');
  for (const std::uint64_t count : {closing.frames, closing.events, closing.parts, closing.acks})
    model::put_u64(out, count);
  return out;
}

}  // namespace

// ---- Sealing ----

struct VolumeSealer::Stream {
  crypto_secretstream_xchacha20poly1305_state state;
  ~Stream() { sodium_memzero(&state, sizeof state); }

  std::string push(std::string_view plain, std::string_view associated, unsigned char tag) {
    std::string out;
    model::put_u32(out, static_cast<std::uint32_t>(plain.size() + kTagBytes));
    out.resize(kLengthBytes + plain.size() + kTagBytes);
    crypto_secretstream_xchacha20poly1305_push(&state, bytes_of(out) + kLengthBytes, nullptr, bytes_of(plain),
                                               plain.size(), bytes_of(associated), associated.size(), tag);
    return out;
  }
};

VolumeSealer::VolumeSealer() : stream_(std::make_unique<Stream>()) {}
VolumeSealer::~VolumeSealer() = default;

Result<std::unique_ptr<VolumeSealer>> VolumeSealer::make(const BundleHeader& header,
                                                         const model::SealingKey& to,
                                                         const model::Signer& signer,
                                                         const VolumeRandom& random) {
  model::check(sodium_init() >= 0, "libsodium starts");
  const auto sealed = seal_key(random.key, to, random.ephemeral);
  if (!sealed) return sealed.error();
  std::unique_ptr<VolumeSealer> out(new VolumeSealer());
  // For a header that is given, both ends of a stream begin with the same state; init_push() would draw
  // a header of its own.
  crypto_secretstream_xchacha20poly1305_init_pull(&out->stream_->state, random.stream.data(),
                                                  random.key.data());
  out->opening_ = encode(header) + *sealed;
  out->opening_.append(reinterpret_cast<const char*>(random.stream.data()), random.stream.size());
  const model::Signature signature = signer.sign(statement_of(out->opening_));
  out->opening_ += out->stream_->push(signature.view(), out->opening_, 0);
  return out;
}

std::string VolumeSealer::frame(std::string_view bytes) {
  model::check(!bytes.empty() && bytes.size() <= kFrameBytesMax, "a bundle holds frames");
  return stream_->push(bytes, {}, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

std::string VolumeSealer::close(const BundleClosing& closing) {
  return stream_->push(encode(closing), {}, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
}

std::size_t VolumeSealer::frame_bytes(std::size_t bytes) { return kLengthBytes + bytes + kTagBytes; }
std::size_t VolumeSealer::closing_bytes() { return kLengthBytes + kClosingBytes + kTagBytes; }

// ---- Reading ----

struct VolumeReader::Stream {
  crypto_secretstream_xchacha20poly1305_state state;
  ~Stream() { sodium_memzero(&state, sizeof state); }
};

struct VolumeReader::Record {
  std::string plain;
  bool last = false;
};

VolumeReader::VolumeReader(Read read) : read_(std::move(read)) {
  model::check(sodium_init() >= 0, "libsodium starts");
}
VolumeReader::~VolumeReader() = default;

Result<BundleHeader> VolumeReader::header() {
  auto bytes = read_(kBundleHeaderBytes);
  if (!bytes) return bytes.error();
  if (!bytes->starts_with(std::string_view(kMagic).substr(0, bytes->size())) || bytes->empty())
    return Error("bundle.not_a_bundle", "the file is no bundle of wishtree; look whether it is the right one",
                 "该文件不是微心愿交换包；请确认文件是否正确");
  if (bytes->size() < kMagic.size() + 2) return kCutShort;
  const std::uint16_t version = model::get_u16(bytes->data() + kMagic.size());
  if (version > kBundleVersion)
    return Error("bundle.newer",
                 "the bundle was made by a newer version of wishnode; upgrade wishnode here first",
                 "交换包由更新版本的 wishnode 制作；请先升级本机的 wishnode");
  if (version == 0) return kDamaged;
  if (bytes->size() < kBundleHeaderBytes) return kCutShort;
  header_bytes_ = std::move(*bytes);
  header_ = decode_header(header_bytes_);
  if (header_.volume == 0 || header_.volume > kBundleVolumesMax) return kDamaged;
  if (header_.protocol > kProtocolMax)
    return Error("bundle.newer",
                 "the bundle speaks a newer protocol than this node; upgrade wishnode here first",
                 "交换包使用的协议比本节点新；请先升级本机的 wishnode");
  if (header_.protocol < kProtocolMin)
    return Error("bundle.older",
                 "the bundle speaks an older protocol than this node takes; upgrade wishnode at the sender "
                 "and make it anew",
                 "交换包使用的协议过旧，本节点不再接受；请发送方升级 wishnode 后重新制作");
  return header_;
}

Result<> VolumeReader::unseal(const SealingSecret& secret, const model::Verifier& verifier) {
  auto opened = open_box(std::string_view(header_bytes_).substr(kSealedKeyAt, kSealedKeyBytes), secret);
  if (!opened || opened->size() != sizeof(BundleKey)) return kDamaged;
  BundleKey key{};
  std::copy(opened->begin(), opened->end(), key.begin());
  sodium_memzero(opened->data(), opened->size());
  auto done = unseal_with(key, verifier);
  sodium_memzero(key.data(), key.size());
  return done;
}

Result<> VolumeReader::unseal_with(const BundleKey& key, const model::Verifier& verifier) {
  stream_ = std::make_unique<Stream>();
  crypto_secretstream_xchacha20poly1305_init_pull(
      &stream_->state, bytes_of(std::string_view(header_bytes_)) + kBundleHeaderBytes - kStreamHeaderBytes,
      key.data());
  const auto opening = record(header_bytes_);
  if (!opening) return opening.error();
  const auto signature = model::Signature::from(opening->plain);
  if (opening->last || !signature) return kDamaged;
  if (!verifier.verify(header_.sender, statement_of(header_bytes_), *signature))
    return Error("bundle.bad_signature",
                 "the bundle is not from the node that it names; take it for a forgery and tell your admin",
                 "交换包并非来自它所声称的节点；可能是伪造，请告知管理员");
  return {};
}

Result<VolumeReader::Record> VolumeReader::record(std::string_view associated) {
  const auto length = read_(kLengthBytes);
  if (!length) return length.error();
  if (length->size() < kLengthBytes) return kCutShort;
  const std::size_t size = model::get_u32(length->data());
  if (size < kTagBytes || size > kFrameBytesMax + kTagBytes) return kDamaged;
  const auto sealed = read_(size);
  if (!sealed) return sealed.error();
  if (sealed->size() < size) return kCutShort;
  Record out{std::string(size - kTagBytes, '\0'), false};
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&stream_->state, bytes_of(out.plain), nullptr, &tag,
                                                 bytes_of(std::string_view(*sealed)), size,
                                                 bytes_of(associated), associated.size()) != 0)
    return kDamaged;
  out.last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  return out;
}

Result<std::optional<std::string>> VolumeReader::next() {
  auto got = record({});
  if (!got) return got.error();
  if (!got->last) {
    ++frames_;
    return std::optional(std::move(got->plain));
  }
  if (got->plain.size() != kClosingBytes) return kDamaged;
  const char* at = got->plain.data() + 1;
  closing_ = {got->plain[0] != 0, model::get_u64(at), model::get_u64(at + 8), model::get_u64(at + 16),
              model::get_u64(at + 24)};
  const auto behind = read_(1);
  if (!behind) return behind.error();
  if (!behind->empty() || closing_.frames != frames_) return kDamaged;
  return std::optional<std::string>();
}

}  // namespace wishsync
