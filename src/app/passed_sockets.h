// Sockets that systemd listens on and passes to the server (socket activation): connections wait in
// them while the server restarts.
//
// Shape:    LISTEN_PID is this process, LISTEN_FDS the number of descriptors from 3 on,
//           LISTEN_FDNAMES a name for each: `public` for the address of buyers and the shop,
//           `operator` for that of operators. A socket without a name, or of another one, is an
//           error: it would otherwise be guessed who may reach it.
// Threads:  the main thread, once, because the descriptors are taken over.
// Errors:   sentences for the operator. Variables for another process are ignored.
// Source:   sd_listen_fds(3)
#pragma once

#include <sys/types.h>

#include <expected>
#include <optional>
#include <string>

#include "app/settings.h"
#include "net/descriptor.h"

namespace onsale::app {

struct PassedSockets {
  net::Descriptor buyers;  // not open: none was passed
  net::Descriptor operators;
};

// The variables, as they are set or not.
struct PassedVariables {
  std::optional<std::string> pid;
  std::optional<std::string> count;
  std::optional<std::string> names;

  static PassedVariables OfProcess();
};

// Takes the sockets that are passed to process `self`, from descriptor `first` on.
std::expected<PassedSockets, std::string> TakePassedSockets(const PassedVariables& variables,
                                                            pid_t self, int first = 3);

// Puts the addresses of the sockets into the settings, in place of --listen and --operator-listen.
// The error says why the settings do not allow one of them.
std::expected<void, std::string> UseAddresses(const PassedSockets& passed, Settings& settings);

}  // namespace onsale::app
