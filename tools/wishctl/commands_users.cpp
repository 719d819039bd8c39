// user: the people who work at a node, so that each step says who did it.

#include <fmt/format.h>

#include "model/roles.h"
#include "tools/wishctl/command.h"
#include "tools/wishctl/table.h"
#include "tools/wishctl/typed_values.h"
#include "tools/wishctl/words.h"

namespace wishctl {
namespace {

std::string user_table(const json::array& users, const Context& context) {
  Table table({{context.say({"id", "标识"}), Align::kLeft, true},
               {context.say({"name", "姓名"})},
               {context.say({"roles", "角色"})},
               {context.say({"works here", "在岗"})}});
  for (const json::value& user : users)
    table.add_row({text_field(user, "id"), text_field(user, "name"),
                   role_words(array_field(user, "roles"), context.lang),
                   yes_no(!flag_field(user, "ended"), context.lang)});
  return table.text(context.width);
}

Outcome<Done> run_user_list(Context& context) {
  Outcome<Answer> answer = context.api.get(Target({"users"}));
  if (!answer) return answer.error();
  const json::array& users = array_field(answer->value, "users");
  const std::string text = users.empty()
                               ? context.say({"Nobody is registered yet: user add NAME --role clerk.\n",
                                              "尚未登记工作人员：user add 姓名 --role clerk。\n"})
                               : user_table(users, context);
  return Done{std::move(answer->document), text, {}};
}

// The user as the node has it now.
Outcome<Done> shown(Outcome<Answer> answer, const Context& context) {
  if (!answer) return answer.error();
  const std::string text = user_table({answer->value}, context);
  return Done{std::move(answer->document), text, {}};
}

Outcome<json::object> user_body(const Arguments& arguments) {
  json::object body;
  if (const auto name = arguments.value("name")) body["name"] = *name;
  if (arguments.has("role")) {
    Outcome<json::value> roles = roles_value("role", arguments.values("role"));
    if (!roles) return roles.error();
    body["roles"] = std::move(*roles);
  }
  return body;
}

Outcome<Done> run_user_add(Context& context) {
  Outcome<json::object> body = user_body(context.arguments);
  if (!body) return body.error();
  (*body)["name"] = context.arguments.positionals.at(0);
  return shown(context.api.post(Target({"users"}), *body), context);
}

Outcome<Done> run_user_set(Context& context) {
  Outcome<json::object> body = user_body(context.arguments);
  if (!body) return body.error();
  if (body->empty())
    return wrong_usage("usage.nothing_to_set", "Say what to change: --name or --role.",
                       "请写明要改什么：--name 或 --role。");
  return shown(context.api.patch(Target({"users", context.arguments.positionals.at(0)}), *body), context);
}

Outcome<Done> run_user_end(Context& context) {
  return shown(context.api.post(Target({"users", context.arguments.positionals.at(0), "endings"}), {}),
               context);
}

OptionSpec role_option(bool required) {
  static const std::string kEn = "one or several of " + keys_of<model::Role>();
  static const std::string kZh = "一个或几个，可用中文名：" + keys_of<model::Role>();
  return {"role", {"WORDS", "角色"}, {kEn, kZh}, required, true};
}

const PositionalSpec kWho{{"NAME|ID", "姓名|标识"}};

}  // namespace

void add_user_commands(std::vector<Command>& out) {
  out.push_back(
      {{"user add",
        {"register somebody who works at this node", "登记在本节点工作的人员"},
        {"Name and roles stay on this node; events carry an id alone. It is a record of who did what "
         "(--as), and no access control: nobody is asked for a password.",
         "姓名和角色只保存在本节点，事件中只有标识。用于记录由谁办理（--as），不是权限控制，不需要密码。"},
        {{{"NAME", "姓名"}}},
        {role_option(true)},
        {{"user add 王芳 --role clerk,reviewer",
          {"Somebody who enters wishes and vets them.", "既登记又审核的人员。"}}}},
       &run_user_add});
  out.push_back({{"user list",
                  {"who works at this node", "本节点的工作人员"},
                  {},
                  {},
                  {},
                  {{"user list", {"With ids and roles.", "含标识和角色。"}}}},
                 &run_user_list});
  out.push_back(
      {{"user set",
        {"rename somebody, or change the roles", "修改工作人员的姓名或角色"},
        {"What they did before shows the new name. The beginning of an id is enough.",
         "以前办理的事项也显示新姓名。标识只写开头几位即可。"},
        {kWho},
        {{"name", {"NAME", "姓名"}, {"the new name", "新姓名"}}, role_option(false)},
        {{"user set 王芳 --role office", {"She works for the county office now.", "改任县办公室工作。"}}}},
       &run_user_set});
  out.push_back(
      {{"user end",
        {"somebody works here no more", "工作人员离岗"},
        {"They can't be named for new work; what they did keeps their name. Cannot be undone: register "
         "them anew.",
         "不能再以其名义办理；已办理的事项仍显示其姓名。不能恢复，需要时重新登记。"},
        {kWho},
        {},
        {{"user end 3f2a91c0", {"By the beginning of the id.", "写标识的开头几位。"}}}},
       &run_user_end});
}

}  // namespace wishctl
