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

// A server for one test.
class TestPostgres {
 public:
  TestPostgres();
  ~TestPostgres();
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  // The connection string of its database `postgres`; it does not change at a restart.
  const std::string& url() const { return url_; }

  // Kills all of its processes. No written data is lost.
  void Crash() { Tell("crash"); }
  // Starts it again after Crash, with its data.
  void Start() { Tell("start"); }
  // Stops (SIGSTOP) all of its processes: connections stay open without answers.
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

// An empty database.
class TestDatabase {
 public:
  TestDatabase() : TestDatabase(TestPostgresUrl()) {}
  // `server_url` must outlive this object.
  explicit TestDatabase(const std::string& server_url);
  // Drops the database even if it has connections. Does nothing if the server is down.
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& url() const { return url_; }

 private:
  const std::string& server_url_;
  std::string name_;
  std::string url_;
};

}  // namespace onsale::store
