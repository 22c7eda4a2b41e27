// The next segment's file, made ahead: writing its zeros takes too long to do while buyers wait.
//
// Shape:    whoever has time prepares it; the journal's writer takes it, or makes one itself if it is
//           not ready. Under a temporary name until then, so that a start removes what a crash left.
// Threads:  Prepare from one thread, Take from another.
// Errors:   none: without a spare everything works, slower.
#pragma once

#include <atomic>

#include "base/mutex.h"
#include "store/embedded/segment.h"

namespace onsale::store {

class SpareSegment {
 public:
  struct Ready {
    std::string path;
    std::unique_ptr<File> file;  // zeros, synced
    std::uint64_t bytes = 0;
  };

  SpareSegment(JournalPlace place, std::uint64_t bytes) : place_(std::move(place)), bytes_(bytes) {}
  // Removes a spare that nobody took.
  ~SpareSegment();
  SpareSegment(const SpareSegment&) = delete;
  SpareSegment& operator=(const SpareSegment&) = delete;

  // Makes a spare unless there is one.
  void Prepare();
  // Nothing if none is ready.
  std::optional<Ready> Take();

 private:
  const JournalPlace place_;
  const std::uint64_t bytes_;
  std::uint32_t made_ = 0;  // the preparing thread's

  base::Mutex mutex_;
  std::optional<Ready> ready_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::store
