// The seam between wishctl and the network: one request, one answer. Tests put a fake behind it.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "tools/wishctl/failure.h"
#include "tools/wishctl/text.h"

namespace wishctl {

struct HttpRequest {
  std::string method = "GET";
  std::string target;  // Path and query, percent-encoded.
  std::string body;
  std::string content_type;
  Lang lang = Lang::kEnglish;
  bool slow = false;      // The node works long on it: wait longer, and show that we wait.
  std::string user = {};  // In whose name, percent-encoded; empty: nobody's.
};

struct HttpResponse {
  unsigned status = 0;
  std::string body;
};

class Transport {
 public:
  virtual ~Transport() = default;
  // A failure is always of status kUnreachable.
  [[nodiscard]] virtual Outcome<HttpResponse> exchange(const HttpRequest& request) = 0;
};

struct DataDirectory {
  std::filesystem::path path;  // The node's socket is path/api.sock.
};

struct HostAndPort {
  std::string host;  // A name or an address; IPv6 without brackets.
  std::string port;
};

using Address = std::variant<DataDirectory, HostAndPort>;

// http://HOST:PORT, http://[::1]:PORT; the port is 80 where none is given.
[[nodiscard]] Outcome<HostAndPort> parse_url(std::string_view url);

// As --data or --url would say it.
[[nodiscard]] std::string address_text(const Address& address);

}  // namespace wishctl
