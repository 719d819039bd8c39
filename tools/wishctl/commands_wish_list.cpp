// wish list: the wishes that match, a page at a time or all.

#include "tools/wishctl/command.h"
#include "tools/wishctl/figures_text.h"
#include "tools/wishctl/find_programme.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_table.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

// The id of the campaign that was asked for.
Outcome<std::optional<std::string>> given_campaign(Context& context) {
  const auto typed = context.arguments.value("campaign");
  if (!typed) return std::optional<std::string>{};
  Outcome<json::value> campaign = find_campaign(context.api, *typed);
  if (!campaign) return campaign.error();
  return std::optional(text_field(*campaign, "id"));
}

Outcome<Target> list_target(const Arguments& arguments, const std::optional<std::string>& campaign,
                            const std::optional<std::string>& after) {
  Target target({"wishes"});
  target.with_if("place", arguments.value("place"));
  struct Keyed {
    std::string_view option;
    Outcome<std::string> (*key)(std::string_view, std::string_view);
  };
  for (const auto& [option, key_of] :
       {Keyed{"state", &state_key}, Keyed{"category", &category_key}, Keyed{"target", &target_key}}) {
    const auto typed = arguments.value(option);
    if (!typed) continue;
    Outcome<std::string> key = key_of(option, *typed);
    if (!key) return key.error();
    target.with(option, *key);
  }
  Outcome<std::optional<std::string>> period = given_period(arguments);
  if (!period) return period.error();
  target.with_if("period", *period);
  if (arguments.has("hand-over")) target.with("hand_over", "true");
  target.with_if("campaign", campaign);
  target.with_if("q", arguments.value("search"))
      .with_if("limit", arguments.value("limit"))
      .with_if("after", after);
  return target;
}

// Follows `next` to the end; the result is one answer with all wishes.
Outcome<Answer> all_pages(Context& context, const std::optional<std::string>& campaign) {
  json::array wishes;
  json::value incomplete;
  std::optional<std::string> after = context.arguments.value("after");
  for (;;) {
    Outcome<Target> target = list_target(context.arguments, campaign, after);
    if (!target) return target.error();
    Outcome<Answer> page = context.api.get(*target);
    if (!page) return page.error();
    for (const json::value& wish : array_field(page->value, "wishes")) wishes.push_back(wish);
    incomplete = field(page->value, "incomplete");
    const std::string next = text_field(page->value, "next");
    if (next.empty() || next == after) break;
    after = next;
  }
  json::value all =
      json::object{{"wishes", std::move(wishes)}, {"next", nullptr}, {"incomplete", std::move(incomplete)}};
  std::string document = json::serialize(all);
  return Answer{std::move(document), std::move(all)};
}

Outcome<Answer> one_page(Context& context, const std::optional<std::string>& campaign) {
  Outcome<Target> target = list_target(context.arguments, campaign, context.arguments.value("after"));
  if (!target) return target.error();
  return context.api.get(*target);
}

Outcome<Done> run_list(Context& context) {
  Outcome<std::optional<std::string>> campaign = given_campaign(context);
  if (!campaign) return campaign.error();
  Outcome<Answer> answer =
      context.arguments.has("all") ? all_pages(context, *campaign) : one_page(context, *campaign);
  if (!answer) return answer.error();
  const json::array& wishes = array_field(answer->value, "wishes");
  std::string text = wishes.empty() ? context.say({"No wishes match.\n", "没有符合条件的心愿。\n"})
                                    : wish_table(wishes, context);
  if (has_value(answer->value, "incomplete"))
    text += "\n" +
            printable_line(text_field(field(answer->value, "incomplete"),
                                      context.lang == Lang::kChinese ? "zh" : "en")) +
            "\n";
  text += more_text(wishes.size(), text_field(answer->value, "next"), true, context);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_wish_list_commands(std::vector<Command>& out) {
  static const std::string kStateKeys = keys_of<model::WishState>();
  const Text word{"WORD", "词"};
  out.push_back(
      {{"wish list",
        {"the wishes that match", "列出心愿"},
        {"Without --all it prints one page. Words may be given as key, in Chinese or in English.",
         "不加 --all 只列一页。类别、状态等可写英文键或中文名。"},
        {},
        {place_option({"of this place and those below", "只看此地方及其下级"}),
         {"state", word, {kStateKeys, kStateKeys}},
         {"category", word, {"kind of help", "类别"}},
         {"target", word, {"person served", "服务对象"}},
         {"period",
          {"PERIOD", "时段"},
          {"2018, 2018H1 or 2018-06, by the date on the form", "2018、2018H1 或 2018-06，按登记日期"}},
         {"campaign",
          {"CAMPAIGN", "活动"},
          {"of this campaign: its name or id", "属于此集中活动：名称或标识"}},
         {"hand-over", {}, {"only those that are to be handed over", "只看应转办的"}},
         {"search",
          {"TEXT", "文字"},
          {"with this in name, address, wish, proof or phone", "姓名、住址、内容、证明、电话中含此文字"}},
         {"limit", {"N", "条数"}, {"so many on a page", "每页条数"}},
         {"after", {"TOKEN", "标记"}, {"go on after a page", "从上一页之后继续"}},
         {"all", {}, {"all pages", "全部列出"}}},
        {{"wish list --state registered", {"What is to be vetted.", "待甄别的心愿。"}},
         {"wish list --campaign 2019年春节", {"A campaign's wishes.", "一次集中活动的心愿。"}},
         {"wish list --place 431322 --period 2018H1 --all", {"A county's half-year.", "一个县的半年。"}}}},
       &run_list});
}

}  // namespace wishctl
