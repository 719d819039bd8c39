#include "tests/process/program.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace process {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kBetweenLooks{10};

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

std::string binary(const std::string& name, const char* built) {
  const char* elsewhere = std::getenv("WISHTREE_BIN");
  return elsewhere && *elsewhere ? std::string(elsewhere) + "/" + name : built;
}

[[noreturn]] void become(const std::vector<std::string>& command, const char* out, const char* err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int null = ::open("/dev/null", O_RDONLY);
  const int out_fd = ::open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err_fd = ::open(err, O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(null, 0);
  ::dup2(out_fd, 1);
  ::dup2(err_fd, 2);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

std::string wishnode() { return binary("wishnode", WISHNODE_PATH); }
std::string wishctl() { return binary("wishctl", WISHCTL_PATH); }

bool eventually(const std::function<bool()>& is_true, Seconds within) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (!is_true()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return true;
}

Program::Program(const std::vector<std::string>& command, const fs::path& out, const fs::path& err) {
  pid_ = ::fork();
  if (pid_ < 0) fail("no new process");
  if (pid_ == 0) become(command, out.c_str(), err.c_str());
}

Program::~Program() {
  if (status()) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Program::signal(int number) {
  if (!status()) ::kill(pid_, number);
}

std::optional<int> Program::status() {
  int raw = 0;
  if (!status_ && ::waitpid(pid_, &raw, WNOHANG) == pid_)
    status_ = WIFEXITED(raw) ? WEXITSTATUS(raw) : -WTERMSIG(raw);
  return status_;
}

int Program::wait(Seconds within) {
  if (!eventually([&] { return status().has_value(); }, within)) fail("a program did not end in time");
  return *status_;
}

std::chrono::nanoseconds Program::busy() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

Ran run(const std::vector<std::string>& command, const fs::path& scratch, Seconds within) {
  static std::atomic<int> count{0};
  const std::string name = "run" + std::to_string(++count);
  const fs::path out = scratch / (name + ".out");
  const fs::path err = scratch / (name + ".err");
  Program program(command, out, err);
  const int status = program.wait(within);
  Ran ran{status, read_file(out), read_file(err)};
  fs::remove(out);
  fs::remove(err);
  return ran;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) fail("could not write " + path.string());
}

bool found_on_disk(const fs::path& directory, std::string_view bytes) {
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file() && read_file(entry.path()).find(bytes) != std::string::npos) return true;
  return false;
}

ReservedPort::ReservedPort() {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  auto* generic = reinterpret_cast<sockaddr*>(&at);
  if (fd_ < 0 || ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(fd_, generic, size) != 0 || ::getsockname(fd_, generic, &size) != 0)
    fail("no free port");
  port_ = ntohs(at.sin_port);
}

ReservedPort::~ReservedPort() { ::close(fd_); }

void ReservedPort::occupy() {
  if (::listen(fd_, 1) != 0) fail("could not listen at a reserved port");
}

}  // namespace process
