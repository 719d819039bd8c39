// Blobs: bytes too large for a part, which a part names by their length and the hash of each chunk.
//
// A blob belongs to exactly one event, the one whose part names it. So it is due where that part is due and
// is erased with it, and each chunk can be judged alone, from whomever it comes. Which kinds of event can
// name one, and where in their part they do, is decided in blob_of() and nowhere else.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/crypto.h"
#include "model/kinds.h"

namespace model {

inline constexpr std::size_t kBlobChunkBytes = 256 * 1024;
// Never shrinks: what was once valid stays valid.
inline constexpr std::uint64_t kBlobBytesMax = 20u << 20;

struct BlobRef {
  std::uint64_t bytes = 0;
  std::vector<Digest> chunks;
  bool operator==(const BlobRef&) const = default;

  [[nodiscard]] std::uint32_t chunk_count() const { return static_cast<std::uint32_t>(chunks.size()); }
  // Of the chunk with this index, which is below chunk_count().
  [[nodiscard]] std::size_t chunk_bytes(std::uint32_t index) const;
};

// The name of a blob with these bytes, of which there is at least one and at most kBlobBytesMax.
[[nodiscard]] BlobRef name_blob(std::string_view bytes);
// The bytes of a chunk, as a view of the blob's.
[[nodiscard]] std::string_view blob_chunk(std::string_view bytes, std::uint32_t index);
// Whether a blob may have this name: its length is in bounds, and it has the chunks that the length asks for.
[[nodiscard]] bool valid(const BlobRef& blob);
// Whether the bytes are the chunk. The same function for chunks that we write, that arrive and that are read.
[[nodiscard]] bool chunk_fits(const BlobRef& blob, std::uint32_t index, std::string_view bytes);

// Whether parts of such events may name a blob; of all others none is looked into.
[[nodiscard]] bool names_blob(Kind kind);
// All such kinds, ascending.
[[nodiscard]] std::vector<Kind> kinds_with_blobs();
// The blob that the payload of such an event's part names; nothing where it names none, or one that is not
// valid.
[[nodiscard]] std::optional<BlobRef> blob_of(Kind kind, std::string_view payload);

}  // namespace model
