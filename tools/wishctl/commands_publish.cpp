// wish publish, wish take-down: what the public sees of a wish.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/life_facts.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"
#include "tools/wishctl/wish_card.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

Outcome<json::value> slots_value(std::string_view option, const std::string& typed) {
  return count_value(option, typed, 1, model::kSlotsMax);
}

constexpr std::array kFields{
    BodyField{"scope", "scope", &text_value},     BodyField{"slots", "slots", &slots_value},
    BodyField{"who", "who", &text_value},         BodyField{"ages", "ages", &text_value},
    BodyField{"content", "content", &text_value}, BodyField{"on", "on", &date_value}};

// The text with 【】 around what looks personal. Stretches of different kinds may overlap: each mark then
// takes in all that touch. A stretch that is not where the node says is left unmarked; the list below the
// text names it all the same.
std::string marked(const json::value& proposal, std::string_view of) {
  const std::string content = text_field(proposal, of);
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  for (const json::value& span : array_field(proposal, "looks_personal")) {
    if (text_field(span, "field") != of) continue;
    const auto begin = static_cast<std::size_t>(number_field(span, "begin").value_or(0));
    const std::string text = text_field(span, "text");
    if (text.empty() || begin > content.size() || content.compare(begin, text.size(), text) != 0) continue;
    spans.emplace_back(begin, begin + text.size());
  }
  std::sort(spans.begin(), spans.end());
  std::string out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < spans.size();) {
    const std::size_t begin = spans[i].first;
    std::size_t end = spans[i].second;
    for (++i; i < spans.size() && spans[i].first <= end; ++i) end = std::max(end, spans[i].second);
    out += content.substr(at, begin - at) + "【" + content.substr(begin, end - begin) + "】";
    at = end;
  }
  return out + content.substr(at);
}

std::string looks_text(const json::array& looks, const Context& context) {
  std::string out;
  for (const json::value& span : looks) {
    const std::string one =
        fmt::format(fmt::runtime(context.say({"“{}” ({})", "“{}”（{}）"})), text_field(span, "text"),
                    looks_word(text_field(span, "kind"), context.lang));
    out += (out.empty() ? "" : context.say({", ", "、"})) + one;
  }
  return out;
}

std::string proposal_text(const json::value& proposal, const Context& context) {
  const json::value& wish = field(proposal, "wish");
  const json::array& looks = array_field(proposal, "looks_personal");
  const json::array& leaks = array_field(proposal, "leaks");
  Card card;
  const auto add = [&](Text label, const std::string& text) { card.add(context.say(label), or_dash(text)); };
  add({"number", "编号"}, text_field(wish, "number"));
  add({"wish as written", "心愿原文"}, personal_text(wish, "content", context));
  add({"consent", "同意情况"}, consent_text(wish, context));
  add({"who", "公开称呼"}, marked(proposal, "who"));
  add({"ages", "公开年龄段"}, text_field(proposal, "ages"));
  add({"wish for the public", "公开内容"}, marked(proposal, "content"));
  add({"people served", "公开服务对象"}, target_words(array_field(proposal, "targets"), context.lang));
  if (!looks.empty()) add({"looks personal", "疑似个人信息"}, looks_text(looks, context));
  if (!leaks.empty()) add({"can't go public", "不能公开"}, looks_text(leaks, context));
  if (flag_field(wish, "lacks_guardian_consent"))
    return card.text() +
           context.say(
               {"\nNothing was published. It is a child's wish and no guardian's consent is noted: ask a "
                "guardian, then wish amend --consent-by guardian --consent NAME --consent-how HOW.\n",
                "\n尚未发布。这是未成年人的心愿，尚未登记监护人同意：请征得同意后，用 wish amend "
                "--consent-by 监护人 --consent 姓名 --consent-how 方式 补填。\n"});
  if (!leaks.empty())
    return card.text() +
           context.say({"\nNothing was published. This is of the person: reword it with --content, --who or "
                        "--ages.\n",
                        "\n尚未发布。以上是本人的信息：请用 --content、--who 或 --ages 改写。\n"});
  return card.text() +
         (looks.empty()
              ? context.say({"\nNothing was published. Without --preview it is, in these words.\n",
                             "\n尚未发布。去掉 --preview 即按以上内容发布。\n"})
              : context.say(
                    {"\nNothing was published. Reword it with --content, or, if it may go public, add "
                     "--confirmed.\n",
                     "\n尚未发布。请用 --content 改写；如确认可以公开，请加 --confirmed。\n"}));
}

Outcome<Done> run_preview(Context& context) {
  const Arguments& arguments = context.arguments;
  for (const std::string_view option : {"scope", "slots", "on", "confirmed"})
    if (arguments.has(option))
      return wrong_usage("usage.preview_alone",
                         fmt::format("--preview shows words alone; leave out --{}.", option),
                         fmt::format("--preview 只显示公开的文字，请去掉 --{}。", option));
  Target target({"wishes", arguments.positionals.at(0), "publication"});
  for (const std::string_view option : {"who", "ages", "content"})
    target.with_if(option, arguments.value(option));
  Outcome<Answer> answer = context.api.get(target);
  if (!answer) return answer.error();
  return Done{std::move(answer->document), proposal_text(answer->value, context), {}};
}

