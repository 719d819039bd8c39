// The XML parts of an .xlsx, read by liborcus' SAX parser once their shape was checked: on a part that
// is not well formed that parser may assert or read past the end. Document types, which could
// define entities, are refused. Nothing is thrown to the caller.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace node {

// Attributes of an element, without the prefix of their namespace unless it has one: "r:id".
using XmlAttributes = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string_view xml_attribute(const XmlAttributes& attributes, std::string_view name);

// What a reader is told. Names come without their prefix. Returning false ends the reading.
class XmlEvents {
 public:
  virtual ~XmlEvents() = default;
  [[nodiscard]] virtual bool open(std::string_view name, const XmlAttributes& attributes) = 0;
  [[nodiscard]] virtual bool close(std::string_view name) = 0;
  virtual void text(std::string_view text) = 0;
};

// False if `xml` is not well formed, or if `events` said so.
[[nodiscard]] bool read_xml(const std::string& xml, XmlEvents& events);

}  // namespace node
