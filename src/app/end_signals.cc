#include "app/end_signals.h"

#include <pthread.h>

#include <ctime>

namespace onsale::app {

EndSignals::EndSignals() {
  sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&set_, signal);
  struct sigaction hangup{};
  ::sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) sigaddset(&set_, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

std::string_view EndSignals::Wait() const {
  int signal = 0;
  sigwait(&set_, &signal);
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
