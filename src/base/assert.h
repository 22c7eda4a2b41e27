// ONSALE_ASSERT: a condition that this program alone controls. Checked in every build; a failure
// ends the process.
//
// ONSALE_ASSERT never checks input, peers or disks: bad input is refused, failures are reported.
#pragma once

namespace onsale::base {

[[noreturn]] void AssertionFailed(const char* expression, const char* file, int line);

// Writes the sentence to stderr and aborts the process; waits at most a second for a reader of
// stderr.
[[noreturn]] void AbortWith(const char* sentence);

// Sets a function that AbortWith calls once before it writes, for example to flush a log; null:
// none.
void SetBeforeAbort(void (*function)());

}  // namespace onsale::base

#define ONSALE_ASSERT(expression) \
  (static_cast<bool>(expression)  \
       ? static_cast<void>(0)     \
       : ::onsale::base::AssertionFailed(#expression, __FILE__, __LINE__))
