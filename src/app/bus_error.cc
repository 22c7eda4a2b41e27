#include "app/bus_error.h"

#include <unistd.h>

#include <csignal>
#include <string_view>

#include "base/bounded_write.h"

namespace onsale::app {
namespace {

constexpr std::string_view kExplanation =
    "onsale: stopped: no disk space for the mapped file sale.db-shm: the disk is full or has "
    "failed. "
    "Every acknowledged change is safe. Free disk space, then start again.\n";

// The handler of SIGBUS. Calls only async-signal-safe functions.
extern "C" void OnBusError(int) {
  base::WriteLastWords(kExplanation);
  ::_exit(1);
}

}  // namespace

void ExplainBusErrors() {
  struct sigaction action{};
  action.sa_handler = OnBusError;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace onsale::app
