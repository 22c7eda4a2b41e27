// The note beside sale.db about copying SQLite's write-ahead log into it.
//
// While the log is copied, sale.db holds pages of different commits, and only the whole log makes
// them one again. SQLite takes a log up to its first damaged frame for the whole of it, so a damage
// would go unnoticed: all pages have good checksums. The note says how much of the log must be
// intact.
//
// Shape:    `sale.db-copy`, overwritten in place at the beginning and at the end of each copy.
//           Persisted: docs/formats.md.
// Threads:  one at a time.
// Errors:   IoError. After a failed sync sale.db and its log must not be written any more.
// Source:   https://www.sqlite.org/fileformat2.html, 4.4 (what SQLite recovers from a log).
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "store/embedded/checksum/page_checksum.h"
#include "store/embedded/files/file.h"
#include "store/store.h"

namespace onsale::store {

class LogCopy {
 public:
  // `files` must outlive this.
  LogCopy(FileSystem& files, const std::string& sale_db)
      : files_(&files), path_(sale_db + "-copy"), log_path_(sale_db + "-wal") {}

  // Compares the log with the note: kCorrupt if frames are damaged or missing that were being
  // copied. Removes a damaged log whose frames are all in sale.db already. Call it before SQLite
  // opens sale.db.
  std::expected<void, StoreError> CheckLog();
  // Makes the log durable, and then the note that its first `frames` are being copied.
  Io<void> NoteBegin(std::uint32_t frames);
  // Makes the note durable that these frames are in sale.db. If it fails, call it again before
  // anything is written to the log. Requires: NoteBegin, and that SQLite has synced sale.db.
  Io<void> NoteEnd();

 private:
  enum class State : std::uint8_t { kCopying = 1, kCopied = 2 };
  struct Note {
    State state = State::kCopied;
    LogSalt salt = 0;  // of the log
    std::uint32_t frames = 0;
    std::uint32_t page_size = 0;

    bool operator==(const Note&) const = default;
  };
  static std::string Encode(const Note& note);
  static std::optional<Note> Decode(std::string_view bytes);

  Io<std::optional<Note>> Read();
  Io<void> Write(const Note& note);
  // Whether the log lacks a part of the noted frames, although it has others of them.
  Io<bool> IsDamaged(const Note& note);

  FileSystem* files_;
  std::string path_;
  std::string log_path_;
  bool name_is_durable_ = false;
  std::optional<Note> note_;  // the last one that was written; nothing if a write has failed since
  Note begun_;                // the last one of NoteBegin
};

}  // namespace onsale::store
