// A SQLite VFS that writes a checksum into every page of the database and of its write-ahead log,
// and checks it at every read.
//
// Shape:    a sqlite3_vfs over another one. The first page's `PageHeader` says whether pages
//           reserve bytes for a checksum, and whether the checksums are valid; SQLite reads this
//           page before any other. A read of a page with a wrong checksum fails with
//           SQLITE_IOERR_DATA. Other files (temporary files, rollback journals) are passed through
//           unchanged. SQLite computes a log frame's own checksum without the page's, so it is
//           recomputed over the bytes written: any SQLite can then recover such a log after a
//           crash.
// Owner:    registered under name() while it lives; must outlive the connection that uses it.
// Threads:  the connection's.
// Source:   docs/decisions/0016-page-checksums.md
#pragma once

#include <sqlite3.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "store/embedded/checksum/page_checksum.h"

namespace onsale::store {

class ChecksumVfs {
 public:
  // `base` names the VFS below; null means SQLite's own.
  explicit ChecksumVfs(const char* base);
  ~ChecksumVfs();
  ChecksumVfs(const ChecksumVfs&) = delete;
  ChecksumVfs& operator=(const ChecksumVfs&) = delete;

  // The ChecksumVfs of a connection. Requires: the connection was opened with one.
  static ChecksumVfs& Of(sqlite3* connection);

  const char* name() const { return name_.c_str(); }
  // From now on pages written to the log have checksum bytes. Pages written before the first page
  // have them too, although the header on disk is still the old one.
  void ReserveChecksumBytes() { checksum_bytes_reserved_ = true; }
  // Calls `rest` after each write; it may sleep. SQLite then holds the locks of a writer or of a
  // checkpoint, which do not block readers.
  void AfterEachWrite(std::function<void()> rest) { rest_ = std::move(rest); }
  // Returns and clears the last error about a page's checksum; empty if there is none.
  std::string TakeDamage() { return std::exchange(damage_, {}); }

 private:
  friend class ChecksumFile;
  friend class DatabaseFile;
  friend class LogFile;

  // The sqlite3_vfs that SQLite sees, with a pointer back to the ChecksumVfs.
  struct Registration {
    sqlite3_vfs vfs;
    ChecksumVfs* self;
  };
  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* into, int flags, int* out);

  void NoteFirstPage(std::string_view page);
  bool pages_have_checksum_bytes() const {
    return checksum_bytes_reserved_ || (header_ && header_->has_checksum_bytes());
  }
  // Checks a page that was read: SQLITE_OK or SQLITE_IOERR_DATA.
  int Check(PageNumber number, std::string_view page);

  sqlite3_vfs& base_;
  const std::string name_;
  Registration registration_;
  std::optional<PageHeader> header_;
  bool checksum_bytes_reserved_ = false;
  std::string damage_;
  std::function<void()> rest_ = [] {};
};

}  // namespace onsale::store
