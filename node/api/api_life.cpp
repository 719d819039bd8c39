// Publishing, confirming, handing over and closing: what the home of a wish and those above it do.

#include "node/api/api_wish_json.h"

namespace node {

using model::Error;

namespace {

std::string_view looks_key(model::PersonalSpan::Looks looks) {
  using Looks = model::PersonalSpan::Looks;
  switch (looks) {
    case Looks::kName:
      return "name";
    case Looks::kPhone:
      return "phone";
    case Looks::kIdNumber:
      return "id_number";
    case Looks::kBirthDate:
      return "birth_date";
    case Looks::kAddress:
      return "address";
    case Looks::kSchool:
      return "school";
    case Looks::kHospital:
      return "hospital";
    case Looks::kEmployer:
      return "employer";
    case Looks::kBankCard:
      return "bank_card";
    case Looks::kAccount:
      return "account";
    case Looks::kPlate:
      return "plate";
    case Looks::kHealth:
      return "health";
  }
  return "other";
}

std::string_view leak_key(model::Leak::What what) {
  using What = model::Leak::What;
  switch (what) {
    case What::kName:
      return "name";
    case What::kAddress:
      return "address";
    case What::kPhone:
      return "phone";
    case What::kIdNumber:
      return "id_number";
    case What::kSchool:
      return "school";
    case What::kAge:
      return "age";
  }
  return "other";
}

void add_looks(std::string_view field, const std::string& text, const std::vector<model::PersonalSpan>& spans,
               json::array& out) {
  for (const model::PersonalSpan& span : spans)
    out.push_back(json::object{{"field", field},
                               {"kind", looks_key(span.looks)},
                               {"text", shown(text.substr(span.begin, span.end - span.begin))},
                               {"begin", span.begin},
                               {"end", span.end}});
}

}  // namespace

Answer get_publication(Desk& desk, const Call& call) {
  Query in(call.query);
  PublicationInput reworded;
  reworded.who = in.text("who");
  reworded.ages = in.text("ages");
  reworded.content = in.text("content");
  if (auto error = in.finish()) return *error;
  const auto proposal = desk.propose_publication(call.arguments.at(0), reworded);
  if (!proposal) return proposal.error();
  json::array looks;
  const std::string& content = proposal->text.content;
  add_looks("who", proposal->text.who, proposal->who_looks, looks);
  add_looks("content", content, proposal->looks, looks);
  json::object out;
  out["wish"] = wish_json(proposal->view);
  out["who"] = shown(proposal->text.who);
  out["ages"] = shown(proposal->text.ages);
  out["content"] = shown(content);
  out["targets"] = targets_json(proposal->targets);
  out["looks_personal"] = std::move(looks);
  json::array leaks;
  for (const model::Leak& leak : proposal->leaks)
    leaks.push_back(json::object{{"kind", leak_key(leak.what)}, {"text", shown(leak.found)}});
  out["leaks"] = std::move(leaks);
  return Reply{std::move(out)};
}

Answer post_publication(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  PublicationInput in;
  in.scope = fields.place("scope");
  if (const auto slots = fields.amount("slots", model::kSlotsMax); slots && slots->yuan)
    in.slots = static_cast<std::uint16_t>(*slots->yuan);
  in.who = fields.text("who");
  in.ages = fields.text("ages");
  in.content = fields.text("content");
  in.confirmed = fields.flag("confirmed").value_or(false);
  in.on = fields.date("on");
  if (auto error = fields.finish()) return *error;
  return shown_wish(desk.publish(call.arguments.at(0), in), 200);
}

Answer post_take_down(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  if (auto error = Fields(*object).finish()) return *error;
  return shown_wish(desk.take_down(call.arguments.at(0)), 200);
}

Answer post_take_over(Desk& desk, const Call& call) {
  Query in(call.query);
  const auto place = in.place("place");
  const auto after = in.page_token("after");
  const bool dry_run = in.flag("dry_run").value_or(false);
  if (auto error = in.finish()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  if (auto error = Fields(*object).finish()) return *error;
  const auto taken = desk.take_over(place, after, dry_run);
  if (!taken) return taken.error();
  json::array publications;
  for (const TakenOver& one : taken->publications)
    publications.push_back(json::object{{"id", model::uuid_text(one.offer.id)},
                                        {"number", shown(one.offer.number)},
                                        {"place", one.offer.home.text()},
                                        {"place_name", shown(desk.place_name(one.offer.home))},
                                        {"scope", one.offer.scope.text()},
                                        {"scope_name", shown(desk.place_name(one.offer.scope))},
                                        {"step", one.taken_down ? "taken_down" : "published"},
                                        {"refused", error_json(one.refused)}});
  json::object out{{"publications", std::move(publications)}, {"dry_run", dry_run}};
  out["next"] = taken->next_after ? json::value(page_token(*taken->next_after)) : json::value(nullptr);
  return Reply{std::move(out)};
}

Answer post_confirmation(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  ConfirmationInput in;
  in.claim = fields.subject("claim");
  in.on = fields.date("on");
  if (const auto given = fields.amount("satisfaction", 5); given && given->yuan)
    in.satisfaction = static_cast<std::uint8_t>(*given->yuan);
  in.disputed = fields.flag("disputed").value_or(false);
  in.remark = fields.text("remark").value_or("");
  if (auto error = fields.finish()) return *error;
  return shown_wish(desk.confirm(call.arguments.at(0), in), 200);
}

Answer post_hand_over_note(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string stage = fields.required_text("stage");
  const auto on = fields.date("on");
  const std::string remark = fields.text("remark").value_or("");
  if (auto error = fields.finish()) return *error;
  for (const model::HandOverStage known :
       {model::HandOverStage::kSent, model::HandOverStage::kAnswered, model::HandOverStage::kDone})
    if (stage_key(known) == stage)
      return shown_wish(desk.note_hand_over(call.arguments.at(0), known, on, remark), 200);
  return Error("request.bad_field", "stage must be one of sent, answered, done",
               "stage 应为以下之一：sent、answered、done");
}

Answer post_closing(Desk& desk, const Call& call) {
  if (auto error = call.no_query()) return *error;
  const auto object = call.object();
  if (!object) return object.error();
  Fields fields(*object);
  const std::string remark = fields.text("remark").value_or("");
  const auto on = fields.date("on");
  if (auto error = fields.finish()) return *error;
  return shown_wish(desk.close(call.arguments.at(0), remark, on), 200);
}

}  // namespace node
