// bundle out, bundle in: what a link would carry, by way of a stick. The node does it as a job; here it is
// begun, watched, and its end told.

#include <fmt/format.h>

#include <filesystem>

#include "tools/wishctl/command.h"
#include "tools/wishctl/limits.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

std::string progress_line(const json::value& job, const Context& context) {
  const json::value& progress = field(job, "progress");
  const std::string step = text_field(progress, "step");
  std::string out = step == "write"    ? context.say({"writing", "正在写入"})
                    : step == "verify" ? context.say({"reading back", "正在读回校验"})
                    : step == "read"   ? context.say({"reading", "正在读入"})
                                       : context.say({"preparing", "正在准备"});
  const std::int64_t done = number_field(progress, "done").value_or(0);
  const std::int64_t total = number_field(progress, "total").value_or(0);
  if (total > 0) out += fmt::format(" {} %", std::min<std::int64_t>(100, done * 100 / total));
  out += fmt::format(fmt::runtime(context.say({" · {} events · {}", " · {} 条事件 · {}"})),
                     number_field(progress, "events").value_or(0),
                     human_bytes(number_field(progress, "bytes").value_or(0)));
  return out;
}

// The job's last word.
Outcome<Answer> work(Context& context, const std::string& what, const json::object& body) {
  Outcome<Answer> begun = context.api.post(Target({"bundles", what}), body);
  if (!begun) return begun.error();
  const std::string job = text_field(begun->value, "job");
  for (;;) {
    Outcome<Answer> view = context.api.get(Target({"jobs", job}));
    if (!view || text_field(view->value, "state") != "running") return view;
    if (context.progress) context.progress(progress_line(view->value, context));
    if (context.pause) context.pause(kJobAskedEvery);
  }
}

// The result with the problem beside it, or a failure where there is no result.
Outcome<Done> done_with(const Answer& job, const Context& context, std::string text) {
  const json::value& result = field(job.value, "result");
  const json::value& problem = field(job.value, "problem");
  if (!result.is_object()) {
    const model::Error error = error_of(problem);
    return Failure{ExitStatus::kRefused, error, problem_document(error, 0, context.lang)};
  }
  json::object document = result.as_object();
  document["problem"] = problem;
  Done out{json::serialize(document), std::move(text), {}};
  if (problem.is_object()) out.complaint = error_of(problem);
  return out;
}

std::string node_name(const json::value& node, Lang lang) {
  const std::string place = place_text(text_field(node, "place_name"), text_field(node, "place"), lang);
  return fmt::format("{} {}", place, short_hash(text_field(node, "key")));
}

// "12 events, 3 parts, 20 acknowledgements".
std::string counts_text(const json::value& result, const Context& context) {
  return fmt::format(fmt::runtime(context.say({"{} events, {} parts with personal words, {} acknowledgements",
                                               "事件 {} 条，个人信息 {} 份，送达回执 {} 条"})),
                     number_or_dash(result, "events"), number_or_dash(result, "parts"),
                     number_or_dash(result, "acks"));
}

std::string made_text(const json::value& result, const std::string& path, const Context& context) {
  std::string out =
      fmt::format(fmt::runtime(context.say({"Made a bundle for {}: {}.\n", "已为 {} 制作交换包：{}。\n"})),
                  printable_line(node_name(field(result, "to"), context.lang)), counts_text(result, context));
  const std::int64_t volumes = number_field(result, "volumes").value_or(1);
  out +=
      fmt::format(fmt::runtime(context.say({"{}, {}, read back and verified.\n", "{}，{}，已读回校验。\n"})),
                  printable_line(path), bytes_or_dash(result, "bytes"));
  if (volumes > 1)
    out += fmt::format(fmt::runtime(context.say({"It has {} files: carry all of them, from {} to {}.{}\n",
                                                 "共 {} 个文件，请全部带走：从 {} 到 {}.{}。\n"})),
                       volumes, printable_line(path), printable_line(path), volumes);
  out += context.say({"Carry it there; it is read in with: wishctl --data DIR bundle in FILE\n",
                      "请带到对方节点，用 wishctl --data 目录 bundle in 文件 读入。\n"});
  return out;
}

