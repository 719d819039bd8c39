#include "tools/bench/worker.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "tools/bench/must.h"
#include "tools/bench/scratch.h"

namespace bench {

namespace {

// Until the worker has ended, or this process is told to, which ends the worker.
int wait_for(pid_t worker, const sigset_t& signals) {
  for (;;) {
    int signal = 0;
    ::sigwait(&signals, &signal);
    if (signal != SIGCHLD) ::kill(worker, SIGKILL);
    int status = 0;
    const pid_t ended = ::waitpid(worker, &status, signal == SIGCHLD ? WNOHANG : 0);
    if (ended == worker) return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  }
}

}  // namespace

int run_in_worker(const std::filesystem::path& where,
                  const std::function<int(const std::filesystem::path&)>& work) {
  const Scratch scratch(where);
  sigset_t signals, before;
  ::sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGCHLD}) ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, &before);
  const pid_t worker = ::fork();
  expect(worker >= 0, "no new process");
  if (worker == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    const int status = work(scratch.path());
    std::fflush(nullptr);
    ::_exit(status);  // The directory is the other process's to remove.
  }
  const int status = wait_for(worker, signals);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  return status;
}

}  // namespace bench
