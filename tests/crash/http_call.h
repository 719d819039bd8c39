// One request to a node over the socket in its data directory, as any program could make it: plain
// HTTP/1.1 by POSIX calls, none of the product's code. From any thread.

#pragma once

#include <filesystem>
#include <string>

namespace crash {

enum class Ended {
  kAnswered,    // Whole and well formed.
  kNotSent,     // Nobody listened: nothing was asked.
  kUnanswered,  // Sent, or begun to be, and the answer did not come whole. It may have been done.
};

struct Answer {
  Ended ended = Ended::kNotSent;
  int status = 0;
  std::string body;
  [[nodiscard]] bool answered() const { return ended == Ended::kAnswered; }
  [[nodiscard]] bool done() const { return answered() && status >= 200 && status < 300; }
};

struct Request {
  std::string method = "GET";
  std::string target;
  std::string body;
  std::string type = "application/json";
};

// What no node needs for an answer; later it counts as kUnanswered.
inline constexpr int kAnswerSecondsMax = 60;

[[nodiscard]] Answer call(const std::filesystem::path& data, const Request& request);

// For a query: what is not plain is percent-encoded.
[[nodiscard]] std::string encoded(std::string_view text);

}  // namespace crash
