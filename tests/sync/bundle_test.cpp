#include "sync/bundle.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "model/crypto.h"
#include "node/data/data_directory.h"
#include "sync/limits.h"

namespace wishsync {
namespace {

struct Volume : ::testing::Test {
  std::unique_ptr<model::Signer> signer = model::make_ed25519_signer(model::sha256("sender"));
  std::unique_ptr<model::Verifier> verifier = model::make_ed25519_verifier();
  SealingSecret secret = model::sha256("receiver");
  VolumeRandom random{model::sha256("key"), model::sha256("ephemeral"), {7, 7, 7}};
  BundleHeader header = header_of();
  std::vector<std::string> frames{"the first frame", std::string(3000, 'x'), "ü"};

  BundleHeader header_of() const {
    BundleHeader out;
    out.protocol = kProtocolMax;
    out.id = BundleId{{1, 2, 3}};
    out.made_ms = 1'529'899'200'000;
    out.sender = signer->key();
    out.sender_writer = model::WriterId{{9}};
    out.sender_place = {431322};
    out.receiver = model::NodeKey{model::sha256("receiver's name")};
    out.receiver_place = {4313};
    return out;
  }
  static model::SealingKey public_half(const SealingSecret& of) {
    node::Identity identity;
    identity.sealing_secret = of;
    return identity.sealing_key();
  }
  std::string made() const {
    auto sealer = VolumeSealer::make(header, public_half(secret), *signer, random).value();
    std::string out = sealer->opening();
    for (const std::string& frame : frames) out += sealer->frame(frame);
    return out + sealer->close({true, frames.size(), 10, 4, 2});
  }

  struct Got {
    std::optional<BundleHeader> header;
    std::vector<std::string> frames;
    std::optional<BundleClosing> closing;
    std::string error;  // Its code.
  };
  Got read(const std::string& bytes, const SealingSecret& with) const {
    Got got;
    std::size_t at = 0;
    VolumeReader reader([&](std::size_t bytes_max) -> model::Result<std::string> {
      std::string out = bytes.substr(at, bytes_max);
      at += out.size();
      return out;
    });
    const auto h = reader.header();
    if (!h) return got.error = h.error().code, got;
    got.header = *h;
    if (auto open = reader.unseal(with, *verifier); !open) return got.error = open.error().code, got;
    for (;;) {
      auto frame = reader.next();
      if (!frame) return got.error = frame.error().code, got;
      if (!*frame) break;
      got.frames.push_back(std::move(**frame));
    }
    got.closing = reader.closing();
    return got;
  }
  Got read(const std::string& bytes) const { return read(bytes, secret); }

  // Nothing but a beginning of what was written is ever handed out.
  bool is_prefix(const Got& got) const {
    return got.frames.size() <= frames.size() &&
           std::equal(got.frames.begin(), got.frames.end(), frames.begin());
  }
};

TEST_F(Volume, IsReadAsItWasWritten) {
  const Got got = read(made());
  EXPECT_EQ(got.error, "");
  EXPECT_EQ(got.header, header);
  EXPECT_EQ(got.frames, frames);
  EXPECT_EQ(got.closing, (BundleClosing{true, 3, 10, 4, 2}));
}

TEST_F(Volume, TakesWhatItSaysItTakes) {
  std::size_t bytes = kBundleHeaderBytes + VolumeSealer::frame_bytes(64) + VolumeSealer::closing_bytes();
  for (const std::string& frame : frames) bytes += VolumeSealer::frame_bytes(frame.size());
  EXPECT_EQ(made().size(), bytes);
}

TEST_F(Volume, CutAnywhereGivesABeginningAndSaysSo) {
  const std::string whole = made();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Got got = read(whole.substr(0, size));
    ASSERT_TRUE(is_prefix(got)) << size;
    ASSERT_FALSE(got.closing) << size;
    ASSERT_EQ(got.error, size == 0 ? "bundle.not_a_bundle" : "bundle.cut_short") << size;
  }
}

TEST_F(Volume, AnyFlippedBitGivesABeginningAndSaysSo) {
  const std::string whole = made();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
    const Got got = read(bad);
    ASSERT_TRUE(is_prefix(got)) << at;
    ASSERT_FALSE(got.closing) << at;
    ASSERT_NE(got.error, "") << at;
    ASSERT_TRUE(at >= kBundleHeaderBytes || got.frames.empty()) << at;
  }
}

TEST_F(Volume, LongerThanItsEndIsDamaged) { EXPECT_EQ(read(made() + "x").error, "bundle.damaged"); }

