#include "net/poller.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/assert.h"

namespace onsale::net {
namespace {

// The epoll tag of the eventfd wake_; Add asserts that no socket uses the same tag.
constexpr std::uint64_t kWakeTag = UINT64_MAX;

bool AddTo(int epoll, int fd, std::uint32_t events, std::uint64_t tag) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag;
  return ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

}  // namespace

Poller::Poller()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  // wake_ is edge-triggered, so its counter is never read: each write is a new event.
  if (!epoll_.open() || !wake_.open() ||
      !AddTo(epoll_.get(), wake_.get(), EPOLLIN | EPOLLET, kWakeTag)) {
    throw std::system_error(errno, std::generic_category(), "cannot create a poller");
  }
  events_.reserve(kEventsMax);
}

bool Poller::Add(const Descriptor& socket, std::uint64_t tag) {
  ONSALE_ASSERT(tag != kWakeTag);
  return AddTo(epoll_.get(), socket.get(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, tag);
}

std::span<const Event> Poller::Wait(std::chrono::milliseconds timeout) {
  std::array<epoll_event, kEventsMax> ready;
  const int count =
      ::epoll_wait(epoll_.get(), ready.data(), kEventsMax, static_cast<int>(timeout.count()));
  ONSALE_ASSERT(count >= 0 || errno == EINTR);
  events_.clear();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = ready[static_cast<std::size_t>(i)];
    if (event.data.u64 == kWakeTag) continue;
    const bool broken = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
    events_.push_back({.tag = event.data.u64,
                       .readable = broken || (event.events & (EPOLLIN | EPOLLRDHUP)) != 0,
                       .writable = broken || (event.events & EPOLLOUT) != 0,
                       .ended = broken || (event.events & EPOLLRDHUP) != 0});
  }
  return events_;
}

void Poller::Wake() {
  // wake_'s counter overflows only after 2^64 - 2 calls of Wake.
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

}  // namespace onsale::net
