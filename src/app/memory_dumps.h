// Protects this process's memory, which holds the keys, from other processes.
//
// Shape:    the system writes no core dump and passes none to a dump handler. Only root
//           (CAP_SYS_PTRACE) may attach a debugger or read /proc/PID/mem.
// Threads:  the main thread, before it starts others.
#pragma once

namespace onsale::app {

// Forbids core dumps and debuggers for this process. Returns false if the system call fails.
bool ForbidMemoryDumps();

}  // namespace onsale::app
