// A thin layer over libpq: a connection, binary values, and many statements in one round trip.
//
// Shape:    a call is a statement with its parameters; Run sends all calls and then reads all
//           results. What fails fails with everything behind it, up to the end of the calls; within
//           a transaction, so do the calls that are sent after them.
// Threads:  one at a time for each connection.
// Errors:   PgError. `lost` means that the connection is gone: whether what was sent has happened
//           is then unknown. Anything else was refused by the server, in the state that it names.
//           No text of an error has the password in it.
// Source:   PostgreSQL 15, libpq: "Pipeline Mode", "Asynchronous Command Processing".
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "store/postgres/values.h"

namespace onsale::store {

struct PgError {
  std::string state;  // SQLSTATE; empty if the connection is lost
  std::string text;   // for the operator's log; without passwords
  bool lost = false;
};

template <class T>
using Pg = std::expected<T, PgError>;

// Rows of binary values.
class PgResult {
 public:
  explicit PgResult(PGresult* result) : result_(result, &PQclear) {}
  int rows() const { return PQntuples(result_.get()); }
  PgValue At(int row, int column) const;
  // A row with all columns of its table, in the schema's order; false if a value is none of its
  // column's.
  template <class Row>
  bool Read(int row, Row& into) const;

 private:
  std::unique_ptr<PGresult, void (*)(PGresult*)> result_;
};

struct PgCall {
  std::string statement;  // the name of a prepared one
  PgParameters parameters = {};
};

struct PgOptions {
  std::string url;
  // Even where somebody else could answer in the server's place (UnverifiedServer in url.h).
  bool allow_insecure = false;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(3);
  // A server that says nothing for so long (and a millisecond for each kilobyte that it was sent)
  // is taken for lost: it stands still, or was cut off.
  std::chrono::milliseconds answer_timeout = std::chrono::seconds(8);
  // For how long the server lets a session that holds the head say nothing.
  std::chrono::milliseconds silence_max = std::chrono::seconds(5);
};

class PgConnection {
 public:
  static Pg<std::unique_ptr<PgConnection>> Open(const PgOptions& options);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  // Statements without parameters, one after the other; what they return is dropped.
  Pg<void> Execute(const std::string& sql);
  Pg<PgResult> Query(const std::string& sql, const PgParameters& parameters = {});
  // Values come as text, which every type has.
  Pg<PgResult> QueryText(const std::string& sql);
  // Calls on_row(PgResult of one row) for each row as it comes.
  template <class OnRow>
  Pg<void> ForEachRow(const std::string& sql, OnRow&& on_row);

  Pg<void> Prepare(const std::string& name, const std::string& sql);
  // A result for each call, in one round trip.
  Pg<std::vector<PgResult>> Run(std::span<const PgCall> calls);
  // The two halves of Run, with time for other work between them. What is sent more than once
  // before is received together, in order.
  Pg<void> Send(std::span<const PgCall> calls);
  Pg<std::vector<PgResult>> Receive();

  // Whether the server has warned since the last call of this. A COMMIT with a warning is no
  // success.
  std::string TakeWarning() { return std::exchange(warning_, {}); }
  // Ends the statement that runs, from any thread, while the connection lives.
  void Cancel();

 private:
  PgConnection(PGconn* connection, std::chrono::milliseconds answer_timeout);
  // What libpq or the server says, without the secrets of the connection.
  std::string Shown(const char* text) const;
  PgError Lost() const;
  PgError Refused(const PGresult* result) const;
  Pg<PgResult> Checked(PGresult* result) const;
  Pg<PgResult> TakeResult(int sent);
  Pg<void> StartRows(const std::string& sql);
  Pg<std::optional<PgResult>> NextRow();
  Pg<void> Queue(std::span<const PgCall> calls);
  // Sends what is buffered and reads until a result is there.
  Pg<void> Exchange();
  Pg<void> Wait(short events);
  static void OnNotice(void* self, const PGresult* notice);

  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
  const std::chrono::milliseconds answer_timeout_;
  std::chrono::milliseconds work_time_{};  // what is asked for takes this long, beyond that
  int syncs_ = 0;                          // sent, and not yet come back
  std::size_t calls_ = 0;                  // likewise
  std::string warning_;
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
