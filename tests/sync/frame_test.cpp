#include "sync/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zstd.h>

#include <random>

#include "model/message.h"
#include "sync/frame.capnp.h"
#include "sync/limits.h"

namespace wishsync {
namespace {

using model::EventRef;
using model::LogId;
using model::Tip;

// ---- Any frame

template <typename Id>
Id any_id() {
  Id id;
  for (auto& byte : id.data) byte = *rc::gen::arbitrary<std::uint8_t>();
  id.data[0] |= 1;  // Zero means none.
  return id;
}
std::string any_bytes(std::size_t max) {
  return *rc::gen::resize(static_cast<int>(max), rc::gen::string<std::string>());
}
std::string any_text() { return *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~')); }
std::uint64_t any_number() { return *rc::gen::arbitrary<std::uint64_t>(); }
std::size_t count(std::size_t max) { return *rc::gen::inRange<std::size_t>(0, max + 1); }
bool any_bool() { return *rc::gen::arbitrary<bool>(); }

LogId any_log() { return {{any_number()}, any_id<model::WriterId>()}; }
Tip any_tip() { return {{any_number()}, any_bool() ? any_id<model::EventHash>() : model::EventHash{}}; }
EventRef any_ref() {
  const Tip tip = any_tip();
  return {any_log(), tip.seq, tip.hash};
}
model::Error any_reason() { return {any_text(), any_text(), any_text()}; }

Ticket any_ticket() {
  const auto half = [] {
    std::array<std::uint8_t, 16> out{};
    const auto id = any_id<model::WriterId>();
    std::copy(id.data.begin(), id.data.end(), out.begin());
    return out;
  };
  const std::uint64_t count = any_number();
  const auto nonce = half();
  return {count, nonce, half()};
}

std::optional<Ticket> maybe_ticket() { return any_bool() ? std::optional(any_ticket()) : std::nullopt; }

Frame any_frame(std::size_t kind) {
  switch (kind) {
    case 0: {
      Hello h;
      h.protocol_min = *rc::gen::arbitrary<std::uint16_t>();
      h.protocol_max = *rc::gen::arbitrary<std::uint16_t>();
      h.nonce = any_id<Nonce>();
      h.key = any_id<model::NodeKey>();
      if (any_bool()) h.writer = any_id<model::WriterId>();
      h.clock_ms = any_number();
      h.release = any_text();
      if (any_bool()) {
        h.join_id = any_id<model::FixedBytes<8, struct AnyTag>>().data;
        h.sealing_key = any_id<model::SealingKey>();
      }
      return h;
    }
    case 1:
      return Welcome{any_bytes(200), any_id<model::Signature>(),
                     any_bool() ? any_id<model::Commitment>() : model::Commitment{}};
    case 2:
      return Proof{any_id<model::Signature>(), any_bool() ? any_id<model::Commitment>() : model::Commitment{},
                   maybe_ticket(), any_bool()};
    case 3:
      return Accepted{any_id<model::EventHash>(), {any_number()}, maybe_ticket(), any_bool()};
    case 4: {
      Have have{static_cast<std::uint8_t>(any_bool()), {}};
      for (std::size_t i = count(5); i > 0; --i) {
        Range range;
        if (any_bool()) range.from = any_log();
        if (any_bool()) range.to = any_log();
        range.answer = any_bool();
        if (any_bool()) {
          range.what = RangeDigest{*model::DigestSum::from(any_id<model::EventHash>().view()),
                                   *rc::gen::arbitrary<std::uint32_t>()};
        } else {
          std::vector<LogTips> logs;
          for (std::size_t j = count(5); j > 0; --j) {
            LogTips log{any_log(), {}};
            for (std::size_t k = count(4); k > 0; --k) log.tips.push_back(any_tip());
            logs.push_back(std::move(log));
          }
          range.what = std::move(logs);
        }
        have.ranges.push_back(std::move(range));
      }
      return have;
    }
    case 5:
      return Holds{any_log(), any_tip(), any_bool(), any_bool()};
    case 6: {
      Batch batch;
      batch.run.log = any_log();
      batch.run.before = any_tip();
      batch.run.tip = {any_tip(), any_id<model::Signature>()};
      for (std::size_t i = count(6); i > 0; --i) batch.run.events.push_back({any_bytes(300), any_bytes(100)});
      return batch;
    }
    case 7: {
      Parts parts;
      for (std::size_t i = count(6); i > 0; --i) parts.items.push_back({any_ref(), any_bytes(200)});
      return parts;
    }
    case 8: {
      Want want;
      for (std::size_t i = count(9); i > 0; --i) want.items.push_back(any_ref());
      return want;
    }
    case 9:
      return Refused{any_log(), any_reason()};
    case 10: {
      Acks acks;
      for (std::size_t i = count(9); i > 0; --i) {
        Ack ack{{any_number()},
                any_id<model::WriterId>(),
                any_number(),
                any_log(),
                any_tip(),
                {any_number()},
                {}};
        for (std::size_t j = count(3); j > 0; --j) ack.others.push_back(any_tip());
        ack.blobs_seq = {any_number()};
        acks.acks.push_back(std::move(ack));
      }
      return acks;
    }
    case 11: {
      AckCounts counts;
      for (std::size_t i = count(9); i > 0; --i)
        counts.counts.emplace_back(any_id<model::WriterId>(), any_number());
      return counts;
    }
    case 12:
      return Credit{*rc::gen::arbitrary<std::uint32_t>()};
    case 13:
      return Bye{any_reason()};
    case 14:
      return TicketTaken{any_ticket()};
    case 15:
      return BlobWant{any_ref(), *rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint32_t>()};
    case 16:
      return BlobChunk{any_ref(), *rc::gen::arbitrary<std::uint32_t>(), any_bytes(300)};
    default: {
      BlobHave have;
      for (std::size_t i = count(9); i > 0; --i) have.items.push_back(any_ref());
      return have;
    }
  }
}

constexpr std::size_t kKinds = std::variant_size_v<Frame>;

std::string code_of(std::string_view bytes) {
  const auto frame = decode(bytes);
  return frame ? "" : frame.error().code;
}

RC_GTEST_PROP(Frame, EveryKindComesBackAsItWent, ()) {
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const Frame frame = any_frame(kind);
    RC_ASSERT(frame.index() == kind);
    const std::string bytes = encode(frame);
    const auto back = decode(bytes);
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->index() == kind);
    // One frame, one encoding: equal bytes mean that every field came back.
    RC_ASSERT(encode(*back) == bytes);
  }
}

TEST(Frame, FieldsComeBackWhereTheyWere) {
  Have have{1, {}};
  Range range;
  range.to = LogId{{4313}, *model::WriterId::from("0123456789abcdef")};
  range.what = std::vector<LogTips>{{{{431322}, {}}, {{{7}, {}}}}};
  have.ranges = {range};
  const auto back = std::get<Have>(decode(encode(Frame(have))).value());
  EXPECT_EQ(back.zone, 1);
  ASSERT_EQ(back.ranges.size(), 1u);
  EXPECT_FALSE(back.ranges[0].from);
  EXPECT_EQ(back.ranges[0].to, range.to);
  const auto& logs = std::get<std::vector<LogTips>>(back.ranges[0].what);
  EXPECT_EQ(logs.at(0).log.place.value, 431322u);
  EXPECT_EQ(logs.at(0).tips.at(0).seq.value, 7u);

  const Ack ack{{431322}, {}, 9, {{1}, {}}, {{3}, {}}, {2}};
  EXPECT_EQ(std::get<Acks>(decode(encode(Frame(Acks{{ack}}))).value()).acks.at(0), ack);
}

RC_GTEST_PROP(Frame, SizesThatCreditCountsAreExact, ()) {
  const auto batch = std::get<Batch>(any_frame(6));
  RC_ASSERT(std::get<Batch>(*decode(encode(Frame(batch)))).bytes == content_bytes(batch.run));
  const auto parts = std::get<Parts>(any_frame(7));
  std::size_t bytes = kPartsFrameBytes;
  for (const PartItem& item : parts.items) bytes += content_bytes(item);
  RC_ASSERT(std::get<Parts>(*decode(encode(Frame(parts)))).bytes == bytes);
}

TEST(Frame, SizesAreExactBeyondTheFirstSegmentToo) {
  Batch batch;
  for (int i = 0; i < 7; ++i)
    batch.run.events.push_back(
        {std::string(60'000 + static_cast<std::size_t>(i), 'e'), std::string(3'001, 'p')});
  EXPECT_EQ(std::get<Batch>(decode(encode(Frame(batch))).value()).bytes, content_bytes(batch.run));
  Parts parts;
  std::size_t bytes = kPartsFrameBytes;
  for (int i = 0; i < 7; ++i) {
    parts.items.push_back({{{{1}, {}}, {1}, {}}, std::string(60'000 + static_cast<std::size_t>(i), 'p')});
    bytes += content_bytes(parts.items.back());
  }
  EXPECT_EQ(std::get<Parts>(decode(encode(Frame(parts))).value()).bytes, bytes);
}

// ---- Bytes that are no frame

RC_GTEST_PROP(Frame, AnyBytesAreReadOrRefused, (const std::string& bytes)) {
  const std::string code = code_of(bytes);
  RC_ASSERT(code == "" || code == "sync.bad_frame");
}

RC_GTEST_PROP(Frame, CutFrameIsRefusedOrStillWhole, ()) {
  std::string bytes = encode(any_frame(count(kKinds - 1)));
  bytes.resize(count(bytes.size()));
  (void)decode(bytes);
  bytes.resize(bytes.size() / 8 * 8 + 3);
  RC_ASSERT(code_of(bytes) == "sync.bad_frame");
}

RC_GTEST_PROP(Frame, AnyWelcomeContentIsReadOrRefused, (std::string bytes)) {
  bytes.resize((bytes.size() + 7) / 8 * 8);
  (void)decode_welcome(bytes);
}

// A few thousand changes of every kind of frame: bits, bytes, words, pointers far off.
TEST(Frame, ChangedFramesNeverHarm) {
  std::mt19937_64 random(1);
  const auto draw = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
  std::size_t refused = 0;
  std::size_t read = 0;
  rc::check([&] {
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const std::string good = encode(any_frame(kind));
      for (int i = 0; i < 30; ++i) {
        std::string bad = good;
        for (std::size_t n = 1 + draw(4); n > 0; --n) {
          const std::size_t at = draw(bad.size());
          switch (draw(4)) {
            case 0:
              bad[at] = static_cast<char>(bad[at] ^ (1 << draw(8)));
              break;
            case 1:
              bad[at] = static_cast<char>(random());
              break;
            case 2:
              for (std::size_t k = at / 8 * 8; k < at / 8 * 8 + 8; ++k) bad[k] = static_cast<char>(random());
              break;
            default:
              std::copy_n(bad.begin() + static_cast<std::ptrdiff_t>(draw(bad.size()) / 8 * 8), 8,
                          bad.begin() + static_cast<std::ptrdiff_t>(at / 8 * 8));
          }
        }
        const auto frame = decode(bad);
        ++(frame ? read : refused);
        if (frame) (void)encode(*frame);  // What was read can be written.
      }
    }
  });
  EXPECT_GT(refused, 1000u);
  EXPECT_GT(read, 1000u);
}

TEST(Frame, LargerThanTheLimitIsRefusedUnread) {
  EXPECT_EQ(code_of(std::string(kFrameBytesMax + 8, '\0')), "sync.frame_too_large");
}

// ---- Bombs and lists over their limits

std::string raw_batch(std::uint32_t announced, std::string_view packed) {
  return model::write_message<schema::Frame>([&](schema::Frame::Builder frame) {
    auto b = frame.initBatch();
    const std::string writer(16, 'w');
    const std::string signature(64, 's');
    b.initLog().setWriter(model::to_data(writer));
    b.initBefore();
    b.initTip();
    b.setSignature(model::to_data(signature));
    b.setBytes(announced);
    b.setContent(model::to_data(packed));
  });
}

std::string pack(std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 1));
  return out;
}

std::string content(std::size_t events) {
  return model::write_message<schema::BatchContent>(
      [&](schema::BatchContent::Builder b) { b.initItems(static_cast<unsigned>(events)); });
}

TEST(Frame, BatchSaysExactlyHowLargeItIs) {
  const std::string plain = content(3);
  EXPECT_EQ(code_of(raw_batch(static_cast<std::uint32_t>(plain.size()), pack(plain))), "");
  for (const std::uint32_t wrong : {0u, 1u, 8u, 1000u, 0xffffffffu})
    EXPECT_EQ(code_of(raw_batch(wrong, pack(plain))), "sync.bad_frame") << wrong;
  // Announced small, large inside; and the other way.
  EXPECT_EQ(code_of(raw_batch(64, pack(std::string(400u << 20, '\0')))), "sync.bad_frame");
  EXPECT_EQ(code_of(raw_batch(kBatchBytesMax, pack("small"))), "sync.bad_frame");
  EXPECT_EQ(code_of(raw_batch(kBatchBytesMax + 8, pack(std::string(kBatchBytesMax + 8, '\0')))),
            "sync.bad_frame");
  EXPECT_EQ(code_of(raw_batch(64, "no zstd at all")), "sync.bad_frame");
  EXPECT_EQ(code_of(raw_batch(64, "")), "sync.bad_frame");
}

TEST(Frame, BatchHasAtMostItsNumberOfEvents) {
  const auto with = [](std::size_t events) {
    const std::string plain = content(events);
    return code_of(raw_batch(static_cast<std::uint32_t>(plain.size()), pack(plain)));
  };
  EXPECT_EQ(with(kBatchEventsMax), "");
  EXPECT_EQ(with(kBatchEventsMax + 1), "sync.bad_frame");
}

TEST(Frame, ListsOverTheirLimitsAreRefused) {
  const auto with = [](std::size_t n, auto&& fill) { return code_of(encode(Frame(fill(n)))); };
  const auto ranges = [](std::size_t n) {
    Have have{1, {}};
    have.ranges.resize(n);
    return have;
  };
  EXPECT_EQ(with(kHaveRangesMax, ranges), "");
  EXPECT_EQ(with(kHaveRangesMax + 1, ranges), "sync.bad_frame");
  const auto logs = [](std::size_t n) {
    Have have{1, {{}, {}}};
    have.ranges[0].what = std::vector<LogTips>(n / 2);
    have.ranges[1].what = std::vector<LogTips>(n - n / 2);
    return have;
  };
  EXPECT_EQ(with(kHaveTipsMax, logs), "");
  EXPECT_EQ(with(kHaveTipsMax + 1, logs), "sync.bad_frame");
  const auto tips = [](std::size_t n) {
    Have have{1, {{}}};
    have.ranges[0].what = std::vector<LogTips>{{{}, std::vector<Tip>(n)}};
    return have;
  };
  EXPECT_EQ(with(kTipsPerLogMax, tips), "");
  EXPECT_EQ(with(kTipsPerLogMax + 1, tips), "sync.bad_frame");
  const auto want = [](std::size_t n) { return Want{std::vector<EventRef>(n)}; };
  EXPECT_EQ(with(kWantPartsMax, want), "");
  EXPECT_EQ(with(kWantPartsMax + 1, want), "sync.bad_frame");
  const auto acks = [](std::size_t n) { return Acks{std::vector<Ack>(n)}; };
  EXPECT_EQ(with(kAcksPerFrameMax, acks), "");
  EXPECT_EQ(with(kAcksPerFrameMax + 1, acks), "sync.bad_frame");
  const auto counts = [](std::size_t n) {
    return AckCounts{std::vector<std::pair<model::WriterId, std::uint64_t>>(n)};
  };
  EXPECT_EQ(with(kAcksPerFrameMax, counts), "");
  EXPECT_EQ(with(kAcksPerFrameMax + 1, counts), "sync.bad_frame");
}

TEST(Frame, TextsAreShortAndHaveNoControlCharacters) {
  EXPECT_EQ(code_of(encode(Frame(Bye{{"a", std::string(2000, 'x'), ""}}))), "sync.bad_frame");
  const auto bye = std::get<Bye>(decode(encode(Frame(Bye{{"code", "one\ntwo\x1b[31m", "三"}}))).value());
  EXPECT_EQ(bye.reason.en, "one two [31m");
  EXPECT_EQ(bye.reason.zh, "三");
}

TEST(Frame, KindOfALaterVersionIsRefused) {
  std::string bytes = encode(Frame(Credit{1}));
  // The union's tag stands in the data section; find the byte by which credit and bye differ.
  const std::string bye = encode(Frame(Bye{}));
  for (std::size_t i = 8; i < 24; ++i) {
    if (bytes[i] == 12 && bye[i] == 13) {
      bytes[i] = 99;
      EXPECT_EQ(code_of(bytes), "sync.bad_frame");
      return;
    }
  }
  FAIL() << "no tag found";
}

}  // namespace
}  // namespace wishsync
