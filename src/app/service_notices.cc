#include "app/service_notices.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "base/decimal.h"

namespace onsale::app {
namespace {

bool IsNotifyAddress(std::string_view address) {
  // One byte of sun_path is left for the end of a path.
  return (address.starts_with('/') || address.starts_with('@')) && address.size() > 1 &&
         address.size() < sizeof(sockaddr_un::sun_path);
}

net::Descriptor NoticeSocket() {
  net::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  // A supervisor that does not read must not hold up the server.
  const timeval patience{.tv_sec = 1, .tv_usec = 0};
  if (socket.open()) {
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  return socket;
}

}  // namespace

std::optional<std::string> ProcessVariable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

ServiceNotices::Variables ServiceNotices::Variables::OfProcess() {
  return {.socket = ProcessVariable("NOTIFY_SOCKET"),
          .watchdog_micros = ProcessVariable("WATCHDOG_USEC"),
          .watchdog_pid = ProcessVariable("WATCHDOG_PID")};
}

ServiceNotices::ServiceNotices(const Variables& variables, pid_t self) {
  if (!variables.socket) return;
  if (!IsNotifyAddress(*variables.socket)) {
    troubles_.push_back(
        "NOTIFY_SOCKET is not the address of a Unix socket; nobody learns that the "
        "server is ready");
    return;
  }
  address_ = *variables.socket;
  socket_ = NoticeSocket();
  ReadWatchdog(variables, self);
}

void ServiceNotices::ReadWatchdog(const Variables& variables, pid_t self) {
  if (!variables.watchdog_micros) return;
  if (variables.watchdog_pid) {
    const auto pid = base::ParseDecimal<pid_t>(*variables.watchdog_pid);
    if (pid && *pid != self) return;  // for another process
    if (!pid)
      return troubles_.push_back("WATCHDOG_PID is not a number; the watchdog gets no notice");
  }
  const auto micros = base::ParseDecimal<std::int64_t>(*variables.watchdog_micros);
  const auto least = std::chrono::ceil<std::chrono::microseconds>(kWatchdogMin).count();
  // A longer time than a day is as good as a day, and cannot overflow.
  constexpr std::int64_t kDay = std::chrono::microseconds(std::chrono::days(1)).count();
  if (!micros || *micros < least) {
    return troubles_.push_back(
        "WATCHDOG_USEC is not a number of microseconds from 5 seconds on; the "
        "watchdog gets no notice");
  }
  watchdog_time_ = std::chrono::microseconds(std::min(*micros, kDay));
}

bool ServiceNotices::Send(std::string_view lines) const {
  if (!socket_.open()) return false;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, address_.data(), address_.size());
  const bool is_abstract = address_.front() == '@';
  if (is_abstract) to.sun_path[0] = '\0';
  // An abstract name ends with the address; a path ends with a zero byte.
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size() +
                                           (is_abstract ? 0 : 1));
  for (;;) {
    const ssize_t sent = ::sendto(socket_.get(), lines.data(), lines.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&to), size);
    if (sent >= 0 || errno != EINTR) return sent == static_cast<ssize_t>(lines.size());
  }
}

}  // namespace onsale::app
