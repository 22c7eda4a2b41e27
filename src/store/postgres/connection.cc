#include "store/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "store/postgres/url.h"

namespace onsale::store {
namespace {

constexpr int kBinary = 1;
constexpr int kText = 0;
// The least speed at which a server must take data: writing a catalogue of a million seats takes
// time.
constexpr std::size_t kBytesAMillisecond = 1000;

std::string Trimmed(const char* text) {
  std::string out(text == nullptr ? "" : text);
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

// What no message may show: the connection's passwords, and the words of its `options`.
std::vector<std::string> SecretsOf(PGconn* connection) {
  std::vector<std::string> secrets;
  if (const char* const password = PQpass(connection)) secrets.emplace_back(password);
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> all(PQconninfo(connection),
                                                                           &PQconninfoFree);
  for (const PQconninfoOption* option = all.get(); option != nullptr && option->keyword != nullptr;
       ++option) {
    if (option->val == nullptr) continue;
    std::string_view value = option->val;
    if (option->dispchar[0] == '*') secrets.emplace_back(value);  // how libpq marks passwords
    if (std::strcmp(option->keyword, "options") != 0) continue;
    while (!value.empty()) {
      const std::string_view word = value.substr(0, value.find_first_of(" =\\"));
      secrets.emplace_back(word);
      value.remove_prefix(std::min(word.size() + 1, value.size()));
    }
  }
  // Texts of fewer than four bytes are not hidden: they occur within other words.
  std::erase_if(secrets, [](const std::string& secret) { return secret.size() < 4; });
  return secrets;
}

struct Parameters {
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;

  explicit Parameters(const PgParameters& parameters) {
    for (const std::string& value : parameters.values()) {
      values.push_back(value.data());
      lengths.push_back(static_cast<int>(value.size()));
      formats.push_back(kBinary);
    }
  }
  int count() const { return static_cast<int>(values.size()); }
};

// Replaces libpq's advice about a missing certificate, which is to disable verification.
PgError WithAdvice(PgError error) {
  if (error.text.contains("certificate") || error.text.contains("SSL")) {
    error.text +=
        " (in the URL, sslrootcert=FILE must be the certificate of the authority that signed the "
        "server's, and the host must be a name in the server's certificate)";
  }
  return error;
}

bool IsGood(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

}  // namespace

PgValue PgResult::At(int row, int column) const {
  if (PQgetisnull(result_.get(), row, column)) return std::nullopt;
  return std::string_view(PQgetvalue(result_.get(), row, column),
                          static_cast<std::size_t>(PQgetlength(result_.get(), row, column)));
}

PgConnection::PgConnection(PGconn* connection, std::chrono::milliseconds answer_timeout)
    : connection_(connection, &PQfinish), answer_timeout_(answer_timeout) {
  PQsetNoticeReceiver(connection, &OnNotice, this);
}

void PgConnection::OnNotice(void* self, const PGresult* notice) {
  const char* const severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == nullptr || std::strcmp(severity, "WARNING") != 0) return;
  static_cast<PgConnection*>(self)->warning_ = Trimmed(PQresultErrorMessage(notice));
}

std::string PgConnection::Shown(const char* text) const {
  constexpr std::string_view kHidden = "***";
  std::string shown = Trimmed(text);
  for (const std::string& secret : SecretsOf(connection_.get())) {
    std::size_t at = 0;
    while ((at = shown.find(secret, at)) != std::string::npos) {
      shown.replace(at, secret.size(), kHidden);
      at += kHidden.size();
    }
  }
  return shown;
}

Pg<std::unique_ptr<PgConnection>> PgConnection::Open(const PgOptions& options) {
  // Checks the server's identity for every connection, because the service file may have changed.
  if (!options.allow_insecure) {
    if (auto risk = UnverifiedServer(options.url)) {
      return std::unexpected(PgError{.state = {}, .text = *std::move(risk), .lost = true});
    }
  }
  const std::string timeout = std::to_string(std::max<std::int64_t>(
      2, std::chrono::ceil<std::chrono::seconds>(options.connect_timeout).count()));
  // Later keywords override earlier ones; the URL, expanded as dbname, may set any of them.
  // gssencmode is off: libpq would try Kerberos first, and then there is no TLS to verify.
  const std::array keywords{
      "connect_timeout",     "application_name", "keepalives_idle",
      "keepalives_interval", "keepalives_count", "tcp_user_timeout",
      "gssencmode",          "dbname",           static_cast<const char*>(nullptr)};
  const std::array values{timeout.c_str(),
                          "onsale",
                          "2",
                          "1",
                          "2",
                          "4000",
                          "disable",
                          options.url.c_str(),
                          static_cast<const char*>(nullptr)};
  PGconn* const raw = PQconnectdbParams(keywords.data(), values.data(), /*expand_dbname=*/1);
  if (raw == nullptr) return std::unexpected(PgError{.text = "out of memory", .lost = true});
  std::unique_ptr<PgConnection> connection(new PgConnection(raw, options.answer_timeout));
  if (PQstatus(raw) != CONNECTION_OK) return std::unexpected(WithAdvice(connection->Lost()));
  if (PQsetnonblocking(raw, 1) != 0) return std::unexpected(connection->Lost());
  return connection;
}

PgError PgConnection::Lost() const {
  return {.state = {}, .text = Shown(PQerrorMessage(connection_.get())), .lost = true};
}

PgError PgConnection::Refused(const PGresult* result) const {
  if (PQstatus(connection_.get()) == CONNECTION_BAD) return Lost();
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  // An error without SQLSTATE is libpq's own, such as a lost connection.
  if (state == nullptr) {
    return {.state = {}, .text = Shown(PQresultErrorMessage(result)), .lost = true};
  }
  return {.state = state, .text = Shown(PQresultErrorMessage(result)), .lost = false};
}

Pg<PgResult> PgConnection::Checked(PGresult* result) const {
  if (result == nullptr) return std::unexpected(Lost());
  PgResult owned(result);
  if (!IsGood(result)) return std::unexpected(Refused(result));
  return owned;
}

Pg<void> PgConnection::Wait(short events) {
  pollfd one{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
  for (;;) {
    const int ready = ::poll(&one, 1, static_cast<int>((answer_timeout_ + work_time_).count()));
    if (ready > 0) return {};
    if (ready == 0)
      return std::unexpected(PgError{.text = "the server does not answer", .lost = true});
    if (errno != EINTR) return std::unexpected(Lost());
  }
}

Pg<void> PgConnection::Exchange() {
  PGconn* const c = connection_.get();
  for (;;) {
    const int unsent = PQflush(c);
    if (unsent < 0) return std::unexpected(Lost());
    if (unsent == 0 && PQisBusy(c) == 0) return {};
    auto ready = Wait(static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN));
    if (!ready) return ready;
    if (PQconsumeInput(c) == 0) return std::unexpected(Lost());
  }
}

Pg<void> PgConnection::Execute(const std::string& sql) {
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0) return std::unexpected(Lost());
  std::optional<PgError> failed;
  for (;;) {
    if (auto done = Exchange(); !done) return done;
    PGresult* const result = PQgetResult(connection_.get());
    if (result == nullptr) break;
    auto checked = Checked(result);
    if (!checked && !failed) failed = checked.error();
    if (failed && failed->lost) break;
  }
  if (failed) return std::unexpected(*failed);
  return {};
}

// The result of the one statement that was just sent; `sent` is libpq's result for sending it.
Pg<PgResult> PgConnection::TakeResult(int sent) {
  if (sent == 0) return std::unexpected(Lost());
  std::optional<Pg<PgResult>> result;
  for (;;) {
    if (auto done = Exchange(); !done) return std::unexpected(done.error());
    PGresult* const next = PQgetResult(connection_.get());
    if (next == nullptr) break;
    auto checked = Checked(next);
    if (!result || !checked) result = std::move(checked);
  }
  if (!result) return std::unexpected(Lost());
  return std::move(*result);
}

Pg<PgResult> PgConnection::Query(const std::string& sql, const PgParameters& parameters) {
  const Parameters bound(parameters);
  return TakeResult(PQsendQueryParams(connection_.get(), sql.c_str(), bound.count(), nullptr,
                                      bound.values.data(), bound.lengths.data(),
                                      bound.formats.data(), kBinary));
}

Pg<PgResult> PgConnection::QueryText(const std::string& sql) {
  return TakeResult(PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr,
                                      nullptr, kText));
}

