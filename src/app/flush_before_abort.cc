#include "app/flush_before_abort.h"

#include <atomic>
#include <exception>
#include <string>

#include "base/assert.h"

namespace onsale::app {
namespace {

std::atomic<Log*> the_log = nullptr;

void FlushTheLog() {
  if (Log* const log = the_log) log->Flush();
}

// The terminate handler. The standard library's own would block while nobody reads stderr.
[[noreturn]] void OnTerminate() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    base::AbortWith((std::string("onsale: bug: uncaught: ") + error.what() + '\n').c_str());
  } catch (...) {
  }
  base::AbortWith("onsale: bug: std::terminate was called\n");
}

}  // namespace

FlushBeforeAbort::FlushBeforeAbort(Log& log) {
  the_log = &log;
  base::SetBeforeAbort(FlushTheLog);
  std::set_terminate(OnTerminate);
}

FlushBeforeAbort::~FlushBeforeAbort() {
  base::SetBeforeAbort(nullptr);
  the_log = nullptr;
}

}  // namespace onsale::app
