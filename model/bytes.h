// Bytes are std::string and std::string_view throughout: what RocksDB, zstd and the sockets take.
// Here are the fixed-width byte arrays that ids are made of, hex, and big-endian integers, whose
// byte order is their numeric order (so they serve as keys).

#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace model {

// Big-endian, so that their byte order is their numeric order.
template <typename Number>
[[nodiscard]] Number big_endian(Number value) {
  if constexpr (std::endian::native == std::endian::big) return value;
  if constexpr (sizeof value == 2) return __builtin_bswap16(value);
  if constexpr (sizeof value == 4) return __builtin_bswap32(value);
  if constexpr (sizeof value == 8) return __builtin_bswap64(value);
}
template <typename Number>
[[nodiscard]] Number get_number(const char* at) {
  Number out = 0;
  std::memcpy(&out, at, sizeof out);
  return big_endian(out);
}
void put_u16(std::string& out, std::uint16_t value);
void put_u32(std::string& out, std::uint32_t value);
void put_u64(std::string& out, std::uint64_t value);
[[nodiscard]] inline std::uint16_t get_u16(const char* at) { return get_number<std::uint16_t>(at); }
[[nodiscard]] inline std::uint32_t get_u32(const char* at) { return get_number<std::uint32_t>(at); }
[[nodiscard]] inline std::uint64_t get_u64(const char* at) { return get_number<std::uint64_t>(at); }

// N bytes that mean one thing. `Tag` keeps hashes, keys and ids apart.
template <std::size_t N, typename Tag>
struct FixedBytes {
  static constexpr std::size_t kSize = N;
  std::array<std::uint8_t, N> data{};

  bool operator==(const FixedBytes&) const = default;
  // In the order of the bytes, eight at a time: they are keys of nearly every map.
  std::strong_ordering operator<=>(const FixedBytes& other) const {
    static_assert(N % 8 == 0);
    for (std::size_t at = 0; at < N; at += 8)
      if (const auto order = word(at) <=> other.word(at); order != 0) return order;
    return std::strong_ordering::equal;
  }
  [[nodiscard]] std::string_view view() const { return {reinterpret_cast<const char*>(data.data()), N}; }
  [[nodiscard]] bool is_zero() const { return data == std::array<std::uint8_t, N>{}; }

  // Nothing unless `bytes` has exactly N bytes.
  [[nodiscard]] static std::optional<FixedBytes> from(std::string_view bytes) {
    if (bytes.size() != N) return std::nullopt;
    FixedBytes out;
    std::memcpy(out.data.data(), bytes.data(), N);
    return out;
  }

 private:
  [[nodiscard]] std::uint64_t word(std::size_t at) const {
    return get_u64(reinterpret_cast<const char*>(data.data()) + at);
  }
};

[[nodiscard]] std::string to_hex(std::string_view bytes);
// Nothing if `hex` is not an even number of hexadecimal digits.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view hex);

// Cuts from the front of bytes, which outlive it. Beyond their end everything is zeros, and failed() says so
// from then on, so that a whole form is read before anybody asks.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  // Empty where there are not so many.
  [[nodiscard]] std::string_view take(std::size_t size);
  [[nodiscard]] std::uint8_t u8();
  [[nodiscard]] std::uint32_t u32();
  [[nodiscard]] std::uint64_t u64();
  template <typename Fixed>
  [[nodiscard]] Fixed fixed() {
    return Fixed::from(take(Fixed::kSize)).value_or(Fixed{});
  }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

// For FixedBytes whose bytes are uniformly spread, as hashes and random ids are.
struct FixedBytesHash {
  template <std::size_t N, typename Tag>
  std::size_t operator()(const FixedBytes<N, Tag>& value) const {
    std::size_t out = 0;
    std::memcpy(&out, value.data.data() + (N - sizeof out), sizeof out);
    return out;
  }
};

}  // namespace model
