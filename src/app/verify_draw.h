// `onsale verify-draw`: recomputes a draw from its published data alone.
//
// Shape:    the command reads the response of `GET /v1/rooms/{room}/draw` and a file with all pages
//           of the draw's entries. It prints what it checked and the rank of an entry, or the whole
//           order.
// Errors:   the exit status: 0 the data agree, 1 they do not, 2 a file cannot be read or the draw
//           has no such entry.
// Threads:  the main thread.
// Source:   docs/fair-draw.md.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

namespace onsale::app {

struct VerifyDrawTask {
  std::string draw_file;
  std::string entries_file;
  std::int64_t entry = 0;  // the entry whose rank is printed; 0: none
  bool whole_order = false;
};

struct VerifyDrawOutput {
  std::ostream& out;
  std::ostream& err;
};

int VerifyDraw(const VerifyDrawTask& task, VerifyDrawOutput output);

}  // namespace onsale::app
