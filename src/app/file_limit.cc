#include "app/file_limit.h"

#include <sys/resource.h>

#include <algorithm>

namespace onsale::app {
namespace {

// The store's files, the listener, event descriptors of the threads, and the connections that are refused.
constexpr rlim_t kOtherFiles = 128;

}  // namespace

void RaiseFileLimit(std::size_t connections_max, Log& log) {
  const rlim_t wanted = connections_max + kOtherFiles;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted) return;
  log.Warn("fewer connections than --connections-max will fit",
           {{"open_files_max", limit.rlim_max},
            {"wanted", wanted},
            {"do", "raise the limit of open files (ulimit -n, LimitNOFILE=)"}});
}

}  // namespace onsale::app
