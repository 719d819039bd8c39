// The check of RocksDB's write-ahead log, before RocksDB itself opens it.
//
// Every write is fsynced to that log before it is acknowledged, so what the log has lost is an
// acknowledged wish. Only one loss is no fault: that of the last write, which a crash cut short and
// nobody was told of. All other damage must keep the store from opening, and nobody else says so:
// no recovery mode of RocksDB refuses all damage but a torn tail.
//   TolerateCorruptedTailRecords  takes a damaged length in the last 32 KiB for the end of the log and
//                                 drops synced records behind it, and refuses a torn record of which a
//                                 later page reached the disk.
//   PointInTimeRecovery           drops whatever follows damage.
//   AbsoluteConsistency           refuses torn tails too.
// And all three skip a block of zeros in silence. So RocksKv has the log checked here, has a torn tail
// cut off, and lets RocksDB open what is left with AbsoluteConsistency.
//
// Checked are, in every log file: that each fragment's checksum holds, that fragments make whole
// records, and, from file to file, that no batch lacks the one before it. What does not read as a
// fragment is a torn tail only if no record begins behind it and a crash could have left it: the file
// ends early, or whole sectors (512 bytes) that were never written read as zeros.
//
// A log file, NUMBER.log, is a row of 32 KiB blocks, and a block a row of fragments, padded with up
// to 6 zeros:
//   4 bytes  CRC-32C of type and data, masked; little-endian, as all numbers here
//   2 bytes  length of the data
//   1 byte   type: 1 a whole record; 2 the first, 3 a middle, 4 the last fragment of one
//   the data
// A record is a write batch:
//   8 bytes  sequence number of its first operation
//   4 bytes  count of operations, which number on from there
//   1 byte   3 and 1 byte 8: a note follows that is in the log alone and counts as no operation
//   8 bytes  our note: the sequence number behind the logged batch before this one. Mostly the
//            batch's own; it is smaller where RocksKv wrote to memory alone in between
//   the operations
//
// Any thread may call these; they keep nothing.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "model/result.h"

namespace node {

// Checks the log files in the store's directory. With `repair`, which needs the store's lock, cuts a
// torn tail off; without it, nothing is changed, and a file that another process has just deleted or
// is writing to is passed over.
// Errors: "store.damaged", "disk.failed".
[[nodiscard]] model::Result<> check_wal(const std::filesystem::path& directory, bool repair);

// The note that every batch begins with. `next_sequence`: the number behind the last logged batch.
[[nodiscard]] std::string wal_note(std::uint64_t next_sequence);

}  // namespace node
