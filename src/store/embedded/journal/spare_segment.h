// Creates the next segment's file ahead of time, because writing its zeros would delay commits.
//
// Shape:    the fold's thread prepares the file; the journal's writer takes it, or creates one
//           itself if none is ready. The spare has a temporary name, so that a start after a crash
//           removes it.
// Threads:  Prepare from one thread, Take from another.
// Errors:   none: without a spare the writer is only slower.
#pragma once

#include <atomic>

#include "base/mutex.h"
#include "store/embedded/journal/segment.h"

namespace onsale::store {

class SpareSegment {
 public:
  struct Ready {
    std::string path;
    std::unique_ptr<File> file;  // all zeros, synced
    std::uint64_t bytes = 0;
  };

  SpareSegment(JournalDirectory journal, std::uint64_t bytes)
      : journal_(std::move(journal)), bytes_(bytes) {}
  // Removes a spare that was not used.
  ~SpareSegment();
  SpareSegment(const SpareSegment&) = delete;
  SpareSegment& operator=(const SpareSegment&) = delete;

  // Creates a spare segment unless one is ready. Calls `rest` after each MiB that is written and
  // synced; it may sleep, so that a commit does not wait for a long sync of zeros.
  void Prepare(const std::function<void()>& rest);
  // The spare segment; nullopt if none is ready.
  std::optional<Ready> Take();

 private:
  const JournalDirectory journal_;
  const std::uint64_t bytes_;
  std::uint32_t made_ = 0;  // used only by the preparing thread

  base::Mutex mutex_;
  std::optional<Ready> ready_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::store
