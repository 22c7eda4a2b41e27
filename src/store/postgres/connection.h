// A thin layer over libpq: a connection, binary values, and many statements in one round trip.
//
// Shape:    a call is a statement with its parameters; Run sends all calls, then reads all results.
//           A failed call fails all later ones of the same Send; within a transaction it fails all
//           later calls.
// Threads:  one at a time for each connection.
// Errors:   PgError. `lost` means that the connection is lost, and that the outcome of sent calls
//           is unknown. Any other error is a refusal of the server, with its SQLSTATE. No error's
//           text has the password.
// Source:   PostgreSQL 15, libpq: "Pipeline Mode", "Asynchronous Command Processing".
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <expected>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/postgres/values.h"

namespace onsale::store {

struct PgError {
  std::string state;  // the SQLSTATE; empty if the connection is lost
  std::string text;   // for the operator's log; without passwords
  bool lost = false;
};

template <class T>
using Pg = std::expected<T, PgError>;

// The rows of a result, with binary values.
class PgResult {
 public:
  explicit PgResult(PGresult* result) : result_(result, &PQclear) {}
  int rows() const { return PQntuples(result_.get()); }
  int columns() const { return PQnfields(result_.get()); }
  PgType TypeOf(int column) const { return PgType{PQftype(result_.get(), column)}; }
  PgValue At(int row, int column) const;
  // Reads a row with all columns of its table, in the schema's order; false if a value is not of
  // its column's type.
  template <class Row>
  bool Read(int row, Row& into) const;

 private:
  std::unique_ptr<PGresult, void (*)(PGresult*)> result_;
};

struct PgCall {
  std::string statement;  // name of a prepared statement
  PgParameters parameters = {};
};

struct PgOptions {
  std::string url;
  // Whether to connect to a server whose identity is not verified (UnverifiedServer in url.h).
  bool allow_insecure = false;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(3);
  // The connection counts as lost if the server sends nothing for this time, plus a millisecond for
  // each kilobyte sent to it.
  std::chrono::milliseconds answer_timeout = std::chrono::seconds(8);
  // The server ends a session that holds the head and is idle for longer than this.
  std::chrono::milliseconds silence_max = std::chrono::seconds(5);
};

class PgConnection {
 public:
  static Pg<std::unique_ptr<PgConnection>> Open(const PgOptions& options);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  // Runs statements without parameters, and drops their results.
  Pg<void> Execute(const std::string& sql);
  Pg<PgResult> Query(const std::string& sql, const PgParameters& parameters = {});
  // Runs a query and returns its values, of any type, as text.
  Pg<PgResult> QueryText(const std::string& sql);
  // Runs a query; calls on_row(PgResult of one row) for each row as it arrives.
  template <class OnRow>
  Pg<void> ForEachRow(const std::string& sql, OnRow&& on_row);

  Pg<void> Prepare(const std::string& name, const std::string& sql);
  // Prepares the SQL at its first use and returns the statement's name. For texts that do not vary.
  Pg<std::string> Prepared(const std::string& sql);
  // Sends all calls and returns a result for each, in one round trip.
  Pg<std::vector<PgResult>> Run(std::span<const PgCall> calls);
  // The two halves of Run, with time for other work between them. Receive returns the results of
  // all Sends since the last Receive, in order.
  Pg<void> Send(std::span<const PgCall> calls);
  Pg<std::vector<PgResult>> Receive();

  // Returns and clears the server's last warning; empty if there is none. A COMMIT with a warning
  // is not a success.
  std::string TakeWarning() { return std::exchange(warning_, {}); }
  // Replaces PgOptions::answer_timeout; returns the former value.
  std::chrono::milliseconds SetAnswerTimeout(std::chrono::milliseconds timeout) {
    return std::exchange(answer_timeout_, timeout);
  }
  // Cancels the running statement. Any thread may call it. Requires: the connection lives.
  void Cancel();

 private:
  PgConnection(PGconn* connection, std::chrono::milliseconds answer_timeout);
  // A message of libpq or the server, without the connection's secrets.
  std::string Shown(const char* text) const;
  PgError Lost() const;
  PgError Refused(const PGresult* result) const;
  Pg<PgResult> Checked(PGresult* result) const;
  Pg<PgResult> TakeResult(int sent);
  Pg<void> StartRows(const std::string& sql);
  Pg<std::optional<PgResult>> NextRow();
  Pg<void> Queue(std::span<const PgCall> calls);
  // Sends buffered data, and reads until a result is available.
  Pg<void> Exchange();
  Pg<void> Wait(short events);
  static void OnNotice(void* self, const PGresult* notice);

  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
  std::chrono::milliseconds answer_timeout_;
  std::chrono::milliseconds work_time_{};  // added to answer_timeout_ for the calls sent
  int syncs_ = 0;                          // sync messages whose answer is missing
  std::size_t calls_ = 0;                  // calls whose result is missing
  std::string warning_;
  std::map<std::string, std::string, std::less<>> prepared_;  // names by SQL
};

template <class Row>
bool PgResult::Read(int row, Row& into) const {
  bool good = true;
  int at = 0;
  ForEachColumn(into, [&](const auto& column, auto& member) {
    good = good && FromPg(At(row, at++), column.blob, member);
  });
  return good;
}

template <class OnRow>
Pg<void> PgConnection::ForEachRow(const std::string& sql, OnRow&& on_row) {
  if (auto started = StartRows(sql); !started) return started;
  for (;;) {
    auto row = NextRow();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    on_row(**row);
  }
}

}  // namespace onsale::store
