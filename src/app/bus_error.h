// Explains a SIGBUS to the operator: the kernel sends the signal when a page of a mapped file
// cannot get a block on a full disk.
//
// Source:   SQLite maps `sale.db-shm` and allocates one block for every page of 4 KiB. On a file
//           system with smaller blocks (ext4 below 512 MB has 1 KiB) the other blocks of a page are
//           allocated at the first write, which fails on a full disk (tests/test_faults.py).
#pragma once

namespace onsale::app {

// Installs a SIGBUS handler that prints the cause and the remedy and exits with status 1. Committed
// answers are safe: they are in the journal, which is not mapped.
void ExplainBusErrors();

}  // namespace onsale::app
