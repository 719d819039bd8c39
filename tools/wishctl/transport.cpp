#include "tools/wishctl/transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace wishctl {
namespace {

Failure bad_url(std::string_view url) {
  return wrong_usage("usage.bad_url",
                     fmt::format("'{}' is no address of a node. Write http://HOST:PORT.", url),
                     fmt::format("“{}”不是节点的网址，应写成 http://主机:端口。", url));
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c > ' ' && c != 0x7f &&
           std::string_view("/?#@[]\\").find(static_cast<char>(c)) == std::string_view::npos;
  });
}

}  // namespace

Outcome<HostAndPort> parse_url(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return bad_url(url);
  std::string_view rest = url.substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  HostAndPort out{"", "80"};
  std::string_view after;
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == rest.npos) return bad_url(url);
    out.host = rest.substr(1, close - 1);
    after = rest.substr(close + 1);
  } else {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    out.host = rest.substr(0, colon);
    after = rest.substr(colon);
  }
  if (!after.empty()) {
    if (after[0] != ':' || !is_port(after.substr(1))) return bad_url(url);
    out.port = after.substr(1);
  }
  if (!is_host(out.host)) return bad_url(url);
  return out;
}

std::string address_text(const Address& address) {
  if (const auto* directory = std::get_if<DataDirectory>(&address)) return directory->path.string();
  const auto& at = std::get<HostAndPort>(address);
  return at.host.find(':') == std::string::npos ? fmt::format("http://{}:{}", at.host, at.port)
                                                : fmt::format("http://[{}]:{}", at.host, at.port);
}

}  // namespace wishctl
