#include "node/forms/form_zip.h"

#include <boost/crc.hpp>
#include <exception>
#include <orcus/zip_archive.hpp>
#include <orcus/zip_archive_stream.hpp>
#include <vector>

#include "node/forms/form_file.h"
#include "node/forms/form_grid.h"
#include "node/limits.h"

namespace node {
namespace {

constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kLocalBytes = 30;

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < size; ++i)
    out |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return out;
}

}  // namespace

model::Result<ZipParts> ZipParts::open(std::string_view bytes) {
  const std::size_t end = bytes.rfind("PK\x05\x06");
  if (end == bytes.npos || bytes.size() - end < kEndBytes) return damaged_file();
  if (end + kEndBytes + little(bytes, end + 20, 2) > bytes.size()) return damaged_file();
  const std::size_t count = little(bytes, end + 10, 2);
  std::size_t at = little(bytes, end + 16, 4);
  if (count > kFormPartsMax) return too_large_file();

  ZipParts out(bytes);
  std::uint64_t unpacked = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (at > end || end - at < kEntryBytes || bytes.substr(at, 4) != "PK\x01\x02") return damaged_file();
    const std::uint32_t flags = little(bytes, at + 8, 2);
    const std::uint32_t method = little(bytes, at + 10, 2);
    const Part part{little(bytes, at + 16, 4), little(bytes, at + 24, 4)};
    const std::size_t packed = little(bytes, at + 20, 4);
    const std::size_t name_bytes = little(bytes, at + 28, 2);
    const std::size_t extra_bytes = little(bytes, at + 30, 2) + little(bytes, at + 32, 2);
    const std::size_t local = little(bytes, at + 42, 4);
    if (end - at < kEntryBytes + name_bytes + extra_bytes) return damaged_file();
    const bool encrypted = (flags & 1u) != 0;
    const bool known_method = method == 0 || method == 8;
    const bool inside = local < end && end - local >= kLocalBytes && end - local - kLocalBytes >= packed &&
                        bytes.substr(local, 4) == "PK\x03\x04";
    if (encrypted || !known_method || !inside) return damaged_file();
    unpacked += part.bytes;
    if (unpacked > kFormUnpackedBytesMax) return too_large_file();
    out.parts_.insert_or_assign(std::string(bytes.substr(at + kEntryBytes, name_bytes)), part);
    at += kEntryBytes + name_bytes + extra_bytes;
  }
  if (out.parts_.empty()) return damaged_file();
  return out;
}

bool ZipParts::has_folder(std::string_view prefix) const {
  const auto at = parts_.lower_bound(prefix);
  return at != parts_.end() && at->first.starts_with(prefix);
}

model::Result<std::string> ZipParts::read(std::string_view name) const {
  const auto at = parts_.find(name);
  if (at == parts_.end()) return damaged_file();
  try {
    orcus::zip_archive_stream_blob stream(reinterpret_cast<const std::uint8_t*>(bytes_.data()),
                                          bytes_.size());
    orcus::zip_archive archive(&stream);
    archive.load();
    std::vector<unsigned char> unpacked;
    if (!archive.read_file_entry(name, unpacked)) return damaged_file();
    // liborcus may leave one byte more than the part has.
    if (unpacked.size() < at->second.bytes) return damaged_file();
    unpacked.resize(at->second.bytes);
    boost::crc_32_type crc;
    crc.process_bytes(unpacked.data(), unpacked.size());
    if (crc.checksum() != at->second.crc) return damaged_file();
    return std::string(unpacked.begin(), unpacked.end());
  } catch (const std::exception&) {
    return damaged_file();
  }
}

}  // namespace node
