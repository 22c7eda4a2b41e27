// Writes a progress line, each second on a terminal and every ten seconds elsewhere.
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

  // Writes the progress line of the last second. Call once a second.
  void Show(const Tally& tally);
  // Ends the progress line and writes `what`, the phase that begins.
  void End(std::string_view what);

 private:
  static constexpr std::size_t kQuietSeconds = 10;

  std::ostream& out_;
  const bool terminal_;
};

}  // namespace onsale::rehearsal
