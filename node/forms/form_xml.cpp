#include "node/forms/form_xml.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <exception>
#include <orcus/sax_parser.hpp>

#include "node/limits.h"

namespace node {
namespace {

struct Stop : std::exception {};

class Guard {
 public:
  explicit Guard(XmlEvents& events) : events_(events) {}

  void doctype(const orcus::sax::doctype_declaration&) { throw Stop(); }
  void start_declaration(std::string_view) {}
  void end_declaration(std::string_view) { attributes_.clear(); }

  // liborcus tells the attributes before their element.
  void attribute(const orcus::sax::parser_attribute& a) {
    std::string name(a.ns);
    if (!name.empty()) name += ':';
    name += a.name;
    attributes_.emplace_back(std::move(name), std::string(a.value));
  }

  void start_element(const orcus::sax::parser_element& e) {
    if (names_.size() == kFormXmlDepthMax) throw Stop();
    names_.emplace_back(e.name);
    seen_ = true;
    if (!events_.open(e.name, attributes_)) throw Stop();
    attributes_.clear();
  }

  void end_element(const orcus::sax::parser_element& e) {
    if (names_.empty() || names_.back() != e.name) throw Stop();
    names_.pop_back();
    if (!events_.close(e.name)) throw Stop();
  }

  void characters(std::string_view text, bool /*transient*/) { events_.text(text); }

  [[nodiscard]] bool whole() const { return seen_ && names_.empty(); }

 private:
  XmlEvents& events_;
  XmlAttributes attributes_;
  std::vector<std::string> names_;
  bool seen_ = false;
};

// Checks the shape of a document, from its first character to the end of its root element. The
// parser of liborcus reads past the end of, or asserts on, documents that this refuses.
class Shape {
 public:
  explicit Shape(std::string_view xml) : rest_(xml) {}

  [[nodiscard]] bool well_formed() {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    do {
      if (!text() || !markup()) return false;
    } while (depth_ > 0 || !seen_root_);
    return true;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
  }
  bool cut(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  bool cut_through(std::string_view end) {
    const std::size_t at = rest_.find(end);
    if (at == rest_.npos) return false;
    rest_.remove_prefix(at + end.size());
    return true;
  }
  void cut_space() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }
  // A prefix and a name, each beginning with a letter.
  bool name() {
    std::size_t size = 0;
    while (size < rest_.size() && is_name(rest_[size])) ++size;
    const std::string_view whole = rest_.substr(0, size);
    rest_.remove_prefix(size);
    const std::size_t colon = whole.find(':');
    const auto part = [](std::string_view n) {
      return !n.empty() && n.front() != '-' && n.front() != '.' && !(n.front() >= '0' && n.front() <= '9') &&
             n.find(':') == n.npos;
    };
    if (colon == whole.npos) return part(whole);
    return part(whole.substr(0, colon)) && part(whole.substr(colon + 1));
  }
  // Every & begins a reference of the five names or a character's number.
  static bool references(std::string_view text) {
    constexpr std::size_t kReferenceMax = 10;
    for (std::size_t at = text.find('&'); at != text.npos; at = text.find('&', at + 1)) {
      const std::string_view after = text.substr(at + 1, kReferenceMax);
      const std::string_view name = after.substr(0, after.find(';'));
      if (name.size() == after.size()) return false;
      if (!is_character(name) && name != "lt" && name != "gt" && name != "amp" && name != "quot" &&
          name != "apos")
        return false;
    }
    return true;
  }
  // "#38" or "#x26", of a character that text may hold: liborcus would make a NUL of "#0".
  static bool is_character(std::string_view name) {
    if (!name.starts_with('#')) return false;
    const bool hexadecimal = name.starts_with("#x");
    const char* const last = name.data() + name.size();
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(name.data() + (hexadecimal ? 2 : 1), last, code, hexadecimal ? 16 : 10);
    return error == std::errc() && end == last && code > 0 && code <= 0x10FFFF &&
           (code < 0xD800 || code > 0xDFFF);
  }
  bool text() {
    const std::size_t size = std::min(rest_.find('<'), rest_.size());
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    const bool blank = std::all_of(text.begin(), text.end(), is_space);
    return depth_ > 0 ? references(text) : blank;
  }
  bool markup() {
    if (cut("<?")) return cut_instruction();
    if (cut("<!--")) return cut_through("-->");
    if (depth_ > 0 && cut("<![CDATA[")) return cut_through("]]>") && !rest_.empty();
    if (cut("</")) {
      if (depth_ == 0 || !name()) return false;
      --depth_;
      return cut(">");
    }
    if (!cut("<") || !name()) return false;
    seen_root_ = true;
    if (!attributes()) return false;
    if (cut("/>")) return true;
    ++depth_;
    return cut(">");
  }
  bool cut_instruction() { return name() && attributes() && cut("?>"); }
  bool attributes() {
    for (cut_space(); !rest_.empty() && is_name(rest_.front()); cut_space()) {
      if (!name()) return false;
      cut_space();
      if (!cut("=")) return false;
      cut_space();
      if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\'')) return false;
      const char quote = rest_.front();
      const std::size_t end = rest_.find(quote, 1);
      if (end == rest_.npos || !references(rest_.substr(1, end - 1))) return false;
      rest_.remove_prefix(end + 1);
    }
    return true;
  }

  std::string_view rest_;
  std::size_t depth_ = 0;
  bool seen_root_ = false;
};

}  // namespace

std::string_view xml_attribute(const XmlAttributes& attributes, std::string_view name) {
  for (const auto& [key, value] : attributes)
    if (key == name) return value;
  return {};
}

bool read_xml(const std::string& xml, XmlEvents& events) {
  if (xml.find('\0') != xml.npos || !Shape(xml).well_formed()) return false;
  try {
    Guard guard(events);
    orcus::sax_parser<Guard> parser(xml.data(), xml.size(), guard);
    parser.parse();
    return guard.whole();
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace node
