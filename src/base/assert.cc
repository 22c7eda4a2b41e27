#include "base/assert.h"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "base/bounded_write.h"

namespace onsale::base {
namespace {

std::atomic<void (*)()> before_abort = nullptr;

}  // namespace

void SetBeforeAbort(void (*function)()) {
  before_abort = function;
}

void AbortWith(const char* sentence) {
  if (void (*const function)() = before_abort.exchange(nullptr)) function();
  WriteLastWords(sentence);
  std::abort();
}

void AssertionFailed(const char* expression, const char* file, int line) {
  std::array<char, 512> sentence;
  std::snprintf(sentence.data(), sentence.size(), "onsale: bug: assertion failed: %s (%s:%d)\n",
                expression, file, line);
  AbortWith(sentence.data());
}

}  // namespace onsale::base
