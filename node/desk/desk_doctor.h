// The doctor: one page that tells the admin how all is, and what to do. Desk::doctor() gathers the
// facts; examine() turns them into lines and is pure, so that each threshold is tested by a table.
//
// A line says what is, and, unless all is well, what a person should do. kAct: a person is needed, and
// wishctl doctor ends with 1. kLook: it may mend itself; worth knowing. A village without network for
// days is no matter for alarm.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"
#include "model/result.h"
#include "node/peers.h"

namespace node {

// ---- Thresholds

inline constexpr std::uint64_t kMinuteMs = 60 * 1000;
inline constexpr std::uint64_t kHourMs = 60 * kMinuteMs;
inline constexpr std::uint64_t kDayMs = 24 * kHourMs;

inline constexpr std::uint64_t kClockFloorMs = 1'735'689'600'000;  // 1 January 2025: no release is older.
inline constexpr std::uint64_t kClockOffLookMs = 2 * kMinuteMs;
inline constexpr std::uint64_t kClockOffActMs = 10 * kMinuteMs;  // Beyond it times are not believed.
inline constexpr std::uint64_t kParentAwayLookMs = kHourMs;
inline constexpr std::uint64_t kParentAwayActMs = 7 * kDayMs;
inline constexpr std::uint64_t kChildSilentLookMs = 7 * kDayMs;
inline constexpr std::uint64_t kChildSilentActMs = 30 * kDayMs;
inline constexpr std::uint64_t kBackupOldLookMs = 2 * kDayMs;
inline constexpr std::uint64_t kBackupOldActMs = 14 * kDayMs;  // At the first place, above which nobody is.
inline constexpr std::uint64_t kNewWriterLookMs = 30 * kDayMs;
inline constexpr std::uint64_t kAbsentPartsLookMs = kDayMs;
inline constexpr std::uint64_t kAbsentFilesLookMs = 2 * kDayMs;  // They come after all else.
inline constexpr std::uint64_t kDiskLookBytes = 5ull << 30;
inline constexpr std::uint64_t kDiskActBytes = 1ull << 30;

// ---- What is looked at

struct DoctorFork {
  model::LogId log;
  std::string writer_name;     // Of the node that writes it; empty where it is not known.
  std::string place_name;      // Of the log.
  std::uint64_t since_ms = 0;  // The time in the first event that has a twin.
  bool own = false;            // Of this node's own writer.
};

struct DoctorNode {
  std::string name;  // Or its key, where it has none.
  model::PlaceCode place;
  std::uint64_t last_ms = 0;  // When it was last seen, or opened its last writer; 0: never.
  bool behind = false;        // A child that was not in step since this node's writer was opened.
};

struct DoctorFacts {
  std::uint64_t now_ms = 0;
  bool root = false;                    // At the first place: no parent is expected.
  bool revoked = false;                 // This node itself.
  std::uint64_t own_event_ms = 0;       // Of the newest event that this node wrote; 0: none.
  std::uint64_t opened_ms = 0;          // When this node's writer was opened; 0: not known.
  bool clock_in_doubt = false;          // Duties don't go by it (node/desk/clock_walk.h).
  std::uint64_t clock_believed_ms = 0;  // When it was last believed.
  std::optional<PeerStatus> parent;     // Nothing: none is set.
  std::vector<PeerStatus> children;     // That were seen.
  std::vector<DoctorNode> joined_here;  // Nodes that joined through this one and are not revoked.
  std::string release;
  std::optional<std::uint64_t> disk_free_bytes;
  std::size_t quarantined = 0;
  std::uint64_t quarantined_ms = 0;  // The newest.
  std::uint64_t passed_over = 0;
  std::vector<DoctorFork> forks;
  std::vector<DoctorNode> reopened;  // Nodes with several writers.
  std::optional<std::uint64_t> backup_ms;
  bool parts_hidden = false;
  std::optional<std::uint64_t> restored_ms;  // When the backup was made that stands here; 0: not known.
  std::size_t erasures_pending = 0;
  std::uint64_t ledger_behind = 0;  // Arrivals.
  std::optional<model::Error> ledger_error;
  bool texts_loaded = true;
  std::size_t absent_parts = 0;       // Due here and not held.
  std::uint64_t absent_since_ms = 0;  // The oldest of their events.
  std::size_t absent_files = 0;       // Due here and not here completely, without those that are damaged.
  std::uint64_t absent_file_bytes = 0;
  std::uint64_t absent_files_since_ms = 0;  // The oldest of their events.
  std::size_t damaged_files = 0;
  std::size_t unkept_files = 0;  // Their wishes have as many as they may.
  std::size_t invitations_open = 0;
};

// ---- What is said

enum class DoctorState : std::uint8_t { kOk, kLook, kAct };
[[nodiscard]] std::string_view doctor_word(DoctorState state);  // "ok", "look", "act".

// A sentence in both languages.
struct Words {
  std::string en;
  std::string zh;
};

struct DoctorLine {
  std::string_view check;  // Stable, for scripts: "clock", "parent", …
  DoctorState state{};
  Words what;
  Words todo;  // Empty where nothing is to do.
};

// One line for each check, in the order in which a person should read them.
[[nodiscard]] std::vector<DoctorLine> examine(const DoctorFacts& facts);

}  // namespace node
