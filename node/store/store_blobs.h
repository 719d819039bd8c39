// Blobs in the store (STORAGE.md): what a group of commits brings of them.
//
// Of a blob the first chunks are held, up to some number, so that this number says all about what is missing.
// It is kept with the blob's event as long as chunks are missing, from the batch in which the part became
// durable up to the one that brings the last chunk. Used by the store alone, on the writing thread.
//
// A chunk that the disk damaged is missing again, and so are, by that number, all behind it; but they still
// stand there, and once it came anew they are looked at and gone over. So a blob of which a chunk stands
// where the missing ones begin is a damaged one.
//
// Of one subject no more blobs are kept than a wish may have files (node/limits.h), whoever attached them, in
// the order in which their parts came here; of those beyond nothing is fetched nor taken, and they count as
// held, so that they hold up nobody's word. A blob that comes together with its part was attached here: the
// desk has looked.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "model/blob.h"
#include "node/store/kv.h"
#include "node/store/sealer.h"
#include "sync/replica.h"

namespace node {

struct HeldBlob {
  model::BlobRef blob;
  std::uint32_t chunks = 0;   // So many of its first ones are here.
  bool damaged = false;       // The next one was here too and can't be read any more.
  bool beyond_limit = false;  // Not kept: the subject has as many as it may.
  [[nodiscard]] bool whole() const { return chunks == blob.chunk_count(); }
};

// For people: "blob.damaged", "blob.beyond_limit".
[[nodiscard]] model::Error blob_damaged();
[[nodiscard]] model::Error blob_beyond_limit();

// What is kept of one subject's blobs.
struct KeptBlobs {
  std::uint32_t files = 0;
  std::uint64_t bytes = 0;
};

class StagedBlobs {
 public:
  explicit StagedBlobs(const Kv& kv) : kv_(kv) {}

  // The part of an event becomes durable with the group; `with_blob`: and all of its blob.
  void part_comes(const model::Event& event, std::string_view part, bool with_blob);
  // The blob of an event as the group leaves it so far; null where the group has not touched it.
  [[nodiscard]] const HeldBlob* find(const model::EventRef& event) const;
  // What is held of it before the group.
  void go_on(const model::EventRef& event, HeldBlob held) { blobs_[event] = {std::move(held), true}; }
  // Puts the chunk into the batch if it is the next one of a blob that find() knows and fits.
  bool put(const wishsync::BlobChunk& chunk, const Sealer& sealer, KvBatch& batch);
  // The next chunk of a blob that find() knows stands there already and fits.
  void go_over(const model::EventRef& event) { ++blobs_.at(event).held.chunks; }
  // The chunk of a blob that the group has not touched can't be read any more.
  void break_off(const model::EventRef& event, HeldBlob held, std::uint32_t index);
  // Those whose part came since the last call.
  [[nodiscard]] std::vector<model::EventRef> take_begun() { return std::exchange(begun_, {}); }
  // Once, when all is staged: notes which blobs are missing chunks.
  void finish(KvBatch& batch) const;
  // By how many blobs a log misses more, once the batch is durable.
  [[nodiscard]] std::map<model::LogId, std::ptrdiff_t> missing_more() const;

 private:
  struct Staged {
    HeldBlob held;
    bool missed = false;  // Before the group.
  };
  [[nodiscard]] KeptBlobs& kept(const std::string& key);

  const Kv& kv_;
  std::map<model::EventRef, Staged> blobs_;
  std::vector<model::EventRef> begun_;
  std::map<std::string, KeptBlobs> kept_;  // By the keys of the subjects.
  std::vector<model::EventRef> beyond_limit_;
};

}  // namespace node
