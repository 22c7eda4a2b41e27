#include "store/postgres/reader.h"

#include "store/postgres/session.h"
#include "store/postgres/tables.h"
#include "store/row_values.h"

namespace onsale::store {
namespace {

using domain::LedgerEntry;

constexpr const char* kStopping = "the server is stopping";

std::string LedgerSql() {
  return SelectSql(TextOf<LedgerEntry>()) +
         " WHERE user_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3";
}

}  // namespace

PgReader::PgReader(PgOptions options, const std::atomic<std::uint64_t>& known)
    : options_(std::move(options)),
      known_(known),
      audits_([this](std::stop_token stop) {
        return AuditPostgres(options_, known_, std::move(stop));
      }),
      thread_([this] { Loop(); }) {}

PgReader::~PgReader() {
  End();
  thread_.join();
}

void PgReader::End() {
  const base::MutexLock lock(mutex_);
  stopping_ = true;
  wake_.notify_one();
}

void PgReader::ReadLedger(LedgerQuery query, LedgerDone done) {
  const char* why = "too many requests wait for a ledger";
  {
    const base::MutexLock lock(mutex_);
    if (stopping_) {
      why = kStopping;
    } else if (waiters_.size() < kWaitersMax) {
      waiters_.push_back({std::move(query), std::move(done)});
      wake_.notify_one();
      return;
    }
  }
  done(std::unexpected(StoreError{StoreErrorCode::kUnavailable, why}));
}

void PgReader::Loop() {
  base::MutexLock lock(mutex_);
  for (;;) {
    while (!stopping_ && waiters_.empty()) lock.Wait(wake_);
    if (waiters_.empty()) return;
    Waiter waiter = std::move(waiters_.front());
    waiters_.pop_front();
    const bool stopping = stopping_;
    lock.Unlock();
    Entries entries = stopping
                          ? std::unexpected(StoreError{StoreErrorCode::kUnavailable, kStopping})
                          : Read(waiter.query);
    // The other queries would wait as long for the same error.
    if (!entries && entries.error().code == StoreErrorCode::kUnavailable) TellAll(entries.error());
    waiter.done(std::move(entries));
    lock.Lock();
  }
}

void PgReader::TellAll(const StoreError& error) {
  std::deque<Waiter> all;
  {
    const base::MutexLock lock(mutex_);
    all.swap(waiters_);
  }
  for (Waiter& waiter : all) waiter.done(std::unexpected(error));
}

// A stale primary would leave out entries that this node has acknowledged. The head is checked
// first, because a server's head never goes back.
Pg<PgResult> PgReader::Select(const LedgerQuery& query) {
  const std::uint64_t known = known_;
  const auto head = ReadPgHead(*connection_);
  if (!head) return std::unexpected(head.error());
  if (head->number < known) return std::unexpected(StalePrimary());
  const auto limit = static_cast<std::int64_t>(std::min<std::size_t>(query.limit, 1000));
  return connection_->Query(
      LedgerSql(), PgParameters().Text(query.user.text()).Number(query.before).Number(limit));
}

PgReader::Entries PgReader::Read(const LedgerQuery& query) {
  // The connection may have been lost since the last query, so a query on a lost one is repeated.
  for (int attempt = 0;; ++attempt) {
    if (connection_ == nullptr) {
      auto opened = PgConnection::Open(options_);
      if (!opened) return std::unexpected(UnavailableFor(opened.error()));
      connection_ = std::move(*opened);
    }
    const auto result = Select(query);
    if (result) {
      std::vector<LedgerEntry> entries(static_cast<std::size_t>(result->rows()));
      for (int row = 0; row < result->rows(); ++row) {
        LedgerEntry& entry = entries[static_cast<std::size_t>(row)];
        if (result->Read(row, entry) && ImpossibleColumn(entry) == nullptr) continue;
        return std::unexpected(StoreError{StoreErrorCode::kCorrupt,
                                          "a row of ledger_entries holds an impossible value"});
      }
      return entries;
    }
    connection_.reset();
    if (!result.error().lost || attempt > 0) return std::unexpected(UnavailableFor(result.error()));
  }
}

}  // namespace onsale::store
