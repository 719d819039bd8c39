// A volume of a bundle: the frames of frame.capnp in a file, for a stick that a person carries. Sealed to
// the receiving node, signed by the sending one. BUNDLE.md has the format byte by byte.
//
// Pure: bytes in, bytes out. Files are node/data/bundle_files.h, what stands in a bundle is decided in
// sync/bundle_content.h, and the Session takes it in at the other end (Session::open_bundle).
//
// Invariant: a frame is handed out only if the sender wrote it at this place of this volume. What comes
// before a damage is whole and good; nothing behind it is ever read.

#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/ids.h"
#include "model/result.h"
#include "model/signing.h"
#include "sync/limits.h"
#include "sync/sealed_box.h"

namespace wishsync {

inline constexpr std::uint16_t kBundleVersion = 1;
inline constexpr std::size_t kBundleHeaderBytes = 248;

using BundleId = model::FixedBytes<16, struct BundleIdTag>;  // The same in all volumes of a bundle.
using BundleKey = std::array<std::uint8_t, 32>;              // Opens one volume.

// What stands at the beginning of a volume, readable by all who carry it.
struct BundleHeader {
  std::uint16_t protocol = 0;  // Of the frames.
  std::uint16_t volume = 1;
  BundleId id;
  std::uint64_t made_ms = 0;  // The sender's wall clock, to show.
  model::NodeKey sender;
  std::optional<model::WriterId> sender_writer;
  model::PlaceCode sender_place;
  model::NodeKey receiver;
  model::PlaceCode receiver_place;
  bool operator==(const BundleHeader&) const = default;
};

// What stands at the end of a volume.
struct BundleClosing {
  bool followed = false;  // By another volume.
  std::uint64_t frames = 0;
  std::uint64_t events = 0;
  std::uint64_t parts = 0;
  std::uint64_t acks = 0;
  bool operator==(const BundleClosing&) const = default;
};

// Fresh random bytes for each volume.
struct VolumeRandom {
  BundleKey key{};
  std::array<std::uint8_t, 32> ephemeral{};
  std::array<std::uint8_t, 24> stream{};
};

// Makes the bytes of one volume: opening(), then frames, then close().
class VolumeSealer {
 public:
  // Error "bundle.no_sealing_key" where nothing can be sealed to `to`.
  [[nodiscard]] static model::Result<std::unique_ptr<VolumeSealer>> make(const BundleHeader& header,
                                                                         const model::SealingKey& to,
                                                                         const model::Signer& signer,
                                                                         const VolumeRandom& random);
  ~VolumeSealer();
  VolumeSealer(const VolumeSealer&) = delete;
  VolumeSealer& operator=(const VolumeSealer&) = delete;

  [[nodiscard]] const std::string& opening() const { return opening_; }
  [[nodiscard]] std::string frame(std::string_view bytes);
  [[nodiscard]] std::string close(const BundleClosing& closing);
  // What a frame of so many bytes takes, and the end of a volume.
  [[nodiscard]] static std::size_t frame_bytes(std::size_t bytes);
  [[nodiscard]] static std::size_t closing_bytes();

 private:
  struct Stream;
  VolumeSealer();
  std::unique_ptr<Stream> stream_;
  std::string opening_;
};

// Reads one volume: header(), unseal(), then next() until the closing.
//
// Errors of all: "bundle.cut_short", "bundle.damaged", and those of `read`.
class VolumeReader {
 public:
  // The next bytes of the volume, at most so many; fewer only at its end.
  using Read = std::function<model::Result<std::string>(std::size_t bytes_max)>;
  explicit VolumeReader(Read read);
  ~VolumeReader();
  VolumeReader(const VolumeReader&) = delete;
  VolumeReader& operator=(const VolumeReader&) = delete;

  // Also "bundle.not_a_bundle", "bundle.newer". Proves nothing yet.
  [[nodiscard]] model::Result<BundleHeader> header();
  // The receiver's way in. From here on the header is known to be the sender's word.
  [[nodiscard]] model::Result<> unseal(const SealingSecret& secret, const model::Verifier& verifier);
  // The sender's, who reads back what it wrote.
  [[nodiscard]] model::Result<> unseal_with(const BundleKey& key, const model::Verifier& verifier);
  // The next frame's bytes; nothing at the closing, behind which nothing may stand.
  [[nodiscard]] model::Result<std::optional<std::string>> next();
  [[nodiscard]] const BundleClosing& closing() const { return closing_; }

 private:
  struct Stream;
  struct Record;
  [[nodiscard]] model::Result<Record> record(std::string_view associated);

  Read read_;
  std::string header_bytes_;
  BundleHeader header_;
  std::unique_ptr<Stream> stream_;
  BundleClosing closing_;
  std::uint64_t frames_ = 0;
};

}  // namespace wishsync
