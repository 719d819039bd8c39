#include "tools/wishctl/offer_card.h"

#include <fmt/format.h>

#include "tools/wishctl/attachment_text.h"
#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// The released text; a word where it was erased or is not here yet.
std::string released(const json::value& offer, std::string_view key, const Context& context) {
  if (has_value(offer, key)) return or_dash(text_field(offer, key));
  if (flag_field(offer, "erased")) return context.say({"(erased)", "（已删除）"});
  return context.say({"(not on this node)", "（不在本节点）"});
}

std::string taken_text(const json::value& offer) {
  return fmt::format("{}/{}", number_or_dash(offer, "taken"), number_or_dash(offer, "slots"));
}

// What the home told this node alone, because a claim of this place was granted.
void add_family(const json::value& offer, const Context& context, Card& card) {
  const json::value& family = field(offer, "family");
  if (!family.is_object()) return;
  for (const std::string_view key : {"name", "address", "phone", "content"})
    card.add(field_word(key, context.lang), or_dash(text_field(family, key)));
}

}  // namespace

std::string offer_card(const json::value& offer, const Context& context) {
  Card card;
  const auto add = [&](Text label, const std::string& text) { card.add(context.say(label), or_dash(text)); };
  const auto place = [&](std::string_view name, std::string_view code) {
    return place_text(text_field(offer, name), text_field(offer, code), context.lang);
  };
  add({"number", "编号"}, text_field(offer, "number"));
  add({"id", "标识"}, text_field(offer, "id"));
  add({"state", "状态"}, offer_state_word(text_field(offer, "state"), context.lang));
  add({"place", "社区（村）"}, place("place_name", "place"));
  add({"published in", "发布范围"}, place("scope_name", "scope"));
  add({"published on", "发布日期"}, text_field(offer, "published_on"));
  add({"who", "对象"}, released(offer, "who", context));
  add({"ages", "年龄段"}, released(offer, "ages", context));
  add({"wish as published", "公开内容"}, released(offer, "content", context));
  add({"category", "类别"}, category_word(text_field(offer, "category"), context.lang));
  add({"people served", "服务对象"}, target_words(array_field(offer, "targets"), context.lang));
  if (has_value(offer, "campaign_name")) add({"campaign", "集中活动"}, text_field(offer, "campaign_name"));
  add({"places taken", "已占名额"}, taken_text(offer));
  const json::array& claims = array_field(offer, "claims");
  if (!claims.empty()) add({"claims", "认领"}, claim_lines(claims, context));
  // Where the claims are known here, they say all of this and more.
  else if (!array_field(offer, "decisions").empty())
    add({"claims", "认领"}, decision_lines(array_field(offer, "decisions"), context));
  std::string instead;
  for (const json::value& number : array_field(offer, "open_instead"))
    instead += (instead.empty() ? "" : ", ") + text_of(number);
  if (!instead.empty()) add({"still open", "还可认领"}, instead);
  if (const std::string files = attachment_lines(array_field(offer, "attachments"), context); !files.empty())
    add({"files", "附件"}, files);
  add_family(offer, context, card);
  return card.text();
}

std::string offer_table(const json::array& offers, const Context& context) {
  Table table({{context.say({"number", "编号"}), Align::kLeft, true},
               {context.say({"place", "社区（村）"})},
               {context.say({"who", "对象"})},
               {context.say({"ages", "年龄段"}), Align::kLeft, false, true},
               {context.say({"wish", "心愿内容"})},
               {context.say({"category", "类别"}), Align::kLeft, false, true},
               {context.say({"people served", "服务对象"}), Align::kLeft, false, true},
               {context.say({"state", "状态"})},
               {context.say({"taken", "名额"}), Align::kRight},
               {context.say({"campaign", "集中活动"}), Align::kLeft, false, true},
               {context.say({"published", "发布日期"}), Align::kLeft, false, true}});
  for (const json::value& offer : offers)
    table.add_row({text_field(offer, "number"), text_field(offer, "place_name"),
                   released(offer, "who", context), released(offer, "ages", context),
                   released(offer, "content", context),
                   category_word(text_field(offer, "category"), context.lang),
                   or_dash(target_words(array_field(offer, "targets"), context.lang)),
                   offer_state_word(text_field(offer, "state"), context.lang), taken_text(offer),
                   or_dash(text_field(offer, "campaign_name")), text_field(offer, "published_on")});
  return table.text(context.width);
}

}  // namespace wishctl
