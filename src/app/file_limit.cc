#include "app/file_limit.h"

#include <sys/resource.h>

#include <algorithm>

namespace onsale::app {
namespace {

// Open files besides buyers' connections and threads: the store's files and connections, the
// operator's connections, and what listens for both.
constexpr rlim_t kOtherFiles = 128 + 2 * kOperatorConnectionsMax;
// Open files of an I/O thread: its epoll descriptor and the eventfd that wakes it.
constexpr rlim_t kFilesPerThread = 2;
constexpr std::size_t kRejectedMin = 16;
// How many sockets, at least, are for further connections, which get a 503, if the limit of open
// files allows them: several times as many as are accepted in one iteration.
constexpr std::size_t kRejectedBase = 256;

// Raises the soft limit of open files to `wanted`, or to the hard limit if that is lower. Returns
// the new soft limit.
rlim_t Raise(rlim_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur >= wanted) return limit.rlim_cur;
  const rlimit raised{.rlim_cur = std::min(wanted, limit.rlim_max), .rlim_max = limit.rlim_max};
  return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

}  // namespace

SocketRoom MakeRoomForSockets(std::size_t connections_max, std::size_t io_threads, Log& log) {
  const SocketRoom wanted{.connections = connections_max,
                          .rejected = kRejectedBase + connections_max / 8};
  const rlim_t others = kOtherFiles + kFilesPerThread * io_threads;
  const rlim_t wanted_files = wanted.connections + wanted.rejected + others;
  const rlim_t files = Raise(wanted_files);
  if (files >= wanted_files) return wanted;

  const std::size_t sockets =
      std::max<std::size_t>(files > others ? files - others : 0, kRejectedMin + 1);
  SocketRoom room{.connections = std::min(connections_max, sockets - kRejectedMin)};
  room.rejected = sockets - room.connections;
  if (room.connections < connections_max) {
    log.Warn("the limit of open files allows fewer connections than --connections-max",
             {{"openFilesMax", files},
              {"connections", room.connections},
              {"remedy", "raise the limit of open files (ulimit -n, LimitNOFILE=)"}});
  }
  return room;
}

}  // namespace onsale::app
