// One wishnode on this machine as the crash test sees it: a data directory, a process that comes and
// goes, and a socket that answers while it is there.
//
// Starting and killing is the main thread's alone (the kernel ends a process with the thread that began
// it); ask() and life() are for any thread.

#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/crash/findings.h"
#include "tests/crash/http_call.h"
#include "tests/process/program.h"

namespace crash {

struct Place {
  std::string code;
  std::string name;
  std::string level;
};

// Codes nest, so a place is at or above another whose code begins with its own.
[[nodiscard]] inline bool at_or_above(const std::string& place, const std::string& other) {
  return other.starts_with(place);
}

class Node {
 public:
  // What it prints and logs goes to `logs`, also where the data directory's disk is full.
  Node(std::filesystem::path directory, Place place, const std::filesystem::path& logs, Findings& findings);
  // Ends the process where there is one, which is no kill.
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // The clock that the processes begun from now on see, as libfaketime reads it ("@1970-01-02 00:00:00",
  // "+20y"); empty: the machine's own.
  void set_clock(std::string clock) { clock_ = std::move(clock); }
  // wishnode with these words under that clock.
  [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& words) const;

  // Begins the process and returns at once.
  void begin();
  [[nodiscard]] bool is_ready() const;
  // Waits until it serves. False where it ended by itself, or does not serve in time.
  [[nodiscard]] bool wait_until_ready();
  [[nodiscard]] bool has_process() const { return program_ != nullptr; }
  // The exit status where it ended by itself.
  [[nodiscard]] std::optional<int> ended();
  // kill -9. A process that ended by itself is a finding instead.
  void kill();
  // Forgets a process that ended by itself, where it may.
  void bury() { forget_process(); }
  // SIGTERM; the exit status.
  int stop();

  [[nodiscard]] Answer ask(const Request& request) const { return call(directory_, request); }
  // Rises by one before a process is ended from here, and by one when it has ended: odd in between.
  [[nodiscard]] int life() const { return life_; }
  // Whether the process that was asked in this life was ended from here.
  [[nodiscard]] bool is_over(int life) const { return life % 2 != 0 || life_ != life; }
  [[nodiscard]] std::string life_name(int life) const { return name() + "#" + std::to_string(life / 2); }

  [[nodiscard]] const Place& place() const { return place_; }
  [[nodiscard]] std::string name() const { return directory_.filename().string(); }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  // Where children reach it; the same for all its life.
  [[nodiscard]] std::string address() const { return port_.address(); }
  [[nodiscard]] std::string last_words() const;

 private:
  [[nodiscard]] std::filesystem::path beside(const char* suffix) const { return log_stem_ + suffix; }
  void forget_process();

  const std::filesystem::path directory_;
  const Place place_;
  const std::string log_stem_;
  Findings& findings_;
  process::ReservedPort port_;
  std::string clock_;
  std::unique_ptr<process::Program> program_;
  std::atomic<int> life_ = 0;
};

}  // namespace crash
