// When the fold writes to sale.db, and how long it rests between two bites of work.
//
// While few rows change, a fold costs nothing that anybody notices: it runs each interval. While
// many change, it waits, because the same rows change again within a minute; it begins at three
// quarters of the greatest age, or at half of the bytes or rows, so that it ends before the bound.
//
// Units:    rows that changed, counted at each change; bytes of the journal's frames.
// Threads:  one.
// Source:   docs/decisions/0026-the-fold-waits.md
#pragma once

#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace onsale::store {

// What bounds a fold's wait while the sale is busy.
struct FoldBounds {
  base::Duration age_max = std::chrono::seconds(60);  // of the oldest commit that is not folded
  std::uint64_t journal_mib_max = 256;                // MiB of commits that are not folded
  std::uint64_t replay_max = 500'000;                 // rows that a start would read again
};

class FoldSchedule {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // The journal after the last fold.
  struct Waiting {
    std::uint64_t bytes = 0;     // of all frames
    std::uint64_t gathered = 0;  // of the frames that were read
    std::uint64_t rows = 0;      // of the frames that were read
    bool full = false;           // whether as many rows were read as may be kept
    bool anything() const { return bytes > 0 || rows > 0; }
  };

  // More changed rows than this in a second make the sale busy. Folding as many costs about two
  // milliseconds.
  static constexpr std::uint64_t kBusyRows = 1'000;

  struct Shares {
    double age;
    double amount;  // of bytes and of rows
  };

  struct Options {
    base::Duration interval;       // between folds, unless the sale is busy
    base::Duration look_interval;  // the most time between two looks at the journal
    FoldBounds bounds;
  };
  explicit FoldSchedule(const Options& options);

  // How long the fold may sleep between two looks at the journal.
  base::Duration look_interval() const { return look_interval_; }
  // Reports how many rows the last look found.
  void NoteLook(SteadyTime now, std::uint64_t rows);
  // Reports that sale.db has every commit that was durable at `as_of`.
  void NoteFolded(SteadyTime as_of) { folded_as_of_ = as_of; }
  // Reports that a fold ended at `now`, well or not.
  void NoteRun(SteadyTime now) { last_run_ = now; }

  // Whether to fold now, although nobody asks for it.
  bool IsDue(SteadyTime now, const Waiting& waiting) const;
  // Whether a bound is exceeded, so that the fold must not rest.
  bool IsLate(SteadyTime now, const Waiting& waiting) const;
  bool is_busy() const { return is_busy_; }

 private:
  // Whether at least its share of some bound is used.
  bool IsUsed(const Shares& shares, SteadyTime now, const Waiting& waiting) const;

  const base::Duration interval_;
  const base::Duration look_interval_;
  const base::Duration age_max_;
  const FoldBounds bounds_;
  SteadyTime folded_as_of_;  // before every time: what a start finds in the journal is overdue
  SteadyTime last_run_;
  SteadyTime last_look_;
  bool is_busy_ = false;
};

}  // namespace onsale::store
