#include "node/files/restored_mark.h"

#include <charconv>
#include <string>
#include <string_view>

#include "node/files/files.h"
#include "node/limits.h"

namespace node {

namespace {

constexpr std::string_view kMarkWords = "wishtree restored 1\nmade_at ";

}  // namespace

model::Result<> write_restored_mark(const std::filesystem::path& directory, std::uint64_t made_at_ms) {
  return replace_file(directory / kRestoredName, std::string(kMarkWords) + std::to_string(made_at_ms) + "\n");
}

std::optional<std::uint64_t> read_restored_mark(const std::filesystem::path& directory) {
  const auto text = read_small_file(directory / kRestoredName, kRestoredMarkBytesMax);
  if (!text) return text.error().code == "file.missing" ? std::nullopt : std::optional<std::uint64_t>(0);
  std::uint64_t made_at_ms = 0;
  if (text->starts_with(kMarkWords))
    std::from_chars(text->data() + kMarkWords.size(), text->data() + text->size(), made_at_ms);
  return made_at_ms;
}

}  // namespace node
