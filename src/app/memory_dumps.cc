#include "app/memory_dumps.h"

#include <sys/prctl.h>

namespace onsale::app {

bool ForbidMemoryDumps() {
  return ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

}  // namespace onsale::app
