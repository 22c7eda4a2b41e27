// While a FlushBeforeAbort exists, a failed assertion or an uncaught exception flushes the log
// before it ends the process.
//
// Owner:    the log outlives the object. At most one exists.
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
