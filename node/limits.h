// Every bound of one running node in one place, as sync/limits.h has those of what goes between nodes:
// how much waits, how much is read, kept or named at once, how often and how long something is tried.
// Units last.
//
// What a node takes of memory follows from these and no others, so it does not grow with what a peer, a
// browser or a spreadsheet sends:
//   - what peers have under way is bounded by their credit (wishsync::kCreditNodeBytes); it waits in the
//     commit queue and in groups, which therefore count requests alone;
//   - what people send is bounded by kHttpThreads requests in work, each of at most kHttpBodyBytesMax;
//   - an attached file is there some five times while it is written, kHttpThreads of them at most, and is
//     sent in pieces;
//   - the store, the ledger and the words of wishes have sizes by the level of the place (MemorySizes);
//   - all else is read in pages.
// `wishctl status` and /metrics show how full the large ones are (node/fullness.h).
//
// Sizes of formats are no bounds: they stand with their format. Nor are the ages at which the doctor
// speaks up (node/desk/desk_doctor.h).

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace node {

// ---- By the level of the place

// What stays in memory. The PC of a community stays small; a county and a city have servers.
struct MemorySizes {
  std::size_t text_bytes_max;     // Words of wishes (node/ledger/texts.h).
  std::size_t block_cache_bytes;  // Of the store, one for all families.
  std::uint64_t wal_bytes_max;  // Of the store's log; then all is flushed. Bounds the replay at a start too.
  int ledger_cache_kibibytes;   // Of the connection that writes the ledger.
  int ledger_reader_kibibytes;  // Of each that reads it; besides, the system's cache has the file.
  int ledger_fill_kibibytes;    // Of one that fills it anew; what it sorts beyond this goes to files.
};
inline constexpr MemorySizes kCommunityMemory{8u << 20, 8u << 20, 4u << 20, 4 << 10, 1 << 10, 8 << 10};
inline constexpr MemorySizes kTownMemory{32u << 20, 16u << 20, 8u << 20, 8 << 10, 1 << 10, 16 << 10};
inline constexpr MemorySizes kCountyMemory{192u << 20, 24u << 20, 24u << 20, 12 << 10, 2 << 10, 32 << 10};
inline constexpr MemorySizes kCityMemory{512u << 20, 32u << 20, 32u << 20, 16 << 10, 2 << 10, 64 << 10};
// Of the allocator (jemalloc(3), "TUNING"). Pools that threads share: each holds on to memory of its own.
// What was freed goes back to the system after two seconds, at once and for good. No huge pages: a village
// would take a fifth more.
inline constexpr const char* kAllocatorSettings = "narenas:2,dirty_decay_ms:2000,muzzy_decay_ms:0,thp:never";

// ---- Writing

// Requests that wait for the writing thread; then people and programs are refused and try again. What peers
// send waits too, whatever its number: their credit bounds it.
inline constexpr std::size_t kCommitQueueRequestsMax = 65'536;
// Taken in one turn and made durable by one fsync; the rest waits for the next.
inline constexpr std::size_t kGroupRequestsMax = 1024;
// A writer signs at least this often within a commit, in bytes of events and parts, so that a batch
// of any log always finds an end.
inline constexpr std::size_t kSignedSpanBytesMax = 256 * 1024;
// What is left for an event's header when the size of a text is judged.
inline constexpr std::size_t kEventHeaderBytesMax = 4096;

// ---- The store on disk

inline constexpr std::size_t kLargeWriteBufferBytes = 16 << 20;  // Of the families log, part and blob.
inline constexpr std::size_t kSmallWriteBufferBytes = 4 << 20;   // Of the others.
inline constexpr int kWriteBuffersPerFamilyMax = 2;  // One that fills, one on its way to the disk.
// What write buffers can take: of three large families and five small ones, RocksDB's own included. In
// practice MemorySizes::wal_bytes_max keeps them far below.
inline constexpr std::size_t kMemtableBytesMax =
    kWriteBuffersPerFamilyMax * (3 * kLargeWriteBufferBytes + 5 * kSmallWriteBufferBytes);
inline constexpr std::uint64_t kTableFileBytes = 16 << 20;  // What a purge of one key rewrites.
inline constexpr int kOpenFilesMax = 256;
inline constexpr int kBackgroundJobsMax = 2;
// Below this and what is in memory the disk counts as full. RocksDB 7.8 gets over a disk on which not a
// byte is left, but not at every moment, and an admin needs some room as well.
inline constexpr std::uint64_t kDiskRoomBytesKept = 32 << 20;
// Places of a damaged store that are listed; the others are counted with the last.
inline constexpr std::size_t kDamagesListedMax = 1000;
inline constexpr std::size_t kAbsentPartsPageMax = 1000;  // Absent parts that are read at once.

// What read_run() of the store looks through first, however little is asked for; it grows from there.
inline constexpr std::size_t kFirstReachBytes = 4096;
// Between two events of a log that are asked for, so many others are read on the way rather than passed by.
inline constexpr std::uint64_t kReadThroughEvents = 8;

// Parts that came last and stay in memory unsealed, each no longer than this.
inline constexpr std::size_t kRecentParts = 4096;
inline constexpr std::size_t kRecentPartBytesMax = 1024;

// ---- The projector, the ledger, and words in memory

// What one turn takes at most; of the events a last arrival may bring some more.
inline constexpr std::size_t kTurnArrivalsMax = 4000;
inline constexpr std::size_t kTurnEventsMax = 10'000;
// What one turn reads of a ledger that is being filled. While this is folded the next is read, if this is at
// least half as many events and at most half as many bytes.
inline constexpr std::size_t kFillEvents = 8192;
inline constexpr std::size_t kFillBytesMax = 16 << 20;
// Subjects whose events are read before the store is asked once whether it knows all that was read.
inline constexpr std::size_t kFoldedTogetherMax = 256;
inline constexpr std::size_t kFoldedTogetherBytesMax = 4 << 20;
// How often a publishing node looks for claims that expired, and how soon it tries again what the disk
// refused.
inline constexpr std::chrono::milliseconds kDutiesLookAgainMs{10 * 60 * 1000};
inline constexpr std::chrono::milliseconds kDutiesRetryMs{5000};
// How many wishes one turn of the duties looks at.
inline constexpr std::size_t kDutiesTurnWishesMax = 64;
// Wishes that wait to be compared with others of their person; more are compared after the next start.
inline constexpr std::size_t kSuspicionsWaitingMax = 100'000;
inline constexpr std::size_t kSuspicionsTurnWishesMax = 32;
// Others that one wish is compared with: nobody has more in earnest.
inline constexpr std::size_t kComparedMax = 24;
// Of a wish that is suspected so often already somebody has to look first.
inline constexpr std::size_t kOpenSuspectsMax = 8;
inline constexpr std::chrono::milliseconds kLedgerRetryMs{2000};
inline constexpr std::size_t kLedgerReadersMax = 4;
// Up to this the ledger's file is looked through when it is opened; of a larger one what reads it meets the
// damage.
inline constexpr std::uint64_t kLedgerCheckedBytesMax = 64 << 20;
// So many pages of 4 KiB are in the write-ahead log before they are moved into the file.
inline constexpr int kLedgerWalPages = 8192;
inline constexpr int kLedgerBusyMs = 10'000;
inline constexpr int kVerifyTriesMax = 5;     // Of a recount, while the ledger moves.
inline constexpr int kSummaryTriesMax = 100;  // Of a table from one moment, while the ledger moves.
// Rows of the ledger that one step of loading words reads.
inline constexpr std::size_t kTextLoadWishes = 200;
// Wishes that a search, or a filter, looks at before it lets go of the lock.
inline constexpr std::size_t kSearchStepWishes = 4096;
inline constexpr std::size_t kFilterStepWishes = 65'536;
// Of the words' bytes no more than one part in so many is for knowing the wishes of one person.
inline constexpr std::size_t kPeoplePart = 8;
// Rows of the ledger that a search reads at once, of wishes whose words are not in memory.
inline constexpr std::size_t kSearchPageWishes = 256;

// ---- The people who work at a node: all are read with each request that names one

inline constexpr std::size_t kUsersMax = 300;       // Who work there at one time.
inline constexpr std::size_t kUsersEverMax = 3000;  // Those who left included.

// ---- Quarantine: what peers sent that bytes prove wrong

inline constexpr std::size_t kQuarantineEntriesMax = 1000;
inline constexpr std::size_t kQuarantineBytesMax = 32 << 20;  // Of frames.
inline constexpr std::size_t kQuarantinePeerEntriesMax = 200;
inline constexpr std::size_t kQuarantinePeerBytesMax = 8 << 20;
inline constexpr std::size_t kQuarantineConversationMax = 50;  // That one conversation may add.
inline constexpr std::size_t kQuarantineWaitingMax = 64;       // Not yet written.
inline constexpr std::size_t kQuarantineWaitingBytesMax = 4 << 20;
inline constexpr std::size_t kQuarantineReasonBytesMax = 1000;  // Of each of a reason's three texts.

// ---- Links to other nodes

inline constexpr std::size_t kRefusalsToldMax = 20;  // That one conversation writes into the program's log.
// Conversations that this node itself ended to begin another at once, in a row; a parent may bring it about.
inline constexpr unsigned kAnewMax = 3;
inline constexpr std::uint64_t kRevealAgainMs = 30'000;
inline constexpr std::uint64_t kRenewAgainMs = 600'000;  // No new writer more often because a peer says so.
// A wall clock that steps must not put a session to sleep for good.
inline constexpr std::uint64_t kSleepMsMax = 30'000;
// Of a parent's address as it is typed.
inline constexpr std::size_t kAddressBytesMax = 300;
// The root key's seed in memory, until a node of the first place has joined.
inline constexpr std::uint64_t kRootSeedMs = 60 * 60 * 1000;

// ---- HTTP

inline constexpr std::size_t kHttpConnectionsMax = 128;        // More are closed at once.
inline constexpr std::size_t kHttpThreads = 4;                 // Requests in work at the same time.
inline constexpr std::size_t kHttpHeaderBytesMax = 16u << 10;  // Also of a chunk's head, and of trailers.
inline constexpr std::size_t kHttpBodyBytesMax = 20u << 20;
inline constexpr std::size_t kHttpReadBytes = 64u << 10;    // Asked of a socket at once.
inline constexpr std::size_t kHttpLingerBytes = 64u << 10;  // The same of an ending connection.
inline constexpr unsigned kHttpReadMsMax = 30'000;          // For a whole request once its first byte came.
inline constexpr unsigned kHttpIdleMsMax = 120'000;         // For the first byte of the next request.
inline constexpr unsigned kHttpWriteMsMax = 60'000;
// How long an ending connection is listened to, so that the peer reads the last answer.
inline constexpr std::chrono::milliseconds kHttpLingerMs{2000};
// How long the accepting loop rests when the process has no file descriptors left.
inline constexpr std::chrono::milliseconds kHttpAcceptPauseMs{200};
// Bodies are objects of texts, numbers and one list; more depth is somebody's mistake.
inline constexpr std::size_t kJsonDepthMax = 8;
inline constexpr std::size_t kQuotedBytesMax = 100;  // Of a name that is quoted back.

// ---- The desk

inline constexpr std::size_t kWishPageDefault = 100;
inline constexpr std::size_t kWishPageMax = 500;
inline constexpr std::size_t kEventPageDefault = 100;
inline constexpr std::size_t kEventPageMax = 1000;
// Wishes that one volunteer takes up in one call.
inline constexpr std::size_t kClaimedTogetherMax = 50;
// For whom a unit claims in one call, how many claims these may be together, and rows of a form 2: each claim
// is a commit of its own.
inline constexpr std::size_t kUnitMembersMax = 100;
inline constexpr std::size_t kUnitClaimsMax = 1000;
inline constexpr std::size_t kClaimFormRowsMax = kUnitClaimsMax;
// Publications that are taken over in one call, each by a commit of its own.
inline constexpr std::size_t kTakenOverMax = 500;
// Units of one name that a refusal lists.
inline constexpr std::size_t kUnitsNamedMax = 10;
// Claims of the own place that are listed as falling due.
inline constexpr std::size_t kOwnClaimsMax = 200;
inline constexpr std::size_t kRemarkCharactersMax = 500;
inline constexpr std::size_t kConsentCharactersMax = 200;
// Files of a wish: how many of one wish is model::kAttachmentsMax, how large one may be model::kBlobBytesMax.
// No more are kept, whatever others attach.
inline constexpr std::uint64_t kAttachmentsBytesMax = 100u << 20;
inline constexpr std::size_t kFileNameCharactersMax = 100;
// How long a caller waits for the projector to come up to its write, and how soon it looks again while the
// words of wishes are loaded.
inline constexpr std::chrono::milliseconds kReadOwnWriteMs{20'000};
inline constexpr std::chrono::milliseconds kTextsLookAgainMs{5};
// How many arrivals are counted that the ledger does not show yet.
inline constexpr std::uint64_t kBehindMax = 100'000;
inline constexpr std::size_t kDoctorNamesMax = 5;              // Named on a line; the others are counted.
inline constexpr std::size_t kDoctorAbsentPartsMax = 100'000;  // Counted.

// A place of which nothing was heard for so long before the day of a report is named in it as behind.
inline constexpr std::uint64_t kReportBehindMs = 7ull * 24 * 60 * 60 * 1000;
// Reports that were made again and stay in memory, each with a row for every wish that it counts.
inline constexpr std::size_t kReportsInMemoryMax = 2;
inline constexpr std::size_t kCorrectionPageDefault = 100;
inline constexpr std::size_t kCorrectionPageMax = 1000;
inline constexpr std::size_t kChangedCellsMax = 500;  // Named; the others are counted.

// ---- Forms

inline constexpr std::size_t kFormFileBytesMax = 16u << 20;
inline constexpr std::size_t kFormRowsMax = 20'000;
inline constexpr std::size_t kFormColumnsMax = 64;
inline constexpr std::size_t kFormCellBytesMax = 128u << 10;     // Excel's 32767 characters, at most.
inline constexpr std::size_t kFormTextBytesMax = 32u << 20;      // Of all cells of a sheet together.
inline constexpr std::size_t kFormUnpackedBytesMax = 64u << 20;  // Of all parts of an .xlsx together.
inline constexpr std::size_t kFormPartsMax = 2'000;              // Files in an .xlsx.
inline constexpr std::size_t kFormSheetsMax = 64;
inline constexpr std::size_t kFormSharedStringsMax = 1'000'000;
inline constexpr std::size_t kFormXmlDepthMax = 64;
inline constexpr std::size_t kFormSeparatorBytesMax = 64u << 10;  // Looked at to tell a .csv's separator.
inline constexpr std::size_t kEntryPageWishes =
    500;  // Rows that are read at once to know those that are held.

// ---- Bundles, backups and their jobs

// Commits of a bundle that are under way at one time.
inline constexpr std::size_t kBundleCommitsMax = 16;
// Of what was refused or can't be read, so many are named.
inline constexpr std::size_t kBundleNamedMax = 20;
inline constexpr std::size_t kJobsKept = 16;
inline constexpr std::size_t kBackupChunkBytes = 1 << 20;  // Copied and compared at once.
// An erasure meanwhile takes files away from under the copy: then it is made again.
inline constexpr int kBackupCopyTriesMax = 3;
inline constexpr std::size_t kManifestBytesMax = 16u << 20;

// ---- The data directory, starting and ending

inline constexpr std::size_t kSmallFileBytesMax = 4096;  // Marker and identity.
inline constexpr std::size_t kAnchorBytesMax = 4096;
inline constexpr std::size_t kMachineIdBytesMax = 256;
inline constexpr std::size_t kRestoredMarkBytesMax = 256;
inline constexpr std::size_t kPlacesFileBytesMax = 64u << 20;  // The list of places that init reads.
inline constexpr std::chrono::seconds kJoinSecondsMax{60};
// What conversations and requests get to end in after SIGTERM.
inline constexpr std::chrono::seconds kGoodbyeSeconds{3};

}  // namespace node
