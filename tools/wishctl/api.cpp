#include "tools/wishctl/api.h"

#include <fmt/format.h>

#include "tools/wishctl/unreachable.h"

namespace wishctl {
namespace {

constexpr const char* kJson = "application/json";

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

// The node's refusal, whatever shape it has.
Failure refusal(const HttpResponse& response, const json::value& document) {
  std::string code = text_field(document, "code");
  const std::string detail = text_field(document, "detail");
  std::string en = text_field(document, "en");
  std::string zh = text_field(document, "zh");
  if (en.empty()) en = detail;
  if (zh.empty()) zh = detail;
  if (code.empty()) code = "api.refused";
  if (en.empty() || zh.empty()) {
    return {ExitStatus::kRefused,
            {code,
             fmt::format("The node refused this (HTTP {}) and gave no reason. Look into its log.",
                         response.status),
             fmt::format("节点拒绝了此操作（HTTP {}），未说明原因。请查看它的日志。", response.status)},
            document.is_object() ? response.body : std::string()};
  }
  return {ExitStatus::kRefused, {code, en, zh}, response.body};
}

}  // namespace

Target::Target(std::initializer_list<std::string_view> segments) {
  for (const std::string_view segment : segments) text_ += "/" + percent_encoded(segment);
}

Target& Target::with(std::string_view name, std::string_view value) {
  text_ += fmt::format("{}{}={}", has_parameters_ ? '&' : '?', name, percent_encoded(value));
  has_parameters_ = true;
  return *this;
}

Target& Target::with_if(std::string_view name, const std::optional<std::string>& value) {
  return value ? with(name, *value) : *this;
}

Api::Api(Transport& transport, Address address, Lang lang, std::string_view user)
    : transport_(transport), address_(std::move(address)), lang_(lang), user_(percent_encoded(user)) {}

Outcome<Answer> Api::post(const Target& target, const json::object& body) {
  return send("POST", target, json::serialize(body), kJson, false);
}
Outcome<Answer> Api::post_slowly(const Target& target, const json::object& body) {
  return send("POST", target, json::serialize(body), kJson, true);
}
Outcome<Answer> Api::put(const Target& target, const json::object& body) {
  return send("PUT", target, json::serialize(body), kJson, false);
}
Outcome<Answer> Api::patch(const Target& target, const json::object& body) {
  return send("PATCH", target, json::serialize(body), kJson, false);
}
Outcome<Answer> Api::upload(const Target& target, std::string bytes) {
  return send("POST", target, std::move(bytes), "application/octet-stream", true);
}

Outcome<std::string> Api::download(const Target& target) {
  Outcome<HttpResponse> response =
      transport_.exchange(HttpRequest{"GET", target.text(), "", "", lang_, true, user_});
  if (!response) return response.error();
  if (response->status >= 200 && response->status <= 299) return std::move(response->body);
  boost::system::error_code error;
  const json::value document = json::parse(response->body, error);
  return refusal(*response, error ? json::value(nullptr) : document);
}

Outcome<Answer> Api::send(std::string method, const Target& target, std::string body,
                          std::string content_type, bool slow) {
  Outcome<HttpResponse> response = transport_.exchange(HttpRequest{
      std::move(method), target.text(), std::move(body), std::move(content_type), lang_, slow, user_});
  if (!response) return response.error();
  boost::system::error_code error;
  json::value document = json::parse(response->body, error);
  if (error) document = nullptr;
  if (response->status < 200 || response->status > 299) return refusal(*response, document);
  if (!document.is_object()) return not_a_node(address_);
  return Answer{std::move(response->body), std::move(document)};
}

std::string problem_document(const model::Error& error, unsigned status, Lang lang) {
  return json::serialize(json::object{{"type", "about:blank"},
                                      {"title", error.code},
                                      {"status", status},
                                      {"code", error.code},
                                      {"detail", sentence(error, lang)},
                                      {"zh", error.zh},
                                      {"en", error.en}});
}

}  // namespace wishctl
