// What a server gives to `onsale backup --url`: a base of its own sale, and its journal.
//
// Shape:    a base is written beside the sale (`sale.db-base`), and removed when its last byte was
//           read, or when nobody has read it for a while. One base at a time is made, on a thread
//           of its own; reads wait in a queue for another thread, which a base does not delay. So
//           no disk keeps an I/O thread waiting.
// Owner:    the destructor waits for what is in progress, and removes the base.
// Threads:  any.
// Errors:   BackupTrouble; the log has the reason.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "app/log.h"
#include "base/mutex.h"
#include "base/task_thread.h"
#include "http/backup_source.h"
#include "store/embedded/backup/directory_source.h"

namespace onsale::app {

struct ServedBackupOptions {
  std::chrono::steady_clock::duration kept = std::chrono::minutes(10);  // without a read of it
  // The free bytes of the sale's disk; empty: as the system says.
  std::function<std::uint64_t()> free_bytes = {};
};

class ServedBackup final : public http::BackupSource {
 public:
  // Removes a base that an earlier server has left.
  ServedBackup(std::string data, Log& log, ServedBackupOptions options = {});
  ~ServedBackup() override;

  void MakeBase(Done<http::BackupBase> done) override;
  void ReadBase(std::uint64_t offset, Done<std::string> done) override;
  void ReadJournal(const http::JournalPiece& piece, Done<std::optional<std::string>> done) override;

 private:
  template <class T>
  using Result = std::expected<T, http::BackupTrouble>;
  using SteadyTime = std::chrono::steady_clock::time_point;
  // Lets `work`, which returns a Result<T>, wait for the reading thread; passes its result to
  // `done`.
  template <class T, class Work>
  void Enqueue(Done<T> done, Work work);
  void ServeReads();
  Result<http::BackupBase> Make();
  Result<http::BackupBase> WriteBase();
  Result<std::string> Read(std::uint64_t offset);
  bool HasRoom(std::uint64_t for_base) const;
  void KeepBase() ONSALE_REQUIRES(base_mutex_);
  void RemoveBase() ONSALE_REQUIRES(base_mutex_);
  void RemoveForgottenBase();
  std::unexpected<http::BackupTrouble> Failed(const std::string& reason);

  const std::string data_;
  const std::string base_path_;
  const ServedBackupOptions options_;
  Log& log_;
  store::DirectorySource source_;
  std::atomic<bool> stops_ = false;
  // Held while the file of the base is read, removed or begun. While one is made, nobody else
  // touches it.
  base::Mutex base_mutex_;
  bool is_making_ ONSALE_GUARDED_BY(base_mutex_) = false;
  std::optional<SteadyTime> kept_until_ ONSALE_GUARDED_BY(base_mutex_);  // nothing: there is none
  base::Mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> reads_ ONSALE_GUARDED_BY(mutex_);
  std::optional<base::TaskThread> base_thread_{std::in_place};
  std::thread read_thread_;
};

}  // namespace onsale::app
