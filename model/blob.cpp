#include "model/blob.h"

#include <algorithm>

#include "model/attachment.h"
#include "model/kept_report.h"

namespace model {
namespace {

// Where the part of a kind names its blob.
struct Naming {
  Kind kind;
  std::optional<BlobRef> (*read)(std::string_view payload);
};

constexpr Naming kNamings[] = {
    {Kind::kAttached,
     [](std::string_view payload) -> std::optional<BlobRef> {
       auto part = decode_attachment_part(payload);
       return part ? std::optional(std::move(part->blob)) : std::nullopt;
     }},
    {Kind::kReported,
     [](std::string_view payload) -> std::optional<BlobRef> {
       auto part = decode_reported_part(payload);
       return part ? std::optional(std::move(part->blob)) : std::nullopt;
     }},
};

const Naming* naming_of(Kind kind) {
  const auto* at = std::ranges::find(kNamings, kind, &Naming::kind);
  return at == std::end(kNamings) ? nullptr : at;
}

std::uint64_t chunks_for(std::uint64_t bytes) { return (bytes + kBlobChunkBytes - 1) / kBlobChunkBytes; }

}  // namespace

std::size_t BlobRef::chunk_bytes(std::uint32_t index) const {
  return std::min<std::uint64_t>(kBlobChunkBytes, bytes - std::uint64_t{index} * kBlobChunkBytes);
}

BlobRef name_blob(std::string_view bytes) {
  BlobRef out{bytes.size(), {}};
  for (std::size_t at = 0; at < bytes.size(); at += kBlobChunkBytes)
    out.chunks.push_back(sha256(bytes.substr(at, kBlobChunkBytes)));
  return out;
}

std::string_view blob_chunk(std::string_view bytes, std::uint32_t index) {
  return bytes.substr(std::size_t{index} * kBlobChunkBytes, kBlobChunkBytes);
}

bool valid(const BlobRef& blob) {
  return blob.bytes > 0 && blob.bytes <= kBlobBytesMax && blob.chunks.size() == chunks_for(blob.bytes);
}

bool chunk_fits(const BlobRef& blob, std::uint32_t index, std::string_view bytes) {
  return index < blob.chunk_count() && bytes.size() == blob.chunk_bytes(index) &&
         sha256(bytes) == blob.chunks[index];
}

std::vector<Kind> kinds_with_blobs() {
  std::vector<Kind> out;
  for (const Naming& naming : kNamings) out.push_back(naming.kind);
  std::ranges::sort(out);
  return out;
}

bool names_blob(Kind kind) { return naming_of(kind) != nullptr; }

std::optional<BlobRef> blob_of(Kind kind, std::string_view payload) {
  const Naming* naming = naming_of(kind);
  if (!naming) return std::nullopt;
  auto blob = naming->read(payload);
  return blob && valid(*blob) ? std::move(blob) : std::nullopt;
}

}  // namespace model
