#include "app/end_signals.h"

#include <pthread.h>

#include <ctime>

namespace onsale::app {

EndSignals::EndSignals(bool reloads) : reloads_(reloads) {
  sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&set_, signal);
  awaited_ = set_;
  struct sigaction hangup{};
  ::sigaction(SIGHUP, nullptr, &hangup);
  if (reloads_) {
    sigaddset(&awaited_, SIGHUP);
  } else if (hangup.sa_handler != SIG_IGN) {
    sigaddset(&set_, SIGHUP);
    sigaddset(&awaited_, SIGHUP);
  }
  pthread_sigmask(SIG_BLOCK, &awaited_, nullptr);
  if (reloads_) std::signal(SIGHUP, SIG_DFL);  // an ignored signal would not arrive
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

std::string_view EndSignals::Wait(const std::function<void()>& reload) const {
  int signal = 0;
  for (;;) {
    if (sigwait(&awaited_, &signal) != 0) continue;
    if (!reloads_ || signal != SIGHUP) break;
    reload();
  }
  return signal == SIGINT ? "SIGINT" : signal == SIGHUP ? "SIGHUP" : "SIGTERM";
}

bool EndSignals::CameWithin(std::chrono::nanoseconds time) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const timespec limit{.tv_sec = seconds.count(), .tv_nsec = (time - seconds).count()};
  return sigtimedwait(&set_, nullptr, &limit) > 0;
}

int Cancelled(Log& log) {
  log.Info("start cancelled");
  return 0;
}

}  // namespace onsale::app
