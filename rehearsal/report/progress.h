// Writes a progress line each second on a terminal, every ten seconds elsewhere.
//
// Owner:    the stream stays the caller's.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string_view>

#include "rehearsal/measure/tally.h"

namespace onsale::rehearsal {

class Progress {
 public:
  Progress(std::ostream& out, bool terminal) : out_(out), terminal_(terminal) {}

  // Call once a second.
  void Show(const Tally& tally);
  // Ends the current line and writes what comes next.
  void End(std::string_view what);

 private:
  static constexpr std::size_t kQuietSeconds = 10;

  std::ostream& out_;
  const bool terminal_;
};

}  // namespace onsale::rehearsal
