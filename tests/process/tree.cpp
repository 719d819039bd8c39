#include "tests/process/tree.h"

#include <signal.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace process {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

namespace {

constexpr std::string_view kReady = "ready http=";

std::string joined(const Words& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string text(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

}  // namespace

// ---- Node ----

Node::Node(fs::path directory, Place place, fs::path scratch)
    : directory_(std::move(directory)), place_(std::move(place)), scratch_(std::move(scratch)) {}

void Node::start() {
  const fs::path out = beside(".out");
  fs::remove(out);
  program_ = std::make_unique<Program>(
      Words{wishnode(), "run", "--data", directory_.string(), "--http", "127.0.0.1:0", "--sync", address()},
      out, beside(".log"));
  const auto is_ready = [&] {
    const std::string printed = read_file(out);
    return printed.starts_with(kReady) && printed.ends_with('\n');
  };
  if (!eventually([&] { return is_ready() || program_->status(); }) || program_->status()) {
    program_.reset();
    throw std::runtime_error("the node of " + place_.name + " did not start:\n" + log());
  }
}

void Node::kill() {
  program_->signal(SIGKILL);
  (void)program_->wait(kSoon);
  program_.reset();
}

int Node::stop() {
  program_->signal(SIGTERM);
  const int status = program_->wait(kSoon);
  program_.reset();
  return status;
}

void Node::restart() {
  if (const int status = stop(); status != 0)
    throw std::runtime_error("the node of " + place_.name + " ended with " + std::to_string(status));
  start();
}

Ran Node::try_ctl(const Words& words, Seconds within) const {
  Words command{wishctl(), "--data", directory_.string(), "--json"};
  command.insert(command.end(), words.begin(), words.end());
  return run(command, scratch_, within);
}

json::value Node::ctl(const Words& words, Seconds within) const {
  const Ran ran = try_ctl(words, within);
  if (ran.status != 0)
    throw std::runtime_error(place_.name + ": wishctl " + joined(words) + " ended with " +
                             std::to_string(ran.status) + ": " + ran.err);
  return json::parse(ran.out);
}

std::unique_ptr<Program> Node::begin_ctl(const Words& words) const {
  Words command{wishctl(), "--data", directory_.string(), "--json"};
  command.insert(command.end(), words.begin(), words.end());
  return std::make_unique<Program>(command, out_file(), beside(".ctl.err"));
}

std::string Node::add(const std::string& name, const std::string& content) const {
  return text(ctl({"wish", "add", "--name", name, "--sex", "male", "--age", "72", "--address",
                   "奉家镇上团村3组8号", "--content", content, "--phone", "13000028641"})
                  .at("number"));
}

json::value Node::wish(const std::string& number) const { return ctl({"wish", "show", number}); }

json::array Node::wishes() const { return ctl({"wish", "list", "--all"}).at("wishes").as_array(); }

std::multiset<std::string> Node::shown(const std::string& place) const {
  Words words{"wish", "list", "--all"};
  if (!place.empty()) words.insert(words.end(), {"--place", place});
  std::multiset<std::string> out;
  const json::value answer = ctl(words);
  for (const json::value& wish : answer.at("wishes").as_array())
    out.insert(text(wish.at("number")) + " " + text(wish.at("name")) + " " + text(wish.at("content")) + " " +
               text(wish.at("state")));
  return out;
}

std::multiset<std::string> Node::names() const {
  std::multiset<std::string> out;
  for (const json::value& wish : wishes()) out.insert(text(wish.at("name")));
  return out;
}

std::int64_t Node::total(const std::string& place) const {
  Words words{"summary"};
  if (!place.empty()) words.insert(words.end(), {"--place", place});
  return ctl(words).at("total").to_number<std::int64_t>();
}

std::string Node::figures(const std::string& place, const Words& more) const {
  Words words{"summary", "--place", place};
  words.insert(words.end(), more.begin(), more.end());
  const Ran ran = try_ctl(words);
  return ran.status == 0 ? ran.out : "";
}

std::uint64_t Node::events() const { return status().at("events").to_number<std::uint64_t>(); }

bool Node::in_step() const { return status().at("in_step").as_bool(); }

bool Node::verifies() const {
  const Ran ran = try_ctl({"verify", "--deep"});
  if (ran.status != 0) std::cerr << place_.name << " does not verify: " << ran.out << ran.err;
  return ran.status == 0 && json::parse(ran.out).at("ok").as_bool();
}

void Node::lose_network() const {
  ctl({"parent", "127.0.0.1:1"});
  if (!eventually([&] { return !status().at("parent_connected").as_bool(); }))
    throw std::runtime_error(place_.name + " keeps its link");
}

// ---- Tree ----

Tree::Tree() {
  const char* where = std::getenv("TMPDIR");
  std::string pattern = std::string(where && *where ? where : "/tmp") + "/wishtree-test.XXXXXX";
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory " + pattern);
  scratch_ = pattern;
}

Tree::~Tree() {
  if (HasFailure())
    for (const auto& node : nodes_)
      std::cerr << "--- " << node->directory().filename() << "\n" << node->log();
  nodes_.clear();
  std::error_code ignored;
  fs::remove_all(scratch_, ignored);
}

Node& Tree::root(const fs::path& where) {
  const fs::path directory = (where.empty() ? scratch_ : where) / kCity.code;
  Node& city = *nodes_.emplace_back(std::make_unique<Node>(directory, kCity, scratch_));
  const Ran made = run(
      {wishnode(), "init", "--data", city.directory().string(), "--place", kCity.code, "--name", kCity.name,
       "--level", kCity.level, "--places", PLACES_CSV, "--root-key", (scratch_ / "city.rootkey").string()},
      scratch_);
  if (made.status != 0) throw std::runtime_error("init: " + made.err);
  city.start();
  return city;
}

std::string Tree::code_for(Node& parent, const Place& place) {
  return text(
      parent.ctl({"enrol", "--place", place.code, "--name", place.name, "--level", place.level}).at("code"));
}

Node& Tree::join(Node& parent, const Place& place, std::string name) {
  if (name.empty()) name = place.code;
  Node& node = *nodes_.emplace_back(std::make_unique<Node>(scratch_ / name, place, scratch_));
  const Ran made = run(
      {wishnode(), "join", "--data", node.directory().string(), "--code", code_for(parent, place)}, scratch_);
  if (made.status != 0) throw std::runtime_error("join as " + place.name + ": " + made.err);
  node.start();
  return node;
}

Tree::Line Tree::line() {
  Node& city = root();
  Node& county = join(city, kCounty);
  Node& village = join(county, kVillage);
  return {city, county, village};
}

fs::path Tree::form(int rows, int batch) const {
  std::string text =
      "序号,姓名,性别,年龄,家庭住址,心愿内容(清晰扼要),申领证明材料(详细材料可附后),联系电话\n";
  for (int i = 0; i < rows; ++i) {
    const std::string n = std::to_string(batch * 100'000 + i);
    text += std::to_string(i + 1) + ",周" + n + ",女,66,奉家镇上团村" + n + "号,想要第" + n +
            "本书（约30元）,村委会证明,13" + std::string(9 - n.size(), '0') + n + "\n";
  }
  const fs::path path = scratch_ / ("form" + std::to_string(batch) + ".csv");
  write_file(path, text);
  return path;
}

// ---- Comparisons ----

AssertionResult same_figures(const std::string& place, const std::vector<const Node*>& nodes,
                             const Words& more) {
  const std::string first = nodes.front()->figures(place, more);
  if (first.empty())
    return AssertionFailure() << nodes.front()->place().name << " has no figures of " << place;
  if (text(json::parse(first).at("input_root")).empty()) return AssertionFailure() << "empty input root";
  for (const Node* node : nodes)
    if (const std::string other = node->figures(place, more); other != first)
      return AssertionFailure() << nodes.front()->place().name << " says of " << place << ":\n"
                                << first << node->place().name << ":\n"
                                << other;
  return AssertionSuccess();
}

AssertionResult soon_same_figures(const std::string& place, const std::vector<const Node*>& nodes,
                                  Seconds within) {
  AssertionResult last = AssertionFailure();
  (void)eventually(
      [&] {
        last = same_figures(place, nodes);
        return bool(last);
      },
      within);
  return last;
}

AssertionResult each_once(const json::array& wishes, std::size_t count) {
  std::set<std::string> numbers, texts;
  for (const json::value& wish : wishes) {
    if (!numbers.insert(text(wish.at("number"))).second)
      return AssertionFailure() << "twice: " << wish.at("number");
    if (!texts.insert(text(wish.at("place")) + " " + text(wish.at("name")) + " " + text(wish.at("content")))
             .second)
      return AssertionFailure() << "twice: " << json::serialize(wish);
  }
  if (wishes.size() != count) return AssertionFailure() << wishes.size() << " wishes instead of " << count;
  return AssertionSuccess();
}

}  // namespace process
