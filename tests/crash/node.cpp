#include "tests/crash/node.h"

#include <signal.h>

#include <system_error>

namespace crash {

namespace fs = std::filesystem;

namespace {

// A ledger that is made anew, on a machine that is busy.
constexpr process::Seconds kReadyWithin{120};
constexpr std::size_t kLastWordsBytes = 2000;
// jemalloc asks for the time before libfaketime can tell it, and both would wait for ever; glibc's malloc
// does not, and what is named first is taken. Sanitizers have one of their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr const char* kFakeTime = "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1";
#else
constexpr const char* kFakeTime = "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1 libstdc++.so.6 libc.so.6";
#endif

}  // namespace

Node::Node(fs::path directory, Place place, const fs::path& logs, Findings& findings)
    : directory_(std::move(directory)),
      place_(std::move(place)),
      log_stem_((logs / directory_.filename()).string()),
      findings_(findings) {}

Node::~Node() {
  if (program_) forget_process();
}

std::vector<std::string> Node::command(const std::vector<std::string>& words) const {
  std::vector<std::string> out;
  if (!clock_.empty())
    // Timers stay true: what a wrong clock changes is the time of day.
    out = {"/usr/bin/env",       kFakeTime,
           "FAKETIME=" + clock_, "FAKETIME_DONT_FAKE_MONOTONIC=1",
           "NO_FAKE_STAT=1",     "ASAN_OPTIONS=verify_asan_link_order=0"};
  out.push_back(process::wishnode());
  out.insert(out.end(), words.begin(), words.end());
  return out;
}

void Node::begin() {
  fs::remove(beside(".out"));
  program_ = std::make_unique<process::Program>(
      command({"run", "--data", directory_.string(), "--sync", address()}), beside(".out"), beside(".log"));
}

bool Node::is_ready() const {
  const std::string printed = process::read_file(beside(".out"));
  return printed.starts_with("ready http=") && printed.ends_with('\n');
}

bool Node::wait_until_ready() {
  const bool said = process::eventually([&] { return is_ready() || ended(); }, kReadyWithin);
  if (!said || ended()) return false;
  findings_.restarted();
  return true;
}

std::optional<int> Node::ended() { return program_ ? program_->status() : std::nullopt; }

void Node::kill() {
  if (!program_) return;
  const bool ready = is_ready();
  ++life_;
  if (const auto status = ended()) {
    findings_.report(Wrong::kOther, life_name(life_),
                     "it ended by itself with " + std::to_string(*status) + ":\n" + last_words());
  } else {
    program_->signal(SIGKILL);
    (void)program_->wait(process::kSoon);
    findings_.killed(!ready);
  }
  forget_process();
}

int Node::stop() {
  ++life_;
  program_->signal(SIGTERM);
  const int status = program_->wait(process::kSoon);
  forget_process();
  return status;
}

void Node::forget_process() {
  const std::string id = std::to_string(program_->id());
  program_.reset();
  // libfaketime leaves these when its process is killed.
  std::error_code ignored;
  if (!clock_.empty())
    for (const char* stem : {"faketime_shm_", "sem.faketime_sem_"})
      fs::remove(fs::path("/dev/shm") / (stem + id), ignored);
  life_ += life_ % 2 != 0 ? 1 : 2;
}

std::string Node::last_words() const {
  const std::string log = process::read_file(beside(".log"));
  return log.size() <= kLastWordsBytes ? log : "…" + log.substr(log.size() - kLastWordsBytes);
}

}  // namespace crash
