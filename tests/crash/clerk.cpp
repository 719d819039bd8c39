#include "tests/crash/clerk.h"

#include <boost/json.hpp>
#include <chrono>
#include <thread>

namespace crash {

namespace json = boost::json;

namespace {

constexpr unsigned kRestMsMax = 16;         // Between two requests.
constexpr unsigned kRowsMax = 30;           // Of a form.
constexpr unsigned kLatestWishes = 400;     // Of which steps are taken.
constexpr unsigned kLeftAlonePercent = 30;  // Of what had no answer; the rest is tried again.
constexpr std::chrono::milliseconds kNobodyThere{5};
constexpr const char* kOutcomes[] = {"approve", "approve", "return", "reject", "hand_over"};

}  // namespace

Clerk::Clerk(const Tree& tree, Node& desk, unsigned number, std::uint64_t seed)
    : tree_(tree), desk_(desk), stem_("周" + std::to_string(number)), random_(seed) {}

void Clerk::work(const std::atomic<bool>& stop) {
  while (!stop) {
    work_once();
    std::this_thread::sleep_for(std::chrono::milliseconds(below(kRestMsMax)));
  }
}

void Clerk::work_once() {
  if (!open_.empty() && in(40)) {
    const Open again = open_.front();
    open_.pop_front();
    take(again);
  } else if (const unsigned what = below(100); what < 40 || journal_.wishes.size() < 5) {
    begin_wish();
  } else if (what < 44) {
    begin_form();
  } else {
    begin_step();
  }
}

// ---- What is begun

std::string Clerk::pick_home() {
  const std::string& own = desk_.place().code;
  if (desk_.place().level == "community") return own;
  if (in(60)) return own;
  // A place without a node, or that of a village that will learn of it from above.
  if (desk_.place().level == "city") return "431302001";
  const bool is_first = own == kCounty.code;
  if (in(25)) return is_first ? kVillage.code : kFarVillage.code;
  return is_first ? "431322106" : "431321101";
}

std::string Clerk::next_content() { return "想要第" + std::to_string(++contents_) + "本书"; }

Wish& Clerk::fresh_wish(const std::string& name, const std::string& home) {
  Wish& wish = journal_.wishes.emplace_back();
  wish.name = name;
  wish.home = home;
  wish.desk = &desk_;
  wish.content = next_content();
  wish.outcome = kOutcomes[below(std::size(kOutcomes))];
  return wish;
}

void Clerk::begin_wish() {
  const std::size_t index = journal_.wishes.size();
  (void)fresh_wish(stem_ + "w" + std::to_string(index) + "号", pick_home());
  take({Step::kRegister, index});
}

void Clerk::begin_form() {
  const std::size_t index = journal_.forms.size();
  const std::string stem = stem_ + "f" + std::to_string(index) + "r";
  const std::string home = pick_home();
  Form& form = journal_.forms.emplace_back();
  form.csv = "序号,姓名,性别,年龄,家庭住址,心愿内容(清晰扼要),申领证明材料(详细材料可附后),联系电话\n";
  const unsigned rows = 1 + below(kRowsMax);
  for (unsigned row = 1; row <= rows; ++row) {
    form.wishes.push_back(journal_.wishes.size());
    Wish& wish = fresh_wish(stem + std::to_string(row) + "号", home);
    wish.form = index;
    form.csv += std::to_string(row) + "," + wish.name + ",女,66,3组8号," + wish.content + ",,13000028641\n";
  }
  take({Step::kTakeForm, index});
}

Node& Clerk::pick_carrier(const Wish& wish) {
  const auto carriers = tree_.carriers(wish.home);
  return in(60) ? desk_ : *carriers[below(static_cast<unsigned>(carriers.size()))];
}

void Clerk::begin_step() {
  const auto count = static_cast<unsigned>(journal_.wishes.size());
  const std::size_t index = count - 1 - below(std::min(count, kLatestWishes));
  Wish& wish = journal_.wishes[index];
  if (wish.registered != Known::kYes || wish.id.empty() || wish.left_alone) return;
  for (const Open& open : open_)
    if (open.step != Step::kTakeForm && open.index == index) return;
  if (wish.withdrawn != Known::kNo) return;
  if (const unsigned what = below(100); what < 50) {
    if (!wish.amended_at) wish.amended_at = &pick_carrier(wish);
    wish.wanted_content = next_content();
    take({Step::kAmend, index});
  } else if (what < 85) {
    if (wish.vetted != Known::kNo) return;
    wish.vetted_at = &pick_carrier(wish);
    take({Step::kVet, index});
  } else {
    wish.withdrawn_at = &pick_carrier(wish);
    take({Step::kWithdraw, index});
  }
}

// ---- How it ends

void Clerk::take(const Open& open) {
  const auto wish = [&]() -> Wish& { return journal_.wishes[open.index]; };
  Told told{};
  switch (open.step) {
    case Step::kRegister:
      told = register_wish(wish());
      break;
    case Step::kTakeForm:
      told = take_form(journal_.forms[open.index]);
      break;
    case Step::kAmend:
      told = amend(wish());
      break;
    case Step::kVet:
      told = vet(wish());
      break;
    case Step::kWithdraw:
      told = withdraw(wish());
      break;
  }
  if (told == Told::kMaybe) take_again_or_leave(open);
  if (told == Told::kNotReached) {
    open_.push_back(open);
    std::this_thread::sleep_for(kNobodyThere);
  }
}

void Clerk::take_again_or_leave(const Open& open) {
  if (!in(kLeftAlonePercent))
    open_.push_back(open);
  else if (open.step != Step::kTakeForm)
    journal_.wishes[open.index].left_alone = true;
}

Clerk::Told Clerk::write(Node& at, const Request& request, const std::string& about, Answer& answer) {
  Findings& findings = tree_.findings();
  const int life = at.life();
  answer = at.ask(request);
  if (answer.ended == Ended::kNotSent) return Told::kNotReached;
  if (answer.ended == Ended::kUnanswered) {
    const bool was_killed = at.is_over(life);
    findings.unacknowledged(was_killed ? at.life_name(life) : "");
    if (!was_killed)
      findings.report(Wrong::kOther, at.life_name(life), "a request had no answer, and nobody killed it");
    return Told::kMaybe;
  }
  if (answer.done()) {
    findings.acknowledged(at.name());
    return Told::kDone;
  }
  if (answer.status < 500) return Told::kRefused;
  findings.unacknowledged("");
  if (answer.body.find("\"disk.full\"") != std::string::npos)
    findings.refused_for_the_disk();
  else
    findings.report(Wrong::kOther, about + " at " + at.name(), answer.body);
  return Told::kMaybe;
}

}  // namespace crash
