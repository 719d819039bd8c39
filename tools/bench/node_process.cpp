#include "tools/bench/node_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "tools/bench/must.h"
#include "tools/bench/statistics.h"
#include "tools/wishctl/http_client.h"

namespace bench {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

// Rare enough to take nothing from what is measured, and little against what is worth measuring.
constexpr std::chrono::milliseconds kBetweenLooks{20};
constexpr double kWaitSecondsMax = 3600;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace

std::uint64_t peak_memory_bytes(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      std::uint64_t kilobytes = 0;
      status >> kilobytes;
      return kilobytes * 1024;
    }
  return 0;
}

std::string encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

NodeProcess::NodeProcess(const fs::path& wishnode, const fs::path& data, bool takes_children) : data_(data) {
  const Stopwatch watch;
  const std::string log = data.string() + ".log";
  std::vector<std::string> words{wishnode.string(), "run", "--data", data.string()};
  if (takes_children) words.insert(words.end(), {"--sync", "127.0.0.1:0"});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int ends[2];
  expect(::pipe2(ends, O_CLOEXEC) == 0, "no pipe");
  pid_ = ::fork();
  expect(pid_ >= 0, "no new process");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(ends[1], 1);
    ::dup2(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), 2);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  const std::string line = first_line(ends[0]);
  ::close(ends[0]);
  start_seconds_ = watch.seconds();
  const std::size_t sync = line.find(" sync=");
  expect(line.starts_with("ready ") && sync != std::string::npos,
         "the node at " + data.string() + " did not start: " + line + read_file(log));
  sync_address_ = line.substr(sync + 6);
}

NodeProcess::~NodeProcess() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string NodeProcess::first_line(int from) const {
  std::string line;
  for (char c = 0; ::read(from, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

std::string NodeProcess::exchange(const std::string& method, const std::string& target,
                                  const std::string& body, bool slow) const {
  wishctl::HttpClient client{wishctl::DataDirectory{data_}};
  const auto answer = client.exchange(
      {method, target, body, body.empty() ? "" : "application/json", wishctl::Lang::kEnglish, slow});
  if (!answer) throw Failed(target + ": " + answer.error().error.en);
  expect(answer->status < 300, target + ": " + answer->body);
  return answer->body;
}

std::string NodeProcess::get_text(const std::string& target) const { return exchange("GET", target, ""); }

json::value NodeProcess::get(const std::string& target) const { return json::parse(get_text(target)); }

void NodeProcess::post(const std::string& target, const std::string& body) const {
  (void)exchange("POST", target, body);
}

void NodeProcess::set_parent(const std::string& address) const {
  (void)exchange("PUT", "/api/v1/parent", json::serialize(json::object{{"address", address}}));
}

void NodeProcess::check_verifies() const {
  const json::value found = json::parse(exchange("GET", "/api/v1/verification", "", true));
  expect(found.at("ok").as_bool(),
         "the node at " + data_.string() + " does not verify: " + json::serialize(found));
}

std::uint64_t NodeProcess::peak_memory_bytes() const { return bench::peak_memory_bytes(pid_); }

double NodeProcess::busy_seconds() const {
  constexpr double kNanosecondsOfSecond = 1e9;
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / kNanosecondsOfSecond;
}

void NodeProcess::stop() {
  int status = 0;
  ::kill(pid_, SIGTERM);
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  expect(WIFEXITED(status) && WEXITSTATUS(status) == 0,
         "the node at " + data_.string() + " ended badly: " + read_file(data_.string() + ".log"));
}

json::value NodeProcess::wait_for(const std::string& what,
                                  const std::function<bool(const json::value&)>& is_so) const {
  const Stopwatch watch;
  for (;;) {
    json::value status = get("/api/v1/status");
    if (is_so(status)) return status;
    expect(watch.seconds() < kWaitSecondsMax, "waited an hour in vain until " + what);
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

}  // namespace bench
