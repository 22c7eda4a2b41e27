// PostgreSQL for tests: one server for all of a program, a database for each test, or a server that
// a test may hurt.
//
// Owner:    a server ends with its object, a database is dropped with its; neither outlives the
//           program, however that ends.
// Threads:  an object from one thread at a time; TestPostgresUrl from any.
// Errors:   std::runtime_error, if there is no PostgreSQL or it does not do what it should.
// Source:   tools/postgres.py, which does the work.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace onsale::store {

// A server of one's own.
class TestPostgres {
 public:
  TestPostgres();
  ~TestPostgres();
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  // The connection string of its database `postgres`, the same for its whole life.
  const std::string& url() const { return url_; }

  // Every process of it is killed, as in a power cut that loses nothing.
  void Crash() { Tell("crash"); }
  // Again after Crash, with its data.
  void Start() { Tell("start"); }
  // Every process of it is stopped: connections stay, and nobody answers.
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

// Of the server that all tests share: what ONSALE_TEST_POSTGRES names, or one that this program
// starts at the first call.
const std::string& TestPostgresUrl();

// An empty database.
class TestDatabase {
 public:
  TestDatabase() : TestDatabase(TestPostgresUrl()) {}
  // On that server; the string must live as long.
  explicit TestDatabase(const std::string& server_url);
  // Drops it, whoever is still connected. A server that is down keeps it.
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
