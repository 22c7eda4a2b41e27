// What a server gives to `onsale backup --url`: a base of its own sale, and its journal.
//
// Shape:    a base is written beside the sale (`sale.db-base`) and removed when its last byte was
//           read. One base at a time, and one read at a time, each on a thread of its own, so that
//           no disk keeps an I/O thread waiting.
// Owner:    the destructor waits for what is in progress, and removes the base.
// Threads:  any.
// Errors:   BackupTrouble; the log has the reason.
#pragma once

#include <atomic>
#include <string>

#include "app/log.h"
#include "base/task_thread.h"
#include "http/backup_source.h"
#include "store/embedded/backup/directory_source.h"

namespace onsale::app {

class ServedBackup final : public http::BackupSource {
 public:
  // Removes a base that an earlier server has left.
  ServedBackup(std::string data, Log& log);
  ~ServedBackup() override;

  void MakeBase(Done<http::BackupBase> done) override;
  void ReadBase(std::uint64_t offset, Done<std::string> done) override;
  void ReadJournal(const http::JournalPiece& piece, Done<std::optional<std::string>> done) override;

 private:
  template <class T>
  using Result = std::expected<T, http::BackupTrouble>;
  // Runs `work`, which returns a Result<T>, as a task, and passes its result to `done`.
  template <class T, class Work>
  void Run(Done<T> done, Work work);
  Result<http::BackupBase> Make();
  Result<std::string> Read(std::uint64_t offset);
  bool HasRoom() const;
  void RemoveBase();
  std::unexpected<http::BackupTrouble> Failed(const std::string& reason);

  const std::string data_;
  const std::string base_path_;
  Log& log_;
  store::DirectorySource source_;
  std::atomic<bool> stops_ = false;
  base::TaskThread tasks_;
};

}  // namespace onsale::app