// The node says what to do; here it has the name of an option.
Failure with_option(Failure failure) {
  if (failure.error.code == "publish.no_guardian_consent") {
    failure.error.en += " (wish amend WISH --consent-by guardian --consent NAME --consent-how HOW)";
    failure.error.zh += "（wish amend 心愿 --consent-by 监护人 --consent 姓名 --consent-how 方式）";
  }
  if (failure.error.code != "publish.unconfirmed") return failure;
  failure.error.en += " (--content TEXT, or --confirmed)";
  failure.error.zh += "（--content 文字，或 --confirmed）";
  return failure;
}

// ---- Taking over ----

// All pages as one answer.
Outcome<Answer> take_over_all(Context& context) {
  json::array publications;
  const std::string dry_run = context.arguments.has("dry-run") ? "true" : "false";
  std::optional<std::string> after;
  for (;;) {
    Target target({"take_overs"});
    target.with_if("place", context.arguments.value("place"))
        .with_if("after", after)
        .with("dry_run", dry_run);
    Outcome<Answer> page = context.api.post_slowly(target, {});
    if (!page) return page.error();
    for (const json::value& one : array_field(page->value, "publications")) publications.push_back(one);
    const std::string next = text_field(page->value, "next");
    if (next.empty() || next == after) break;
    after = next;
  }
  json::value all = json::object{
      {"publications", std::move(publications)}, {"dry_run", dry_run == "true"}, {"next", nullptr}};
  std::string document = json::serialize(all);
  return Answer{std::move(document), std::move(all)};
}

std::string take_over_step(const json::value& one, bool dry_run, const Context& context) {
  if (has_value(one, "refused"))
    return context.say({"refused: ", "未成功："}) +
           text_field(field(one, "refused"), context.lang == Lang::kChinese ? "zh" : "en");
  if (text_field(one, "step") == "taken_down")
    return dry_run ? context.say({"would be taken down", "将撤下"}) : context.say({"taken down", "已撤下"});
  return dry_run ? context.say({"would be taken over", "将接管发布"})
                 : context.say({"taken over", "已接管发布"});
}

std::string take_over_table(const json::array& publications, bool dry_run, const Context& context) {
  Table table({{context.say({"number", "编号"}), Align::kLeft, true},
               {context.say({"place", "社区（村）"}), Align::kLeft, false, true},
               {context.say({"published in", "发布范围"}), Align::kLeft, false, true},
               {context.say({"result", "结果"})}});
  for (const json::value& one : publications)
    table.add_row({text_field(one, "number"),
                   place_text(text_field(one, "place_name"), text_field(one, "place"), context.lang),
                   place_text(text_field(one, "scope_name"), text_field(one, "scope"), context.lang),
                   take_over_step(one, dry_run, context)});
  return table.text(context.width);
}

Outcome<Done> run_take_over(Context& context) {
  const Arguments& arguments = context.arguments;
  if (!arguments.positionals.empty())
    return wrong_usage("usage.take_over_alone", "--take-over finds the wishes itself; leave out WISH.",
                       "--take-over 会找出全部此类心愿，请不写心愿。");
  for (const std::string_view option :
       {"preview", "scope", "slots", "who", "ages", "content", "on", "confirmed"})
    if (arguments.has(option))
      return wrong_usage("usage.take_over_alone",
                         fmt::format("--take-over publishes them as they are; leave out --{}.", option),
                         fmt::format("--take-over 按原内容发布，请去掉 --{}。", option));
  Outcome<Answer> answer = take_over_all(context);
  if (!answer) return answer.error();
  const json::array& publications = array_field(answer->value, "publications");
  const bool dry_run = flag_field(answer->value, "dry_run");
  if (publications.empty())
    return Done{std::move(answer->document),
                context.say({"No publication waits to be taken over.\n", "没有需要接管的发布。\n"}),
                {}};
  std::string text = take_over_table(publications, dry_run, context);
  if (dry_run) text += context.say({"\nNothing was written.\n", "\n本次未写入。\n"});
  const auto refused =
      std::ranges::count_if(publications, [](const json::value& one) { return has_value(one, "refused"); });
  Done done{std::move(answer->document), std::move(text), {}};
  if (refused > 0)
    done.complaint = model::Error(
        "publish.some_refused",
        fmt::format("{} of {} publications could not be taken over.", refused, publications.size()),
        fmt::format("{} 条发布中有 {} 条未能接管。", publications.size(), refused));
  return done;
}

// ---- Publishing ----

