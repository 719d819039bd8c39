#include "node/duties_thread.h"

#include <pthread.h>

namespace node {

DutiesThread::DutiesThread(Duties& duties, CommitQueue& committer) : duties_(duties), committer_(committer) {
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

void DutiesThread::run() {
  pthread_setname_np(pthread_self(), "duties");
  std::unique_lock lock(mutex_);
  while (!ending_) {
    notified_ = false;
    lock.unlock();
    const bool more = duties_.turn(committer_);
    const bool refused = !more && duties_.waits();
    lock.lock();
    if (more) continue;
    const bool told = wake_.wait_for(lock, refused ? kDutiesRetryMs : kDutiesLookAgainMs,
                                     [&] { return notified_ || ending_; });
    if (told || refused) continue;
    lock.unlock();  // Whoever tells of news holds the duties' mutex and then wants this one.
    duties_.look_at_all();
    lock.lock();
  }
}

}  // namespace node
