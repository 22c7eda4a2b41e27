// The rows of a sale in a node's memory, as of some batch: what the rules decide over.
//
// Shape:    Load once, Follow what others commit, Decide a batch of one's own; then Settle it, once
//           it is committed, or Undo it.
// Threads:  one.
// Errors:   StoreError: kConflict if these rows do not lead to that news (the node was away for too
//           long, or the database was put back), and only Load helps; kCorrupt for rows that cannot
//           be.
#pragma once

#include <memory>

#include "store/memory/memory_rows.h"
#include "store/postgres/session.h"
#include "store/store.h"

namespace onsale::store {

class Replica {
 public:
  explicit Replica(const domain::Limits& limits) : limits_(limits) {}

  // Everything, as of one commit.
  std::expected<void, StoreError> Load(PgConnection& connection);
  std::expected<void, StoreError> Follow(const PgNews& news);

  // The batch whose rows these are.
  const PgHead& head() const { return head_; }

  // Begins a batch at this time, never earlier than the last one; its rows are then decided over.
  void StartBatch(base::Time now);
  base::Time now() const { return now_; }
  MemoryRows& rows() { return *rows_; }
  // What the batch has changed since it began, or since Continue, encoded; empty if nothing.
  std::string TakeChanges();
  // Requires: TakeChanges. What follows is part of the same batch.
  void Continue() { rows_->ContinueBatch(); }
  // The rows of the last TakeChanges, as they were; until Continue.
  const UndoLog& before() const { return rows_->undo(); }
  // The batch was committed with this head.
  void Settle(const PgHead& head) { head_ = head; }
  // The batch did not happen.
  void Undo();

 private:
  std::expected<void, StoreError> Apply(const PgNews::Batch& batch);

  const domain::Limits limits_;
  std::unique_ptr<MemoryRows> rows_;
  PgHead head_;
  base::Time now_;
  bool whole_ = true;  // false while rows_ may be those of half a batch
};

}  // namespace onsale::store
