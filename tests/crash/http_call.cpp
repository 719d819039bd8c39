#include "tests/crash/http_call.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <optional>

namespace crash {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

bool connect_to(int socket, const std::filesystem::path& data) {
  // A socket's path may have 107 bytes, a data directory's more: it is reached by its descriptor.
  const Descriptor directory(::open(data.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) return false;
  sockaddr_un at{};
  at.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(directory.get()) + "/api.sock";
  std::memcpy(at.sun_path, path.c_str(), path.size() + 1);
  return ::connect(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// What follows "name: " in the header; names as the node writes them.
std::optional<std::string_view> field(std::string_view header, const std::string& name) {
  const auto at = header.find("\r\n" + name + ": ");
  if (at == std::string_view::npos) return std::nullopt;
  header.remove_prefix(at + name.size() + 4);
  return header.substr(0, header.find("\r\n"));
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Nothing where the answer is cut short.
std::optional<Answer> read_answer(std::string_view bytes) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos || !bytes.starts_with(kVersion)) return std::nullopt;
  const std::string_view header = bytes.substr(0, end + 2);
  const std::string_view body = bytes.substr(end + 4);
  const auto status = number(header.substr(kVersion.size(), 3));
  const auto length = field(header, "Content-Length");
  if (!status || !length || number(*length) != body.size()) return std::nullopt;
  return Answer{Ended::kAnswered, static_cast<int>(*status), std::string(body)};
}

}  // namespace

Answer call(const std::filesystem::path& data, const Request& request) {
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{kAnswerSecondsMax, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (socket.get() < 0 || !connect_to(socket.get(), data)) return {};

  const Answer unanswered{Ended::kUnanswered, 0, {}};
  std::string head = request.method + " " + request.target +
                     " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Language: en\r\n";
  if (request.method != "GET")
    head += "Content-Type: " + request.type + "\r\nContent-Length: " + std::to_string(request.body.size()) +
            "\r\n";
  if (!send_all(socket.get(), head + "\r\n" + request.body)) return unanswered;

  std::string bytes;
  std::string piece(64 << 10, '\0');
  for (ssize_t got; (got = ::recv(socket.get(), piece.data(), piece.size(), 0)) != 0;) {
    if (got < 0) return unanswered;
    bytes.append(piece, 0, static_cast<std::size_t>(got));
  }
  return read_answer(bytes).value_or(unanswered);
}

std::string encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

}  // namespace crash
