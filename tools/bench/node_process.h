// A real wishnode, as a process of its own, that is asked through the socket in its data directory.
//
// It never outlives wishbench: the kernel ends it with the thread that started it, and so does the
// destructor.

#pragma once

#include <sys/types.h>

#include <boost/json/value.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace bench {

class NodeProcess {
 public:
  // Starts it and waits for its line `ready`. What it logs goes to `data`.log.
  NodeProcess(const std::filesystem::path& wishnode, const std::filesystem::path& data, bool takes_children);
  ~NodeProcess();
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  // From its start to the line `ready`.
  [[nodiscard]] double start_seconds() const { return start_seconds_; }
  // HOST:PORT, where children reach it.
  [[nodiscard]] const std::string& sync_address() const { return sync_address_; }
  // The document that a GET answers with; the target is percent-encoded already.
  [[nodiscard]] boost::json::value get(const std::string& target) const;
  // The same as text, not taken apart: as fast as it comes.
  [[nodiscard]] std::string get_text(const std::string& target) const;
  void post(const std::string& target, const std::string& body) const;
  void set_parent(const std::string& address) const;
  // Fails where what it holds does not verify, or its ledger does not equal a recount.
  void check_verifies() const;
  [[nodiscard]] std::uint64_t peak_memory_bytes() const;
  // The processors' time that it has used so far.
  [[nodiscard]] double busy_seconds() const;
  // On SIGTERM; fails where it does not end well.
  void stop();

  // Asks for its status again and again until that says so. Fails when it takes too long, or the process
  // ended.
  boost::json::value wait_for(const std::string& what,
                              const std::function<bool(const boost::json::value&)>& is_so) const;

 private:
  [[nodiscard]] std::string first_line(int from) const;
  [[nodiscard]] std::string exchange(const std::string& method, const std::string& target,
                                     const std::string& body, bool slow = false) const;

  const std::filesystem::path data_;
  pid_t pid_ = -1;
  double start_seconds_ = 0;
  std::string sync_address_;
};

[[nodiscard]] std::uint64_t peak_memory_bytes(pid_t process);
// For a query: what is not plain is percent-encoded.
[[nodiscard]] std::string encoded(std::string_view text);

}  // namespace bench
