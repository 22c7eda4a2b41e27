// `onsale verify-draw`: recomputes a draw from what was published, trusting nobody.
//
// Shape:    reads the answer of `GET /v1/rooms/{room}/draw` and all pages of its entries in one
//           file; says what it checked, where an entry stands, or the whole order.
// Errors:   the exit status: 0 everything agrees, 1 something does not, 2 a file cannot be read.
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
  std::int64_t entry = 0;  // 0: none in particular
  bool whole_order = false;
};

struct VerifyDrawOutput {
  std::ostream& out;
  std::ostream& err;
};

int VerifyDraw(const VerifyDrawTask& task, VerifyDrawOutput output);

}  // namespace onsale::app
