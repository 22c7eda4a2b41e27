// A proxy for PostgreSQL connections that cuts them at a COMMIT: before it, while it runs, or
// before its answer arrives.
//
// Shape:    a planned cut happens once, at the next COMMIT; kEveryConnection lasts until the next
//           plan.
// Owner:    owns a Unix socket in a folder of its own, and threads.
// Threads:  any.
#pragma once

#include <atomic>
#include <list>
#include <string>
#include <thread>

#include "base/mutex.h"
#include "base/temp_directory_testing.h"

namespace onsale::store {

class CuttingProxy {
 public:
  // Starts a proxy for the server of this database.
  explicit CuttingProxy(const std::string& database_url);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  // The URL of the same database through this proxy.
  const std::string& url() const { return url_; }

  enum class Cut : std::uint8_t {
    kNone,
    kBeforeCommit,     // the server never receives the COMMIT
    kDuringCommit,     // the connection is cut after the COMMIT is sent
    kAfterCommit,      // the answer to the COMMIT is dropped
    kEveryConnection,  // closes every new connection
  };
  // Plans a cut for the next COMMIT; `then` is the plan from that cut on.
  void Plan(Cut cut, Cut then = Cut::kNone) {
    then_ = then;
    cut_ = cut;
  }
  int cuts() const { return cuts_; }

 private:
  struct Line;
  void Accept();
  void Serve(int client);
  bool PassToServer(Line& line);
  bool PassToClient(Line& line);

  base::TempDirectory folder_;
  std::string server_path_;
  std::string url_;
  int listener_ = -1;
  int stop_[2] = {-1, -1};
  std::atomic<Cut> cut_ = Cut::kNone;
  std::atomic<Cut> then_ = Cut::kNone;
  std::atomic<int> cuts_ = 0;
  base::Mutex mutex_;
  std::list<std::thread> lines_ ONSALE_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace onsale::store
