// wishctl, the admin's command line: the parts list.

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "tools/wishctl/app.h"
#include "tools/wishctl/http_client.h"
#include "tools/wishctl/progress.h"

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::optional<std::size_t> terminal_width() {
  winsize size{};
  if (!::isatty(STDOUT_FILENO) || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

bool ask(const std::string& question) {
  fmt::print(stderr, "{}", question);
  std::fflush(stderr);
  std::string answer;
  if (!std::getline(std::cin, answer)) {
    fmt::print(stderr, "\n");
    return false;
  }
  return answer == "y" || answer == "Y" || answer == "yes" || answer == "是";
}

bool write_all(std::FILE* file, const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool watched = ::isatty(STDERR_FILENO) != 0;
  wishctl::Surroundings surroundings;
  surroundings.lang =
      wishctl::language_of_locale(environment("LC_ALL"), environment("LC_MESSAGES"), environment("LANG"));
  surroundings.width = terminal_width();
  surroundings.user = environment("WISHTREE_USER");
  surroundings.now = std::chrono::system_clock::now();
  if (watched && ::isatty(STDIN_FILENO)) surroundings.confirm = ask;

  surroundings.tell = [](const std::string& line) { write_all(stderr, line + "\n"); };

  wishctl::ProgressLine progress(watched ? stderr : nullptr, surroundings.lang);
  surroundings.connect = [&progress](const wishctl::Address& address, wishctl::Lang lang) {
    progress.set_language(lang);
    return std::make_unique<wishctl::HttpClient>(
        address, [&progress](std::chrono::milliseconds elapsed) { progress.show(elapsed); });
  };

  surroundings.progress = [&progress](const std::string& line) { progress.tell(line); };
  surroundings.pause = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };

  const wishctl::Ending ending = wishctl::run(std::vector<std::string>(argv + 1, argv + argc), surroundings);
  progress.clear();
  const bool written = write_all(stdout, ending.out);
  write_all(stderr, ending.err);
  if (!written) {
    write_all(stderr, "wishctl: the output could not be written / 无法写出结果\n");
    return static_cast<int>(wishctl::ExitStatus::kRefused);
  }
  return static_cast<int>(ending.status);
}
