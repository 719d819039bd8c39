#include "tools/wishctl/log_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace wishctl {
namespace {

constexpr std::size_t kWriterDigits = 32;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

std::string lower(std::string_view hex) {
  std::string out(hex);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

}  // namespace

Outcome<LogName> find_log(Api& api, std::string_view typed) {
  const std::size_t slash = typed.find('/');
  const std::string_view rest = slash == typed.npos ? std::string_view() : typed.substr(slash + 1);
  if (slash == 0 || rest.empty() || rest.size() > kWriterDigits || !is_hex(rest))
    return wrong_usage("usage.bad_log",
                       fmt::format("'{}' names no log. Write PLACE/WRITER as 'log list' prints it.", typed),
                       fmt::format("“{}”不是日志名。请按 log list 所示写 地方/写者。", typed));
  const std::string place(typed.substr(0, slash)), beginning = lower(rest);
  if (beginning.size() == kWriterDigits) return LogName{place, beginning};

  Outcome<Answer> answer = api.get(Target({"logs"}).with("place", place));
  if (!answer) return answer.error();
  std::vector<std::string> found;
  for (const json::value& log : array_field(answer->value, "logs")) {
    const std::string writer = text_field(log, "writer");
    if (text_field(log, "place") == place && writer.starts_with(beginning)) found.push_back(writer);
  }
  if (found.empty())
    return Failure{
        ExitStatus::kRefused,
        {"log.unknown", fmt::format("This node holds no log {}. 'log list' shows those it holds.", typed),
         fmt::format("本节点没有日志 {}。可用 log list 查看。", typed)}};
  if (found.size() > 1)
    return Failure{
        ExitStatus::kRefused,
        {"log.ambiguous", fmt::format("Several logs begin with {}. Write more of the writer's id.", typed),
         fmt::format("有多个日志以 {} 开头。请多写几位写者标识。", typed)}};
  return LogName{place, found[0]};
}

}  // namespace wishctl
