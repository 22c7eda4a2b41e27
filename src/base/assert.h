// ONSALE_ASSERT: a condition that this program alone controls. Checked in every build; a failure
// ends the process.
//
// ONSALE_ASSERT never checks input, peers or disks: bad input is refused, failures are reported.
#pragma once

namespace onsale::base {

[[noreturn]] void AssertionFailed(const char* expression, const char* file, int line);

// Writes the sentence to stderr and aborts; does not block for long if nobody reads stderr.
[[noreturn]] void AbortWith(const char* sentence);

// Calls `function` once before the process aborts, for example to flush a log; null: none.
void SetBeforeAbort(void (*function)());

}  // namespace onsale::base

#define ONSALE_ASSERT(expression) \
  (static_cast<bool>(expression)  \
       ? static_cast<void>(0)     \
       : ::onsale::base::AssertionFailed(#expression, __FILE__, __LINE__))
