// `onsale demo`: a sale to look at. A server with the arena, a crowd that buys, and one page that
// shows a buyer's phone beside the operator's console.
//
// Shape:    one process. Everything is in a temporary directory, which is removed at the end, and
//           only this machine reaches it.
// Errors:   the exit status: 0 after SIGINT or SIGTERM, 1 if it could not start or failed.
// Threads:  the main thread; the crowd has a thread of its own.
// Source:   docs/decisions/0029-the-demo.md.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iosfwd>

namespace onsale::app {

struct DemoFlags {
  std::uint16_t port = 8080;    // of the page; 0: any free one
  std::uint32_t buyers = 2000;  // of each crowd

  // Adds the flags to `command`, which fills them when it is parsed; `*this` must not move.
  void AddTo(CLI::App& command);
};

struct DemoOutput {
  std::ostream& out;
  std::ostream& err;
  bool colors = false;  // of the log
};

int RunDemo(const DemoFlags& flags, const DemoOutput& output);

}  // namespace onsale::app
