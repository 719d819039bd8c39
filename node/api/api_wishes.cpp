#include "node/api/api_wish_json.h"
#include "node/limits.h"

namespace node {

using model::Error;
using model::WishField;

namespace {

WishInput wish_input(Fields& fields) {
  WishInput in;
  in.name = fields.text("name");
  in.sex = fields.text("sex");
  in.age = fields.text_or_number("age");
  in.address = fields.text("address");
  in.content = fields.text("content");
  in.proof = fields.text("proof");
  in.phone = fields.text("phone");
  in.consent = fields.text("consent");
  in.consent_by = fields.word<model::ConsentBy>("consent_by");
  in.consent_how = fields.word<model::ConsentHow>("consent_how");
  in.category = fields.word<model::Category>("category");
  in.targets = fields.targets("targets");
  in.value = fields.amount("value", model::kValueYuanMax);
  in.on = fields.date("on");
  in.campaign = fields.subject_or_none("campaign");
  return in;
}

}  // namespace

Answer post_wish(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  WishInput in = wish_input(fields);
  // Of a new wish null says "not known", and the value is read out of the content.
  if (in.value && !in.value->yuan) in.value.reset();
  const auto place = fields.place("place");
  if (auto error = fields.finish()) return *error;
  return shown_wish(desk.add(in, place), 201);
}

Answer get_wishes(Desk& desk, const Call& call) {
  Query in(call.query);
  WishQuery query;
  query.place = in.place("place");
  query.filter.state = in.word<model::WishState>("state");
  query.filter.category = in.word<model::Category>("category");
  query.filter.target = in.word<model::Target>("target");
  query.filter.period = in.period("period");
  query.filter.hand_over = in.flag("hand_over");
  query.filter.campaign = in.subject("campaign");
  query.text = in.text("q").value_or("");
  query.count_max = in.number("limit", 1, kWishPageMax).value_or(kWishPageDefault);
  query.after = in.page_token("after");
  if (auto error = in.finish()) return *error;
  const auto page = desk.wishes(query);
  if (!page) return page.error();
  json::array wishes;
  for (const WishView& view : page->wishes) wishes.push_back(wish_json(view));
  json::object out;
  out["wishes"] = std::move(wishes);
  out["next"] = page->next_after ? json::value(page_token(*page->next_after)) : json::value(nullptr);
  out["incomplete"] = error_json(page->incomplete);
  return Reply{std::move(out)};
}

Answer get_wish(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto detail = desk.wish(call.arguments.at(0));
  if (!detail) return detail.error();
  json::object out = wish_json(detail->view);
  json::array history;
  for (const WishHistory& item : detail->history) history.push_back(history_json(item));
  out["history"] = std::move(history);
  out["attachments"] = attachments_json(detail->attachments);
  return Reply{std::move(out)};
}

Answer patch_wish(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const WishInput in = wish_input(fields);
  if (auto error = fields.finish()) return *error;
  if (object->empty())
    return Error("wish.nothing_given", "give at least one field to amend", "请至少填写一个要修改的字段");
  return shown_wish(desk.amend(call.arguments.at(0), in), 200);
}

Answer post_vetting(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string given = fields.required_text("outcome");
  const std::string remark = fields.text("remark").value_or("");
  const auto on = fields.date("on");
  if (auto error = fields.finish()) return *error;
  const std::string key = given == "hand-over" ? "hand_over" : given;
  for (const model::Word& word : model::words(model::Outcome{}))
    if (word.key == key)
      return shown_wish(desk.vet(call.arguments.at(0), static_cast<model::Outcome>(word.number), remark, on),
                        200);
  return Error("request.bad_field", "outcome must be one of approve, return, reject, hand_over",
               "outcome 应为以下之一：approve、return、reject、hand_over");
}

Answer post_withdrawal(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string remark = fields.text("remark").value_or("");
  const auto on = fields.date("on");
  if (auto error = fields.finish()) return *error;
  return shown_wish(desk.withdraw(call.arguments.at(0), remark, on), 200);
}

Answer post_erasure(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  if (auto error = Fields(*object).finish()) return *error;
  const auto done = desk.erase(call.arguments.at(0));
  if (!done) return done.error();
  json::array others(done->others.begin(), done->others.end());
  return Reply{{{"id", model::uuid_text(done->id)}, {"erased", true}, {"others", std::move(others)}}};
}

Answer post_import(Desk& desk, const Call& call) {
  Query in(call.query);
  const std::string name = in.text("name").value_or("");
  const bool dry_run = in.flag("dry_run").value_or(false);
  const auto place = in.place("place");
  const auto campaign = in.subject("campaign");
  if (auto error = in.finish()) return *error;
  const auto result = desk.import_form(call.request.body, name, place, dry_run, campaign);
  if (!result) return result.error();
  const auto reason = [&](json::object& row, const Error& error) {
    row["code"] = error.code;
    row["reason"] = in_language(error, call.language);
    row["reason_zh"] = error.zh;
    row["reason_en"] = error.en;
  };
  json::array duplicates, refused, hand_over;
  for (const ImportDuplicate& item : result->duplicates) {
    json::object row{{"row", item.row}, {"of", item.of ? json::value(*item.of) : json::value(nullptr)}};
    reason(row, item.reason);
    duplicates.push_back(std::move(row));
  }
  for (const ImportRefused& item : result->refused) {
    json::object row{{"row", item.row}};
    reason(row, item.reason);
    refused.push_back(std::move(row));
  }
  const std::string limit = std::to_string(desk.programme()->policy().value_limit_yuan);
  for (const ImportHandOver& item : result->hand_over) {
    json::object row{{"row", item.row},
                     {"number", item.number ? json::value(*item.number) : json::value(nullptr)},
                     {"value", item.value_yuan}};
    reason(row, {"wish.over_limit", "worth more than " + limit + " yuan: to be handed over",
                 "价值超过" + limit + "元，应转办"});
    hand_over.push_back(std::move(row));
  }
  json::object out;
  out["added"] = result->added;
  out["duplicates"] = std::move(duplicates);
  out["refused"] = std::move(refused);
  out["hand_over"] = std::move(hand_over);
  out["dry_run"] = result->dry_run;
  out["filled_on"] = result->filled_on ? json::value(result->filled_on->text()) : json::value(nullptr);
  return Reply{std::move(out)};
}

}  // namespace node
