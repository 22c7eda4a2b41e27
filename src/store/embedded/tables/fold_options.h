// The options of a fold: how often it writes, and how much it keeps meanwhile.
//
// Units:    rows; times are intervals.
// Threads:  a plain value; `log` and `log_error` are called on the fold's thread.
// Source:   docs/decisions/0026-the-fold-waits.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "store/embedded/tables/fold_schedule.h"

namespace onsale::store {

class DirectoryLock;
class SpareSegment;

struct FoldOptions {
  base::Duration interval = std::chrono::seconds(1);       // between folds, unless it is busy
  base::Duration look_interval = std::chrono::seconds(1);  // the most time between two looks
  FoldBounds bounds = {};
  // The most rows that are kept in memory and written in one transaction, and at most one commit
  // more. Of a usual sale they take 50 MB.
  std::size_t rows_max = 300'000;
  // The most rows that may be in SQLite's write-ahead log only, while the sale is busy.
  std::size_t undurable_rows_max = 200'000;
  // After a fold of many rows for a question the next question waits this long, so that questions
  // cannot make the fold write each change.
  base::Duration question_pause = std::chrono::seconds(1);
  // The most time that Stop folds for: a supervisor kills a process that takes too long to stop.
  base::Duration closing_time = std::chrono::seconds(5);
  SpareSegment* spare = nullptr;        // prepared again after each use; may be null
  const DirectoryLock* lock = nullptr;  // checked once a second; may be null
  std::function<void(const std::string&)> log;
  std::function<void(const std::string&)> log_error;  // for errors that need an operator
};

}  // namespace onsale::store
