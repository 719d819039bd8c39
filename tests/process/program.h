// Programs as a test runs them: from outside, with arguments, output and signals.
//
// A Program never outlives the test: the kernel ends it with its parent, and the destructor kills it.
// Nothing here waits without a deadline.

#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace process {

using Seconds = std::chrono::seconds;

// What a failing deadline means on a machine that is busy with other tests.
inline constexpr Seconds kSoon{20};
// With a few tries of a link in between, which back off.
inline constexpr Seconds kAfterBackoff{45};

// Where the binaries stand: in the build, or in the directory WISHTREE_BIN, as for deploy/demo.sh.
[[nodiscard]] std::string wishnode();
[[nodiscard]] std::string wishctl();

// Asks again and again until it is true; false once the time is over.
[[nodiscard]] bool eventually(const std::function<bool()>& is_true, Seconds within = kSoon);

class Program {
 public:
  // Output goes into the files. Throws where it can't be started.
  Program(const std::vector<std::string>& command, const std::filesystem::path& out,
          const std::filesystem::path& err);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] pid_t id() const { return pid_; }
  void signal(int number);
  // The exit status, or minus the signal that ended it; nothing while it runs.
  [[nodiscard]] std::optional<int> status();
  // Throws when it has not ended by then.
  [[nodiscard]] int wait(Seconds within);
  // The processor's time that it has used so far.
  [[nodiscard]] std::chrono::nanoseconds busy() const;

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

struct Ran {
  int status = -1;
  std::string out;
  std::string err;
};

// Runs to the end; output by way of files in `scratch`.
[[nodiscard]] Ran run(const std::vector<std::string>& command, const std::filesystem::path& scratch,
                      Seconds within = kSoon);

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view bytes);

// Whether any regular file below the directory holds the bytes.
[[nodiscard]] bool found_on_disk(const std::filesystem::path& directory, std::string_view bytes);

// A TCP port of 127.0.0.1 that stays ours for the test's time though nobody listens there yet: bound
// with SO_REUSEADDR, so that a node may listen at it, and the system gives it to no one else.
class ReservedPort {
 public:
  ReservedPort();
  ~ReservedPort();
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;
  [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  // From now on it is taken: connections are accepted by the system and never answered.
  void occupy();

 private:
  int fd_ = -1;
  int port_ = 0;
};

}  // namespace process
