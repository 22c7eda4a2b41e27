// A thin layer over SQLite: connections and statements that close in their destructors.
//
// Owner:    the connection must outlive its statements.
// Threads:  one at a time for each connection.
// Errors:   SqlError: SQLite's message with the file's path, for the operator's log; StoreErrorOf
//           translates it.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "store/field.h"
#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace onsale::store {

class ChecksumVfs;

struct SqlError {
  std::string text;
  bool damaged = false;   // the file is damaged or not a database, or a checksum is wrong
  bool unsynced = false;  // a sync failed: what is on disk is unknown
};

template <class T>
using Sql = std::expected<T, SqlError>;

// Translates an error: kCorrupt if damaged, kUnknownOutcome if unsynced, else kUnavailable.
StoreError StoreErrorOf(const SqlError& error);

class Statement {
 public:
  ~Statement();
  Statement(Statement&& other) noexcept : db_(other.db_), statement_(other.statement_) {
    other.statement_ = nullptr;
  }
  Statement& operator=(Statement&&) = delete;

  // Binds a value to a parameter, counted from 1. The value must live until Reset.
  void Bind(int parameter, const SqlValue& value);
  void Bind(int parameter, std::int64_t value);
  void BindNamed(const std::string& parameter, const SqlValue& value);  // such as `$1`
  // Executes the next step; true if it gave a row.
  Sql<bool> Step();
  // Executes and resets a statement that returns no rows.
  Sql<void> Run();
  void Reset();
  int columns() const;
  // Reads a column of the row, counted from 0. The value lives until the next Step or Reset.
  void Column(int column, SqlValue& value);

 private:
  friend class Connection;
  Statement(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  sqlite3* db_;
  sqlite3_stmt* statement_;
};

// A connection to one database file. Its SQL has the functions sha256(bytes) and int8send(number),
// as in PostgreSQL. Closing it writes nothing to the file: only CopyLog copies the log into it.
class Connection {
 public:
  // Opens or creates a database file. `vfs` names the VFS below ChecksumVfs; null means SQLite's
  // own.
  static Sql<std::unique_ptr<Connection>> Open(const std::string& path, const char* vfs = nullptr);
  // Opens an existing file for reading. Its transactions read a snapshot and do not block writers.
  static Sql<std::unique_ptr<Connection>> OpenReadOnly(const std::string& path,
                                                       const char* vfs = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Sql<void> Execute(const std::string& sql);
  Sql<Statement> Prepare(const std::string& sql);
  // Reserves bytes for checksums at the end of each page: at once in a new file, with the next
  // VACUUM in an existing one. True if the file had them already.
  Sql<bool> SetAsideChecksumBytes();
  // From now on counts the frames of the write-ahead log.
  void CountLogFrames();
  // The frames of the log after this connection's last transaction; 0 after EmptyLog.
  std::uint32_t log_frames() const { return log_frames_; }
  // Copies the write-ahead log into the file, which makes all transactions durable. False if a
  // reader prevented a part of the copy.
  Sql<bool> CopyLog();
  // Truncates a log that was copied, unless a connection reads it. If the log stayed and were
  // damaged later, SQLite would recover the frames before the damage, and so replace pages of the
  // file by older ones.
  Sql<void> EmptyLog();
  // Copies the database as of this connection's transaction into `target`, a new database. Calls
  // `between` after each piece; false ends the copy with an error. A page that does not match its
  // checksum is damage. Requires: a transaction that reads.
  Sql<void> CopyInto(Connection& target, const std::function<bool()>& between);
  // Calls `rest` after each write of a page to the file or its log; it may sleep. It must not use
  // this object.
  void AfterEachWrite(std::function<void()> rest);
  // Makes statements fail within milliseconds after `stop` is requested.
  void FailAfter(std::stop_token stop);

 private:
  explicit Connection(std::unique_ptr<ChecksumVfs> files);
  static Sql<std::unique_ptr<Connection>> OpenWith(const std::string& path, int flags,
                                                   const char* vfs);
  Sql<void> AddDigestFunctions();
  // Whether SQLite, at closing, copies what the log still has into the file and removes the log.
  // Only with an empty log, because nobody notes such a copy (log_copy.h).
  void RemoveLogOnClose(bool remove);
  const std::unique_ptr<ChecksumVfs> files_;
  sqlite3* db_ = nullptr;
  std::uint32_t log_frames_ = 0;
  std::stop_token stop_;
};

}  // namespace onsale::store
