#include "model/bytes.h"

#include <cstdio>

#include "model/result.h"

namespace model {

void fail_check(const char* what, const boost::source_location& where) {
  std::fprintf(stderr, "%s:%u: invariant broken: %s\n", where.file_name(),
               static_cast<unsigned>(where.line()), what);
  std::abort();
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto b = static_cast<std::uint8_t>(c);
    out += kDigits[b >> 4];
    out += kDigits[b & 15];
  }
  return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]);
    const int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

namespace {

template <typename Number>
void put(std::string& out, Number value) {
  const Number swapped = big_endian(value);
  out.append(reinterpret_cast<const char*>(&swapped), sizeof swapped);
}

}  // namespace

void put_u16(std::string& out, std::uint16_t value) { put(out, value); }
void put_u32(std::string& out, std::uint32_t value) { put(out, value); }
void put_u64(std::string& out, std::uint64_t value) { put(out, value); }

std::string_view ByteReader::take(std::size_t size) {
  if (size > bytes_.size()) {
    failed_ = true;
    bytes_ = {};
    return {};
  }
  const std::string_view out = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return out;
}

std::uint8_t ByteReader::u8() {
  const std::string_view at = take(1);
  return at.empty() ? 0 : static_cast<std::uint8_t>(at.front());
}

std::uint32_t ByteReader::u32() {
  const std::string_view at = take(sizeof(std::uint32_t));
  return at.empty() ? 0 : get_u32(at.data());
}

std::uint64_t ByteReader::u64() {
  const std::string_view at = take(sizeof(std::uint64_t));
  return at.empty() ? 0 : get_u64(at.data());
}

}  // namespace model
