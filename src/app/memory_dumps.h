// Whether others may see this process's memory, in which the keys are.
//
// Shape:    forbidden, the system writes no core dump of this process, whatever catches dumps, and lets
//           only root (CAP_SYS_PTRACE) attach a debugger or read /proc/PID/mem.
// Threads:  the main thread, before there are others.
#pragma once

namespace onsale::app {

// False if the system does not do it.
bool ForbidMemoryDumps();

}  // namespace onsale::app
