#include "tests/crash/view.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace crash {

namespace json = boost::json;

namespace {

json::value get(const Node& node, const std::string& target) {
  const Answer answer = node.ask({"GET", target});
  if (!answer.done())
    throw std::runtime_error(node.name() + " does not answer " + target + ": " +
                             std::to_string(answer.status) + " " + answer.body);
  return json::parse(answer.body);
}

std::string text_in(const json::value& in, const char* key) { return std::string(in.at(key).as_string()); }

std::optional<std::string> text_or_nothing(const json::value& in, const char* key) {
  const json::value& value = in.at(key);
  return value.is_null() ? std::nullopt : std::optional(std::string(value.as_string()));
}

// One log, page by page, each event against the one before it.
class LogReader {
 public:
  LogReader(const Node& node, const json::value& log, std::map<std::string, Facts>& facts, Findings& findings)
      : node_(node), log_(log), place_(text_in(log, "place")), facts_(facts), findings_(findings) {}

  void read() {
    const std::string path = "/api/v1/logs/" + place_ + "/" + text_in(log_, "writer") + "?limit=1000&from=";
    for (std::int64_t from = 1; from != 0;) {
      const json::value page = get(node_, path + std::to_string(from));
      for (const json::value& event : page.at("events").as_array()) read_event(event);
      from = page.at("next").is_null() ? 0 : page.at("next").to_number<std::int64_t>();
    }
    const json::array& tips = log_.at("tips").as_array();
    if (tips.size() != 1) return wrong("it is forked: " + json::serialize(tips));
    if (last_hash_.empty()) wrong("it is empty");
  }

 private:
  void read_event(const json::value& event) {
    const auto seq = event.at("seq").to_number<std::int64_t>();
    const std::string prev = text_or_nothing(event, "prev").value_or("");
    if (seq != last_seq_ + 1 || prev != last_hash_)
      wrong("after " + std::to_string(last_seq_) + " comes " + json::serialize(event));
    last_seq_ = seq;
    last_hash_ = text_in(event, "hash");
    if (const auto subject = text_or_nothing(event, "subject")) ++facts_[*subject][text_in(event, "kind")];
    if (text_in(event, "part") == "absent" && at_or_above(node_.place().code, place_))
      findings_.report(Wrong::kLost, node_.name() + " " + last_hash_, "a part that is due here is not here");
  }

  void wrong(const std::string& what) {
    findings_.report(Wrong::kOther, node_.name() + ", the log " + place_ + "/" + text_in(log_, "writer"),
                     what);
  }

  const Node& node_;
  const json::value& log_;
  const std::string place_;
  std::map<std::string, Facts>& facts_;
  Findings& findings_;
  std::int64_t last_seq_ = 0;
  std::string last_hash_;
};

}  // namespace

std::vector<Shown> wishes_of(const Node& node) {
  std::vector<Shown> out;
  for (std::string target = "/api/v1/wishes?limit=500"; !target.empty();) {
    const json::value page = get(node, target);
    for (const json::value& w : page.at("wishes").as_array())
      out.push_back({text_in(w, "id"), text_in(w, "number"), text_in(w, "place"), text_in(w, "state"),
                     text_in(w, "safe"), text_or_nothing(w, "name"), text_or_nothing(w, "content")});
    const auto next = text_or_nothing(page, "next");
    target = next ? "/api/v1/wishes?limit=500&after=" + encoded(*next) : "";
  }
  return out;
}

std::map<std::string, Facts> facts_of(const Node& node, Findings& findings) {
  std::map<std::string, Facts> out;
  const json::value logs = get(node, "/api/v1/logs");
  for (const json::value& log : logs.at("logs").as_array()) LogReader(node, log, out, findings).read();
  return out;
}

}  // namespace crash
