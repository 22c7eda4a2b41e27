// PostgreSQL for tests: one server shared by a program's tests, a database for each test, or a
// server that one test may crash.
//
// Owner:    the destructor of a server stops it, that of a database drops it; a server also stops
//           if the program crashes.
// Threads:  an object from one thread at a time; TestPostgresUrl from any.
// Errors:   std::runtime_error if PostgreSQL is missing or fails.
// Source:   tools/postgres.py starts the servers.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace onsale::store {

// A PostgreSQL server for one test, which may crash or pause it.
class TestPostgres {
 public:
  TestPostgres();
  ~TestPostgres();
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  // The connection string of the server's database `postgres`; it stays the same across restarts.
  const std::string& url() const { return url_; }

  // Kills all processes of the server. Written data is kept.
  void Crash() { Tell("crash"); }
  // Starts the server again after Crash, with its data.
  void Start() { Tell("start"); }
  // Stops all processes of the server (SIGSTOP): connections stay open but get no answers.
  void Pause() { Tell("pause"); }
  void Resume() { Tell("resume"); }

 private:
  void Launch();
  void Tell(std::string_view word);
  std::string ReadLine();
  void End();

  pid_t process_ = -1;
  int orders_ = -1;
  int answers_ = -1;
  std::string url_;
};

// The URL of the shared server: the one in ONSALE_TEST_POSTGRES, or one that the first call starts.
const std::string& TestPostgresUrl();

// A new, empty database for one test.
class TestDatabase {
 public:
  TestDatabase() : TestDatabase(TestPostgresUrl()) {}
  // `server_url` must outlive the TestDatabase.
  explicit TestDatabase(const std::string& server_url);
  // Drops the database even if it has connections. Does nothing if the server is down.
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& url() const { return url_; }
  // Reads or changes the tables without the store under test. Returns the first value of the last
  // statement: `NULL` if it is null or there is no row, empty if the statement returns no rows.
  std::string Run(const std::string& sql) const;

 private:
  const std::string& server_url_;
  std::string name_;
  std::string url_;
};

}  // namespace onsale::store
