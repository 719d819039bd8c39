// Every bound of what goes between nodes, in one place. Units last.

#pragma once

#include <cstddef>
#include <cstdint>

namespace wishsync {

// From version 2 on a batch may be cut (sync/checked_run.h); whoever takes one sees by itself whether it is.
inline constexpr std::uint16_t kProtocolCuts = 2;
// From version 3 on blobs are asked for and sent.
inline constexpr std::uint16_t kProtocolBlobs = 3;
inline constexpr std::uint16_t kProtocolMin = 1;
inline constexpr std::uint16_t kProtocolMax = 3;

inline constexpr std::size_t kFrameBytesMax = 1 << 20;     // A frame on the wire.
inline constexpr std::size_t kBatchBytesMax = 512 * 1024;  // Events and parts of a batch, decompressed.
inline constexpr std::size_t kBatchTargetBytes =
    384 * 1024;  // What a sender aims at: a signed span always fits.
inline constexpr std::size_t kBatchEventsMax = 8192;
inline constexpr std::int64_t kCreditPeerBytes = 4 << 20;   // Under way from one peer, decompressed.
inline constexpr std::int64_t kCreditNodeBytes = 64 << 20;  // Under way from all peers together.
inline constexpr std::size_t kHaveRangesMax = 64;           // Of a have frame.
inline constexpr std::size_t kHaveTipsMax = 4096;           // Logs listed in a have frame.
inline constexpr std::size_t kTipsPerLogMax = 64;           // Branches of a log that are told.
inline constexpr std::size_t kDigestFanOut = 16;            // Ranges that a differing range is split into.
inline constexpr std::size_t kWantPartsMax = 256;           // Parts asked for at once.
inline constexpr std::uint32_t kBlobChunksAskedMax = 2;     // Chunks that one peer is asked for at once.
inline constexpr std::size_t kBlobChunksQueuedMax =
    16;  // That wait to be sent; what is asked beyond is passed over.
inline constexpr std::size_t kBlobsToldMax = 256;  // Of a frame that says which are here.
inline constexpr std::size_t kBlobsQueuedMax =
    4096;  // To be asked for; beyond, all that is missing is looked through.
inline constexpr std::size_t kBlobsPageMax = 64;  // Missing blobs that are looked at at once.
inline constexpr std::size_t kAcksPerFrameMax = 2048;
inline constexpr std::size_t kDeferredFramesMax = 8192;    // Held back behind a commit of place 0.
inline constexpr std::size_t kDeferredBytesMax = 8 << 20;  // Of these frames.
inline constexpr std::size_t kExpectedLogsMax = 100'000;   // Logs that the peer said it is ahead in.
inline constexpr std::size_t kPartsQueuedMax =
    65'536;                                            // Parts that wait to be sent; more are asked for anew.
inline constexpr std::size_t kAcksQueuedMax = 65'536;  // Acks that wait to be stored; the same.
inline constexpr std::size_t kMalformedBytesKept = 64 * 1024;  // Of a frame that can't be read.
// A volume of a bundle: FAT32, as sticks are sold, holds no file of 4 GiB.
inline constexpr std::uint64_t kBundleVolumeBytesMax = (4ull << 30) - (16ull << 20);
inline constexpr std::size_t kBundleVolumesMax = 1000;
inline constexpr std::size_t kHaveTargetBytes = 256 * 1024;  // What a have frame aims at.

inline constexpr std::uint64_t kHandshakeMsMax = 20'000;
inline constexpr std::uint64_t kRecheckMs = 10'000;      // Not in step and nothing moves: compare again.
inline constexpr std::uint64_t kRecheckMsMax = 120'000;  // Not in step, whatever moves.
// Blobs that the peer lacked: each time twice as long until it is asked again, since some are lost for good.
inline constexpr std::uint64_t kBlobsAgainMsMax = 86'400'000;
inline constexpr std::uint64_t kStallMsMax = 60'000;  // Something waits for credit: then the end.
inline constexpr std::uint64_t kBackoffMsMin = 1'000;
inline constexpr std::uint64_t kBackoffMsMax = 300'000;
// A conversation that lasted so long, or was in step so long, begins the backoff anew.
inline constexpr std::uint64_t kConversationLastsMs = 60'000;
inline constexpr std::uint64_t kInStepLastsMs = 5'000;

}  // namespace wishsync
