// `onsale catalog apply`: loads a catalogue file into a running sale, or says what it would change.
//
// Errors:   the exit status: 0 done; 1 and 2 as operator_call.h says.
// Threads:  the main thread.
#pragma once

#include <string>

#include "app/operator_call.h"

namespace onsale::app {

struct ApplyTask {
  OperatorTarget target;
  std::string file;
  bool dry_run = false;
};

int ApplyCatalog(const ApplyTask& task, const Invocation& invocation,
                 const CommandStreams& streams);

}  // namespace onsale::app
