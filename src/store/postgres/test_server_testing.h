// PostgreSQL for tests: one server shared by a program's tests, and a database for each test.
//
// Owner:    the destructor of a database drops it; the server stops when the program ends.
// Threads:  a database from one thread at a time; TestPostgresUrl from any.
// Errors:   std::runtime_error if PostgreSQL is missing or fails.
// Source:   tools/postgres.py starts the server.
#pragma once

#include <string>

namespace onsale::store {

// The URL of the shared server: the one in ONSALE_TEST_POSTGRES, or one that the first call starts.
const std::string& TestPostgresUrl();

// A new, empty database for one test.
class TestDatabase {
 public:
  TestDatabase();
  // Drops the database even if it has connections.
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& url() const { return url_; }
  // Reads or changes the tables without the store under test. Returns the first value of the last
  // statement: `NULL` if it is null or there is no row, empty if the statement returns no rows.
  std::string Run(const std::string& sql) const;
  // Ends every session of the database.
  void EndSessions() const;

 private:
  const std::string name_;
  const std::string url_;
};

}  // namespace onsale::store
