#include "exposition.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <stdexcept>

namespace support {

namespace {

[[noreturn]] void fail(const std::string& why, std::string_view line) {
  throw std::runtime_error(why + ": " + std::string(line));
}

void require(bool holds, const std::string& why, std::string_view line) {
  if (!holds) fail(why, line);
}

bool is_metric_name(const std::string& name) {
  static const std::regex kName("[a-zA-Z_:][a-zA-Z0-9_:]*");
  return std::regex_match(name, kName);
}

bool is_label_name(const std::string& name) {
  static const std::regex kName("[a-zA-Z_][a-zA-Z0-9_]*");
  return std::regex_match(name, kName) && !name.starts_with("__");
}

double number(const std::string& text, std::string_view line) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  static const std::regex kNumber("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  require(std::regex_match(text, kNumber), "no number: " + text, line);
  return std::stod(text);
}

// Takes from the front of `rest`.
class Reader {
 public:
  explicit Reader(std::string_view line) : line_(line), rest_(line) {}

  std::string until_any(std::string_view ends) {
    const std::size_t at = std::min(rest_.find_first_of(ends), rest_.size());
    std::string out(rest_.substr(0, at));
    rest_.remove_prefix(at);
    return out;
  }
  void expect(char c) {
    require(!rest_.empty() && rest_.front() == c, std::string("expected ") + c, line_);
    rest_.remove_prefix(1);
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Up to the closing quotation mark; \\, \" and \n are the only escapes.
  std::string quoted() {
    expect('"');
    std::string out;
    while (!take('"')) {
      require(!rest_.empty(), "a label's value has no end", line_);
      if (take('\\')) {
        const char escaped = rest_.empty() ? '\0' : rest_.front();
        require(escaped == '\\' || escaped == '"' || escaped == 'n', "an unknown escape", line_);
        out += escaped == 'n' ? '\n' : escaped;
      } else {
        out += rest_.front();
      }
      rest_.remove_prefix(1);
    }
    return out;
  }
  std::string rest() const { return std::string(rest_); }

 private:
  std::string_view line_;
  std::string_view rest_;
};

MetricLabels labels_of(Reader& in, std::string_view line) {
  MetricLabels out;
  if (!in.take('{')) return out;
  do {
    const std::string name = in.until_any("=,}");
    require(is_label_name(name), "no label's name: " + name, line);
    in.expect('=');
    require(out.emplace(name, in.quoted()).second, "a label twice: " + name, line);
  } while (in.take(','));
  in.expect('}');
  return out;
}

// The family whose sample may bear this name.
bool belongs(const std::string& sample, const std::string& family, const std::string& type) {
  if (type != "histogram") return sample == family;
  return sample == family + "_bucket" || sample == family + "_sum" || sample == family + "_count";
}

class Parser {
 public:
  void line(std::string_view line) {
    if (line.starts_with("# HELP ")) return help(line);
    if (line.starts_with("# TYPE ")) return type(line);
    require(!line.starts_with("#"), "a comment that is neither HELP nor TYPE", line);
    sample(line);
  }

  Exposition finish() {
    for (const auto& [name, family] : out_.families) check(name, family);
    return std::move(out_);
  }

 private:
  void help(std::string_view line) {
    Reader in(line.substr(7));
    name_ = in.until_any(" ");
    in.expect(' ');
    require(is_metric_name(name_), "no name", line);
    const auto [at, fresh] = out_.families.try_emplace(name_);
    require(fresh, "a family twice", line);
    at->second.help = in.rest();
    require(!at->second.help.empty() && at->second.help.find('\\') == std::string::npos, "no plain help",
            line);
  }

  void type(std::string_view line) {
    Reader in(line.substr(7));
    require(in.until_any(" ") == name_, "a TYPE without its HELP before it", line);
    in.expect(' ');
    MetricFamily& family = out_.families.at(name_);
    require(family.type.empty(), "a second TYPE", line);
    family.type = in.rest();
    require(family.type == "counter" || family.type == "gauge" || family.type == "histogram",
            "no type that we have", line);
  }

  void sample(std::string_view line) {
    Reader in(line);
    const std::string name = in.until_any("{ ");
    require(is_metric_name(name), "no name", line);
    const auto family = out_.families.find(name_);
    require(family != out_.families.end() && !family->second.type.empty(), "a sample before its TYPE", line);
    require(belongs(name, name_, family->second.type), "a sample away from its family", line);
    MetricLabels labels = labels_of(in, line);
    in.expect(' ');
    const double value = number(in.rest(), line);
    require(family->second.samples[name].emplace(std::move(labels), value).second, "a sample twice", line);
  }

  static void check(const std::string& name, const MetricFamily& family) {
    require(!family.samples.empty(), "a family without samples", name);
    require((family.type == "counter") == name.ends_with("_total"), "counters alone end with _total", name);
    if (family.type == "counter")
      for (const auto& [labels, value] : family.samples.at(name))
        require(value >= 0, "a negative counter", name);
    if (family.type == "histogram") check_histogram(name, family);
  }

  static void check_histogram(const std::string& name, const MetricFamily& family) {
    std::map<MetricLabels, std::map<double, double>> buckets;  // By the labels without le.
    for (const auto& [labels, value] : family.samples.at(name + "_bucket")) {
      MetricLabels rest = labels;
      require(rest.contains("le"), "a bucket without le", name);
      const double bound = number(rest.at("le"), name);
      rest.erase("le");
      require(buckets[rest].emplace(bound, value).second, "a bucket twice", name);
    }
    const auto& counts = family.samples.at(name + "_count");
    const auto& sums = family.samples.at(name + "_sum");
    require(counts.size() == buckets.size() && sums.size() == buckets.size(), "a histogram with holes", name);
    for (const auto& [labels, steps] : buckets) {
      double before = 0;
      for (const auto& [bound, value] : steps) {
        require(value >= before, "buckets that do not ascend", name);
        before = value;
      }
      require(std::isinf(steps.rbegin()->first), "no bucket +Inf", name);
      require(counts.contains(labels) && counts.at(labels) == before, "a count that is not that of +Inf",
              name);
      require(sums.contains(labels), "no sum", name);
    }
  }

  Exposition out_;
  std::string name_;  // Of the family at hand.
};

}  // namespace

std::optional<double> Exposition::value(const std::string& sample, const MetricLabels& labels) const {
  for (const auto& [name, family] : families) {
    const auto found = family.samples.find(sample);
    if (found == family.samples.end()) continue;
    const auto at = found->second.find(labels);
    return at == found->second.end() ? std::nullopt : std::optional(at->second);
  }
  return std::nullopt;
}

Exposition parse_exposition(std::string_view text) {
  if (!text.ends_with('\n')) fail("the last line has no end", text.substr(text.rfind('\n') + 1));
  Parser parser;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    parser.line(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return parser.finish();
}

}  // namespace support
