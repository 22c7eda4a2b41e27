// Writes a progress line, each second on a terminal and every ten seconds elsewhere.
//
// Owner:    the stream stays the caller's.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "rehearsal/measure/tally.h"
#include "rehearsal/report/words.h"

namespace onsale::rehearsal {

class Progress {
 public:
  Progress(std::ostream& out, bool terminal, Language language)
      : out_(out), terminal_(terminal), words_(WordsOf(language)) {}

  // Writes the progress line of the last second. Call once a second.
  void Show(const Tally& tally);
  // Ends the progress line and writes that the audit begins.
  void BeginAudit();

 private:
  static constexpr std::size_t kQuietSeconds = 10;

  std::ostream& out_;
  const bool terminal_;
  const Words& words_;
};

}  // namespace onsale::rehearsal
