// A connection of unmodified SQLite, which does not check page checksums.
//
// Errors:   std::runtime_error.
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace onsale::store {

class StockSqlite {
 public:
  explicit StockSqlite(const std::string& path) {
    if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("cannot open");
  }
  ~StockSqlite() { sqlite3_close(db_); }
  StockSqlite(const StockSqlite&) = delete;
  StockSqlite& operator=(const StockSqlite&) = delete;

  // Executes SQL and returns the first column of the last row, as text.
  std::string Execute(const std::string& sql) {
    std::string last;
    const auto on_row = [](void* into, int, char** values, char**) {
      *static_cast<std::string*>(into) = values[0] == nullptr ? "NULL" : values[0];
      return 0;
    };
    if (sqlite3_exec(db_, sql.c_str(), on_row, &last, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(db_));
    }
    return last;
  }

 private:
  sqlite3* db_ = nullptr;
};

}  // namespace onsale::store
