#include "tools/wishctl/wish_card.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/wishctl/attachment_text.h"
#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// "county (431322, 431322106)": the highest level, and all places that hold it.
std::string safe_text(const json::value& wish, const Context& context) {
  std::string out = safe_word(text_field(wish, "safe"), context.lang);
  std::string places;
  for (const json::value& code : array_field(wish, "safe_at"))
    places += (places.empty() ? "" : ", ") + text_of(code);
  if (places.empty()) return or_dash(out);
  return context.lang == Lang::kChinese ? fmt::format("{}（{}）", out, places)
                                        : fmt::format("{} ({})", out, places);
}

std::string value_text(const json::value& wish, const Context& context) {
  if (!has_value(wish, "value")) return "–";
  return fmt::format("{} {}", text_field(wish, "value"), context.say({"yuan", "元"}));
}

std::string sex_text(const json::value& wish, const Context& context) {
  return has_value(wish, "sex") ? sex_word(text_field(wish, "sex"), context.lang)
                                : personal_text(wish, "sex", context);
}

// A number, or the place of a wish that is not on this node.
std::string other_text(const json::value& other, const Context& context) {
  const std::string number = text_field(other, "number");
  return !number.empty() ? number : context.say({"one of ", "不在本节点，属"}) + text_field(other, "place");
}

std::string step_text(const json::value& entry, const Context& context) {
  const std::string outcome = text_field(entry, "outcome");
  if (has_value(entry, "other"))
    return kind_word(text_field(entry, "kind"), context.lang) + " " +
           other_text(field(entry, "other"), context);
  if (!outcome.empty()) return outcome_word(outcome, context.lang);
  const std::string stage = text_field(entry, "stage");
  if (stage == "sent") return context.say({"handed over to", "转给"});
  if (stage == "answered") return context.say({"they answered", "收到答复"});
  if (stage == "done") return context.say({"done by them", "办理完毕"});
  return kind_word(text_field(entry, "kind"), context.lang);
}

// The days of the wish's way that it has reached, in their order.
std::string days_text(const json::value& wish, const Context& context) {
  struct Day {
    std::string_view key;
    Text word;
  };
  constexpr Day kDays[] = {{"vetted", {"vetted", "甄别"}},          {"published", {"published", "发布"}},
                           {"claimed", {"claimed", "认领"}},        {"fulfilled", {"fulfilled", "落实"}},
                           {"confirmed", {"family asked", "回访"}}, {"sent", {"handed over", "转办"}},
                           {"answered", {"answered", "答复"}},      {"done", {"done", "办理完毕"}},
                           {"closed", {"closed", "办结"}}};
  std::string out;
  for (const Day& day : kDays) {
    const std::string on = text_field(field(wish, "days"), day.key);
    if (!on.empty())
      out += fmt::format("{}{} {}", out.empty() ? "" : context.say({", ", "，"}), context.say(day.word), on);
  }
  return out;
}

// Where it is published, and for how many volunteers; only once it was.
void add_public_life(const json::value& wish, const Context& context, Card& card) {
  const auto add = [&](Text label, const std::string& text) {
    if (!text.empty()) card.add(context.say(label), text);
  };
  if (has_value(wish, "scope")) {
    std::string scope = text_field(wish, "scope");
    if (flag_field(wish, "taken_down")) scope += context.say({" (taken down)", "（已撤下）"});
    add({"published in", "发布范围"}, scope);
    add({"places for volunteers", "名额"}, text_field(wish, "slots"));
  }
  add({"campaign", "集中活动"}, text_field(wish, "campaign_name"));
  add({"claims", "认领"}, claim_lines(array_field(wish, "claims"), context));
  add({"satisfaction", "满意度"}, satisfaction_text(wish));
  add({"dates", "日期"}, days_text(wish, context));
}

// What it was merged with, and what else it may be the same as.
void add_doubles(const json::value& wish, const Context& context, Card& card) {
  if (has_value(wish, "merged_into"))
    card.add(context.say({"merged into", "已并入"}), other_text(field(wish, "merged_into"), context));
  std::string from, suspects;
  for (const json::value& other : array_field(wish, "merged_from"))
    from += (from.empty() ? "" : "\n") + other_text(other, context);
  if (!from.empty()) card.add(context.say({"merged from", "并入的心愿"}), from);
  for (const json::value& other : array_field(wish, "suspects"))
    if (text_field(other, "state") == "open")
      suspects += (suspects.empty() ? "" : "\n") + other_text(other, context) + context.say({": ", "："}) +
                  likeness_words(array_field(other, "why"), context.lang);
  if (!suspects.empty()) card.add(context.say({"perhaps the same as", "疑似重复"}), suspects);
}

