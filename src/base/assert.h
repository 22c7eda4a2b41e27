// ONSALE_ASSERT: what this program alone controls must hold. On in every build; ends the process.
//
// Never about input, peers or disks: those are refused or reported, not asserted.
#pragma once

namespace onsale::base {

[[noreturn]] void AssertionFailed(const char* expression, const char* file, int line);

// Writes the sentence to stderr and aborts, also if nobody reads stderr.
[[noreturn]] void AbortWith(const char* sentence);

// `function` is called once before the process aborts, for example to write out a log; null: none.
void SetBeforeAbort(void (*function)());

}  // namespace onsale::base

#define ONSALE_ASSERT(expression) \
  (static_cast<bool>(expression)  \
       ? static_cast<void>(0)     \
       : ::onsale::base::AssertionFailed(#expression, __FILE__, __LINE__))
