// import: form 1 as a file.

#include <fmt/format.h>

#include <filesystem>

#include "tools/wishctl/command.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/limits.h"
#include "tools/wishctl/read_file.h"
#include "tools/wishctl/table.h"

namespace wishctl {
namespace {

std::string reason_of(const json::value& row, Lang lang) {
  std::string reason = text_field(row, lang == Lang::kChinese ? "reason_zh" : "reason_en");
  return reason.empty() ? text_field(row, "reason") : reason;
}

std::string duplicates_text(const json::array& rows, const Context& context) {
  if (rows.empty()) return {};
  Table table({{context.say({"row", "行"}), Align::kRight},
               {context.say({"repeats", "重复于"}), Align::kLeft, true},
               {context.say({"reason", "原因"})}});
  for (const json::value& row : rows)
    table.add_row({text_field(row, "row"), text_field(row, "of"), reason_of(row, context.lang)});
  return context.say({"\nDuplicates, left out:\n", "\n重复，未录入：\n"}) + table.text(context.width);
}

std::string refused_text(const json::array& rows, const Context& context) {
  if (rows.empty()) return {};
  Table table({{context.say({"row", "行"}), Align::kRight}, {context.say({"reason", "原因"})}});
  for (const json::value& row : rows) table.add_row({text_field(row, "row"), reason_of(row, context.lang)});
  return context.say({"\nRefused; correct these rows and import the file again:\n",
                      "\n未录入；请更正这些行后重新导入：\n"}) +
         table.text(context.width);
}

std::string hand_over_text(const json::array& rows, const Context& context) {
  if (rows.empty()) return {};
  Table table({{context.say({"row", "行"}), Align::kRight},
               {context.say({"number", "编号"}), Align::kLeft, true},
               {context.say({"value", "价值"}), Align::kRight},
               {context.say({"reason", "原因"})}});
  for (const json::value& row : rows)
    table.add_row({text_field(row, "row"), or_dash(text_field(row, "number")), number_or_dash(row, "value"),
                   reason_of(row, context.lang)});
  return context.say({"\nDearer than a micro-wish, to be handed over:\n", "\n超出微心愿限额，应转办：\n"}) +
         table.text(context.width);
}

Outcome<Done> run_import(Context& context) {
  const std::filesystem::path path = context.arguments.positionals.at(0);
  Outcome<std::string> bytes = read_file(path, kImportBytesMax);
  if (!bytes) return bytes.error();
  const bool dry_run = context.arguments.has("dry-run");
  Target target({"imports"});
  target.with("name", path.filename().string()).with("dry_run", dry_run ? "true" : "false");
  target.with_if("place", context.arguments.value("place"));
  if (const auto typed = context.arguments.value("campaign")) {
    Outcome<json::value> campaign = find_campaign(context.api, *typed);
    if (!campaign) return campaign.error();
    target.with("campaign", text_field(*campaign, "id"));
  }
  Outcome<Answer> answer = context.api.upload(target, std::move(*bytes));
  if (!answer) return answer.error();

  const json::array& duplicates = array_field(answer->value, "duplicates");
  const json::array& refused = array_field(answer->value, "refused");
  const Text counts =
      dry_run
          ? Text{"Would be added: {} · duplicates: {} · refused: {}. Nothing was written.\n",
                 "可录入 {} 条，重复 {} 条，不能录入 {} 条。本次未写入。\n"}
          : Text{"Added: {} · duplicates: {} · refused: {}\n", "已录入 {} 条，重复 {} 条，未录入 {} 条。\n"};
  std::string text = fmt::format(fmt::runtime(counts.in(context.lang)),
                                 number_or_dash(answer->value, "added"), duplicates.size(), refused.size());
  text += duplicates_text(duplicates, context) + refused_text(refused, context) +
          hand_over_text(array_field(answer->value, "hand_over"), context);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_import_commands(std::vector<Command>& out) {
  out.push_back(
      {{"import",
        {"take in a filled form 1 (.xlsx or .csv)", "导入填好的附件1（.xlsx 或 .csv）"},
        {"The same file may be imported again: what is there already counts as a duplicate, and "
         "stays as it is.",
         "同一文件可以重复导入，已有的心愿按重复处理，内容不变。"},
        {{{"FILE", "文件"}}},
        {{"dry-run", {}, {"only say what would happen", "只检查，不写入"}},
         place_option({"the community of the form, where the node is above it",
                       "表格所属社区（村）的代码，在上级节点导入时需要"}),
         {"campaign",
          {"CAMPAIGN", "活动"},
          {"the campaign to which all that is added belongs: its name or id",
           "新录入的心愿所属的集中活动：名称或标识"}}},
        {{"import 附件1.xlsx --dry-run", {"See first what would be taken in.", "先看会录入哪些。"}},
         {"import 附件1.xlsx", {"Take it in.", "正式导入。"}},
         {"import 附件1.xlsx --campaign 2019年春节", {"A form of a campaign.", "导入一次集中活动的表格。"}}}},
       &run_import});
}

}  // namespace wishctl
