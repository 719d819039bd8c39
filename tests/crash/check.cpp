#include "tests/crash/check.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>
#include <unordered_map>

#include "tests/crash/view.h"

namespace crash {

namespace json = boost::json;

namespace {

constexpr process::Seconds kInStepWithin{240};
constexpr process::Seconds kSafeWithin{90};
constexpr process::Seconds kVerifiedWithin{300};

// ---- In step

bool in_step(const Node& node) {
  const Answer answer = node.ask({"GET", "/api/v1/status"});
  if (!answer.done()) return false;
  const json::value status = json::parse(answer.body);
  return status.at("in_step") == true && status.at("projected") == status.at("arrival") &&
         status.at("texts_loaded") == true && status.at("ledger_error").is_null();
}

// Every place that anybody asks about: those with a node and those with wishes.
std::set<std::string> places_of(const Tree& tree, const Load& load) {
  std::set<std::string> out;
  for (const auto& node : tree.nodes()) out.insert(node->place().code);
  for (const Journal* journal : load.journals())
    for (const Wish& wish : journal->wishes) out.insert(wish.home);
  return out;
}

// Every carrier of each place gives the same bytes, root and all.
bool agree(const Tree& tree, const std::set<std::string>& places, SeenFigures& seen) {
  for (const std::string& place : places)
    for (const char* by : kSummaryBy) {
      std::set<std::optional<std::string>> told;
      for (const Node* carrier : tree.carriers(place)) told.insert(seen.look(*carrier, place, by));
      if (told.size() != 1 || !*told.begin()) return false;
    }
  return true;
}

void restart(Node& node, Findings& findings, const std::function<void(Node&)>& before_start) {
  if (node.has_process())
    if (const int status = node.stop(); status != 0)
      findings.report(Wrong::kOther, node.name(), "SIGTERM ended it with " + std::to_string(status));
  before_start(node);
  node.begin();
  if (!node.wait_until_ready())
    throw std::runtime_error(node.name() + " does not start:\n" + node.last_words());
}

void settle(Tree& tree, Load& load, const std::function<void(Node&)>& before_start) {
  const auto places = places_of(tree, load);
  for (const auto& node : tree.nodes()) restart(*node, tree.findings(), before_start);
  const auto settled = [&] {
    return std::ranges::all_of(tree.nodes(), [](const auto& node) { return in_step(*node); }) &&
           agree(tree, places, load.figures());
  };
  if (process::eventually(settled, kInStepWithin)) return;
  for (const auto& node : tree.nodes())
    tree.findings().report(Wrong::kOther, node->name() + " and the tree",
                           "not all came in step: " + node->ask({"GET", "/api/v1/status"}).body +
                               node->ask({"GET", "/api/v1/sync"}).body);
}

// ---- What a node shows against the journals

class Comparison {
 public:
  Comparison(const Tree& tree, const Node& node)
      : findings_(tree.findings()), node_(node), facts_(facts_of(node, findings_)) {
    for (Shown& shown : wishes_of(node)) {
      const bool due = at_or_above(node.place().code, shown.home);
      if (!due && (shown.name || shown.content))
        findings_.report(Wrong::kOther, node.name() + " " + shown.number, "what is personal came down here");
      else if (!due)
        from_above_.emplace(shown.id, shown.state);
      else if (!shown.name)
        findings_.report(Wrong::kLost, node.name() + " " + shown.number, "its part is not here");
      else
        by_name_.emplace(*shown.name, std::move(shown));
    }
  }

  void compare(const Wish& wish, const Journal& journal) {
    const auto [first, last] = by_name_.equal_range(wish.name);
    const auto count = std::distance(first, last);
    matched_ += static_cast<std::size_t>(count);
    const bool must = wish.registered == Known::kYes;
    const bool may =
        wish.registered == Known::kMaybe || (wish.form && journal.forms[*wish.form].taken == Known::kMaybe);
    if (count == 0 && must) wrong(Wrong::kLost, wish, "was acknowledged and is not there");
    if (count > 1) wrong(Wrong::kDuplicate, wish, "is there " + std::to_string(count) + " times");
    if (count != 0 && !must && !may) wrong(Wrong::kOther, wish, "was refused and is there");
    if (count == 1) compare_with(first->second, wish);
  }

  // Of a home above the node, which shows that it is there and nothing personal.
  void compare_from_above(const Wish& wish) {
    if (wish.id.empty()) return;
    const auto at = from_above_.find(wish.id);
    if (at == from_above_.end())
      wrong(Wrong::kLost, wish, "was acknowledged above and is not there");
    else if (!wish.states_allowed().contains(at->second))
      wrong(Wrong::kLost, wish, "is " + at->second);
  }

  // In whole or not at all.
  void compare(const Form& form, const Journal& journal) {
    std::size_t there = 0;
    for (const std::size_t index : form.wishes)
      there += by_name_.contains(journal.wishes[index].name) ? 1 : 0;
    if (there != 0 && there != form.wishes.size())
      wrong(Wrong::kOther, journal.wishes[form.wishes.front()],
            "of its form of " + std::to_string(form.wishes.size()) + " rows " + std::to_string(there) +
                " are there");
  }

  void finish() {
    if (matched_ != by_name_.size())
      findings_.report(Wrong::kOther, node_.name(),
                       std::to_string(by_name_.size()) + " wishes are shown, of which " +
                           std::to_string(matched_) + " were asked for");
  }

  [[nodiscard]] const Shown* find(const Wish& wish) const {
    const auto at = by_name_.find(wish.name);
    return at == by_name_.end() ? nullptr : &at->second;
  }

