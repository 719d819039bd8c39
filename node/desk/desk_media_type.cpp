#include "node/desk/desk_media_type.h"

#include <algorithm>

namespace node {
namespace {

struct FileKind {
  std::string_view type;
  std::string_view extension;
  std::string_view magic;
  std::size_t at;  // Where the magic bytes stand.
};

constexpr FileKind kFileKinds[] = {
    {"image/jpeg", "jpg", "\xff\xd8\xff", 0}, {"image/png", "png", "\x89PNG\r\n\x1a\n", 0},
    {"image/webp", "webp", "WEBP", 8},        {"image/heic", "heic", "ftypheic", 4},
    {"image/heic", "heic", "ftypheix", 4},    {"image/heic", "heic", "ftypheim", 4},
    {"image/heic", "heic", "ftypheis", 4},    {"image/heic", "heic", "ftypmif1", 4},
    {"application/pdf", "pdf", "%PDF-", 0},
};

}  // namespace

std::optional<std::string_view> media_type_of(std::string_view bytes) {
  for (const FileKind& kind : kFileKinds)
    if (bytes.size() >= kind.at && bytes.substr(kind.at).starts_with(kind.magic) &&
        (kind.type != "image/webp" || bytes.starts_with("RIFF")))
      return kind.type;
  return std::nullopt;
}

std::string_view file_extension(std::string_view media_type) {
  const auto* at = std::ranges::find(kFileKinds, media_type, &FileKind::type);
  return at == std::end(kFileKinds) ? std::string_view{} : at->extension;
}

}  // namespace node
