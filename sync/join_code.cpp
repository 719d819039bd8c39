#include "sync/join_code.h"

#include <algorithm>
#include <cstring>

#include "model/crypto.h"

namespace wishsync {
namespace {

constexpr std::string_view kPrefix = "WT1-";
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kFixedBytes = 8 + 8 + 16 + 32;

std::string checksum(std::string_view bytes) {
  const model::Digest digest = model::sha256(bytes);
  return {reinterpret_cast<const char*>(digest.data()), kChecksumBytes};
}

std::string to_base64url(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<std::uint8_t>(c);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[(bits >> (count - 6)) & 63];
  }
  if (count > 0) out += kAlphabet[(bits << (6 - count)) & 63];
  return out;
}

// Nothing if there is a character of another alphabet.
std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto at = kAlphabet.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(at);
    count += 6;
    if (count >= 8) {
      out += static_cast<char>(bits >> (count - 8));
      count -= 8;
    }
  }
  return out;
}

template <std::size_t N>
void take(std::string_view& bytes, std::array<std::uint8_t, N>& out) {
  std::memcpy(out.data(), bytes.data(), N);
  bytes.remove_prefix(N);
}

}  // namespace

std::string join_code_text(const JoinCode& code) {
  std::string bytes;
  model::put_u64(bytes, code.place.value);
  bytes.append(reinterpret_cast<const char*>(code.id.data()), code.id.size());
  bytes.append(reinterpret_cast<const char*>(code.secret.data()), code.secret.size());
  bytes += code.root_key.view();
  bytes += code.address;
  return std::string(kPrefix) + to_base64url(bytes + checksum(bytes));
}

model::Result<JoinCode> parse_join_code(std::string_view text) {
  const model::Error bad("join.bad_code",
                         "this is not a whole join code; copy the line that begins with WT1- again",
                         "这不是完整的加入码；请重新复制以 WT1- 开头的整行");
  const auto begin = text.find_first_not_of(" \t\r\n");
  const auto end = text.find_last_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return bad;
  text = text.substr(begin, end - begin + 1);
  if (!text.starts_with(kPrefix)) return bad;
  const auto decoded = from_base64url(text.substr(kPrefix.size()));
  if (!decoded || decoded->size() <= kFixedBytes + kChecksumBytes) return bad;
  std::string_view bytes(*decoded);
  const std::string_view payload = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (checksum(payload) != bytes.substr(payload.size())) return bad;
  bytes = payload;
  JoinCode code;
  code.place = {model::get_u64(bytes.data())};
  bytes.remove_prefix(8);
  take(bytes, code.id);
  take(bytes, code.secret);
  take(bytes, code.root_key.data);
  code.address = bytes;
  return code;
}

}  // namespace wishsync
