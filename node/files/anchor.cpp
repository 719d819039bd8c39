#include "node/files/anchor.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "model/bytes.h"
#include "model/crypto.h"
#include "node/files/files.h"
#include "node/limits.h"

namespace node {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kNoMachine = "-";

// What a file is, and no copy of it can be.
struct FileBirth {
  std::uint64_t inode = 0;
  std::uint64_t born_ns = 0;  // 0: not known.
};

std::optional<FileBirth> birth_of(int fd) {
  struct statx found {};
  if (::statx(fd, "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &found) != 0) return std::nullopt;
  FileBirth out{found.stx_ino, 0};
  if ((found.stx_mask & STATX_BTIME) != 0 && found.stx_btime.tv_sec > 0)
    out.born_ns =
        static_cast<std::uint64_t>(found.stx_btime.tv_sec) * 1'000'000'000u + found.stx_btime.tv_nsec;
  return out;
}

std::string anchor_text(const std::string& machine, const FileBirth& birth) {
  return "wishtree anchor 1\nmachine " + machine + "\ninode " + std::to_string(birth.inode) + "\nborn " +
         std::to_string(birth.born_ns) + "\n";
}

// The number at the end of a whole anchor.
std::uint64_t born_of(std::string_view text) {
  const auto at = text.rfind("\nborn ");
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + 6);
  std::uint64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

}  // namespace

std::string machine_name() {
  for (const char* file : {"/etc/machine-id", "/var/lib/dbus/machine-id"}) {
    auto id = read_small_file(file, kMachineIdBytesMax);
    if (!id) continue;
    id->erase(id->find_last_not_of(" \n") + 1);
    if (id->empty()) continue;
    const model::Digest digest = model::hmac_sha256(*id, "wishtree anchor");
    return model::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
  }
  return std::string(kNoMachine);
}

AnchorState look_at_anchor(const fs::path& file, const std::string& machine) {
  const File opened(file, O_RDONLY | O_NOFOLLOW);
  if (!opened.is_open()) return errno == ENOENT ? AnchorState::kMissing : AnchorState::kElsewhere;
  const auto text = read_small_file(file, kAnchorBytesMax);
  auto birth = birth_of(opened.fd());
  if (!text || !birth) return AnchorState::kElsewhere;
  // Where only one of the two times is known the number of the inode has to do.
  const std::uint64_t stated = born_of(*text);
  if (stated == 0 || birth->born_ns == 0) birth->born_ns = stated;
  return *text == anchor_text(machine, *birth) ? AnchorState::kHere : AnchorState::kElsewhere;
}

model::Result<> write_anchor(const fs::path& file, const std::string& machine) {
  return replace_file(file, [&](int fd) {
    const auto birth = birth_of(fd);
    // Without it the text fits no file, and the directory goes on counting as copied.
    return birth ? anchor_text(machine, *birth) : std::string();
  });
}

}  // namespace node
