#include "store/embedded/fold.h"

namespace onsale::store {

Fold::Fold(JournalPlace place, std::unique_ptr<SaleDb> sale_db, const JournalEnd& durable,
           FoldOptions options)
    : place_(std::move(place)),
      options_(std::move(options)),
      sale_db_(std::move(sale_db)),
      cursor_(place_, {.segment = durable.first_segment, .last = {}, .now = {}}),
      first_segment_(durable.first_segment),
      durable_(durable.last.batch) {
  thread_ = std::thread([this] { Loop(); });
}

Fold::~Fold() {
  Stop(Ending::kAsItIs);
}

void Fold::Advance(const JournalEnd& durable) {
  const std::lock_guard lock(mutex_);
  durable_ = durable.last.batch;
}

void Fold::ReadLedger(LedgerQuery query, LedgerDone done) {
  CatchUp([this, wanted = std::move(query), answer = std::move(done)](Result<void> folded) mutable {
    if (!folded) return answer(std::unexpected(folded.error()));
    answer(sale_db_->ReadLedger(wanted));
  });
}

void Fold::CatchUp(CaughtUp done) {
  if (!Take(done)) {
    return done(std::unexpected(
        StoreError{StoreErrorCode::kUnavailable, "too many wait for the fold, or it is stopping"}));
  }
  wake_.notify_one();
}

bool Fold::Take(CaughtUp& waiter) {
  const std::lock_guard lock(mutex_);
  if (ending_ || waiters_.size() >= kWaitersMax) return false;
  waiters_.push_back(std::move(waiter));
  return true;
}

void Fold::Stop(Ending ending) {
  {
    const std::lock_guard lock(mutex_);
    if (!ending_) ending_ = ending;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Fold::Loop() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, options_.interval, [this] { return ending_ || !waiters_.empty(); });
    const std::uint64_t target = durable_;
    const auto ending = ending_;
    auto waiters = std::exchange(waiters_, {});
    lock.unlock();
    if (ending) end_by_ = std::chrono::steady_clock::now() + kClosingTime;
    const bool fold = !ending || *ending != Ending::kAsItIs;
    if (fold || !waiters.empty()) Turn(std::move(waiters), target);
    if (!ending) {
      if (options_.spare != nullptr) options_.spare->Prepare();
      continue;
    }
    if (*ending == Ending::kFoldedAndClean) Close();
    return;
  }
}

std::optional<StoreError> Fold::Broken() const {
  if (!is_broken_.load(std::memory_order_acquire)) return std::nullopt;
  return broken_;
}

void Fold::Turn(std::vector<CaughtUp> waiters, std::uint64_t target) {
  const auto folded = FoldUpTo(target);
  if (!folded) Note(folded.error());
  for (CaughtUp& waiter : waiters) {
    if (folded) {
      waiter({});
    } else {
      waiter(std::unexpected(StoreError{StoreErrorCode::kUnavailable, folded.error().detail}));
    }
  }
  if (!folded) return;
  last_logged_.clear();
  if (!WantsCheckpoint()) return;
  if (auto removed = RemoveFolded(); !removed) Note(removed.error());
}

bool Fold::WantsCheckpoint() {
  const bool idle = std::exchange(rows_at_last_turn_, undurable_rows_) == undurable_rows_;
  return undurable_rows_ > 0 && (idle || undurable_rows_ >= kUndurableRowsMax ||
                                 first_segment_ < cursor_.position().segment);
}

Fold::Result<void> Fold::FoldUpTo(std::uint64_t target) {
  if (broken_) return std::unexpected(*broken_);
  while (sale_db_->state().folded.batch < target) {
    if (end_by_ && std::chrono::steady_clock::now() >= *end_by_) {
      return std::unexpected(
          StoreError{StoreErrorCode::kUnavailable, "stopping now; the next start reads the rest"});
    }
    const FoldPosition before = cursor_.position();
    if (auto done = FoldOnce(target); !done) {
      cursor_.GoTo(before);
      return done;
    }
  }
  return {};
}

Fold::Result<void> Fold::CollectRows(std::uint64_t target, RowBatch& batch) {
  while (cursor_.position().last.batch < target && batch.size() < options_.rows_max) {
    const auto frame = cursor_.Next();
    if (!frame) return std::unexpected(frame.error());
    // The first segment may begin before what the tables hold.
    if (frame->link.batch <= sale_db_->state().folded.batch) continue;
    if (auto rows = DecodeRows(frame->rows, batch); !rows) {
      return std::unexpected(StoreError{StoreErrorCode::kCorrupt, rows.error()});
    }
  }
  return {};
}

Fold::Result<void> Fold::FoldOnce(std::uint64_t target) {
  RowBatch batch;
  if (auto done = CollectRows(target, batch); !done) return done;
  const FoldPosition& end = cursor_.position();
  undurable_rows_ += 1 + batch.size();
  return sale_db_->Fold(batch, {.folded = end.last, .now = end.now, .clean = false});
}

Fold::Result<void> Fold::RemoveFolded() {
  const auto durable = sale_db_->MakeDurable();
  if (!durable) return std::unexpected(durable.error());
  if (!*durable) return {};
  undurable_rows_ = 0;
  // The segment in which the cursor stands may still be the writer's. Removals that are not synced may
  // reach the disk in any order, and a start refuses a gap: so each waits for the one before.
  for (; first_segment_ < cursor_.position().segment; ++first_segment_) {
    auto done = place_.files->SyncDirectory(place_.directory);
    if (done) done = place_.files->Remove(place_.PathOf(first_segment_));
    if (!done) return std::unexpected(Unavailable(done.error()));
  }
  return {};
}

void Fold::Close() {
  if (broken_) return;
  FoldState state = sale_db_->state();
  {
    const std::lock_guard lock(mutex_);
    if (state.folded.batch != durable_) return;
  }
  state.clean = true;
  RowBatch nothing;
  auto done = sale_db_->Fold(nothing, state);
  if (!done) return Note(done.error());
  if (auto durable = sale_db_->MakeDurable(); !durable) Note(durable.error());
}

void Fold::Note(const StoreError& error) {
  if (error.code != StoreErrorCode::kUnknownOutcome) {
    return Log("the fold into sale.db is behind and will be tried again: ", error);
  }
  if (broken_) return;
  broken_ = error;
  is_broken_.store(true, std::memory_order_release);
  Log("sale.db cannot be trusted after a failed sync, and the process must end: ", error);
}

void Fold::Log(const std::string& what, const StoreError& error) {
  // Once for the same trouble, not once a second.
  if (error.detail == last_logged_ || !options_.log) return;
  last_logged_ = error.detail;
  options_.log(what + error.detail);
}

}  // namespace onsale::store
