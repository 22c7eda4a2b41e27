// A line to PostgreSQL that is cut at the worst moments: before a COMMIT, while it runs, or after
// it, before anybody hears of it.
//
// Shape:    what is asked for happens once, at the next COMMIT; then everything passes again.
// Owner:    a Unix socket in a folder of its own, and threads, until it is destroyed.
// Threads:  any.
#pragma once

#include <atomic>
#include <list>
#include <string>
#include <thread>

#include "base/mutex.h"
#include "store/embedded/temp_directory_testing.h"

namespace onsale::store {

class CuttingProxy {
 public:
  // To the server of that database.
  explicit CuttingProxy(const std::string& database_url);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  // The same database, over this line.
  const std::string& url() const { return url_; }

  enum class Cut : std::uint8_t {
    kNone,
    kBeforeCommit,     // the server never hears of it
    kDuringCommit,     // it is sent, and the line cut at once
    kAfterCommit,      // it was done, and the answer is lost
    kEveryConnection,  // the line is dead: connections end as they begin
  };
  // `then` is in force once the line was cut.
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

  TempDirectory folder_;
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
