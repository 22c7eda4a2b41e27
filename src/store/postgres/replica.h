// The rows of a sale in a node's memory as of some commit, over which the rules decide.
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

  // The commit of these rows.
  const PgHead& head() const { return head_; }

  // Begins a batch at this time, but not earlier than the last one.
  void StartBatch(base::Time now);
  base::Time now() const { return now_; }
  MemoryRows& rows() { return *rows_; }
  // The encoded changes since StartBatch or Continue; empty if there are none.
  std::string TakeChanges();
  // Further changes belong to the same batch. Requires: TakeChanges.
  void Continue() { rows_->ContinueBatch(); }
  // The rows of the last TakeChanges as they were before; until Continue.
  const UndoLog& before() const { return rows_->undo(); }
  // Reports that the batch was committed with this head.
  void MarkCommitted(const PgHead& head) { head_ = head; }
  // Undoes the batch, which was not committed.
  void Undo();

 private:
  std::expected<void, StoreError> Apply(const HeadUpdate::Batch& batch);

  const domain::Limits limits_;
  std::unique_ptr<MemoryRows> rows_;
  PgHead head_;
  base::Time now_;
  bool whole_ = true;  // false if a commit may be applied only in part
};

}  // namespace onsale::store
