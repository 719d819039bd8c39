#include "node/files/backup_manifest.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "model/bytes.h"
#include "node/files/files.h"
#include "node/limits.h"

namespace node {

namespace fs = std::filesystem;
using model::Error;
using model::Result;

namespace {

constexpr std::string_view kFirstWords = "wishtree backup ";
constexpr unsigned kFormat = 1;
constexpr std::string_view kEnd = "end ";

std::string hex_of(const model::Digest& digest) {
  return model::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::optional<model::Digest> digest_from(std::string_view hex) {
  const auto bytes = model::from_hex(hex);
  model::Digest out;
  if (!bytes || bytes->size() != out.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

template <typename Id>
std::optional<Id> id_from(std::string_view hex) {
  const auto bytes = model::from_hex(hex);
  return bytes ? Id::from(*bytes) : std::nullopt;
}

std::optional<std::uint64_t> number_from(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// What follows up to the next `mark`, which is taken away with it.
std::string_view take(std::string_view& text, char mark) {
  const std::string_view out = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(text.size(), out.size() + 1));
  return out;
}

// A restore makes files by these names, so none may lead out of its directory.
bool is_plain_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const std::string_view step = take(name, '/');
    if (step.empty() || step == "." || step == "..") return false;
    for (const char c : step)
      if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
            c == '_' || c == '-'))
        return false;
  }
  return true;
}

std::optional<BackupFile> file_from(std::string_view text) {
  const auto sum = digest_from(take(text, ' '));
  const auto bytes = number_from(take(text, ' '));
  if (!sum || !bytes || !is_plain_name(text)) return std::nullopt;
  return BackupFile{std::string(text), *bytes, *sum};
}

Error damaged(const std::string& what) {
  return {"restore.damaged",
          "the backup is damaged: " + what + "; use another copy of it, or an older backup",
          "备份已损坏：" + what + "；请改用该备份的另一份副本，或更早的备份"};
}

}  // namespace

std::uint64_t BackupManifest::bytes() const {
  std::uint64_t out = 0;
  for (const BackupFile& file : files) out += file.bytes;
  return out;
}

std::string manifest_text(const BackupManifest& m) {
  std::string out = std::string(kFirstWords) + std::to_string(kFormat) + "\n";
  out += "node " + model::to_hex(m.node.view()) + "\nplace " + m.place.text() + "\nplace_name " +
         m.place_name + "\nwriter " + model::to_hex(m.writer.view()) + "\nmade_at " +
         std::to_string(m.made_at_ms) + "\nrelease " + m.release + "\nevents " + std::to_string(m.events) +
         "\nlast_arrival " + std::to_string(m.last_arrival) + "\n";
  for (const BackupFile& file : m.files)
    out += "file " + hex_of(file.sum) + " " + std::to_string(file.bytes) + " " + file.name + "\n";
  return out + std::string(kEnd) + hex_of(model::sha256(out)) + "\n";
}

Result<BackupManifest> parse_manifest(std::string_view text) {
  const Error bad = damaged(kManifestName);
  std::string_view rest = text;
  std::string_view first = take(rest, '\n');
  if (!first.starts_with(kFirstWords)) return bad;
  const auto format = number_from(first.substr(kFirstWords.size()));
  if (!format) return bad;
  if (*format > kFormat)
    return Error("restore.newer", "the backup was made by a newer version; install that version or newer",
                 "备份由更新版本制作；请安装该版本或更新的版本");
  const auto end = text.rfind(kEnd);
  if (end == text.npos ||
      text.substr(end) != std::string(kEnd) + hex_of(model::sha256(text.substr(0, end))) + "\n")
    return bad;

  BackupManifest out;
  std::map<std::string_view, std::string_view> values;
  while (rest.size() > text.size() - end) {
    std::string_view line = take(rest, '\n');
    const std::string_view key = take(line, ' ');
    if (key != "file") {
      values[key] = line;
    } else if (auto file = file_from(line)) {
      out.files.push_back(std::move(*file));
    } else {
      return bad;
    }
  }
  const auto node = id_from<model::NodeKey>(values["node"]);
  const auto place = model::PlaceCode::parse(values["place"]);
  const auto writer = id_from<model::WriterId>(values["writer"]);
  const auto made_at = number_from(values["made_at"]);
  const auto events = number_from(values["events"]);
  const auto arrival = number_from(values["last_arrival"]);
  if (!node || !place || !writer || !made_at || !events || !arrival) return bad;
  out.node = *node;
  out.place = *place;
  out.place_name = values["place_name"];
  out.writer = *writer;
  out.made_at_ms = *made_at;
  out.release = values["release"];
  out.events = *events;
  out.last_arrival = *arrival;
  return out;
}

Result<BackupManifest> read_manifest(const fs::path& directory) {
  const auto text = read_small_file(directory / kManifestName, kManifestBytesMax);
  if (!text && text.error().code == "file.missing")
    return Error("restore.no_backup",
                 directory.string() +
                     " is no backup, or one that was cut short: it has no file manifest; give the directory "
                     "that wishctl backup made",
                 directory.string() +
                     " 不是备份，或备份未做完：其中没有 manifest 文件；请指定 wishctl backup 建立的目录");
  if (!text) return text.error();
  return parse_manifest(*text);
}

Result<> check_files(const fs::path& directory, const BackupManifest& manifest,
                     const std::atomic<bool>* stop) {
  for (const BackupFile& file : manifest.files) {
    const auto found = sum_file(directory, file.name, stop);
    if (!found && found.error().code == "file.missing") return damaged(file.name);
    if (!found) return found.error();
    if (*found != file) return damaged(file.name);
  }
  return {};
}

}  // namespace node
