// wish claim, wish reassign: a volunteer takes up published wishes, a unit does for its members, by the
// command line or by a form 2, or the publisher gives a granted one to somebody else.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "tools/wishctl/claim_text.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/limits.h"
#include "tools/wishctl/offer_card.h"
#include "tools/wishctl/read_file.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/width.h"

namespace wishctl {
namespace {

constexpr std::array kVolunteerFields{
    BodyField{"name", "name", &text_value}, BodyField{"phone", "phone", &text_value},
    BodyField{"unit", "unit", &text_value}, BodyField{"remark", "remark", &text_value},
    BodyField{"volunteer", "volunteer", &id_value}};

constexpr std::array kClaimFields{
    BodyField{"name", "name", &text_value},         BodyField{"phone", "phone", &text_value},
    BodyField{"unit", "unit", &text_value},         BodyField{"remark", "remark", &text_value},
    BodyField{"volunteer", "volunteer", &id_value}, BodyField{"on", "on", &date_value}};

constexpr std::array kUnitFields{BodyField{"unit", "unit", &text_value}, BodyField{"on", "on", &date_value}};

Failure needs(const char* what) {
  return wrong_usage("usage.missing", fmt::format("'wish claim' needs {}.", what),
                     fmt::format("wish claim 缺少 {}。", what));
}

// Of --member 'NAME PHONE': what stands behind the last blank is the phone.
Outcome<json::object> member_of(const std::string& typed, const json::array& wishes) {
  const std::size_t end = typed.find_last_not_of(' ');
  const std::size_t blank = end == std::string::npos ? end : typed.find_last_of(' ', end);
  const std::size_t name_end = blank == std::string::npos ? blank : typed.find_last_not_of(' ', blank);
  if (name_end == std::string::npos)
    return wrong_usage("usage.member",
                       "--member takes a name and a phone with a blank between, as '张三 13800000000'.",
                       "--member 应写姓名和电话，中间空格，例如 '张三 13800000000'。");
  return json::object{{"name", typed.substr(0, name_end + 1)},
                      {"phone", typed.substr(blank + 1, end - blank)},
                      {"wishes", wishes}};
}

std::string refusal_of(const json::value& refused, const Context& context) {
  return context.say({"refused: ", "未成功："}) +
         text_field(refused, context.lang == Lang::kChinese ? "zh" : "en");
}

std::string answers_table(const json::array& claims, bool by_row, bool dry_run, const Context& context) {
  std::vector<Column> columns{{context.say({"wish", "心愿"}), Align::kLeft, true},
                              {context.say({"claim", "认领"})}};
  if (by_row) columns.insert(columns.begin(), Column{context.say({"row", "行"}), Align::kRight});
  Table table(std::move(columns));
  for (const json::value& one : claims) {
    std::string number = text_field(one, "number");
    if (number.empty()) number = text_field(one, "wish");
    const json::value& refused = field(one, "refused");
    std::vector<std::string> row{or_dash(number), refused.is_object() ? refusal_of(refused, context)
                                                  : dry_run ? context.say({"can be claimed", "可认领"})
                                                            : claim_text(field(one, "claim"), context)};
    if (by_row) row.insert(row.begin(), text_field(one, "row"));
    table.add_row(std::move(row));
  }
  // Why one was refused is there to be read: it is never cut.
  return table.text(std::nullopt);
}

// Points of such a claim count for nobody's unit, and registering it later doesn't change that.
std::string unregistered_text(const json::array& claims, const Context& context) {
  std::vector<std::string> units;
  for (const json::value& one : claims) {
    const json::value& claim = field(one, "claim");
    const std::string unit = text_field(claim, "unit");
    if (!unit.empty() && !has_value(claim, "unit_id") && std::ranges::find(units, unit) == units.end())
      units.push_back(unit);
  }
  std::string out;
  for (const std::string& unit : units)
    out += fmt::format(
        fmt::runtime(context.say(
            {"\nNo unit '{}' is registered, so these claims bring no unit any points. See 'unit list' for "
             "its "
             "right name, or register it by 'unit add'; then 'wish release' and claim again.\n",
             "\n单位“{}”未登记，这些认领的积分不计入任何单位。请用 unit list 核对名称，或用 unit add "
             "登记；然后 wish release 放弃，再重新认领。\n"})),
        printable_line(unit));
  return out;
}

Done answered(Answer answer, bool by_row, const Context& context) {
  const json::array& claims = array_field(answer.value, "claims");
  const bool dry_run = flag_field(answer.value, "dry_run");
  std::string text = answers_table(claims, by_row, dry_run, context);
  std::string volunteer;
  std::size_t refused = 0;
  bool provisional = false;
  for (const json::value& one : claims) {
    refused += has_value(one, "refused") ? 1 : 0;
    const json::value& claim = field(one, "claim");
    if (volunteer.empty()) volunteer = text_field(claim, "volunteer");
    provisional |= text_field(claim, "state") == "provisional";
  }
  if (provisional)
    text += context.say({"\nThe publisher decides about what is provisional; 'offer show WISH' tells.\n",
                         "\n待确认的认领由发布方确认，可用 offer show 心愿 查看。\n"});
  if (!volunteer.empty() && !by_row)
    text += fmt::format(fmt::runtime(context.say({"\nIf the same person claims again: --volunteer {}\n",
                                                  "\n同一人再次认领时请写：--volunteer {}\n"})),
                        printable_line(volunteer));
  text += unregistered_text(claims, context);
  if (dry_run) text += context.say({"\nNothing was written.\n", "\n本次未写入。\n"});
  Done done{std::move(answer.document), text, {}};
  if (refused > 0)
    done.complaint =
        model::Error("claim.some_refused",
                     by_row ? fmt::format("{} of {} claims were refused.", refused, claims.size())
                            : fmt::format("{} of {} wishes could not be claimed.", refused, claims.size()),
                     by_row ? fmt::format("{} 项认领中有 {} 项未成功。", claims.size(), refused)
                            : fmt::format("{} 个心愿中有 {} 个未能认领。", claims.size(), refused));
  return done;
}

Outcome<Done> claim_by_form(Context& context) {
  const Arguments& arguments = context.arguments;
  for (const std::string_view option : {"name", "phone", "member", "volunteer", "remark"})
    if (arguments.has(option) || !arguments.positionals.empty())
      return wrong_usage("usage.form_alone",
                         "--form names wishes and members itself; add --unit, --on and --dry-run only.",
                         "--form 的表格中已有心愿和认领人，只能再写 --unit、--on 和 --dry-run。");
  const std::filesystem::path path = *arguments.value("form");
  Outcome<std::string> bytes = read_file(path, kImportBytesMax);
  if (!bytes) return bytes.error();
  Target target({"claims", "forms"});
  target.with("name", path.filename().string());
  target.with_if("unit", arguments.value("unit"));
  target.with_if("on", arguments.value("on"));
  target.with("dry_run", arguments.has("dry-run") ? "true" : "false");
  Outcome<Answer> answer = context.api.upload(target, std::move(*bytes));
  if (!answer) return answer.error();
  return answered(std::move(*answer), true, context);
}

Outcome<Done> claim_for_members(Context& context, const json::array& wishes) {
  const Arguments& arguments = context.arguments;
  if (!arguments.has("unit")) return needs("--unit");
  for (const std::string_view option : {"name", "phone", "volunteer", "remark"})
    if (arguments.has(option))
      return wrong_usage("usage.member_alone",
                         fmt::format("--member says who it is; leave out --{}.", option),
                         fmt::format("--member 已写明认领人，请去掉 --{}。", option));
  Outcome<json::object> body = body_of(arguments, kUnitFields);
  if (!body) return body.error();
  json::array members;
  for (const std::string& typed : arguments.values("member")) {
    Outcome<json::object> member = member_of(typed, wishes);
    if (!member) return member.error();
    members.emplace_back(std::move(*member));
  }
  (*body)["members"] = std::move(members);
  if (arguments.has("on-paper")) (*body)["on_paper"] = true;
  if (arguments.has("dry-run")) (*body)["dry_run"] = true;
  Outcome<Answer> answer = context.api.post_slowly(Target({"claims", "members"}), *body);
  if (!answer) return answer.error();
  return answered(std::move(*answer), true, context);
}

Outcome<Done> run_claim(Context& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.has("form")) return claim_by_form(context);
  if (arguments.positionals.empty()) return needs("WISH");
  json::array wishes;
  for (const std::string& wish : arguments.positionals) wishes.emplace_back(wish);
  if (arguments.has("member")) return claim_for_members(context, wishes);
  const bool registered = arguments.has("volunteer") && !arguments.has("name") && !arguments.has("phone");
  if (!registered && !arguments.has("name")) return needs("--name");
  if (!registered && !arguments.has("phone")) return needs("--phone");
  if (arguments.has("dry-run"))
    return wrong_usage("usage.dry_run", "--dry-run goes with --form or --member.",
                       "--dry-run 只用于 --form 或 --member。");
  Outcome<json::object> body = body_of(arguments, kClaimFields);
  if (!body) return body.error();
  if (arguments.has("on-paper")) (*body)["on_paper"] = true;
  (*body)["wishes"] = std::move(wishes);
  Outcome<Answer> answer = context.api.post(Target({"claims"}), *body);
  if (!answer) return answer.error();
  return answered(std::move(*answer), false, context);
}

Outcome<Done> run_reassign(Context& context) {
  Outcome<json::object> body = body_of(context.arguments, kVolunteerFields);
  if (!body) return body.error();
  const bool named = !body->empty();
  const bool registered = body->contains("volunteer") && !body->contains("name") && !body->contains("phone");
  if (named && !registered && (!body->contains("name") || !body->contains("phone")))
    return wrong_usage("usage.missing", "Whoever gets it needs --name and --phone, or --volunteer.",
                       "改派给某人时请写 --name 和 --phone，或写 --volunteer。");
  if (const auto claim = context.arguments.value("claim")) {
    Outcome<json::value> id = id_value("claim", *claim);
    if (!id) return id.error();
    (*body)["claim"] = *id;
  }
  Outcome<Answer> answer =
      context.api.post(Target({"wishes", context.arguments.positionals.at(0), "reassignments"}), *body);
  if (!answer) return answer.error();
  const std::string text =
      (named ? context.say({"Taken back and given to whom you named.\n\n", "已收回并改派。\n\n"})
             : context.say({"Taken back: others may claim it now.\n\n", "已收回认领，他人可以认领。\n\n"})) +
      offer_card(answer->value, context);
  return Done{std::move(answer->document), text, {}};
}

constexpr Text kAnyText{"TEXT", "文字"};
constexpr Text kAnyId{"ID", "标识"};
constexpr Text kPhone{"PHONE", "电话"};
constexpr Text kUnit{"UNIT", "单位"};

}  // namespace

