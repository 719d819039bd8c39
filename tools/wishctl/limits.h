// Every limit of wishctl.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace wishctl {

inline constexpr std::chrono::milliseconds kConnectTimeout{5'000};
inline constexpr std::chrono::milliseconds kAnswerTimeout{60'000};
inline constexpr std::chrono::milliseconds kSlowAnswerTimeout{3'600'000};  // Verification, import, backup.

inline constexpr std::uintmax_t kImportBytesMax = 16u << 20;
inline constexpr std::uintmax_t kAttachmentBytesMax = 20u << 20;
inline constexpr std::size_t kRootKeyFileBytesMax = 4096;
inline constexpr std::size_t kAnswerHeaderBytesMax = 64u << 10;
inline constexpr std::uint64_t kAnswerBytesMax = 512u << 20;

// A socket's address holds 108 bytes on Linux; a longer path goes through /proc/self/fd.
inline constexpr std::size_t kSocketPathBytesMax = 100;

// From when on, and how often, a waiting person is told that the node is still at work.
inline constexpr std::chrono::milliseconds kProgressAfter{500};
inline constexpr std::chrono::milliseconds kProgressEvery{125};
// How often a node is asked how a job goes.
inline constexpr std::chrono::milliseconds kJobAskedEvery{200};

// Text columns of a table are not cut below this.
inline constexpr std::size_t kColumnWidthMin = 10;

}  // namespace wishctl