Pg<void> PgConnection::StartRows(const std::string& sql) {
  if (PQsendQueryParams(connection_.get(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr,
                        kBinary) == 0 ||
      PQsetSingleRowMode(connection_.get()) == 0) {
    return std::unexpected(Lost());
  }
  return {};
}

Pg<std::optional<PgResult>> PgConnection::NextRow() {
  if (auto done = Exchange(); !done) return std::unexpected(done.error());
  PGresult* const raw = PQgetResult(connection_.get());
  if (raw == nullptr) return std::nullopt;
  const bool is_row = PQresultStatus(raw) == PGRES_SINGLE_TUPLE;
  auto result = Checked(raw);
  if (is_row) return std::optional(std::move(*result));
  // After the end or an error, drops all further results of the statement.
  while (PGresult* const rest = PQgetResult(connection_.get())) PQclear(rest);
  if (!result) return std::unexpected(result.error());
  return std::nullopt;
}

Pg<void> PgConnection::Prepare(const std::string& name, const std::string& sql) {
  auto done = TakeResult(PQsendPrepare(connection_.get(), name.c_str(), sql.c_str(), 0, nullptr));
  if (!done) return std::unexpected(done.error());
  return {};
}

Pg<std::string> PgConnection::Prepared(const std::string& sql) {
  const std::string name = "sql" + std::to_string(prepared_.size());
  const auto [known, is_new] = prepared_.try_emplace(sql, name);
  if (!is_new) return known->second;
  if (auto done = Prepare(name, sql); !done) {
    prepared_.erase(known);
    return std::unexpected(done.error());
  }
  return name;
}

Pg<void> PgConnection::Queue(std::span<const PgCall> calls) {
  PGconn* const c = connection_.get();
  if (PQenterPipelineMode(c) == 0) return std::unexpected(Lost());
  std::size_t bytes = 0;
  for (const PgCall& call : calls) {
    for (const std::string& value : call.parameters.values()) bytes += value.size();
    const Parameters bound(call.parameters);
    if (PQsendQueryPrepared(c, call.statement.c_str(), bound.count(), bound.values.data(),
                            bound.lengths.data(), bound.formats.data(), kBinary) == 0) {
      return std::unexpected(Lost());
    }
  }
  work_time_ += std::chrono::milliseconds(bytes / kBytesAMillisecond);
  return {};
}

Pg<std::vector<PgResult>> PgConnection::Run(std::span<const PgCall> calls) {
  if (auto sent = Send(calls); !sent) return std::unexpected(sent.error());
  return Receive();
}

Pg<void> PgConnection::Send(std::span<const PgCall> calls) {
  if (auto queued = Queue(calls); !queued) return queued;
  // Ends the calls with a sync message: without one the server treats the client as busy and never
  // ends its session. Sends as much as the socket accepts; Receive sends the rest.
  if (PQpipelineSync(connection_.get()) == 0) return std::unexpected(Lost());
  ++syncs_;
  calls_ += calls.size();
  return {};
}

Pg<std::vector<PgResult>> PgConnection::Receive() {
  PGconn* const c = connection_.get();
  std::vector<PgResult> results;
  std::optional<PgError> failed;
  // Each call gives a result and then a null pointer, also a call that an earlier failure aborts.
  while (syncs_ > 0) {
    if (auto done = Exchange(); !done) return std::unexpected(done.error());
    PGresult* const raw = PQgetResult(c);
    if (raw == nullptr) {
      if (PQstatus(c) == CONNECTION_BAD) return std::unexpected(Lost());
      continue;
    }
    const ExecStatusType status = PQresultStatus(raw);
    if (status == PGRES_PIPELINE_SYNC) --syncs_;
    if (status == PGRES_PIPELINE_SYNC || status == PGRES_PIPELINE_ABORTED) {
      PQclear(raw);
      continue;
    }
    auto result = Checked(raw);
    if (result) {
      results.push_back(std::move(*result));
    } else if (result.error().lost) {
      return std::unexpected(result.error());
    } else if (!failed) {
      failed = result.error();
    }
  }
  const std::size_t expected = std::exchange(calls_, 0);
  work_time_ = {};
  if (PQexitPipelineMode(c) == 0) return std::unexpected(Lost());
  if (failed) return std::unexpected(*failed);
  if (results.size() != expected) {
    return std::unexpected(
        PgError{.state = {}, .text = "the server has not answered every statement", .lost = true});
  }
  return results;
}

void PgConnection::Cancel() {
  const std::unique_ptr<PGcancel, void (*)(PGcancel*)> cancel(PQgetCancel(connection_.get()),
                                                              &PQfreeCancel);
  char error[256];
  if (cancel) PQcancel(cancel.get(), error, sizeof error);
}

}  // namespace onsale::store
