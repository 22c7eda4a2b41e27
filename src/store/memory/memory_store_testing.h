// A store with rows in memory only.
//
// Threads:  one; `done` is called before Commit returns.
// Requires: no question.
#pragma once

#include "base/assert.h"
#include "domain/decide.h"
#include "store/memory/memory_rows.h"
#include "store/store.h"

namespace onsale::store {

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(const base::Clock& clock, const domain::Limits& limits = {})
      : clock_(clock), rows_(limits) {
    rows_.FinishLoading(0);
  }

  void Commit(std::vector<domain::Command> commands, CommitDone done) override {
    std::optional<std::vector<domain::Outcome>> outcomes;
    while (!outcomes) {  // nothing if more rows are due than a batch may handle
      rows_.StartBatch(++batch_);
      outcomes = domain::DecideBatch(commands, rows_, clock_.Now());
      std::string changes;
      rows_.TakeChanges(changes);
    }
    access_keys_ = rows_.access_keys();
    done(Committed{.commit_number = batch_, .outcomes = *std::move(outcomes)});
  }
  std::size_t window() const override { return 1; }
  void Ask(std::unique_ptr<Question>, std::stop_token) override { ONSALE_ASSERT(false); }
  domain::CatalogPtr catalog() const override { return rows_.catalog_ptr(); }
  domain::AccessKeysPtr access_keys() const override { return access_keys_; }
  MemoryRows& rows() { return rows_; }

 private:
  const base::Clock& clock_;
  MemoryRows rows_;
  domain::AccessKeysPtr access_keys_ = rows_.access_keys();
  std::uint64_t batch_ = 0;
};

}  // namespace onsale::store
