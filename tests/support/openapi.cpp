#include "support/openapi.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <fstream>
#include <sstream>

namespace support {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 5> kMethods = {"get", "put", "post", "patch", "delete"};
constexpr std::string_view kAnyProblem = "#/components/responses/Problem";

// By the core schema of YAML 1.2, as far as it is used.
json::value scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return json::string(text);  // Quoted, or a block.
  if (text.empty() || text == "~" || text == "null") return nullptr;
  if (text == "true" || text == "false") return text == "true";
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  if (const auto [last, failed] = std::from_chars(text.data(), end, number);
      failed == std::errc{} && last == end)
    return number;
  return json::string(text);
}

json::value to_json(const YAML::Node& node) {
  if (node.IsSequence()) {
    json::array out;
    for (const YAML::Node& item : node) out.push_back(to_json(item));
    return out;
  }
  if (node.IsMap()) {
    json::object out;
    for (const auto& field : node) out[field.first.Scalar()] = to_json(field.second);
    return out;
  }
  return node.IsScalar() ? scalar(node) : json::value(nullptr);
}

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> out;
  std::istringstream in{std::string(path)};
  for (std::string segment; std::getline(in, segment, '/');) out.push_back(segment);
  return out;
}

bool is_name(std::string_view segment) { return segment.starts_with('{'); }

bool fits(std::string_view pattern, std::string_view path) {
  const auto expected = split(pattern), given = split(path);
  return std::ranges::equal(expected, given, [](const std::string& one, const std::string& other) {
    return is_name(one) ? !other.empty() : one == other;
  });
}

std::set<std::string> names_in(std::string_view path) {
  std::set<std::string> out;
  for (const std::string& segment : split(path))
    if (is_name(segment)) out.insert(segment.substr(1, segment.size() - 2));
  return out;
}

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

// All references in the document.
void collect_references(const json::value& value, std::set<std::string>& out) {
  if (const json::array* list = value.if_array())
    for (const json::value& item : *list) collect_references(item, out);
  if (const json::object* object = value.if_object())
    for (const auto& [key, field] : *object) {
      if (key == "$ref" && field.is_string()) out.emplace(field.as_string());
      collect_references(field, out);
    }
}

// A parameter's text as the JSON that its schema speaks of.
json::value read_parameter(const std::string& text, const json::object& schema) {
  const std::string type = text_of(schema, "type");
  if (type == "boolean" && (text == "true" || text == "false")) return text == "true";
  if (type == "integer" && !text.empty() && text.find_first_not_of("0123456789") == std::string::npos)
    return std::stoll(text);
  return json::string(text);
}

void add(OpenApi::Faults& to, const std::string& where, const OpenApi::Faults& more) {
  for (const std::string& fault : more) to.push_back(where + ": " + fault);
}

void unknown_keys(const json::object& object, std::initializer_list<std::string_view> known,
                  const std::string& at, OpenApi::Faults& out) {
  for (const auto& field : object)
    if (std::ranges::find(known, std::string_view(field.key())) == known.end())
      out.push_back(at + ": there is no key " + std::string(field.key()));
}

}  // namespace

OpenApi::OpenApi(const std::string& yaml) : schemas_(to_json(YAML::Load(yaml))) {
  for (const auto& [path, item] : schemas_.document().at("paths").as_object())
    for (const std::string_view method : kMethods) {
      const json::value* said = item.as_object().if_contains(method);
      if (!said) continue;
      Operation operation{"", std::string(path), &said->as_object(), {}};
      for (const char c : method) operation.method += static_cast<char>(c - 'a' + 'A');
      for (const json::object* of : {&item.as_object(), operation.said})
        if (const json::value* list = of->if_contains("parameters"))
          for (const json::value& parameter : list->as_array())
            operation.parameters.push_back(&schemas_.followed(parameter).as_object());
      operations_.push_back(std::move(operation));
    }
}

