// A line a second on a terminal, one in ten seconds elsewhere.
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

  // Called once a second.
  void Show(const Tally& tally);
  // Ends the line that is being rewritten, and says what comes now.
  void End(std::string_view what);

 private:
  static constexpr std::size_t kQuietSeconds = 10;

  std::ostream& out_;
  const bool terminal_;
};

}  // namespace onsale::rehearsal