Outcome<Done> run_publish(Context& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.has("take-over")) return run_take_over(context);
  for (const std::string_view option : {"place", "dry-run"})
    if (arguments.has(option))
      return wrong_usage("usage.take_over_only", fmt::format("--{} goes with --take-over.", option),
                         fmt::format("--{} 只用于 --take-over。", option));
  if (arguments.positionals.empty())
    return wrong_usage("usage.missing", "'wish publish' needs WISH, or --take-over.",
                       "wish publish 缺少心愿，或写 --take-over。");
  if (arguments.has("preview")) return run_preview(context);
  Outcome<json::object> body = body_of(arguments, kFields);
  if (!body) return body.error();
  if (arguments.has("confirmed")) (*body)["confirmed"] = true;
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", arguments.positionals.at(0), "publications"}), *body);
  if (!answer) return with_option(answer.error());
  const std::string text =
      fmt::format(fmt::runtime(context.say({"Published in {}.\n\n", "已在 {} 发布。\n\n"})),
                  printable_line(text_field(answer->value, "scope"))) +
      wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<Done> run_take_down(Context& context) {
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "take_downs"}), {});
  if (!answer) return answer.error();
  const std::string text =
      context.say({"Taken down. Claims that were granted stand.\n\n", "已撤下。已成功的认领仍然有效。\n\n"}) +
      wish_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

}  // namespace

void add_publish_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  const Text text{"TEXT", "文字"};
  out.push_back(
      {{"wish publish",
        {"offer a vetted wish to volunteers, or publish it anew", "发布已甄别的心愿，或重新发布"},
        {"What is not given is as the node proposes it: family name with **, a span of ages, the wish "
         "without what is personal. Look at it first with --preview, your own words too.",
         "不写的项目按节点建议：姓氏加 **、年龄段、去掉个人信息的内容。请先用 --preview "
         "查看，自己改写的也是。"},
        {{{"WISH", "心愿"}, false}},
        {{"take-over",
          {},
          {"in place of WISH: all that nobody decides about any more, as the node that published was revoked "
           "('revoke'); in the words that are public, or taken down where the wish has ended. A node that is "
           "only silent is no such one, nor is one whose place was merged: revoke the lost one first",
           "不写心愿：接管发布节点已撤销（revoke）、因而无人确认认领的全部心愿，按已公开的内容重新发布，心愿"
           "已"
           "终止的则撤下。只是长期离线的节点，以及已合并地方的节点，不算失效；节点丢失的请先撤销"}},
         place_option({"with --take-over: of this place and those below",
                       "与 --take-over 同用：只接管此地方及其下级的"}),
         {"dry-run",
          {},
          {"with --take-over: only show what would be done", "与 --take-over 同用：只看结果，不写入"}},
         {"preview",
          {},
          {"only show what the public would read; 【】 marks what looks personal",
           "只看将公开的内容，疑似个人信息用【】标出"}},
         {"scope",
          {"CODE", "代码"},
          {"the place within which it is seen; else as before, or this node's own",
           "在此地方范围内公开；不写则沿用原范围，或为本节点的地方"}},
         {"slots",
          {"N", "名额"},
          {"how many volunteers it needs; else as before, or 1", "需要几名志愿者；不写则沿用原名额，或为 1"}},
         {"who", text, {"what the person is called in public", "公开的称呼"}},
         {"ages", text, {"the span of ages shown in public", "公开的年龄段"}},
         {"content", text, {"the wish as the public reads it", "公开的心愿内容"}},
         {"on",
          {"DATE", "日期"},
          {"the day of its first publication; else today", "首次发布的日期；不写为今天"}},
         {"confirmed", {}, {"what looks personal in it may go public", "确认疑似个人信息可以公开"}}},
        {{"wish publish 431322106003-2018-0001-KQ --preview",
          {"See what the public would.", "查看将公开的内容。"}},
         {"wish publish 431322106003-2018-0001-KQ --preview --content 想要一床厚棉被",
          {"See your own words.", "查看自己改写的内容。"}},
         {"wish publish 431322106003-2018-0001-KQ", {"Publish that.", "按建议发布。"}},
         {"wish publish 431322106003-2018-0001-KQ --scope 4313 --slots 2 --content 想要一床厚棉被",
          {"In the whole city, for two volunteers, reworded.", "在全市发布，两个名额，并改写内容。"}},
         {"wish publish --take-over --dry-run",
          {"What nobody decides about any more.", "查看发布节点已失效的心愿。"}}}},
       &run_publish});
  out.push_back({{"wish take-down",
                  {"end the publication of a wish", "撤下已发布的心愿"},
                  {"Claims that nobody decided yet are declined; granted ones stand.",
                   "尚未确认的认领不再成功；已成功的认领仍然有效。"},
                  {wish},
                  {},
                  {{"wish take-down 431322106003-2018-0001-KQ", {"It is offered no longer.", "不再公开。"}}}},
                 &run_take_down});
}

}  // namespace wishctl
