// While one lives, the log is written out before a failed assertion or an exception that nobody
// catches ends the process.
//
// Owner:    the log outlives it. One at a time.
#pragma once

#include "app/log.h"

namespace onsale::app {

class FlushBeforeAbort {
 public:
  explicit FlushBeforeAbort(Log& log);
  ~FlushBeforeAbort();
  FlushBeforeAbort(const FlushBeforeAbort&) = delete;
  FlushBeforeAbort& operator=(const FlushBeforeAbort&) = delete;
};

}  // namespace onsale::app
