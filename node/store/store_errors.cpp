#include "node/store/store_errors.h"

namespace node::store_error {

model::Error damaged(const std::string& detail) {
  return {
      "store.damaged",
      "The data on this disk is damaged (" + detail +
          "). Nothing was changed. First save what can still be read: wishnode rescue --data DIR --out FILE. "
          "Then restore the latest backup on a sound disk, or join anew: what was sent up comes back.",
      "本机硬盘上的数据已损坏（" + detail +
          "）。未作任何改动。请先用 wishnode rescue --data 目录 --out 文件 "
          "保存仍可读取的内容，再在完好的硬盘上恢复最近的备份，或重新加入：已上报的数据会从上级取回。"};
}

model::Error disk_failed(const std::string& detail) {
  return {"disk.failed",
          "The disk could not be read or written (" + detail +
              "). Check the disk and the rights to the data directory, then start again.",
          "硬盘读写失败（" + detail + "）。请检查硬盘及数据目录的权限，然后重新启动。"};
}

model::Error disk_full() {
  return {"disk.full", "The disk is full. Nothing was saved this time; make room on it and try again.",
          "硬盘已满，本次未保存。请清理出空间后再试。"};
}

model::Error busy(const std::filesystem::path& directory) {
  return {"store.busy",
          "Another program has the data in " + directory.string() +
              " open. Stop the wishnode that is running there, then try again.",
          "另一程序正在使用 " + directory.string() + " 中的数据。请先停止正在运行的 wishnode，然后再试。"};
}

model::Error missing(const std::filesystem::path& directory) {
  return {"store.missing",
          "There is no store in " + directory.string() +
              ". Check the directory, or make a node there with wishnode init or wishnode join.",
          directory.string() + " 中没有数据。请检查目录，或用 wishnode init 或 wishnode join 新建节点。"};
}

model::Error already_there(const std::filesystem::path& directory) {
  return {
      "store.exists",
      "There is a store in " + directory.string() + " already. Choose another directory, or run this one.",
      directory.string() + " 中已有数据。请另选目录，或直接运行该节点。"};
}

}  // namespace node::store_error
