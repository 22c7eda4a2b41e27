// Keeps the shop's keys up to date while the server runs.
//
// Shape:    reads the source every second, and puts a changed key set into use. A key set that is
//           refused changes nothing: the last good one stays in use.
// Owner:    everything that is passed in outlives the reload. The destructor waits for a Read in
//           progress.
// Threads:  Look runs on one thread at a time: the caller's before Start, the reload's own after.
//           `report` is called by Look.
// Errors:   reported once for each change, not every second.
#pragma once

#include <condition_variable>
#include <functional>
#include <optional>
#include <thread>

#include "base/mutex.h"
#include "base/sha256.h"
#include "base/time.h"
#include "http/access/buyer/current_key_set.h"
#include "http/access/buyer/key_set_source.h"

namespace onsale::http {

// A change of the source, for one line of the log.
struct KeySetReport {
  std::size_t keys = 0;               // in use
  std::string refused;                // why the source's keys are not in use; empty if they are
  std::vector<std::string> warnings;  // of the keys that were skipped
};

class KeySetReload {
 public:
  using Report = std::function<void(const KeySetReport&)>;

  // `clock` is one that nobody sets (base::BootClock).
  KeySetReload(KeySetSource& source, CurrentKeySet& keys, const base::Clock& clock, Report report);
  ~KeySetReload();
  KeySetReload(const KeySetReload&) = delete;
  KeySetReload& operator=(const KeySetReload&) = delete;

  // Reads the source now. Returns false if its last document is refused or cannot be read; `report`
  // has the reason. A server calls this before Start, and does not start without keys.
  bool Look();
  // Starts the thread that calls Look every second.
  void Start();

 private:
  void Loop();
  KeySetSource::Why WhyNow();
  bool Accept(const std::string& document);
  bool Refuse(std::string reason);

  KeySetSource& source_;
  CurrentKeySet& keys_;
  const base::Clock& clock_;
  const Report report_;

  // Used by Look only.
  std::optional<base::Time> asked_at_;  // when a token's unknown key last caused a Read
  bool has_unknown_ = false;            // a token has named an unknown key since then
  base::Sha256Digest in_use_;           // of the document whose keys are in use
  std::string refused_;                 // the last reason that was reported; empty: none since

  base::Mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace onsale::http
