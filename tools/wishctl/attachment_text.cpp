#include "tools/wishctl/attachment_text.h"

#include <fmt/format.h>

#include "tools/wishctl/format.h"
#include "tools/wishctl/words.h"

namespace wishctl {

std::string attachment_text(const json::value& attachment, const Context& context) {
  const auto comma = context.say({", ", "，"});
  std::string out = has_value(attachment, "name")
                        ? text_field(attachment, "name")
                        : context.say({"(not on this node, or erased)", "（不在本节点，或已删除）"});
  out += comma + purpose_word(text_field(attachment, "purpose"), context.lang);
  if (has_value(attachment, "bytes")) out += comma + bytes_or_dash(attachment, "bytes");
  out += comma + text_field(attachment, "on");
  if (const std::string remark = text_field(attachment, "remark"); !remark.empty()) out += comma + remark;
  if (flag_field(attachment, "beyond_limit"))
    out += context.say(
        {" (over the limit of a wish, not kept here)", "（超出一条心愿的附件上限，本节点未保存）"});
  else if (flag_field(attachment, "damaged"))
    out += context.say({" (damaged on this node's disk; fetched again from a node that has it)",
                        "（在本节点磁盘上已损坏，将从其他节点重新取回）"});
  else if (has_value(attachment, "name") && !flag_field(attachment, "here"))
    out += context.say({" (still on its way to this node)", "（尚未完整传到本节点）"});
  return out;
}

std::string attachment_lines(const json::array& attachments, const Context& context) {
  std::string out;
  for (const json::value& attachment : attachments)
    out += fmt::format("{}{}\n  {}", out.empty() ? "" : "\n", attachment_text(attachment, context),
                       text_field(attachment, "id"));
  return out;
}

}  // namespace wishctl
