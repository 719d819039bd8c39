// What the city sets (policy, units, campaigns), and what there is to do.

#include "model/campaign.h"
#include "node/api/api_wish_json.h"
#include "node/desk/task_roles.h"
#include "node/limits.h"

namespace node {

using model::Error;

namespace {

// Those of other roles were not counted, and are left out.
json::object counts_json(const TaskCounts& counts, model::Roles roles) {
  json::object out{{"place", counts.place.text()}, {"place_name", shown(counts.place_name)}};
  for (std::size_t i = 0; i < kTaskCount; ++i)
    if (roles_of(static_cast<Task>(i)).meet(roles)) out[kTaskKeys[i]] = counts.counts[i];
  return out;
}

json::object policy_json(const model::Programme& programme) {
  const model::Policy& p = programme.policy();
  json::array publishers;
  for (const model::Word& word : model::words(model::Level{}))
    if (p.may_publish(static_cast<model::Level>(word.number))) publishers.push_back(json::value(word.key));
  json::object out;
  out["event"] =
      programme.policy_event() ? json::value(hex_text(*programme.policy_event())) : json::value(nullptr);
  out["value_limit"] = p.value_limit_yuan;
  out["claim_days"] = p.claim_days;
  out["points"] = p.points;
  out["publishers"] = std::move(publishers);
  out["public_kinds"] = targets_json(p.public_kinds);
  out["provisional_days"] = p.provisional_days;
  out["older_days"] = p.older_days;
  out["answer_days"] = p.answer_days;
  return out;
}

json::object unit_json(const model::Unit& unit, Desk& desk) {
  return {{"id", model::uuid_text(unit.id)},
          {"name", shown(unit.name)},
          {"place", unit.place.text()},
          {"place_name", shown(desk.place_name(unit.place))},
          {"same_as", unit.same_as ? json::value(model::uuid_text(*unit.same_as)) : json::value(nullptr)}};
}

json::object campaign_json(const model::Campaign& campaign) {
  return {{"id", model::uuid_text(campaign.id)},
          {"name", shown(campaign.set.name)},
          {"first", campaign.set.first.text()},
          {"last", campaign.set.last.text()},
          {"targets", targets_json(campaign.set.targets)}};
}

// "clerk,office", or "all".
model::Result<model::Roles> read_roles(std::string_view text) {
  if (text == "all") return model::Roles::all();
  model::Roles out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const auto role = role_of_key(text.substr(at, end - at));
    if (!role)
      return Error("request.bad_parameter",
                   "role must be all, or one or several of clerk,reviewer,office,admin",
                   "role 应为 all，或 clerk、reviewer、office、admin 中的一个或几个（用逗号分开）");
    out.add(*role);
    at = end + 1;
  }
  return out;
}

// Who asks for the wishes of one task means that, whose ever it is.
model::Roles roles_meant(const Call& call, bool of_one_task) {
  return call.user && !of_one_task ? call.user->roles : model::Roles::all();
}

// The word of a node that was revoked counts for nothing, though it may write.
Error not_heard() {
  return {"programme.not_heard", "this node's word does not count any more: it was revoked",
          "本节点已被撤销，所作设置无效"};
}

}  // namespace

Answer get_tasks(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto place = in.place("place");
  const std::string key = in.text("task").value_or("");
  const auto role = in.text("role");
  const auto count_max = in.number("limit", 1, kWishPageMax).value_or(kWishPageDefault);
  const auto after = in.page_token("after");
  if (auto error = in.finish()) return *error;
  std::optional<Task> task;
  std::string keys;
  for (std::size_t i = 0; i < kTaskCount; ++i) {
    if (kTaskKeys[i] == key) task = static_cast<Task>(i);
    keys += (keys.empty() ? "" : ", ") + std::string(kTaskKeys[i]);
  }
  if (!key.empty() && !task)
    return Error("request.bad_parameter", "task must be one of " + keys, "task 应为以下之一：" + keys);
  const auto roles =
      role ? read_roles(*role) : model::Result<model::Roles>(roles_meant(call, task.has_value()));
  if (!roles) return roles.error();
  const auto list = desk.tasks(place, task, after, count_max, *roles);
  if (!list) return list.error();
  json::array places, wishes;
  for (const TaskCounts& counts : list->places) places.push_back(counts_json(counts, *roles));
  for (const WishView& view : list->wishes) wishes.push_back(wish_json(view));
  json::object out = counts_json(list->all, *roles);
  out["roles"] = roles_json(*roles);
  json::array own_claims;
  for (const OwnClaim& own : list->own_claims) own_claims.push_back(own_claim_json(own));
  out["own_claims"] = std::move(own_claims);
  out["places"] = std::move(places);
  out["wishes"] = std::move(wishes);
  out["next"] = list->next_after ? json::value(page_token(*list->next_after)) : json::value(nullptr);
  return Reply{std::move(out)};
}

