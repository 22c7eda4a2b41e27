// SQLite's files with a checksum in every page: made when a page is written, to the database or to its
// write-ahead log, and looked at whenever one is read.
//
// Shape:    a layer (sqlite3_vfs) over another. What the first page says of all, `PageHeader`, says
//           whether there is room for sums and whether they count; it is read before any other, and
//           noted as it passes. A page without its sum is not handed on: the read fails with
//           SQLITE_IOERR_DATA. Other files (temporary ones, journals) pass as they are.
//           SQLite knows nothing of the sums in its log, so the chain of a frame is made again over
//           what is really written: that any SQLite may recover such a log, and copy it into the
//           database with its sums, after a crash of this one.
// Owner:    registered under name() while it lives; outlives the connection that uses it.
// Threads:  the connection's.
// Source:   docs/decisions/0016-page-checksums.md
#pragma once

#include <sqlite3.h>

#include <optional>
#include <string>
#include <utility>

#include "store/embedded/page_sum.h"

namespace onsale::store {

class SummedFiles {
 public:
  // Over the layer of that name; null: SQLite's own.
  explicit SummedFiles(const char* base);
  ~SummedFiles();
  SummedFiles(const SummedFiles&) = delete;
  SummedFiles& operator=(const SummedFiles&) = delete;

  // Requires: the connection uses one of these.
  static SummedFiles& Of(sqlite3* connection);

  const char* name() const { return name_.c_str(); }
  // Pages that are written to the log from now on have room for sums, also those before the first
  // page, which says so.
  void ExpectRoom() { room_expected_ = true; }
  // The last page that was refused, in words, once; empty if none was.
  std::string TakeDamage() { return std::exchange(damage_, {}); }

 private:
  friend class DatabaseFile;
  friend class LogFile;

  // What SQLite knows this by.
  struct Registration {
    sqlite3_vfs vfs;
    SummedFiles* self;
  };
  static int Open(sqlite3_vfs* vfs, const char* path, sqlite3_file* into, int flags, int* out);

  void NoteFirstPage(std::string_view page);
  bool pages_have_room() const { return room_expected_ || (header_ && header_->leaves_room()); }
  // SQLITE_OK or SQLITE_IOERR_DATA.
  int Check(PageNumber number, std::string_view page);

  sqlite3_vfs& base_;
  const std::string name_;
  Registration registration_;
  std::optional<PageHeader> header_;
  bool room_expected_ = false;
  std::string damage_;
};

}  // namespace onsale::store
