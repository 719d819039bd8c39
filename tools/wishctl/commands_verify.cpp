// verify, log verify: proof that what is held is whole, and that the figures are those of the logs.

#include <fmt/format.h>

#include "tools/wishctl/command.h"
#include "tools/wishctl/log_name.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

std::string problem_lines(const json::array& problems, Lang lang) {
  std::string out;
  for (const json::value& problem : problems) {
    std::string text = text_field(problem, lang == Lang::kChinese ? "zh" : "en");
    if (text.empty()) text = problem.is_object() ? text_field(problem, "code") : text_of(problem);
    out += fmt::format("✗ {}\n", printable_line(text));
  }
  return out;
}

// The same shape for the node and for one log.
Done report(Answer answer, const Context& context) {
  const json::value& v = answer.value;
  const bool ok = flag_field(v, "ok");
  const json::array& problems = array_field(v, "problems");
  std::string text = problem_lines(problems, context.lang);
  if (ok) text += context.say({"✓ All holds.", "✓ 全部正确。"}) + "\n";
  text += fmt::format(
      fmt::runtime(context.say({"Examined: {} events in {} logs.\n", "已检查：{} 条事件，{} 个日志。\n"})),
      number_or_dash(v, "events"), number_or_dash(v, "logs"));
  const std::string root = text_field(v, "input_root");
  if (!root.empty())
    text +=
        fmt::format("{}{}\n", context.say({"Input root: ", "输入根："}), printable_line(short_hash(root)));
  Done out{std::move(answer.document), std::move(text), {}};
  if (!ok)
    out.complaint = model::Error{
        "verify.not_ok",
        fmt::format("Verification found {} problem(s). Keep the data directory as it is and see each problem "
                    "for what to do.",
                    problems.size()),
        fmt::format("校验发现 {} 个问题。请保留数据目录原样，并按各问题的提示处理。", problems.size())};
  return out;
}

Outcome<Done> run_verify(Context& context) {
  Target target({"verification"});
  if (context.arguments.has("deep")) target.with("deep", "true");
  Outcome<Answer> answer = context.api.get_slowly(target);
  if (!answer) return answer.error();
  return report(std::move(*answer), context);
}

Outcome<Done> run_log_verify(Context& context) {
  json::object body;
  if (!context.arguments.positionals.empty()) {
    Outcome<LogName> log = find_log(context.api, context.arguments.positionals[0]);
    if (!log) return log.error();
    body = {{"place", log->place}, {"writer", log->writer}};
  }
  Outcome<Answer> answer = context.api.post_slowly(Target({"verification", "logs"}), body);
  if (!answer) return answer.error();
  return report(std::move(*answer), context);
}

}  // namespace

void add_verify_commands(std::vector<Command>& out) {
  out.push_back({{"log verify",
                  {"chain, hashes, signatures and commitments of the logs", "校验日志的链、哈希、签名和承诺"},
                  {"Without a log it examines all of them. Exits with 1 where something is wrong.",
                   "不写日志则全部校验。有问题时退出状态为 1。"},
                  {{{"PLACE/WRITER", "地方/写者"}, false}},
                  {},
                  {{"log verify 431322106003/5f2a90c1", {"One log.", "校验一个日志。"}}}},
                 &run_log_verify});
  out.push_back(
      {{"verify",
        {"recount the figures from the logs", "用日志重新计算并核对数字"},
        {"Exits with 1 where something is wrong.", "有问题时退出状态为 1。"},
        {},
        {{"deep",
          {},
          {"also every hash, signature, part and attachment", "并逐条校验哈希、签名、个人信息和附件"}}},
        {{"verify", {"Are the figures those of the logs?", "数字与日志是否一致？"}},
         {"verify --deep", {"Read everything on the disk again.", "重新读取并校验磁盘上的全部内容。"}}}},
       &run_verify});
}

}  // namespace wishctl
