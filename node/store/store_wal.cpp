#include "node/store/store_wal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/crc.hpp>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>

#include "node/store/store_errors.h"

namespace node {

namespace fs = std::filesystem;

namespace {

// The sizes of the layout that the header gives.
constexpr std::size_t kWalBlock = 32768;
constexpr std::size_t kFragmentHeader = 7;
constexpr std::size_t kBatchHeader = 12;
constexpr std::size_t kNoteHeader = 2;
constexpr std::size_t kNote = 8;
constexpr std::size_t kSector = 512;  // Reaches a disk as a whole or not at all.

std::uint64_t get_little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = (value << 8) | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

std::size_t block_end(std::size_t at) { return (at / kWalBlock + 1) * kWalBlock; }

bool checksum_holds(std::string_view wal, std::size_t at, std::size_t data_end) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(wal.data() + at + 6, data_end - at - 6);
  const std::uint32_t sum = crc.checksum();
  const std::uint32_t masked = ((sum >> 15) | (sum << 17)) + 0xa282ead8U;
  return get_little_endian(wal.substr(at, 4)) == masked;
}

struct Fragment {
  bool begins;  // A record.
  bool ends;
  std::string_view data;
};

// Nothing where no undamaged fragment begins.
std::optional<Fragment> fragment_at(std::string_view wal, std::size_t at) {
  const std::size_t limit = std::min(wal.size(), block_end(at));
  if (at + kFragmentHeader > limit) return std::nullopt;
  const int type = wal[at + 6];
  if (type < 1 || type > 4) return std::nullopt;
  const std::size_t data_end = at + kFragmentHeader + get_little_endian(wal.substr(at + 4, 2));
  if (data_end > limit || !checksum_holds(wal, at, data_end)) return std::nullopt;
  return Fragment{type <= 2, type == 1 || type == 4,
                  wal.substr(at + kFragmentHeader, data_end - at - kFragmentHeader)};
}

// What a crash leaves of the last write: the file ends early, or sectors in it were never written
// and read as zeros. In all other damage something else stands where the fragment at `at` should.
bool is_torn(std::string_view wal, std::size_t at) {
  // A record begins behind it, so this one had been synced before.
  for (std::size_t later = at; later < wal.size(); ++later) {
    const auto fragment = fragment_at(wal, later);
    if (fragment && fragment->begins) return false;
  }
  if (at + kFragmentHeader > wal.size()) return true;
  const std::size_t data_end = at + kFragmentHeader + get_little_endian(wal.substr(at + 4, 2));
  if (data_end > wal.size() && data_end <= block_end(at)) {
    // A whole fragment whose length alone was damaged looks like this too.
    return !checksum_holds(wal, at, wal.size());
  }
  for (std::size_t from = at; from < wal.size();) {
    const std::size_t to = std::min(wal.size(), (from / kSector + 1) * kSector);
    if (wal.substr(from, to - from).find_first_not_of('\0') == std::string_view::npos) return true;
    from = to;
  }
  return false;
}

struct BatchNumbers {
  std::uint64_t continues;  // The sequence number behind the batch before.
  std::uint64_t ends;       // The one behind this batch.
};

// From the first bytes of a record.
std::optional<BatchNumbers> batch_numbers(std::string_view record) {
  if (record.size() < kBatchHeader) return std::nullopt;
  const std::uint64_t first = get_little_endian(record.substr(0, 8));
  const std::uint64_t ends = first + get_little_endian(record.substr(8, 4));
  const bool noted = record.substr(kBatchHeader).starts_with("\x03\x08") &&
                     record.size() >= kBatchHeader + kNoteHeader + kNote;
  return BatchNumbers{noted ? get_little_endian(record.substr(kBatchHeader + kNoteHeader, kNote)) : first,
                      ends};
}

// How many bytes of a log file are whole records; fewer than all only if the rest is a torn tail.
// Nothing if the file is damaged or lacks records. `next_sequence` is carried from file to file; a
// lower number than that is a write that failed, was never acknowledged and was made again.
std::optional<std::size_t> whole_bytes(std::string_view wal, std::optional<std::uint64_t>& next_sequence) {
  std::size_t at = 0;
  std::size_t whole = 0;
  std::string header;  // Of the record that `at` is inside of.
  bool inside = false;
  while (at < wal.size()) {
    if (block_end(at) - at < kFragmentHeader) {
      at = std::min(wal.size(), block_end(at));
      if (!inside) whole = at;
      continue;
    }
    const auto fragment = fragment_at(wal, at);
    if (!fragment || fragment->begins == inside)
      return is_torn(wal, at) ? std::optional(whole) : std::nullopt;
    if (fragment->begins) header.clear();
    header += fragment->data.substr(0, kBatchHeader + kNoteHeader + kNote - header.size());
    at += kFragmentHeader + fragment->data.size();
    inside = !fragment->ends;
    if (inside) continue;
    const auto batch = batch_numbers(header);
    if (!batch || (next_sequence && batch->continues > *next_sequence)) return std::nullopt;
    next_sequence = batch->ends;
    whole = at;
  }
  return whole;
}

model::Result<> cut_file(const fs::path& file, std::size_t bytes) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  const bool done =
      descriptor >= 0 && ::ftruncate(descriptor, static_cast<off_t>(bytes)) == 0 && ::fsync(descriptor) == 0;
  const std::string reason = std::generic_category().message(errno);
  if (descriptor >= 0) ::close(descriptor);
  if (!done) return store_error::disk_failed(file.filename().string() + ": " + reason);
  return {};
}

}  // namespace

model::Result<> check_wal(const fs::path& directory, bool repair) {
  std::error_code failure;
  std::map<std::uint64_t, fs::path> files;
  for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const std::string stem = entry->path().stem().string();
    const bool numbered = !stem.empty() && stem.find_first_not_of("0123456789") == std::string::npos;
    if (numbered && entry->path().extension() == ".log") files.emplace(std::stoull(stem), entry->path());
  }
  if (failure) return store_error::disk_failed(directory.string() + ": " + failure.message());

  std::optional<std::uint64_t> next_sequence;
  for (const auto& [number, file] : files) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream && !repair) continue;  // The process that writes there has just let go of it.
    const std::string wal{std::istreambuf_iterator<char>(stream), {}};
    if (stream.fail() || wal.size() != fs::file_size(file, failure)) {
      if (repair) return store_error::disk_failed(file.filename().string());
      continue;
    }
    const auto whole = whole_bytes(wal, next_sequence);
    if (!whole) return store_error::damaged(file.filename().string());
    if (repair && *whole < wal.size()) {
      if (auto cut = cut_file(file, *whole); !cut) return cut;
    }
  }
  return {};
}

std::string wal_note(std::uint64_t next_sequence) {
  std::string out;
  for (std::size_t i = 0; i < kNote; ++i) out += static_cast<char>(next_sequence >> (8 * i));
  return out;
}

}  // namespace node