std::string taken_text(const json::value& result, const Context& context) {
  std::string out = fmt::format(fmt::runtime(context.say({"From {}, made {}:\n", "来自 {}，制作于 {}：\n"})),
                                printable_line(node_name(field(result, "from"), context.lang)),
                                china_time(text_field(result, "made_at")));
  const auto line = [&](Text what, std::string_view all, std::string_view fresh) {
    out += fmt::format(fmt::runtime(context.say({"  {}: {}, of which {} new\n", "  {}：{}，其中新的 {}\n"})),
                       what.in(context.lang), number_or_dash(result, all), number_or_dash(result, fresh));
  };
  line({"events", "事件"}, "events", "events_new");
  line({"parts with personal words", "个人信息"}, "parts", "parts_new");
  line({"acknowledgements", "送达回执"}, "acks", "acks_new");
  if (number_field(result, "blob_pieces").value_or(0) > 0)
    line({"pieces of attached files", "附件分块"}, "blob_pieces", "blob_pieces_new");
  return out;
}

Outcome<std::string> path_of(const Context& context) {
  std::error_code error;
  const auto path = std::filesystem::absolute(context.arguments.positionals.at(0), error);
  if (error)
    return Failure{ExitStatus::kRefused,
                   {"file.no_directory", "The current directory is gone; give a path that begins with /.",
                    "当前目录已不存在；请给出以 / 开头的路径。"}};
  return path.lexically_normal().string();
}

Outcome<Done> run_out(Context& context) {
  const Arguments& given = context.arguments;
  if (given.has("all") && given.has("since-last"))
    return wrong_usage("usage.all_or_since_last", "Give either --all or --since-last.",
                       "--all 与 --since-last 只能选一个。");
  Outcome<std::string> path = path_of(context);
  if (!path) return path.error();
  json::object body{{"path", *path}, {"all", given.has("all")}};
  if (const auto to = given.value("to")) body["to"] = *to;
  Outcome<Answer> job = work(context, "out", body);
  if (!job) return job.error();
  return done_with(*job, context, made_text(field(job->value, "result"), *path, context));
}

Outcome<Done> run_in(Context& context) {
  Outcome<std::string> path = path_of(context);
  if (!path) return path.error();
  Outcome<Answer> job = work(context, "in", {{"path", *path}});
  if (!job) return job.error();
  return done_with(*job, context, taken_text(field(job->value, "result"), context));
}

}  // namespace

void add_bundle_commands(std::vector<Command>& out) {
  out.push_back(
      {{"bundle out",
        {"write a bundle for another node, to carry it there on a stick",
         "制作交换包，用 U 盘带到另一个节点"},
        {"What the other node lacks by its own last word, and our acknowledgements; only that node can open "
         "it. Nothing is remembered as sent: until the return bundle has been read in here, the next one "
         "brings the same again.",
         "内容是对方（按其最近的回执）还缺的部分，以及本节点的送达回执；只有对方节点能打开。制作后并不视为已"
         "送达："
         "在这里读入对方的回程交换包之前，下一个交换包仍会包含同样的内容。"},
        {{{"FILE", "文件"}}},
        {{"since-last", {}, {"since its last word; the default", "自对方最近的回执起；默认"}},
         {"all", {}, {"everything, whatever it acknowledged", "全部内容，不管对方已有什么"}},
         {"to",
          {"NODE", "节点"},
          {"for this node: its place's code, its name, or the first digits of its key as 'nodes' shows them; "
           "by "
           "default the node above",
           "交给哪个节点：地区代码、名称，或 nodes 所示密钥的开头几位；默认为上级节点"}}},
        {{"bundle out /media/usb/up.bundle", {"For the node above.", "交给上级节点。"}},
         {"bundle out /media/usb/back.bundle --to 431322106003",
          {"The way back, for a village.", "回程，交给某个村。"}}}},
       &run_out});
  out.push_back(
      {{"bundle in",
        {"take in a bundle that another node made for this one", "读入另一个节点交来的交换包"},
        {"The same bundle may be read in again, and bundles in any order: what is missing in between "
         "is said. Of several files, give the first one; the others lie beside it.",
         "同一交换包可以重复读入，次序也不限；若中间缺少内容会有提示。有多个文件时，请给出第一个，其余放在旁"
         "边。"},
        {{{"FILE", "文件"}}},
        {},
        {{"bundle in /media/usb/up.bundle", {"Take it in.", "读入。"}}}},
       &run_in});
}

}  // namespace wishctl