const OpenApi& OpenApi::of_the_node() {
  static const OpenApi kOwn = [] {
    std::ifstream file(WISHTREE_SOURCE_DIR "/node/openapi.yaml", std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return OpenApi(text.str());
  }();
  return kOwn;
}

const json::value* OpenApi::body_schema(const Operation& operation) const {
  json::error_code error;
  const json::value* body = operation.said->if_contains("requestBody");
  return body ? body->find_pointer("/content/application~1json/schema", error) : nullptr;
}

OpenApi::Faults OpenApi::faults() const {
  Faults out;
  std::set<std::string> references, operation_ids;
  collect_references(schemas_.document(), references);
  for (const std::string& reference : references)
    if (!schemas_.resolve(reference)) out.push_back("points nowhere: " + reference);
  if (!out.empty()) return out;
  for (const auto& [group, components] : schemas_.document().at("components").as_object())
    for (const auto& [name, component] : components.as_object()) {
      const std::string at = "#/components/" + std::string(group) + "/" + std::string(name);
      if (!references.contains(at)) out.push_back(at + ": nothing refers to it");
      if (group == "schemas") add(out, "schema", schemas_.faults_of_schema(component, at));
    }
  for (const Operation& operation : operations_) {
    faults_of_operation(operation, out);
    if (!operation_ids.insert(text_of(*operation.said, "operationId")).second)
      out.push_back(operation.name() + ": another one has its operationId");
  }
  return out;
}

void OpenApi::faults_of_operation(const Operation& operation, Faults& out) const {
  const std::string at = operation.name();
  unknown_keys(*operation.said,
               {"operationId", "summary", "description", "parameters", "requestBody", "responses"}, at, out);
  std::set<std::string> in_path, in_query;
  for (const json::object* parameter : operation.parameters) {
    const std::string name = text_of(*parameter, "name");
    unknown_keys(*parameter, {"name", "in", "required", "description", "schema"}, at + " " + name, out);
    const bool of_path = text_of(*parameter, "in") == "path";
    if (!(of_path ? in_path : in_query).insert(name).second) out.push_back(at + ": twice " + name);
    if (of_path && !parameter->contains("required")) out.push_back(at + ": not required: " + name);
    add(out, at, schemas_.faults_of_schema(parameter->at("schema"), name));
  }
  if (in_path != names_in(operation.path)) out.push_back(at + ": other parameters than the path's");
  const auto check_content = [&](const json::object& holder, const std::string& where) {
    if (const json::value* content = holder.if_contains("content"))
      for (const auto& [type, medium] : content->as_object()) {
        unknown_keys(medium.as_object(), {"schema"}, where, out);
        if (const json::value* schema = medium.as_object().if_contains("schema"))
          add(out, where, schemas_.faults_of_schema(*schema, std::string(type)));
      }
  };
  if (const json::value* body = operation.said->if_contains("requestBody")) {
    unknown_keys(body->as_object(), {"required", "description", "content"}, at, out);
    check_content(body->as_object(), at + " body");
    const json::value* schema = body_schema(operation);
    const bool required = body->as_object().contains("required");
    if (schema && !schemas_.named_by(*schema).required.empty() && !required)
      out.push_back(at + ": a body with required fields is required itself");
  }
  const json::object& responses = operation.said->at("responses").as_object();
  if (!responses.contains("default")) out.push_back(at + ": no default response");
  for (const auto& [status, response] : responses) {
    const json::object& said = schemas_.followed(response).as_object();
    const std::string where = at + " " + std::string(status);
    unknown_keys(said, {"description", "headers", "content"}, where, out);
    if (text_of(said, "description").empty()) out.push_back(where + ": no description");
    check_content(said, where);
  }
}

const OpenApi::Operation* OpenApi::operation_of(const node::ApiRequest& request) const {
  const std::string path = request.target.substr(0, request.target.find('?'));
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  // One without names in braces goes before.
  const Operation* out = nullptr;
  for (const Operation& operation : operations_)
    if (operation.method == method && fits(operation.path, path) &&
        (!out || names_in(operation.path).size() < names_in(out->path).size()))
      out = &operation;
  return out;
}

OpenApi::Faults OpenApi::faults_of(const node::ApiRequest& request, const node::ApiResponse& response) const {
  Faults out;
  const Operation* operation = operation_of(request);
  faults_of_answer(operation, response, out);
  if (operation && response.status < 300) faults_of_request(*operation, request, out);
  for (std::string& fault : out)
    fault = request.method + " " + request.target + " " + std::to_string(response.status) + ": " + fault;
  return out;
}

void OpenApi::faults_of_answer(const Operation* operation, const node::ApiResponse& response,
                               Faults& out) const {
  const json::value* said = schemas_.resolve(kAnyProblem);
  if (operation) {
    const json::object& responses = operation->said->at("responses").as_object();
    const json::value* of_status = responses.if_contains(std::to_string(response.status));
    // BadInput speaks of bodies of another type as well.
    if (!of_status && response.status == 415) of_status = responses.if_contains("400");
    if (!of_status && response.status != 500) out.push_back("a status that does not stand there");
    said = of_status ? of_status : &responses.at("default");
  }
  const json::object& content = schemas_.followed(*said).as_object().at("content").as_object();
  const std::string& type = response.content_type;
  const auto medium = std::ranges::find_if(content, [&](const auto& one) {
    return type == one.key() || type.starts_with(std::string(one.key()) + ";");
  });
  if (medium == content.end())
    return out.push_back("an answer of type “" + type + "” is not in openapi.yaml");
  const json::value* schema = medium->value().as_object().if_contains("schema");
  if (!schema || medium->key().find("json") == std::string_view::npos) return;
  json::error_code error;
  const json::value body = json::parse(response.body, error);
  if (error) return out.push_back("the answer is no JSON");
  add(out, "answer", schemas_.faults_of(*schema, body, Schemas::Keys::kNoOthers));
}

void OpenApi::faults_of_request(const Operation& operation, const node::ApiRequest& request,
                                Faults& out) const {
  if (const auto url = boost::urls::parse_origin_form(request.target))
    for (const auto& given : url->params()) {
      const auto known = std::ranges::find_if(operation.parameters, [&](const json::object* one) {
        return text_of(*one, "in") == "query" && text_of(*one, "name") == given.key;
      });
      if (known == operation.parameters.end()) {
        out.push_back("the parameter " + std::string(given.key) + " is not in openapi.yaml");
      } else if (!given.value.empty()) {
        const json::object& schema = schemas_.followed((*known)->at("schema")).as_object();
        add(out, "parameter " + std::string(given.key),
            schemas_.faults_of(schema, read_parameter(std::string(given.value), schema),
                               Schemas::Keys::kAsTheSchemaSays));
      }
    }
  const json::value* schema = body_schema(operation);
  if (!schema) return;
  json::error_code error;
  json::value body = request.body.empty() ? json::object{} : json::parse(request.body, error);
  if (error || !body.is_object()) return out.push_back("a body that is no JSON object was taken");
  // Null counts as not given, unless the field says otherwise.
  for (const std::string& name : schemas_.named_by(*schema).properties) {
    const json::value* field = body.as_object().if_contains(name);
    const json::object* of = field && field->is_null() ? schemas_.property(*schema, name) : nullptr;
    if (of && !schemas_.faults_of(*of, nullptr, Schemas::Keys::kAsTheSchemaSays).empty())
      body.as_object().erase(name);
  }
  add(out, "body", schemas_.faults_of(*schema, body, Schemas::Keys::kAsTheSchemaSays));
}

}  // namespace support