Answer get_policy(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  return Reply{policy_json(*desk.programme())};
}

Answer put_policy(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  model::Policy policy = desk.programme()->policy();
  const auto days = [&](std::string_view name, std::uint16_t& into) {
    if (const auto given = fields.amount(name, model::kPolicyDaysMax); given && given->yuan)
      into = static_cast<std::uint16_t>(*given->yuan);
  };
  if (const auto given = fields.amount("value_limit", model::kValueYuanMax); given && given->yuan)
    policy.value_limit_yuan = *given->yuan;
  if (const auto given = fields.amount("points", model::kPolicyPointsMax); given && given->yuan)
    policy.points = static_cast<std::uint16_t>(*given->yuan);
  days("claim_days", policy.claim_days);
  days("provisional_days", policy.provisional_days);
  days("older_days", policy.older_days);
  days("answer_days", policy.answer_days);
  if (const auto kinds = fields.targets("public_kinds")) policy.public_kinds = *kinds;
  if (const auto publishers = fields.words<model::Level>("publishers")) {
    policy.publishers = 0;
    for (const model::Level level : *publishers) policy.publishers |= 1u << static_cast<unsigned>(level);
  }
  if (auto error = fields.finish()) return *error;
  if (const auto set = desk.set_policy(policy); !set) return set.error();
  return Reply{policy_json(*desk.programme())};
}

Answer get_units(Desk& desk, const Call& call) {
  Query in(call.query);
  const std::string text = in.text("q").value_or("");
  const auto place = in.place("place");
  if (auto error = in.finish()) return *error;
  const auto programme = desk.programme();
  json::array units;
  for (const auto& [id, unit] : programme->units())
    if ((text.empty() || unit.name.find(text) != std::string::npos) && (!place || unit.place == *place))
      units.push_back(unit_json(unit, desk));
  return Reply{json::object{{"units", std::move(units)}}};
}

Answer post_unit(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto id = fields.subject("id");
  UnitInput unit;
  unit.place = fields.place("place");
  unit.name = fields.text("name");
  unit.same_as = fields.subject_or_none("same_as");
  if (auto error = fields.finish()) return *error;
  const auto set = desk.set_unit(id, unit);
  if (!set) return set.error();
  const auto programme = desk.programme();
  const auto written = programme->units().find(*set);
  if (written == programme->units().end()) return not_heard();
  return Reply{unit_json(written->second, desk), id ? 200u : 201u};
}

Answer get_campaigns(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  json::array campaigns;
  const auto programme = desk.programme();
  for (const auto& [id, campaign] : programme->campaigns()) campaigns.push_back(campaign_json(campaign));
  return Reply{json::object{{"campaigns", std::move(campaigns)}}};
}

Answer post_default_campaigns(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto year = fields.amount("year", model::kCampaignYearMax);
  const bool dry_run = fields.flag("dry_run").value_or(false);
  if (auto error = fields.finish()) return *error;
  const auto set = desk.set_default_campaigns(year ? year->yuan.value_or(0) : 0, dry_run);
  if (!set) return set.error();
  json::array campaigns;
  for (const DefaultCampaign& one : *set) {
    json::object campaign = campaign_json(one.campaign);
    campaign["added"] = one.added;
    campaigns.push_back(std::move(campaign));
  }
  return Reply{json::object{{"campaigns", std::move(campaigns)}, {"dry_run", dry_run}}};
}

Answer post_campaign(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto id = fields.subject("id");
  model::CampaignSet campaign;
  campaign.name = fields.required_text("name");
  const auto first = fields.required_date("first");
  const auto last = fields.required_date("last");
  campaign.targets = fields.targets("targets").value_or(model::Targets{});
  if (auto error = fields.finish()) return *error;
  campaign.first = *first;
  campaign.last = *last;
  const auto set = desk.set_campaign(id, campaign);
  if (!set) return set.error();
  const auto programme = desk.programme();
  const model::Campaign* written = programme->campaign(*set);
  if (!written) return not_heard();
  return Reply{campaign_json(*written), id ? 200u : 201u};
}

}  // namespace node