TEST_F(Volume, RecordsInAnotherOrderAreRefused) {
  const std::string whole = made();
  const std::size_t first = kBundleHeaderBytes + VolumeSealer::frame_bytes(64);
  const std::size_t second = first + VolumeSealer::frame_bytes(frames[0].size());
  const std::size_t third = second + VolumeSealer::frame_bytes(frames[1].size());
  const Got dropped = read(whole.substr(0, first) + whole.substr(second));
  EXPECT_TRUE(dropped.frames.empty());
  EXPECT_EQ(dropped.error, "bundle.damaged");
  const Got repeated = read(whole.substr(0, second) + whole.substr(first));
  EXPECT_EQ(repeated.frames.size(), 1u);
  EXPECT_EQ(repeated.error, "bundle.damaged");
  const Got ended = read(whole.substr(0, second) + whole.substr(third));
  EXPECT_EQ(ended.frames.size(), 1u);
  EXPECT_EQ(ended.error, "bundle.damaged");
}

TEST_F(Volume, OnlyItsReceiverCanOpenIt) {
  const Got got = read(made(), model::sha256("somebody who carries it"));
  EXPECT_EQ(got.header, header);  // Anyone can see for whom it is.
  EXPECT_TRUE(got.frames.empty());
  EXPECT_EQ(got.error, "bundle.damaged");
  EXPECT_EQ(made().find(frames[0]), std::string::npos);
}

TEST_F(Volume, WhoCantSignForTheSenderCantMakeOne) {
  const auto liar = model::make_ed25519_signer(model::sha256("a liar"));
  auto sealer = VolumeSealer::make(header, public_half(secret), *liar, random).value();
  EXPECT_EQ(read(sealer->opening() + sealer->close({})).error, "bundle.bad_signature");
}

// The receiver knows the content key. Under a header of its own it can't pass the content on in the
// sender's name: the signature names receiver and volume.
TEST_F(Volume, HeaderOfAnotherVolumeDoesNotFit) {
  const std::string whole = made();
  header.volume = 2;
  random.key = model::sha256("another key");
  const std::string other = made();
  EXPECT_EQ(read(other.substr(0, kBundleHeaderBytes) + whole.substr(kBundleHeaderBytes)).error,
            "bundle.damaged");
}

TEST_F(Volume, SaysThatItIsNoBundleOrFromAnotherVersion) {
  EXPECT_EQ(read("").error, "bundle.not_a_bundle");
  EXPECT_EQ(read("PK\3\4 a zip file").error, "bundle.not_a_bundle");
  std::string newer = made();
  newer[17] = 2;
  EXPECT_EQ(read(newer).error, "bundle.newer");
  header.protocol = kProtocolMax + 1;
  EXPECT_EQ(read(made()).error, "bundle.newer");
  header.protocol = kProtocolMin - 1;
  EXPECT_EQ(read(made()).error, "bundle.older");
}

TEST_F(Volume, CantBeSealedToNoKey) {
  const auto made_for_nobody = VolumeSealer::make(header, model::SealingKey{}, *signer, random);
  ASSERT_FALSE(made_for_nobody);
  EXPECT_EQ(made_for_nobody.error().code, "bundle.no_sealing_key");
}

TEST_F(Volume, SenderReadsBackWithTheKeyItKept) {
  const std::string whole = made();
  std::size_t at = 0;
  VolumeReader reader([&](std::size_t bytes_max) -> model::Result<std::string> {
    std::string out = whole.substr(at, bytes_max);
    at += out.size();
    return out;
  });
  ASSERT_TRUE(reader.header());
  ASSERT_TRUE(reader.unseal_with(random.key, *verifier));
  for (const std::string& frame : frames) EXPECT_EQ(reader.next().value(), frame);
  EXPECT_EQ(reader.next().value(), std::nullopt);
}

RC_GTEST_FIXTURE_PROP(Volume, BytesOfAnyKindNeverGiveWhatWasNotWritten, ()) {
  std::string bytes = made();
  const auto times = *rc::gen::inRange(1, 6);
  for (int i = 0; i < times; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    const auto count = *rc::gen::inRange<std::size_t>(0, bytes.size() - at + 1);
    const std::string piece = bytes.substr(at, count);
    const auto kind = *rc::gen::inRange(0, 3);
    if (kind == 0) bytes.erase(at, count);
    if (kind == 1) bytes.insert(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1), piece);
    if (kind == 2) bytes[at] = *rc::gen::arbitrary<char>();
    if (bytes.empty()) break;
  }
  const Got got = read(bytes);
  RC_ASSERT(is_prefix(got));
  RC_ASSERT(got.closing.has_value() == (bytes == made()));
}

}  // namespace
}  // namespace wishsync
