#include "tests/crash/tree.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace crash {

namespace fs = std::filesystem;
namespace json = boost::json;

Tree::Tree(const fs::path& directory, Findings& findings) : directory_(directory), findings_(findings) {
  fs::create_directories(directory_ / "logs");
}

Node& Tree::add(const fs::path& where, const Place& place, const std::string& name,
                const std::string& clock) {
  Node& node = *nodes_.emplace_back(std::make_unique<Node>((where.empty() ? directory_ : where) / name, place,
                                                           directory_ / "logs", findings_));
  node.set_clock(clock);
  return node;
}

void Tree::come_up(Node& node) {
  node.begin();
  if (!node.wait_until_ready())
    throw std::runtime_error(node.name() + " did not start:\n" + node.last_words());
}

Node& Tree::root(const std::string& clock) {
  Node& city = add({}, kCity, "city", clock);
  const auto made = run(city.command({"init", "--data", city.directory().string(), "--place", kCity.code,
                                      "--name", kCity.name, "--level", kCity.level, "--places", PLACES_CSV,
                                      "--root-key", (directory_ / "city.rootkey").string()}),
                        process::kSoon);
  if (made.status != 0) throw std::runtime_error("init: " + made.err);
  come_up(city);
  return city;
}

Node& Tree::join(Node& parent, const Place& place, const std::string& name, const std::string& clock,
                 const fs::path& where) {
  const json::value wanted{{"place", place.code}, {"name", place.name}, {"level", place.level}};
  const Answer enrolled = parent.ask({"POST", "/api/v1/enrolments", json::serialize(wanted)});
  if (!enrolled.done()) throw std::runtime_error("enrol " + name + ": " + enrolled.body);
  Node& node = add(where, place, name, clock);
  const auto made = run(node.command({"join", "--data", node.directory().string(), "--code",
                                      std::string(json::parse(enrolled.body).at("code").as_string())}),
                        process::kAfterBackoff);
  if (made.status != 0) throw std::runtime_error("join as " + name + ": " + made.err);
  come_up(node);
  return node;
}

std::vector<Node*> Tree::carriers(const std::string& home) const {
  std::vector<Node*> out;
  for (const auto& node : nodes_)
    if (at_or_above(node->place().code, home)) out.push_back(node.get());
  return out;
}

process::Ran Tree::run(const std::vector<std::string>& command, process::Seconds within) const {
  return process::run(command, directory_ / "logs", within);
}

}  // namespace crash
