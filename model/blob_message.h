// A BlobRef to and from facts.capnp, for whichever part has one. Heavy to include: for .cpp files of model/
// only.

#pragma once

#include <optional>

#include "model/blob.h"
#include "model/facts.capnp.h"
#include "model/message.h"

namespace model {

inline void write_blob(schema::BlobRef::Builder b, const BlobRef& blob) {
  b.setBytes(blob.bytes);
  auto chunks = b.initChunks(static_cast<unsigned>(blob.chunks.size()));
  for (unsigned i = 0; i < chunks.size(); ++i)
    chunks.set(i, to_data({reinterpret_cast<const char*>(blob.chunks[i].data()), blob.chunks[i].size()}));
}

// Nothing where it is not valid().
[[nodiscard]] inline std::optional<BlobRef> read_blob(schema::BlobRef::Reader r) {
  if (r.getBytes() > kBlobBytesMax || r.getChunks().size() > kBlobBytesMax / kBlobChunkBytes)
    return std::nullopt;
  BlobRef out{r.getBytes(), {}};
  for (const auto chunk : r.getChunks()) {
    if (chunk.size() != Digest{}.size()) return std::nullopt;
    std::copy(chunk.begin(), chunk.end(), out.chunks.emplace_back().begin());
  }
  return valid(out) ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace model
