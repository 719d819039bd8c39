// What names a blob, what bounds it, and the facts of an attachment.

#include "model/blob.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/life.h"

namespace model {
namespace {

std::string bytes_of(std::size_t size) { return std::string(size, 'x'); }
std::string part_of(const BlobRef& blob) {
  return encode(AttachmentPart{blob, "image/png", "a.png", "of the shoes"});
}

TEST(Blob, IsNamedByItsChunks) {
  const std::string bytes = bytes_of(kBlobChunkBytes * 2 + 1);
  const BlobRef blob = name_blob(bytes);
  EXPECT_TRUE(valid(blob));
  ASSERT_EQ(blob.chunk_count(), 3u);
  EXPECT_EQ(blob.chunk_bytes(0), kBlobChunkBytes);
  EXPECT_EQ(blob.chunk_bytes(2), 1u);
  std::string whole;
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(chunk_fits(blob, i, blob_chunk(bytes, i)));
    whole += blob_chunk(bytes, i);
  }
  EXPECT_EQ(whole, bytes);
  EXPECT_FALSE(chunk_fits(blob, 2, "y"));
  EXPECT_FALSE(chunk_fits(blob, 2, "xx"));
  EXPECT_FALSE(chunk_fits(blob, 0, "x"));
  EXPECT_FALSE(chunk_fits(blob, 3, ""));
}

TEST(Blob, HasAsManyChunksAsItsLengthAsksFor) {
  for (const std::size_t size : {std::size_t{1}, kBlobChunkBytes - 1, kBlobChunkBytes, kBlobChunkBytes + 1,
                                 std::size_t{kBlobBytesMax}})
    EXPECT_TRUE(valid(name_blob(bytes_of(size)))) << size;
  EXPECT_FALSE(valid(name_blob("")));
  EXPECT_FALSE(valid(name_blob(bytes_of(kBlobBytesMax + 1))));
  BlobRef blob = name_blob(bytes_of(kBlobChunkBytes + 1));
  blob.chunks.pop_back();
  EXPECT_FALSE(valid(blob));
}

TEST(Blob, IsNamedByThePartsOfSomeKindsAlone) {
  const BlobRef blob = name_blob("a photo");
  EXPECT_TRUE(names_blob(Kind::kAttached));
  EXPECT_FALSE(names_blob(Kind::kRegistered));
  EXPECT_EQ(blob_of(Kind::kAttached, part_of(blob)), blob);
  EXPECT_EQ(blob_of(Kind::kRegistered, part_of(blob)), std::nullopt);
  EXPECT_EQ(blob_of(static_cast<Kind>(4711), part_of(blob)), std::nullopt);
}

TEST(Blob, IsNotNamedByWhatBreaksTheBounds) {
  BlobRef longer = name_blob("a photo");
  longer.bytes = kBlobChunkBytes + 1;
  BlobRef huge = longer;
  huge.bytes = kBlobBytesMax + 1;
  huge.chunks.resize(kBlobBytesMax / kBlobChunkBytes + 1);
  BlobRef endless = longer;
  endless.bytes = ~std::uint64_t{0};
  BlobRef empty;
  for (const BlobRef& blob : {longer, huge, endless, empty})
    EXPECT_EQ(blob_of(Kind::kAttached, part_of(blob)), std::nullopt) << blob.bytes;
  for (const char* payload : {"", "12345678", "no message at all"})
    EXPECT_EQ(blob_of(Kind::kAttached, payload), std::nullopt);
}

RC_GTEST_PROP(Attachment, IsReadAsItWasWritten, ()) {
  const Attached body{*rc::gen::arbitrary<bool>() ? std::optional(realm::claim_of(1)) : std::nullopt,
                      static_cast<AttachmentPurpose>(*rc::gen::inRange(1, 4)),
                      Date{2018, 7, 1}.plus_days(*rc::gen::inRange(0, 2000))};
  const auto back = decode_attached(encode(body));
  RC_ASSERT(back && back->claim == body.claim && back->purpose == body.purpose && back->on == body.on);
  const AttachmentPart part{name_blob(bytes_of(*rc::gen::inRange<std::size_t>(1, 3 * kBlobChunkBytes))),
                            *rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<std::string>(), "x"};
  RC_ASSERT(decode_attachment_part(encode(part)) == part);
}

TEST(Attachment, IsRefusedOutOfRange) {
  const Date day{2018, 7, 1};
  EXPECT_FALSE(decode_attached(encode(Attached{{}, static_cast<AttachmentPurpose>(4), day})));
  EXPECT_FALSE(decode_attached(encode(Attached{{}, AttachmentPurpose::kPhoto, Date{}})));
  EXPECT_FALSE(decode_attached("no message"));
}

}  // namespace
}  // namespace model
