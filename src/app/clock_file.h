// The clock that the last process believed, in the file `clock` of the data directory: a jump ahead
// is held also if the server was restarted after it.
//
// Shape:    one line: the machine's boot id, CLOCK_BOOTTIME and the believed wall clock, both in
//           microseconds. Written at the start, every minute and after an accept; replaced whole,
//           and not synced, because a file of an earlier boot is not used.
// Owner:    keeps the directory open, so that it never writes into another one at the same path.
// Threads:  Keep from any.
// Errors:   none: a file that is missing, malformed, of another machine or boot, or not a regular
//           file of this user counts as absent, and a failed write is tried again.
// Source:   docs/formats.md; docs/decisions/0021-a-clock-is-not-believed-alone.md
#pragma once

#include <condition_variable>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "base/guarded_clock.h"
#include "base/mutex.h"
#include "net/descriptor.h"

namespace onsale::app {

// Identifies this boot of this machine; empty if the system does not give it.
std::string BootId();

class ClockFile {
 public:
  ClockFile(const std::filesystem::path& directory, std::string boot_id);

  // The believed wall clock less CLOCK_BOOTTIME, as written by an earlier process of this boot.
  std::optional<base::Duration> Read(base::Time boot_now) const;
  bool Write(base::Duration believed, base::Time boot_now) const;

 private:
  net::Descriptor directory_;
  std::string boot_id_;
};

// Writes the file at once, and then every minute until it is destroyed.
class ClockKeeper {
 public:
  ClockKeeper(const ClockFile& file, const base::GuardedClock& clock,
              const base::Clock& boot_clock);
  ~ClockKeeper();
  ClockKeeper(const ClockKeeper&) = delete;
  ClockKeeper& operator=(const ClockKeeper&) = delete;

  // Writes the file now.
  void Keep();

 private:
  void Write() ONSALE_REQUIRES(mutex_);
  void Loop();

  const ClockFile& file_;
  const base::GuardedClock& clock_;
  const base::Clock& boot_clock_;
  base::Mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace onsale::app
