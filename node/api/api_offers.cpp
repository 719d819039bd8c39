// Published wishes, and claiming and fulfilling them: what volunteers do, from any node that sees them.

#include <algorithm>

#include "node/api/api_wish_json.h"
#include "node/limits.h"

namespace node {

using model::Error;

namespace {

json::object decision_json(const model::FoldedDecision& d) {
  json::object out;
  out["claim"] = model::uuid_text(d.claim);
  out["state"] = model::word(d.state).key;
  out["reason"] = d.reason ? json::value(model::word(*d.reason).key) : json::value(nullptr);
  out["unit_id"] = d.unit ? json::value(model::uuid_text(*d.unit)) : json::value(nullptr);
  out["on"] = day_json(d.on);
  out["due_on"] = day_json(d.due_on);
  out["fulfilled_on"] = day_json(d.fulfilled_on);
  return out;
}

// What everyone may see.
json::object offer_json(const OfferView& view) {
  const model::FoldedOffer& o = view.offer;
  json::object out;
  out["id"] = model::uuid_text(o.id);
  out["number"] = shown(o.number);
  out["place"] = o.home.text();
  out["place_name"] = shown(view.place_name);
  out["scope"] = o.scope.text();
  out["scope_name"] = shown(view.scope_name);
  out["who"] = view.text ? json::value(shown(view.text->who)) : json::value(nullptr);
  out["ages"] = view.text ? json::value(shown(view.text->ages)) : json::value(nullptr);
  out["content"] = view.text ? json::value(shown(view.text->content)) : json::value(nullptr);
  out["category"] = model::word(o.category).key;
  out["targets"] = targets_json(o.targets);
  out["state"] = model::word(o.state()).key;
  out["slots"] = o.slots;
  out["taken"] = o.taken();
  out["published_on"] = day_json(o.on);
  out["campaign"] = o.campaign ? json::value(model::uuid_text(*o.campaign)) : json::value(nullptr);
  out["campaign_name"] = view.campaign_name.empty() ? json::value(nullptr) : json::value(view.campaign_name);
  out["erased"] = o.erased;
  json::array decisions;
  for (const model::FoldedDecision& decision : o.decisions) decisions.push_back(decision_json(decision));
  out["decisions"] = std::move(decisions);
  return out;
}

// As this node sees it, which may have claimed it.
json::object own_offer_json(const OfferView& view) {
  json::object out = offer_json(view);
  json::array claims;
  for (const ClaimView& claim : view.own_claims) claims.push_back(claim_json(claim));
  out["claims"] = std::move(claims);
  json::array instead;
  for (const std::string& number : view.open_instead) instead.push_back(json::value(shown(number)));
  out["open_instead"] = std::move(instead);
  out["attachments"] = attachments_json(view.attachments);
  out["family"] = nullptr;
  if (view.family)
    out["family"] = json::object{{"name", shown(view.family->name)},
                                 {"address", shown(view.family->address)},
                                 {"phone", shown(view.family->phone)},
                                 {"content", shown(view.family->content)}};
  return out;
}

Answer shown_offer(const model::Result<OfferView>& view) {
  if (!view) return view.error();
  return Reply{own_offer_json(*view)};
}

}  // namespace

Answer get_offers(Desk& desk, const Call& call) {
  Query in(call.query);
  OfferQuery query;
  query.place = in.place("place");
  query.filter.state = in.word<model::OfferState>("state");
  query.filter.category = in.word<model::Category>("category");
  query.filter.target = in.word<model::Target>("target");
  query.filter.campaign = in.subject("campaign");
  query.count_max = in.number("limit", 1, kWishPageMax).value_or(kWishPageDefault);
  query.after = in.page_token("after");
  if (auto error = in.finish()) return *error;
  const auto page = desk.offers(query);
  if (!page) return page.error();
  json::array offers;
  for (const OfferView& view : page->offers) offers.push_back(offer_json(view));
  json::object out;
  out["offers"] = std::move(offers);
  out["next"] = page->next_after ? json::value(page_token(*page->next_after)) : json::value(nullptr);
  return Reply{std::move(out)};
}

Answer get_offer(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  return shown_offer(desk.offer(call.arguments.at(0)));
}

Answer get_claims(Desk& desk, const Call& call) {
  Query in(call.query);
  ClaimQuery query;
  query.state = in.word<model::ClaimState>("state");
  query.volunteer = in.subject("volunteer");
  query.unit = in.text("unit");
  query.count_max = in.number("limit", 1, kWishPageMax).value_or(kWishPageDefault);
  query.after = in.page_token("after");
  if (auto error = in.finish()) return *error;
  const ClaimPage page = desk.claims(query);
  json::array claims;
  for (const OwnClaim& own : page.claims) claims.push_back(own_claim_json(own));
  json::object out;
  out["claims"] = std::move(claims);
  out["next"] = page.next_after ? json::value(page_token(*page.next_after)) : json::value(nullptr);
  return Reply{std::move(out)};
}

namespace {

json::object answer_json(const ClaimAnswer& answer) {
  json::object one{{"wish", shown(answer.which)}, {"number", shown(answer.number)}};
  one["claim"] = answer.claim ? json::value(claim_json(*answer.claim)) : json::value(nullptr);
  one["refused"] = error_json(answer.refused);
  return one;
}

Answer shown_members(const model::Result<std::vector<MemberAnswer>>& answers, bool dry_run) {
  if (!answers) return answers.error();
  json::array claims;
  bool any = false;
  for (const MemberAnswer& member : *answers) {
    json::object one = answer_json(member.answer);
    one["row"] = member.row;
    any = any || member.answer.claim;
    claims.push_back(std::move(one));
  }
  return Reply{json::object{{"claims", std::move(claims)}, {"dry_run", dry_run}}, any ? 201u : 200u};
}

Error no_wishes() {
  return {"request.bad_field", "wishes must name at least one wish", "wishes 应至少写明一条心愿"};
}

// The fields that say who claims; the desk knows which may lack.
void read_volunteer(Fields& fields, ClaimInput& in) {
  in.name = fields.text("name").value_or("");
  in.phone = fields.text("phone").value_or("");
  in.remark = fields.text("remark").value_or("");
  in.volunteer = fields.subject("volunteer");
}

model::Result<std::vector<MemberClaim>> read_members(const json::value& list, const ClaimInput& of_unit) {
  const json::array* members = list.if_array();
  if (!members || members->empty() || members->size() > kUnitMembersMax) {
    const std::string most = std::to_string(kUnitMembersMax);
    return Error("request.bad_field", "members must be a list of 1 to " + most + " objects",
                 "members 应为 1 至 " + most + " 个对象的列表");
  }
  std::vector<MemberClaim> out;
  std::size_t claims = 0;
  for (const json::value& member : *members) {
    if (!member.is_object())
      return Error("request.bad_field", "members must be objects", "members 应为对象的列表");
    Fields fields(member.get_object());
    MemberClaim one{out.size() + 1, of_unit, fields.texts("wishes", kClaimedTogetherMax)};
    read_volunteer(fields, one.input);
    if (auto error = fields.finish()) return *error;
    if (one.wishes.empty()) return no_wishes();
    claims += one.wishes.size();
    out.push_back(std::move(one));
  }
  if (claims > kUnitClaimsMax) {
    const std::string most = std::to_string(kUnitClaimsMax);
    return Error("request.bad_field",
                 "members may take at most " + most + " wishes together; ask in several calls",
                 "members 合计最多认领 " + most + " 条心愿；请分几次提交");
  }
  return out;
}

}  // namespace

Answer post_member_claims(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  ClaimInput of_unit;
  of_unit.unit = fields.required_text("unit");
  of_unit.on_paper = fields.flag("on_paper").value_or(false);
  of_unit.on = fields.date("on");
  const json::value list = fields.given("members") ? object->at("members") : json::value(nullptr);
  const bool dry_run = fields.flag("dry_run").value_or(false);
  if (auto error = fields.finish()) return *error;
  const auto members = read_members(list, of_unit);
  if (!members) return members.error();
  return shown_members(desk.claim_for_members(*members, dry_run), dry_run);
}

Answer post_claim_form(Desk& desk, const Call& call) {
  Query in(call.query);
  const std::string name = in.text("name").value_or("");
  const std::string unit = in.text("unit").value_or("");
  const auto on = in.date("on");
  const bool dry_run = in.flag("dry_run").value_or(false);
  if (auto error = in.finish()) return *error;
  return shown_members(desk.claim_form(call.request.body, name, unit, dry_run, on), dry_run);
}

Answer post_claims(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::vector<std::string> wishes = fields.texts("wishes", kClaimedTogetherMax);
  ClaimInput in;
  read_volunteer(fields, in);
  in.unit = fields.text("unit").value_or("");
  in.on_paper = fields.flag("on_paper").value_or(false);
  in.on = fields.date("on");
  if (auto error = fields.finish()) return *error;
  if (wishes.empty()) return no_wishes();
  const auto answers = desk.claim(wishes, in);
  if (!answers) return answers.error();
  json::array claims;
  bool any = false;
  for (const ClaimAnswer& answer : *answers) {
    any = any || answer.claim;
    claims.push_back(answer_json(answer));
  }
  // One wish that can't be claimed is an error like any other; of several each says so for itself.
  if (!any && answers->size() == 1) return *answers->front().refused;
  return Reply{json::object{{"claims", std::move(claims)}}, any ? 201u : 200u};
}

// Whoever writes one of them names a volunteer.
constexpr std::string_view kVolunteerFields[] = {"name", "phone", "unit", "remark", "volunteer", "on_paper"};

Answer post_reassignment(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto claim = fields.subject("claim");
  std::optional<ClaimInput> to;
  if (std::ranges::any_of(kVolunteerFields, [&](std::string_view name) { return fields.given(name); })) {
    to.emplace();
    to->unit = fields.text("unit").value_or("");
    to->on_paper = fields.flag("on_paper").value_or(false);
    read_volunteer(fields, *to);
  }
  if (auto error = fields.finish()) return *error;
  return shown_offer(desk.reassign(call.arguments.at(0), claim, to));
}

Answer post_release(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const auto claim = fields.subject("claim");
  const std::string remark = fields.text("remark").value_or("");
  const auto on = fields.date("on");
  if (auto error = fields.finish()) return *error;
  return shown_offer(desk.release(call.arguments.at(0), claim, remark, on));
}

Answer post_fulfilment(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  FulfilmentInput in;
  in.claim = fields.subject("claim");
  in.on = fields.date("on");
  if (const auto value = fields.amount("value", model::kValueYuanMax)) in.value_yuan = value->yuan;
  if (const auto minutes = fields.amount("minutes", model::kMinutesMax)) in.minutes = minutes->yuan;
  in.what = fields.text("what").value_or("");
  for (const std::string& text : fields.texts("volunteers", model::kSharesMax)) {
    const auto id = model::parse_uuid(text);
    if (!id)
      return Error("request.bad_field", "volunteers must be ids of volunteers",
                   "volunteers 应为志愿者的标识");
    in.shares.push_back({*id, 1});
  }
  if (auto error = fields.finish()) return *error;
  return shown_offer(desk.fulfil(call.arguments.at(0), in));
}

}  // namespace node