 private:
  void compare_with(const Shown& shown, const Wish& wish) {
    if (!wish.id.empty() && (shown.id != wish.id || shown.number != wish.number))
      wrong(Wrong::kLost, wish, "is another one: " + shown.id + " " + shown.number);
    if (shown.home != wish.home) wrong(Wrong::kOther, wish, "stands at " + shown.home);
    if (!wish.states_allowed().contains(shown.state)) wrong(Wrong::kLost, wish, "is " + shown.state);
    if (!shown.content || !wish.contents_allowed().contains(*shown.content))
      wrong(Wrong::kLost, wish, "says " + shown.content.value_or("nothing") + " instead of " + wish.content);
    Facts& facts = facts_[shown.id];
    count(facts, wish, "registered", 1, 1);
    count(facts, wish, "amended", wish.amendments,
          wish.amendments + (wish.amending == Known::kMaybe ? 1 : 0));
    count(facts, wish, "vetted", wish.vetted == Known::kYes ? 1 : 0, wish.vetted == Known::kNo ? 0 : 1);
    count(facts, wish, "withdrawn", wish.withdrawn == Known::kYes ? 1 : 0,
          wish.withdrawn == Known::kNo ? 0 : 1);
  }

  void count(Facts& facts, const Wish& wish, const char* kind, int least, int most) {
    const int held = facts[kind];
    if (held < least || held > most)
      wrong(held < least ? Wrong::kLost : Wrong::kDuplicate, wish,
            std::to_string(held) + " facts of the kind " + kind + ", " + std::to_string(least) + " to " +
                std::to_string(most) + " were asked for");
  }

  void wrong(Wrong kind, const Wish& wish, const std::string& what) {
    findings_.report(kind, wish.name + " at " + node_.name(),
                     what + " (entered at " + wish.desk->name() + ", number " + wish.number + ")");
  }

  Findings& findings_;
  const Node& node_;
  std::map<std::string, Facts> facts_;
  std::unordered_multimap<std::string, Shown> by_name_;
  std::unordered_map<std::string, std::string> from_above_;  // State by id.
  std::size_t matched_ = 0;
};

// All that carry it show the same.
void compare_levels(const Wish& wish, const std::vector<const Comparison*>& carriers, Findings& findings) {
  const auto told = [&](const Comparison* at) {
    const Shown* shown = at->find(wish);
    return shown ? shown->id + " " + shown->state + " " + shown->content.value_or("-") : "nothing";
  };
  for (const Comparison* other : carriers)
    if (told(other) != told(carriers.front()))
      findings.report(Wrong::kOther, wish.name + " at all levels",
                      "\"" + told(carriers.front()) + "\" and \"" + told(other) + "\"");
}

// ---- What a node says about itself

void check_verified(const Tree& tree, const Node& node) {
  const auto ran =
      tree.run({process::wishctl(), "--data", node.directory().string(), "--json", "verify", "--deep"},
               kVerifiedWithin);
  if (ran.status != 0 || json::parse(ran.out).at("ok") != true)
    tree.findings().report(Wrong::kOther, node.name(), "does not verify: " + ran.out + ran.err);
}

// Killed and restarted in place it is the same writer still.
void check_writers(const Tree& tree, const Node& node) {
  const json::value answer = json::parse(node.ask({"GET", "/api/v1/nodes"}).body);
  for (const json::value& known : answer.at("nodes").as_array())
    if (known.at("counts") != true || known.at("writers").as_array().size() > 1)
      tree.findings().report(Wrong::kOther, node.name() + " about the nodes",
                             "a restart was taken for a copy: " + json::serialize(known));
}

// The receipts of what is safe come down again to the villages.
void check_safe(const Tree& tree, const Node& node) {
  if (node.place().level != "community") return;
  std::size_t unsafe = 0;
  std::string first;
  const auto all_safe = [&] {
    unsafe = 0;
    for (const Shown& shown : wishes_of(node))
      if (shown.home == node.place().code && shown.safe != "city" && ++unsafe == 1)
        first = shown.number + " is safe " + shown.safe;
    return unsafe == 0;
  };
  if (!process::eventually(all_safe, kSafeWithin))
    tree.findings().report(Wrong::kOther, node.name(),
                           std::to_string(unsafe) + " wishes do not show that the city has them: " + first);
}

}  // namespace

void check_all(Tree& tree, Load& load, const std::function<void(Node&)>& before_start) {
  settle(tree, load, before_start);
  std::map<const Node*, std::unique_ptr<Comparison>> shown;
  for (const auto& node : tree.nodes()) {
    check_safe(tree, *node);
    check_verified(tree, *node);
    check_writers(tree, *node);
    shown[node.get()] = std::make_unique<Comparison>(tree, *node);
  }
  for (const Journal* journal : load.journals()) {
    for (const Wish& wish : journal->wishes) {
      std::vector<const Comparison*> carriers;
      for (const Node* node : tree.carriers(wish.home)) {
        shown[node]->compare(wish, *journal);
        carriers.push_back(shown[node].get());
      }
      compare_levels(wish, carriers, tree.findings());
      for (const auto& node : tree.nodes())
        if (at_or_above(wish.home, node->place().code) && wish.home != node->place().code)
          shown[node.get()]->compare_from_above(wish);
    }
    for (const Form& form : journal->forms)
      for (const Node* node : tree.carriers(journal->wishes[form.wishes.front()].home))
        shown[node]->compare(form, *journal);
    tree.findings().checked(journal->wishes.size());
  }
  for (const auto& [node, comparison] : shown) comparison->finish();
}

}  // namespace crash
