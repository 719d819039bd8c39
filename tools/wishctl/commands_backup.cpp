// backup, restore: a copy of the node that proves itself, and a data directory made from it.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <filesystem>

#include "node/files/restoring.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

namespace fs = std::filesystem;

std::string time_text(std::uint64_t wall_ms) {
  const WallTime at{std::chrono::milliseconds(wall_ms)};
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(at)));
}

void tell(const Context& context, Text text, const std::string& what) {
  if (context.tell) context.tell(fmt::format(fmt::runtime(context.say(text)), printable_line(what)));
}

Outcome<Done> run_backup(Context& context) {
  const std::string& given = context.arguments.positionals.at(0);
  std::error_code failure;
  // The node works in another directory than the admin.
  const fs::path path = fs::absolute(given, failure).lexically_normal();
  const std::string shown_path = failure ? given : path.string();
  tell(context,
       {"Making a backup in {} and reading it back; the node goes on serving …",
        "正在备份到 {} 并读回核对；期间节点照常工作……"},
       shown_path);
  Outcome<Answer> answer = context.api.post_slowly(Target({"backup"}), {{"path", shown_path}});
  if (!answer) return answer.error();
  const json::value& made = answer->value;
  std::string text = fmt::format(
      fmt::runtime(context.say({"✓ Backup of {} in {}: {} events, {} files, {}; read back and whole.\n",
                                "✓ 已备份 {} 到 {}：{} 条事件，{} 个文件，{}；已读回核对无误。\n"})),
      place_text(printable_line(text_field(made, "place_name")), text_field(made, "place"), context.lang),
      printable_line(text_field(made, "path")), number_or_dash(made, "events"), number_or_dash(made, "files"),
      bytes_or_dash(made, "bytes"));
  text += context.say(
      {"It holds the node's secret keys and the personal words: lock it away as you would the forms, and "
       "destroy old ones, since what is erased later lives on in them.\n",
       "其中含有节点密钥和个人信息：请像纸质表格一样锁好保管；旧备份请及时销毁，因为以后删除的内容仍留在其中"
       "。\n"});
  return Done{std::move(answer->document), std::move(text), {}};
}

Outcome<Done> finish_restore(Context& context) {
  Outcome<Answer> answer = context.api.post(Target({"restore", "done"}), {});
  if (!answer) return answer.error();
  std::string text = flag_field(answer->value, "revealed")
                         ? context.say({"✓ What was hidden since the restore is shown again.\n",
                                        "✓ 恢复后暂不显示的内容已重新显示。\n"})
                         : context.say({"Nothing was hidden.\n", "没有暂不显示的内容。\n"});
  return Done{std::move(answer->document), std::move(text), {}};
}

Outcome<Done> run_restore(Context& context) {
  const auto& given = context.arguments.positionals;
  if (context.arguments.has("done") != given.empty())
    return wrong_usage("usage.restore", "restore takes a backup's directory, or --done alone",
                       "restore 需要备份目录，或单独使用 --done");
  if (given.empty()) return finish_restore(context);
  if (!context.arguments.data)
    return wrong_usage("usage.restore",
                       "a backup is restored on the machine where the node will run: give --data DIR",
                       "备份应在将要运行节点的电脑上恢复：请使用 --data 目录");
  const fs::path data = *context.arguments.data;
  tell(context, {"Verifying the backup {} and copying it …", "正在核对备份 {} 并复制……"}, given.at(0));
  const auto restored = node::restore_backup(given.at(0), data);
  if (!restored) return Failure{ExitStatus::kRefused, restored.error(), {}};
  const std::string made_at = time_text(restored->made_at_ms);
  const json::object document = {{"data", data.string()},
                                 {"place", restored->place.text()},
                                 {"place_name", restored->place_name},
                                 {"made_at", made_at},
                                 {"release", restored->release},
                                 {"events", restored->events},
                                 {"files", restored->files.size()},
                                 {"bytes", restored->bytes()}};
  std::string text =
      fmt::format(fmt::runtime(context.say({"✓ Restored {} in {} as it was on {} (China): {} events.\n",
                                            "✓ 已将 {} 恢复到 {}，状态为北京时间 {}：{} 条事件。\n"})),
                  place_text(printable_line(restored->place_name), restored->place.text(), context.lang),
                  printable_line(data.string()), china_time(made_at), restored->events);
  text += fmt::format(
      fmt::runtime(context.say(
          {"Start it with: wishnode run --data {}\n"
           "It goes on as a new writer. Names and addresses from before stay hidden until it has reached "
           "its parent once (at the first node of the city: until restore --done). What was sent up since "
           "the "
           "backup comes back then. Never start this backup on a second machine, nor the old data directory "
           "beside it.\n",
           "启动：wishnode run --data {}\n"
           "节点将以新的写者身份继续工作。连上一次上级之前（最上级节点：运行 restore --done 之前），"
           "原有的姓名、住址等暂不显示；备份之后已上报的内容届时会自动取回。"
           "切勿在第二台电脑上启动同一备份，也不要再启动旧的数据目录。\n"})),
      printable_line(data.string()));
  return Done{json::serialize(document), std::move(text), {}};
}

}  // namespace

void add_backup_commands(std::vector<Command>& out) {
  out.push_back(
      {{"backup",
        {"copy the running node and verify the copy", "备份正在运行的节点并核对"},
        {"DIR is a new or empty directory on another disk or a stick. The node goes on serving. The backup "
         "holds the node's secret keys and personal words: lock it away, never start it on two machines. "
         "Once "
         "a week, and before every upgrade, is a good habit.",
         "DIR 为其他硬盘或 U "
         "盘上的新目录或空目录。备份期间节点照常工作。备份含有节点密钥和个人信息：请锁好保管，"
         "切勿在两台电脑上启动。建议每周一次，升级之前也做一次。"},
        {{{"DIR", "目录"}}},
        {},
        {{"backup /media/stick/2018-06-25", {"Onto a stick.", "备份到 U 盘。"}}}},
       &run_backup});
  out.push_back(
      {{"restore",
        {"make a data directory from a backup", "用备份恢复数据目录"},
        {"No node may be running on the data directory, which is new or empty. The restored node goes on as "
         "a new "
         "writer, and hides names and other words from before until it has reached its parent, since some of "
         "them may have been erased since the backup. At the first node of the city, which has no parent, "
         "`restore --done` ends that, once all other nodes have been in touch.",
         "数据目录应为新目录或空目录，且没有节点在使用。恢复后的节点以新的写者身份继续工作；连上一次上级之前"
         "，原有的姓名等文字"
         "暂不显示，因为其中可能有备份之后已删除的内容。最上级节点没有上级，待其他节点都联系过之后，用 "
         "restore --done 结束。"},
        {{{"BACKUP_DIR", "备份目录"}, false}},
        {{"done",
          {},
          {"at the first node of the city: show again what is hidden",
           "在最上级节点：重新显示暂不显示的内容"}}},
        {{"restore /media/stick/2018-06-25", {"Into the directory DIR.", "恢复到该数据目录。"}},
         {"restore --done", {"All erasures are known again.", "已确认全部删除记录都已收到。"}}}},
       &run_restore});
}

}  // namespace wishctl
