#include "node/api/http_request.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <iterator>
#include <optional>
#include <string>

#include "node/limits.h"

namespace node {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

using Request = http::request<http::string_body>;

// What is refused before the API sees it. The texts are literals without characters that JSON would
// escape. The reader is a program, so `detail` is the English one.
struct Refusal {
  unsigned status;
  const char* code;
  const char* title;
  const char* en;
  const char* zh;
};

constexpr Refusal kLength{
    400, "http.bad_framing", "Bad Request",
    "a request states its length once and rightly: by Content-Length or by Transfer-Encoding",
    "请求的长度只能用 Content-Length 或 Transfer-Encoding 之一正确说明"};
constexpr Refusal kFieldTwice{400, "http.bad_framing", "Bad Request",
                              "a header field that stands once stands twice",
                              "只能出现一次的请求头出现了两次"};
constexpr Refusal kEncoding{400, "http.bad_framing", "Bad Request",
                            "only the transfer encoding chunked is known", "只支持 chunked 传输编码"};
constexpr Refusal kVersion{505, "http.version", "HTTP Version Not Supported", "use HTTP/1.1",
                           "请使用 HTTP/1.1"};
constexpr Refusal kHost{403, "http.wrong_host", "Forbidden",
                        "the Host header must be localhost, 127.0.0.1 or [::1] with the port of this server",
                        "Host 请求头必须是 localhost、127.0.0.1 或 [::1] 加本服务的端口"};
constexpr Refusal kOrigin{403, "http.foreign_origin", "Forbidden",
                          "pages of other origins may not use this API", "其他网站的网页不能使用此接口"};
constexpr Refusal kHeader{431, "http.header_too_large", "Request Header Fields Too Large",
                          "the header has more than 16 KiB", "请求头超过 16 KiB"};
constexpr Refusal kBody{413, "http.body_too_large", "Content Too Large", "the body has more than 20 MiB",
                        "内容超过 20 MiB"};
constexpr Refusal kMalformed{400, "http.malformed", "Bad Request", "this is no well-formed HTTP request",
                             "这不是格式正确的 HTTP 请求"};

ApiResponse response_of(const Refusal& r) {
  const auto field = [](const char* name, const std::string& value) {
    return "\"" + std::string(name) + "\":\"" + value + "\"";
  };
  return {r.status, "application/problem+json",
          "{" + field("type", "about:blank") + "," + field("title", r.title) +
              ",\"status\":" + std::to_string(r.status) + "," + field("code", r.code) + "," +
              field("detail", r.en) + "," + field("zh", r.zh) + "," + field("en", r.en) + "}",
          ""};
}

Refusal refusal_of(const error_code& error) {
  if (error == http::error::header_limit) return kHeader;
  if (error == http::error::body_limit) return kBody;
  if (error == http::error::bad_content_length || error == http::error::multiple_content_length ||
      error == http::error::bad_transfer_encoding)
    return kLength;
  return kMalformed;
}

constexpr const char* kUserField = "Wishtree-User";

template <typename Field>
bool has_several(const Request& request, Field field) {
  const auto [first, last] = request.equal_range(field);
  return first != last && std::next(first) != last;
}

// Framing that two readers of the same bytes could understand differently.
std::optional<Refusal> refuse_framing(const Request& request) {
  const bool has_length = request.find(http::field::content_length) != request.end();
  const bool has_encoding = request.find(http::field::transfer_encoding) != request.end();
  if (has_length && has_encoding) return kLength;
  if (has_several(request, http::field::content_length) || has_several(request, http::field::host) ||
      has_several(request, http::field::transfer_encoding) || has_several(request, kUserField))
    return kFieldTwice;
  if (has_encoding && !beast::iequals(request[http::field::transfer_encoding], "chunked")) return kEncoding;
  if (request.version() != 11 && request.version() != 10) return kVersion;
  return std::nullopt;
}

// "127.0.0.1:8080" and its other names. A browser leaves out port 80.
bool names_loopback(std::string_view host, std::uint16_t port) {
  const std::string suffix = ":" + std::to_string(port);
  for (const std::string_view name : {"localhost", "127.0.0.1", "[::1]"}) {
    if (beast::iequals(host, std::string(name) + suffix)) return true;
    if (port == 80 && beast::iequals(host, name)) return true;
  }
  return false;
}

std::optional<Refusal> refuse_stranger(const Request& request, std::uint16_t port) {
  const std::string_view host = request[http::field::host];
  if (!names_loopback(host, port)) return kHost;
  const auto origin = request.find(http::field::origin);
  if (origin != request.end() && !beast::iequals(origin->value(), "http://" + std::string(host)))
    return kOrigin;
  return std::nullopt;
}

}  // namespace

struct HttpRequestReader::Parser {
  http::request_parser<http::string_body> beast;
  std::uint16_t port = 0;
  bool header_judged = false;
  std::optional<Refusal> refused;

  // Below which Beast is not to be called. Until a chunked request is whole, at least its last chunk,
  // "0\r\n\r\n", is still to be taken; given "0\r\n" and then one byte more, Beast 1.81 asserts.
  [[nodiscard]] std::size_t bytes_min() const {
    constexpr std::size_t kLastChunkBytes = 5;
    return header_judged && beast.chunked() ? kLastChunkBytes : 1;
  }
};

HttpRequestReader::HttpRequestReader(std::uint16_t port) : parser_(std::make_unique<Parser>()) {
  parser_->port = port;
  parser_->beast.header_limit(kHttpHeaderBytesMax);
  parser_->beast.body_limit(kHttpBodyBytesMax);
}

HttpRequestReader::~HttpRequestReader() = default;

HttpRequestReader::State HttpRequestReader::take(std::string_view& bytes) {
  Parser& p = *parser_;
  while (!p.refused && !p.beast.is_done()) {
    if (bytes.size() < p.bytes_min()) return State::kMore;
    error_code error;
    bytes.remove_prefix(p.beast.put(boost::asio::buffer(bytes), error));
    if (error == http::error::need_more) {
      if (bytes.size() <= kHttpHeaderBytesMax) return State::kMore;
      p.refused = kHeader;  // Beast itself lets the head of a chunk grow.
    } else if (error) {
      p.refused = refusal_of(error);
    } else if (!p.header_judged && p.beast.is_header_done()) {
      p.header_judged = true;
      p.refused = refuse_framing(p.beast.get());
      if (!p.refused && p.port != 0) p.refused = refuse_stranger(p.beast.get(), p.port);
      if (!p.refused && beast::iequals(p.beast.get()[http::field::expect], "100-continue"))
        return State::kGoAhead;
    }
  }
  if (p.refused) return State::kRefused;
  keep_alive_ = p.beast.keep_alive();
  return State::kWhole;
}

ApiRequest HttpRequestReader::release() {
  Request& request = parser_->beast.get();
  ApiRequest out{std::string(request.method_string()), std::string(request.target()),
                 std::string(request[http::field::content_type]),
                 std::string(request[http::field::accept_language]), std::move(request.body())};
  out.user = request[kUserField];
  return out;
}

bool HttpRequestReader::refused() const { return parser_->refused.has_value(); }

ApiResponse HttpRequestReader::refusal() const { return response_of(parser_->refused.value_or(kMalformed)); }

unsigned HttpRequestReader::version() const { return parser_->beast.get().version() == 10 ? 10 : 11; }

bool HttpRequestReader::head_only() const { return parser_->beast.get().method() == http::verb::head; }

}  // namespace node
