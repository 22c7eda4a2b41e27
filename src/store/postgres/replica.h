// A node's copy of the sale in memory, as of some commit, over which the rules decide.
//
// Shape:    Load first, and again after kConflict; ApplyReplicated for other nodes' commits;
//           StartBatch, decide, then MarkCommitted after the commit or Undo.
// Threads:  one.
// Errors:   StoreError: kUnavailable if the database cannot be read; kConflict if its commits
//           do not continue these rows (the node was disconnected for too long, or the database was
//           restored from a backup); kCorrupt for impossible rows.
#pragma once

#include <memory>

#include "store/memory/memory_rows.h"
#include "store/postgres/session.h"
#include "store/store.h"

namespace onsale::store {

class Replica {
 public:
  explicit Replica(const domain::Limits& limits) : limits_(limits) {}

  // Loads all rows as of one commit.
  std::expected<void, StoreError> Load(PgConnection& connection);
  std::expected<void, StoreError> ApplyReplicated(const HeadUpdate& update);

  // The commit that the rows in memory have.
  const PgHead& head() const { return head_; }

  // Begins a batch at `now`, or at the time of the last batch if that is later.
  void StartBatch(base::Time now);
  base::Time now() const { return now_; }
  MemoryRows& rows() { return *rows_; }
  // The rows changed since StartBatch or Continue, encoded; empty if there are none.
  std::string TakeChanges();
  // Makes further changes belong to the same batch. Requires: TakeChanges.
  void Continue() { rows_->ContinueBatch(); }
  // The rows of the last TakeChanges as they were before the batch; valid until Continue.
  const UndoLog& before() const { return rows_->undo(); }
  // Reports that the batch was committed with this head. Requires: its outcomes are still on this
  // thread.
  void MarkCommitted(const PgHead& head);
  // Undoes the batch, because it was not committed.
  void Undo();

 private:
  std::expected<void, StoreError> Apply(const HeadUpdate::Batch& batch);

  const domain::Limits limits_;
  std::unique_ptr<MemoryRows> rows_;
  PgHead head_;
  base::Time now_;
  bool whole_ = true;  // false: a commit may be only partly applied
};

}  // namespace onsale::store
