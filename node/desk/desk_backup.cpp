#include "node/desk/desk.h"
#include "node/store/store_hiding.h"
#include "node/store/store_keys.h"

namespace node {

using model::Error;
using model::Result;

Result<BackupManifest> Desk::back_up(const std::filesystem::path& directory) {
  const auto writer = parts_.own.writer();
  if (!writer)
    return Error("node.no_writer", "this node has not finished joining; let it reach its parent once",
                 "本节点尚未完成加入；请让它连上一次上级节点");
  const model::PlaceCode place = parts_.own.place();
  auto made = settings_.back_up({directory, parts_.own.key(), place, place_name(place), *writer,
                                 parts_.clock.wall_ms(), settings_.version});
  if (!made) return made;
  // The backup stands whether or not its date can be kept.
  (void)write({{}, {{std::string(kBackupFact), keys::number(made->made_at_ms)}}});
  return made;
}

Result<bool> Desk::finish_restore() {
  if (parts_.own.place() != parts_.store.authority()->first_place())
    return Error("restore.has_parent",
                 "this node has a parent, which knows of all erasures: connect to it, and what is hidden is "
                 "shown by itself; see wishctl sync",
                 "本节点有上级，上级知道全部删除记录：连上上级后会自动显示；请查看 wishctl sync");
  const auto held = in_hand_.hold("restore");
  if (!parts_.store.parts_hidden()) return false;
  const auto written = write({{}, reveal_facts()});
  if (!written) return written.error();
  return true;
}

}  // namespace node
