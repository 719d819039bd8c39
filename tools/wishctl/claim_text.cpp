#include "tools/wishctl/claim_text.h"

#include <fmt/format.h>

#include "tools/wishctl/width.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// ", due 2026-07-31", ", fulfilled 2026-07-20": the days that matter still.
std::string course_text(const json::value& claim, const Context& context) {
  std::string out;
  const auto add = [&](Text text, const std::string& value) {
    if (!value.empty()) out += fmt::format(fmt::runtime(context.say(text)), value);
  };
  const std::string fulfilled = text_field(claim, "fulfilled_on");
  if (fulfilled.empty() && text_field(claim, "state") == "granted")
    add({", due {}", "，期限 {}"}, text_field(claim, "due_on"));
  add({", fulfilled {}", "，落实 {}"}, fulfilled);
  if (!fulfilled.empty()) {
    add({" ({})", "（{}）"}, printable_line(text_field(claim, "what")));
    add({", {} yuan", "，{} 元"}, text_field(claim, "value"));
    add({", {}", "，{}"}, hours_text(number_field(claim, "minutes").value_or(0), context));
  }
  add({", family asked {}", "，回访 {}"}, text_field(claim, "confirmed_on"));
  add({", satisfaction {}", "，满意度 {}"}, satisfaction_text(claim));
  if (flag_field(claim, "on_paper")) out += context.say({", on paper", "，纸质认领"});
  if (is_late(claim))
    out += context.say(
        {", to settle: reported as fulfilled after it had ended; whoever published it takes it up "
         "again once a place is free, or the community says wish confirm --disputed --claim with its "
         "id",
         "，待核定：失效后登记了落实；有空余名额时由发布方重新认可，如未落实，社区（村）可用 wish "
         "confirm --disputed --claim 标识 登记"});
  else if (flag_field(claim, "unsettled"))
    out += context.say({", to settle: two said different things of it", "，待核定：两处说法不一"});
  return out;
}

}  // namespace

bool is_late(const json::value& claim) {
  const std::string state = text_field(claim, "state");
  return flag_field(claim, "unsettled") && (state == "expired" || state == "declined" || state == "released");
}

std::string claim_state_text(const json::value& claim, const Context& context) {
  const std::string key = text_field(claim, "state");
  const std::string reason = text_field(claim, "reason");
  // "released" says already who gave it back, "expired" that it is too late.
  if (reason.empty() || reason == key) return claim_state_word(key, context.lang);
  const std::string state = key == "released" ? std::string(context.say({"taken back", "已收回"}))
                                              : claim_state_word(key, context.lang);
  return fmt::format(fmt::runtime(context.say({"{} ({})", "{}（{}）"})), state,
                     claim_reason_word(reason, context.lang));
}

std::string satisfaction_text(const json::value& value) {
  const std::string given = text_field(value, "satisfaction");
  return given.empty() ? given : given + "/5";
}

std::string hours_number(std::int64_t minutes) {
  const std::int64_t hundredths = (minutes * 100 + 30) / 60;
  std::string hours = fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
  // No noughts at the end.
  hours.erase(hours.find_last_not_of('0') + 1);
  if (hours.back() == '.') hours.pop_back();
  return hours;
}

std::string hours_text(std::int64_t minutes, const Context& context) {
  if (minutes <= 0) return {};
  return hours_number(minutes) + context.say({" h", " 小时"});
}

std::string claim_text(const json::value& claim, const Context& context) {
  std::string out = claim_state_text(claim, context);
  std::string name = text_field(claim, "name");
  if (name.empty())
    name = flag_field(claim, "volunteer_erased")
               ? context.say({"(erased)", "（已删除）"})
               : context.say({"(name not on this node)", "（姓名不在本节点）"});
  for (const std::string& word :
       {name, text_field(claim, "phone"), text_field(claim, "unit"), text_field(claim, "on")})
    if (!word.empty()) out += " " + word;
  return out + course_text(claim, context);
}

std::string claim_lines(const json::array& claims, const Context& context) {
  std::string out;
  for (const json::value& claim : claims) {
    if (!out.empty()) out += "\n";
    out += claim_text(claim, context);
    if (claims.size() > 1)
      out += fmt::format("\n  {} {}", context.say({"claim", "认领标识"}), text_field(claim, "id"));
  }
  return out;
}

std::string decision_lines(const json::array& decisions, const Context& context) {
  std::string out;
  for (const json::value& decision : decisions)
    out += (out.empty() ? "" : "\n") + claim_state_text(decision, context) + " " +
           text_field(decision, "on") + course_text(decision, context);
  return out;
}

}  // namespace wishctl