// What a person does about it. Of several things the one that comes first.
Text how_to_settle(const json::value& wish) {
  const std::string state = text_field(wish, "state");
  const auto& things = array_field(wish, "unsettled");
  const auto has = [&](const char* thing) { return std::ranges::find(things, thing) != things.end(); };
  const bool ended = state == "withdrawn" || state == "rejected";
  if (ended && !array_field(wish, "merged_from").empty())
    return {
        " (it ended, and whoever ended it did not know which ones had been merged into "
        "it: enter these anew where they are still wanted, then say wish apart)",
        "（办理撤回或不符合时不知道已有心愿并入；仍需要的请重新登记，再用 wish apart 确认）"};
  if (ended)
    return {
        " (it ended while others went on with it: ask the family and say wish confirm for each claim, then "
        "end "
        "it again if it is still to settle)",
        "（已撤回或不符合，但仍有人在办理：请回访后对各认领用 wish confirm "
        "登记；仍待核定时再办理一次撤回或不符合）"};
  if (has("slots"))
    return {" (more were granted than there are places: publish it with as many, or give one claim back)",
            "（已同意的认领多于名额：请按实际名额重新发布，或放弃其中一个认领）"};
  if (things.size() == 1 && has("claims")) return {" (see the claims)", "（见认领情况）"};
  return {" (changed by two who did not know of each other; amend what is wrong)",
          "（两处同时改动，请核对后更正）"};
}

}  // namespace

std::string consent_text(const json::value& wish, const Context& context) {
  std::string out;
  const auto add = [&](const std::string& text) {
    if (!text.empty()) out += (out.empty() ? "" : context.say({", ", "，"})) + text;
  };
  if (const std::string by = text_field(wish, "consent_by"); by != "unstated")
    add(consent_by_word(by, context.lang));
  if (const std::string how = text_field(wish, "consent_how"); how != "unstated")
    add(consent_how_word(how, context.lang));
  add(text_field(wish, "consent"));
  return out.empty() ? personal_text(wish, "consent", context) : out;
}

std::string personal_text(const json::value& wish, std::string_view key, const Context& context) {
  if (has_value(wish, key)) return or_dash(text_field(wish, key));
  if (flag_field(wish, "erased")) return context.say({"(erased)", "（已删除）"});
  // An age that nobody stated is null too; only a missing name tells that the part is elsewhere.
  if (has_value(wish, "name")) return "–";
  return context.say({"(not on this node)", "（不在本节点）"});
}

std::string wish_card(const json::value& wish, const Context& context) {
  Card card;
  const auto add = [&](Text label, const std::string& text) { card.add(context.say(label), or_dash(text)); };
  const auto add_personal = [&](std::string_view key) {
    card.add(field_word(key, context.lang), personal_text(wish, key, context));
  };
  add({"number", "编号"}, text_field(wish, "number"));
  add({"id", "标识"}, text_field(wish, "id"));
  add({"state", "状态"}, state_word(text_field(wish, "state"), context.lang));
  add({"place", "社区（村）"},
      place_text(text_field(wish, "place_name"), text_field(wish, "place"), context.lang));
  add({"registered", "登记日期"}, text_field(wish, "registered_at"));
  add_personal("name");
  card.add(field_word("sex", context.lang), sex_text(wish, context));
  for (const std::string_view key : {"age", "address", "phone", "content", "proof"}) add_personal(key);
  card.add(field_word("consent", context.lang), consent_text(wish, context));
  if (flag_field(wish, "lacks_guardian_consent"))
    add({"guardian", "监护人"},
        context.say({"a child's wish without a guardian's consent: it can't be published before wish amend "
                     "--consent-by guardian --consent NAME --consent-how HOW",
                     "未成年人心愿，尚缺监护人同意，不能发布；请用 wish amend --consent-by 监护人 --consent "
                     "姓名 --consent-how 方式 补填"}));
  add({"category", "类别"}, category_word(text_field(wish, "category"), context.lang));
  add({"people served", "服务对象"}, target_words(array_field(wish, "targets"), context.lang));
  add({"value", "价值"}, value_text(wish, context));
  if (flag_field(wish, "hand_over"))
    add({"to hand over", "应转办"}, context.say({"yes, dearer than a micro-wish", "是，超出微心愿限额"}));
  add_public_life(wish, context, card);
  if (const std::string files = attachment_lines(array_field(wish, "attachments"), context); !files.empty())
    add({"files", "附件"}, files);
  add({"safe at", "已安全保存到"}, safe_text(wish, context));
  add_doubles(wish, context, card);
  const std::string unsettled = field_words(array_field(wish, "unsettled"), context.lang);
  if (!unsettled.empty()) add({"to settle", "待核定"}, unsettled + context.say(how_to_settle(wish)));
  return card.text();
}

std::string actor_text(const json::value& entry) {
  const std::string name = text_field(entry, "actor_name");
  return name.empty() ? short_writer(text_field(entry, "actor")) : name;
}

std::string wish_history(const json::value& wish, const Context& context) {
  const json::array& history = array_field(wish, "history");
  if (history.empty()) return {};
  Table table({{context.say({"time", "时间"})},
               {context.say({"step", "步骤"})},
               {context.say({"by", "经办"})},
               {context.say({"counts", "有效"})},
               {context.say({"remark", "备注"})}});
  for (const json::value& entry : history) {
    const bool counts = !has_value(entry, "counts") || flag_field(entry, "counts");
    std::string by = text_field(entry, "by_place_name");
    if (by.empty()) by = text_field(entry, "by_place");
    if (const std::string actor = actor_text(entry); !actor.empty()) by += (by.empty() ? "" : " ") + actor;
    table.add_row({china_time(text_field(entry, "time")), step_text(entry, context), by,
                   yes_no(counts, context.lang), text_field(entry, "remark")});
  }
  // A remark is there to be read: it is never cut.
  return context.say({"\nHistory:\n", "\n经过：\n"}) + table.text(std::nullopt);
}

}  // namespace wishctl
