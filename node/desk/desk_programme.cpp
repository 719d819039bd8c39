// What the city sets for its programme, as events of place 0.

#include <algorithm>
#include <tuple>

#include "model/campaign.h"
#include "model/form1.h"
#include "node/desk/desk.h"
#include "node/desk/desk_entries.h"

namespace node {

using model::Error;
using model::Kind;
using model::Result;
using model::SubjectId;

namespace {

Error not_city() {
  return {"programme.not_city", "only a node of the city itself sets this", "只有市级节点才能设置"};
}

Error not_above(model::PlaceCode place) {
  return {"unit.not_above", "units of " + place.text() + " are registered and corrected there or above",
          place.text() + " 的单位应在当地或其上级登记、更正"};
}

}  // namespace

Result<SubjectId> Desk::set_of_all(Kind kind, std::optional<SubjectId> id,
                                   std::vector<model::EventHash> based_on, std::string body) {
  Draft draft;
  draft.place = model::kPlaceOfAll;
  draft.kind = kind;
  if (id) draft.subject = *id;
  draft.based_on = std::move(based_on);
  draft.body = std::move(body);
  const auto written = write({{std::move(draft)}, {}});
  if (!written) return written.error();
  return id.value_or(SubjectId{});
}

Result<> Desk::set_policy(const model::Policy& policy) {
  if (parts_.own.place() != parts_.store.authority()->first_place()) return not_city();
  if (!model::sensible(policy))
    return Error("policy.bad",
                 "a claim lasts 1 to " + std::to_string(model::kPolicyDaysMax) +
                     " days, a fulfilment gives up to " + std::to_string(model::kPolicyPointsMax) +
                     " points, and the limit of value is above 0",
                 "认领期限应为 1 至 " + std::to_string(model::kPolicyDaysMax) + " 天，积分不超过 " +
                     std::to_string(model::kPolicyPointsMax) + "，价值上限应大于 0");
  const auto set =
      set_of_all(Kind::kPolicySet, std::nullopt, programme()->policy_heads(), model::encode(policy));
  if (!set) return set.error();
  return {};
}

Result<SubjectId> Desk::set_unit(std::optional<SubjectId> id, const UnitInput& input) {
  const auto known = programme();
  const auto authority = parts_.store.authority();
  const auto at = id ? known->units().find(*id) : known->units().end();
  if (id && at == known->units().end())
    return Error("unit.unknown", "there is no such unit; look at the list of units",
                 "没有这个单位；请查看单位列表");
  const model::Unit former = id ? at->second : model::Unit{{}, parts_.own.place(), "", {}, {}};
  const model::UnitSet unit{authority->current(input.place.value_or(former.place)),
                            input.name ? model::tidy_text(*input.name) : former.name,
                            input.same_as.value_or(former.same_as)};
  if (unit.name.empty() || unit.name.size() > model::kOfficialNameBytesMax)
    return Error("unit.bad_name", "a unit has a name, and not a longer one than fits a line",
                 "请填写单位名称，且不要过长");
  if (!authority->place(unit.place)) return unknown_place(unit.place);
  for (const model::PlaceCode place : {former.place, unit.place})
    if (!authority->at_or_above(parts_.own.place(), place)) return not_above(place);
  const auto into = input.same_as.value_or(std::nullopt);
  if (into && (!known->unit(*into) || into == id))
    return Error("unit.unknown", "there is no such unit to merge into; look at the list of units",
                 "没有要合并到的单位；请查看单位列表");
  for (const auto& [other, one] : known->units())
    if (!id && one.name == unit.name && one.place == unit.place && !one.same_as)
      return Error("unit.exists", "the unit is registered already as " + model::uuid_text(other),
                   "该单位已登记，标识为 " + model::uuid_text(other));
  if (id && unit == model::UnitSet{authority->current(former.place), former.name, former.same_as}) return *id;
  return set_of_all(Kind::kUnitSet, id.value_or(new_subject()), former.heads, model::encode(unit));
}

Result<SubjectId> Desk::set_campaign(std::optional<SubjectId> id, const model::CampaignSet& given) {
  if (parts_.own.place() != parts_.store.authority()->first_place()) return not_city();
  model::CampaignSet campaign = given;
  campaign.name = model::tidy_text(given.name);
  const auto known = programme();
  const model::Campaign* former = id ? known->campaign(*id) : nullptr;
  if (id && !former)
    return Error("campaign.unknown", "there is no such campaign; look at the list of campaigns",
                 "没有这个集中活动；请查看活动列表");
  if (campaign.name.empty() || campaign.name.size() > model::kOfficialNameBytesMax ||
      campaign.last < campaign.first)
    return Error("campaign.bad", "a campaign has a name, and its last day is not before its first",
                 "请填写活动名称，且结束日期不早于开始日期");
  // Two that were set so by people who did not know of each other stay as they are.
  const bool named_anew = !former || former->set.name != campaign.name;
  for (const auto& [other, one] : known->campaigns())
    if (named_anew && one.set.name == campaign.name && id != other)
      return Error("campaign.exists", "there is a campaign of this name already: " + model::uuid_text(other),
                   "已有同名的集中活动：" + model::uuid_text(other));
  return set_of_all(Kind::kCampaignSet, id.value_or(new_subject()),
                    former ? former->heads : std::vector<model::EventHash>{}, model::encode(campaign));
}

Result<std::vector<DefaultCampaign>> Desk::set_default_campaigns(std::uint32_t year, bool dry_run) {
  if (parts_.own.place() != parts_.store.authority()->first_place()) return not_city();
  if (year < model::kCampaignYearMin || year > model::kCampaignYearMax)
    return Error("campaign.bad",
                 "the festivals are known for the years " + std::to_string(model::kCampaignYearMin) + " to " +
                     std::to_string(model::kCampaignYearMax),
                 "只能设置 " + std::to_string(model::kCampaignYearMin) + " 至 " +
                     std::to_string(model::kCampaignYearMax) + " 年的活动");
  const auto known = programme();
  std::vector<DefaultCampaign> out;
  Record record;
  for (const model::CampaignPlan& plan : model::default_campaigns(static_cast<std::uint16_t>(year))) {
    const model::SubjectId id = model::campaign_id(plan);
    const std::string name = model::campaign_name(plan);
    const auto stands = std::ranges::find_if(known->campaigns(), [&](const auto& campaign) {
      return campaign.first == id || campaign.second.set.name == name;
    });
    if (stands != known->campaigns().end()) {
      out.push_back({stands->second, false});
      continue;
    }
    const model::CampaignSet set{name, plan.first, plan.last, plan.targets};
    out.push_back({{id, set, {}}, true});
    Draft draft;
    draft.place = model::kPlaceOfAll;
    draft.kind = Kind::kCampaignSet;
    draft.subject = id;
    draft.body = model::encode(set);
    record.drafts.push_back(std::move(draft));
  }
  if (dry_run || record.drafts.empty()) return out;
  const auto written = write(std::move(record));
  if (!written) return written.error();
  return out;
}

}  // namespace node