void add_claiming_commands(std::vector<Command>& out) {
  const PositionalSpec wish{{"WISH", "心愿"}};
  const PositionalSpec wishes{{"WISH", "心愿"}, false, true};
  out.push_back(
      {{"wish claim",
        {"take up published wishes: one volunteer, or a unit for its members",
         "认领已发布的心愿：一名志愿者，或单位代其党员"},
        {"One volunteer by --name and --phone; several members of a unit by --member, each of whom takes "
         "each WISH; or a form 2 by --form, which needs one more column 编号 with the wishes' numbers. Of "
         "several "
         "registered units of one name that of this place is meant, or else the nearest above it; where that "
         "does "
         "not decide, the refusal lists their ids. Ends with 1 where something could not be claimed.",
         "一名志愿者用 --name 和 --phone；单位的多名党员用 --member（每人认领所写的每个心愿）；或用 --form "
         "导入附件2，"
         "表中需增加“编号”一栏填写心愿编号。多个已登记单位同名时，指本地的，本地没有则指最近的上级的；仍不能"
         "确定时"
         "会列出各单位的标识，请改写标识。有未能认领的，退出状态为 1。"},
        {wishes},
        {{"name", kAnyText, {"who takes it up", "认领人姓名"}},
         {"phone", kPhone, {"phone of who takes it up", "认领人联系电话"}},
         {"unit",
          kUnit,
          {"where they work: name or id of a registered unit, or any other",
           "所在单位：已登记单位的名称或标识，或其他单位"}},
         {"member",
          {"'NAME PHONE'", "'姓名 电话'"},
          {"a member of the unit who takes it up", "认领的本单位党员"},
          false,
          true},
         {"form",
          {"FILE", "文件"},
          {"a form 2 as the unit filled it (.xlsx or .csv)", "单位填好的附件2（.xlsx 或 .csv）"}},
         {"dry-run",
          {},
          {"of --form and --member: only say what would happen", "与 --form、--member 同用：只检查，不写入"}},
         {"remark", kAnyText, {"what else is to be said", "说明"}},
         {"volunteer",
          kAnyId,
          {"the same person as in a former claim or in 'volunteer list'; without --name and --phone, these "
           "and "
           "the unit are as registered",
           "与以前认领的或 volunteer list 中的是同一人；不写 --name 和 --phone "
           "则姓名、电话、单位按登记填写"}},
         {"on-paper", {}, {"it came on paper", "纸质认领，由经办人代录"}},
         {"on", {"DATE", "日期"}, {"the day of the claim; else today", "认领日期；不写为今天"}}},
        {{"wish claim 431322106003-2018-0001-KQ --name 李四 --phone 13900000000 --unit 娄底市审计局",
          {"Take one up.", "认领一个心愿。"}},
         {"wish claim 431322106003-2018-0001-KQ 431322106003-2018-0002-KQ --name 李四 --phone 13900000000 "
          "--on-paper",
          {"Enter two from a paper form.", "录入纸质表上的两个认领。"}},
         {"wish claim 431322106003-2018-0001-KQ --unit 娄底市审计局 --member '张三 13800000000' "
          "--member '李四 13900000000'",
          {"Two members for a wish of several places.", "两名党员认领一个有多个名额的心愿。"}},
         {"wish claim --form 附件2.xlsx --unit 娄底市审计局 --dry-run",
          {"See first what would be claimed.", "先看哪些可以认领。"}}}},
       &run_claim});
  out.push_back(
      {{"wish reassign",
        {"take a granted or disputed claim back, so that somebody else may have it, or give it to whom you "
         "name",
         "收回已确认或有异议的认领，由他人认领，或直接改派"},
        {"Only at the node that published the wish. Whoever is named by --name and --phone has it at once, "
         "before all "
         "others who ask.",
         "只能在发布该心愿的节点操作。写 --name 和 --phone 时，直接改派给此人，先于其他申请认领的人。"},
        {wish},
        {{"claim", kAnyId, {"of several claims this one", "有多个认领时指明是哪一个"}},
         {"name", kAnyText, {"who gets it", "改派给谁"}},
         {"phone", kPhone, {"phone of who gets it", "其联系电话"}},
         {"unit", kUnit, {"where that person works, as in 'wish claim'", "其所在单位，写法同 wish claim"}},
         {"remark", kAnyText, {"what else is to be said", "说明"}},
         {"volunteer",
          kAnyId,
          {"the same person as in a former claim or in 'volunteer list'; without --name and --phone, these "
           "and "
           "the unit are as registered",
           "与以前认领的或 volunteer list 中的是同一人；不写 --name 和 --phone "
           "则姓名、电话、单位按登记填写"}}},
        {{"wish reassign 431322106003-2018-0001-KQ",
          {"The volunteer can't be reached: taken back.", "志愿者联系不上，收回。"}},
         {"wish reassign 431322106003-2018-0001-KQ --name 王五 --phone 13700000000 --unit 娄底市审计局",
          {"A colleague goes on with it.", "改派给同事。"}}}},
       &run_reassign});
}

}  // namespace wishctl
