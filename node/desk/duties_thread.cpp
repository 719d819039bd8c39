#include "node/desk/duties_thread.h"

#include <pthread.h>

#include <algorithm>

namespace node {

using std::chrono::steady_clock;

DutiesThread::DutiesThread(Duties& duties, CommitQueue& committer, std::chrono::milliseconds look_again)
    : duties_(duties), committer_(committer), look_again_(look_again) {
  duties_.on_news([this] {
    {
      const std::lock_guard lock(mutex_);
      notified_ = true;
    }
    wake_.notify_all();
  });
  thread_ = std::thread([this] { run(); });
}

DutiesThread::~DutiesThread() {
  duties_.on_news({});
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

// Looks through all again after a while, whether there is news meanwhile or not: a claim also ends on a busy
// day.
void DutiesThread::run() {
  pthread_setname_np(pthread_self(), "duties");
  auto looks_again = steady_clock::now() + look_again_;
  std::unique_lock lock(mutex_);
  while (!ending_) {
    notified_ = false;
    lock.unlock();  // Whoever tells of news holds the duties' mutex and then wants this one.
    if (steady_clock::now() >= looks_again) {
      duties_.look_at_all();
      looks_again = steady_clock::now() + look_again_;
    }
    const bool more = duties_.turn(committer_);
    const bool refused = !more && duties_.waits();
    lock.lock();
    if (more) continue;
    const auto retries = steady_clock::now() + kDutiesRetryMs;
    wake_.wait_until(lock, refused ? std::min(retries, looks_again) : looks_again,
                     [&] { return notified_ || ending_; });
  }
}

}  // namespace node
