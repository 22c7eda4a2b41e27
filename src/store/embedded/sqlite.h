// A thin layer over SQLite: a connection and its statements, closed by themselves.
//
// Owner:    the connection outlives its statements.
// Threads:  one at a time for each connection.
// Errors:   SqlError: SQLite's own sentence with the file's path, for the operator's log.
#pragma once

#include <expected>
#include <memory>
#include <stop_token>
#include <string>

#include "store/field.h"

struct sqlite3;
struct sqlite3_stmt;

namespace onsale::store {

class SummedFiles;

struct SqlError {
  std::string text;
  bool damaged = false;  // the file is no database, or a broken one, or a page has not its checksum
  bool unsynced = false;  // a sync failed: nobody knows what of the file is on the disk
};

template <class T>
using Sql = std::expected<T, SqlError>;

class Statement {
 public:
  ~Statement();
  Statement(Statement&& other) noexcept : db_(other.db_), statement_(other.statement_) {
    other.statement_ = nullptr;
  }
  Statement& operator=(Statement&&) = delete;

  // Parameters count from 1, columns from 0. What is bound must live until Reset.
  void Bind(int parameter, const SqlValue& value);
  void Bind(int parameter, std::int64_t value);
  // Whether there is a row.
  Sql<bool> Step();
  // For statements without rows: steps and resets.
  Sql<void> Run();
  void Reset();
  // The value lives until the next Step or Reset.
  void Column(int column, SqlValue& value);

 private:
  friend class Connection;
  Statement(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  sqlite3* db_;
  sqlite3_stmt* statement_;
};

class Connection {
 public:
  // `vfs` names the layer below SummedFiles; null: SQLite's own.
  static Sql<std::unique_ptr<Connection>> Open(const std::string& path, const char* vfs = nullptr);
  // Of a file that is there. Its transactions see one state, and hold up no writer.
  static Sql<std::unique_ptr<Connection>> OpenReadOnly(const std::string& path);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Sql<void> Execute(const std::string& sql);
  Sql<Statement> Prepare(const std::string& sql);
  // Sets bytes aside for checksums at the end of each page: in a new file at once, in any other with
  // the next VACUUM. Answers whether the file has had them already.
  Sql<bool> SetAsideSums();
  // Copies the write-ahead log into the file, which is then durable with all that was committed, and
  // empties it unless somebody reads it. False if a reader was in the way of a part of the copy.
  Sql<bool> Checkpoint();
  // The file and its write-ahead log stay as they are when this is closed.
  void LeaveAsItIs();
  // Gives SQL the functions sha256(bytes) and int8send(number), as PostgreSQL has them.
  Sql<void> AddDigestFunctions();
  // Statements fail from some milliseconds after `stop` is requested.
  void FailAfter(std::stop_token stop);

 private:
  explicit Connection(std::unique_ptr<SummedFiles> files);
  static Sql<std::unique_ptr<Connection>> OpenWith(const std::string& path, int flags,
                                                   const char* vfs);
  Sql<bool> EmptyLog();
  const std::unique_ptr<SummedFiles> files_;
  sqlite3* db_ = nullptr;
  std::stop_token stop_;
};

}  // namespace onsale::store
