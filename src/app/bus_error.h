// The end of a process whose mapped file has nothing behind it: a signal, where a read or a write would
// have told an error.
//
// Source:   SQLite maps `sale.db-shm` and makes sure that every page of 4 KiB has a block on the disk. On a
//           file system with smaller blocks (ext4 below 512 MB has 1 KiB) parts of a page have none
//           until they are written, and a full disk cannot give them any (tests/test_faults.py).
#pragma once

namespace onsale::app {

// From now on a SIGBUS says what happened and what to do, and ends the process with status 1. What was
// answered is in the journal, which is not mapped.
void ExplainBusErrors();

}  // namespace onsale::app
