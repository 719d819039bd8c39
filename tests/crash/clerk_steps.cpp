// The writes of a clerk, one by one, and what each answer says about what is there.

#include <boost/json.hpp>

#include "tests/crash/clerk.h"

namespace crash {

namespace json = boost::json;

namespace {

bool says(const Answer& answer, const char* code) {
  return answer.body.find("\"" + std::string(code) + "\"") != std::string::npos;
}

std::string text(const json::value& shown, const char* key) {
  const json::value& value = shown.at(key);
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

bool holds_step(const json::value& shown, const char* kind) {
  for (const json::value& item : shown.at("history").as_array())
    if (item.at("kind") == kind) return true;
  return false;
}

std::string path(const Wish& wish, const char* rest = "") { return "/api/v1/wishes/" + wish.id + rest; }

}  // namespace

void Clerk::know(Wish& wish, const Node& at, const json::value& shown) {
  wish.registered = Known::kYes;
  wish.id = text(shown, "id");
  wish.number = text(shown, "number");
  wish.known_at.insert(&at);
}

std::optional<json::array> Clerk::search(const Node& at, const std::string& words) const {
  const Answer answer = at.ask({"GET", "/api/v1/wishes?limit=500&q=" + encoded(words)});
  if (!answer.done()) return std::nullopt;
  return json::parse(answer.body).at("wishes").as_array();
}

Clerk::Told Clerk::register_wish(Wish& wish) {
  json::object body{{"name", wish.name},   {"sex", "male"},           {"age", 72},
                    {"address", "3组8号"}, {"content", wish.content}, {"phone", "13000028641"},
                    {"place", wish.home}};
  const bool again = wish.registered == Known::kMaybe;
  Answer answer;
  const Told told = write(desk_, {"POST", "/api/v1/wishes", json::serialize(body)}, wish.name, answer);
  if (told == Told::kDone) {
    const json::value shown = json::parse(answer.body);
    know(wish, desk_, shown);
    if (text(shown, "name") != wish.name || text(shown, "content") != wish.content)
      tree_.findings().report(Wrong::kOther, wish.name, "acknowledged as " + answer.body);
  } else if (told == Told::kMaybe) {
    wish.registered = Known::kMaybe;
  } else if (told == Told::kRefused && again && says(answer, "wish.duplicate")) {
    const auto found = search(desk_, wish.name);
    for (const json::value& shown : found.value_or(json::array{}))
      if (text(shown, "name") == wish.name) know(wish, desk_, shown);
    if (wish.registered != Known::kYes) return Told::kMaybe;
  } else if (told == Told::kRefused) {
    tree_.findings().report(Wrong::kOther, wish.name, "registering was refused: " + answer.body);
  }
  return told;
}

Clerk::Told Clerk::take_form(Form& form) {
  const Wish& first = journal_.wishes[form.wishes.front()];
  const bool again = form.taken == Known::kMaybe;
  Answer answer;
  const Told told = write(
      desk_,
      {"POST", "/api/v1/imports?name=form.csv&place=" + first.home, form.csv, "application/octet-stream"},
      first.name, answer);
  if (told == Told::kMaybe) form.taken = Known::kMaybe;
  if (told == Told::kRefused)
    tree_.findings().report(Wrong::kOther, first.name, "the form was refused: " + answer.body);
  if (told == Told::kDone) {
    const json::value result = json::parse(answer.body);
    const std::size_t added = result.at("added").to_number<std::size_t>();
    const std::size_t repeated = result.at("duplicates").as_array().size();
    const std::size_t rows = form.wishes.size();
    if (!(added == rows && repeated == 0) && !(again && added == 0 && repeated == rows))
      tree_.findings().report(
          Wrong::kOther, first.name,
          "a form of " + std::to_string(rows) + " rows was taken in part: " + answer.body);
    form.taken = Known::kYes;
    for (const std::size_t index : form.wishes) journal_.wishes[index].registered = Known::kYes;
    learn_ids(form);
  }
  return told;
}

void Clerk::learn_ids(const Form& form) {
  const std::string& name = journal_.wishes[form.wishes.front()].name;
  const auto found = search(desk_, name.substr(0, name.rfind('r') + 1));
  if (!found) return;  // Killed meanwhile: these take no further steps.
  for (const std::size_t index : form.wishes) {
    Wish& wish = journal_.wishes[index];
    for (const json::value& shown : *found)
      if (text(shown, "name") == wish.name) know(wish, desk_, shown);
    if (wish.id.empty())
      tree_.findings().report(Wrong::kLost, wish.name, "not found at once at " + desk_.name());
  }
}

Clerk::Told Clerk::refused(Wish& wish, Node& at, Step step, const Answer& answer, Known known) {
  if (says(answer, "wish.unknown")) {
    if (wish.known_at.contains(&at))
      tree_.findings().report(Wrong::kLost, wish.name, at.life_name(at.life()) + " knows it no more");
    return Told::kRefused;
  }
  if (known == Known::kMaybe) {
    // Either it was taken, or a step that came from another node forbids it now.
    const Answer now = at.ask({"GET", path(wish)});
    if (!now.done()) return Told::kMaybe;
    const json::value shown = json::parse(now.body);
    const bool taken = step == Step::kAmend ? text(shown, "content") == wish.wanted_content
                       : step == Step::kVet ? holds_step(shown, "vetted")
                                            : holds_step(shown, "withdrawn");
    return taken ? Told::kDone : Told::kRefused;
  }
  // Only a rejected wish takes no further steps; begin_step() leaves the withdrawn ones.
  if (!says(answer, "wish.step_not_allowed") || wish.vetted == Known::kNo || wish.outcome != "reject")
    tree_.findings().report(Wrong::kOther, wish.name, "a step was refused: " + answer.body);
  return Told::kRefused;
}

Clerk::Told Clerk::amend(Wish& wish) {
  const bool again = wish.amending == Known::kMaybe;
  if (wish.vetted != Known::kNo) wish.amended_after_vetting = true;
  const json::value body{{"content", wish.wanted_content}};
  Answer answer;
  Told told = write(*wish.amended_at, {"PATCH", path(wish), json::serialize(body)}, wish.name, answer);
  if (told == Told::kRefused)
    told = refused(wish, *wish.amended_at, Step::kAmend, answer, again ? Known::kMaybe : Known::kNo);
  if (told == Told::kDone) {
    wish.known_at.insert(wish.amended_at);
    wish.content = wish.wanted_content;
    ++wish.amendments;
  }
  if (told == Told::kDone || told == Told::kRefused) wish.amending = Known::kNo;
  if (told == Told::kMaybe) wish.amending = Known::kMaybe;
  return told;
}

Clerk::Told Clerk::vet(Wish& wish) {
  const json::value body{{"outcome", wish.outcome}, {"remark", "核实过了"}};
  Answer answer;
  Told told =
      write(*wish.vetted_at, {"POST", path(wish, "/vettings"), json::serialize(body)}, wish.name, answer);
  if (told == Told::kRefused) told = refused(wish, *wish.vetted_at, Step::kVet, answer, wish.vetted);
  if (told == Told::kDone) {
    wish.known_at.insert(wish.vetted_at);
    wish.vetted = Known::kYes;
  }
  if (told == Told::kRefused) wish.vetted = Known::kNo;
  if (told == Told::kMaybe) wish.vetted = Known::kMaybe;
  return told;
}

Clerk::Told Clerk::withdraw(Wish& wish) {
  const json::value body{{"remark", "本人要求"}};
  Answer answer;
  Told told = write(*wish.withdrawn_at, {"POST", path(wish, "/withdrawals"), json::serialize(body)},
                    wish.name, answer);
  if (told == Told::kRefused)
    told = refused(wish, *wish.withdrawn_at, Step::kWithdraw, answer, wish.withdrawn);
  if (told == Told::kDone) {
    wish.known_at.insert(wish.withdrawn_at);
    wish.withdrawn = Known::kYes;
  }
  if (told == Told::kRefused) wish.withdrawn = Known::kNo;
  if (told == Told::kMaybe) wish.withdrawn = Known::kMaybe;
  return told;
}

}  // namespace crash
