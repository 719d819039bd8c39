// What a file is, by its first bytes: a name may say anything. Only kinds that a clerk's photos and proofs
// come in.

#pragma once

#include <optional>
#include <string_view>

namespace node {

// "image/jpeg", "image/png", "image/webp", "image/heic" or "application/pdf"; nothing for any other file.
[[nodiscard]] std::optional<std::string_view> media_type_of(std::string_view bytes);
// "jpg" for "image/jpeg"; empty for what media_type_of() does not know.
[[nodiscard]] std::string_view file_extension(std::string_view media_type);

}  // namespace node
