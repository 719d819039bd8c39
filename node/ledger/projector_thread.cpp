#include "node/ledger/projector_thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace node {

namespace {

// Behind what takes in and acknowledges, where there are not processors enough for both.
constexpr int kProjectorNice = 5;

}  // namespace

ProjectorThread::ProjectorThread(Projector& projector, std::chrono::milliseconds retry)
    : projector_(projector), retry_(retry), thread_([this] { run(); }) {}

ProjectorThread::~ProjectorThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ProjectorThread::notify() {
  {
    const std::lock_guard lock(mutex_);
    notified_ = true;
  }
  wake_.notify_all();
}

bool ProjectorThread::wait_until(std::uint64_t arrival, std::chrono::steady_clock::time_point deadline) {
  notify();
  std::unique_lock lock(mutex_);
  return moved_.wait_until(lock, deadline, [&] { return cursor_ >= arrival; });
}

void ProjectorThread::run() {
  pthread_setname_np(pthread_self(), "projector");
  // On Linux a thread has a niceness of its own; without it, all is the same but slower.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kProjectorNice);
  std::unique_lock lock(mutex_);
  while (!ending_) {
    notified_ = false;
    lock.unlock();
    const bool more = projector_.turn();
    const Projector::Status status = projector_.status();
    lock.lock();
    cursor_ = status.cursor;
    moved_.notify_all();
    if (more) continue;
    const auto due = [&] { return ending_ || notified_; };
    if (status.error)
      wake_.wait_for(lock, retry_, [&] { return ending_; });
    else
      wake_.wait(lock, due);
  }
}

}  // namespace node
