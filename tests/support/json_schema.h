// The part of JSON Schema 2020-12 that node/openapi.yaml uses, to hold values against it.
//
// Stricter than the standard where that finds mistakes: a keyword that is not known here is a fault of the
// schema, and of a closed value so is every key that no schema of it names.
// Pure; a Schemas may be read from any thread.

#pragma once

#include <boost/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace support {

class Schemas {
 public:
  // Each fault begins with the JSON pointer of what is wrong.
  using Faults = std::vector<std::string>;
  enum class Keys { kAsTheSchemaSays, kNoOthers };

  // What references point into.
  explicit Schemas(boost::json::value document) : document_(std::move(document)) {}

  [[nodiscard]] const boost::json::value& document() const { return document_; }
  // "#/components/schemas/Wish"; nothing where it points nowhere, or out of the document.
  [[nodiscard]] const boost::json::value* resolve(std::string_view reference) const;
  // What it refers to, however often; the value itself where it is no reference.
  [[nodiscard]] const boost::json::value& followed(const boost::json::value& value) const;

  [[nodiscard]] Faults faults_of(const boost::json::value& schema, const boost::json::value& value,
                                 Keys keys) const;
  // Of the schema itself, its examples and its default.
  [[nodiscard]] Faults faults_of_schema(const boost::json::value& schema, const std::string& at) const;
  // The keys that an object of this schema may have, and those that it must have.
  struct Named {
    std::set<std::string> properties;
    std::set<std::string> required;
  };
  [[nodiscard]] Named named_by(const boost::json::value& schema) const;
  // The schema of this property, followed; nothing where there is none.
  [[nodiscard]] const boost::json::object* property(const boost::json::value& schema,
                                                    std::string_view name) const;

 private:
  boost::json::value document_;
};

}  // namespace support
