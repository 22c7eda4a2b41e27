#include "store/postgres/postgres_store.h"

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/guarded_clock.h"
#include "base/thread_name.h"
#include "domain/command.h"
#include "domain/decide.h"
#include "store/postgres/tables.h"
#include "store/schema_steps.h"

namespace onsale::store {
namespace {

using domain::Command;

// The most commands in one transaction; one batch of the engine may exceed it.
constexpr std::size_t kGroupMax = 8192;
// Batches are decided in parts of this many commands; the server writes a part while the next is
// decided.
constexpr std::size_t kPart = 64;
// How many commits are kept for other nodes, and after how many more the older ones are deleted.
constexpr std::uint64_t kBatchesKept = 16'384;
constexpr std::uint64_t kForgetEvery = 1'024;

base::Duration Since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - begun);
}

// Whether nothing was committed and a retry may succeed: serialization failures, deadlocks, lock
// timeouts, and servers that shut down or have become a replica.
bool IsWorthAnotherTry(const PgError& error) {
  constexpr std::array kStates{"40001", "40P01", "55P03", "57P01", "57P02",
                               "57P03", "25006", "25P02", "25P03"};
  return error.lost || std::ranges::find(kStates, error.state) != kStates.end();
}

// Whether the connection cannot be used again after this error.
bool WantsNewConnection(const PgError& error) {
  return error.lost || error.state == "25006" || error.state.starts_with("57P");
}

bool Loads(const Command& command) {
  return std::holds_alternative<domain::LoadCatalog>(command);
}

}  // namespace

PostgresStore::PostgresStore(PostgresOptions options, const base::Clock& clock)
    : options_(std::move(options)),
      connection_options_{.url = options_.url,
                          .allow_insecure = options_.allow_insecure,
                          .connect_timeout = options_.connect_timeout,
                          .answer_timeout = options_.answer_timeout,
                          .silence_max = options_.silence_max},
      clock_(clock),
      watch_("the clock that decides", options_.log_error, options_.log),
      replica_(options_.limits),
      reader_(connection_options_, known_) {}

std::expected<std::unique_ptr<PostgresStore>, StoreError> PostgresStore::Open(
    PostgresOptions options, const base::Clock& clock) {
  std::unique_ptr<PostgresStore> store(new PostgresStore(std::move(options), clock));
  if (auto started = store->Start(); !started) return std::unexpected(started.error());
  return store;
}

std::expected<void, StoreError> PostgresStore::Start() {
  {
    auto connection = PgConnection::Open(connection_options_);
    if (!connection) return std::unexpected(UnavailableFor(connection.error()));
    const auto before = PrepareTables(**connection);
    if (!before) return std::unexpected(before.error());
    if (*before != 0 && *before != kPgLayout) {
      Log("the tables had layout " + std::to_string(*before) + ": nodes of earlier versions end");
    }
    const auto fsync = (*connection)->QueryText("SHOW fsync");
    if (fsync && fsync->At(0, 0) != "on") {
      Log("fsync is off in PostgreSQL: if its machine crashes, sold tickets are lost");
    }
  }
  auto session = PgSession::Open(connection_options_);
  if (!session) return std::unexpected(UnavailableFor(session.error()));
  session_ = std::move(*session);
  if (auto loaded = replica_.Load(session_->connection()); !loaded) return loaded;
  Publish();
  thread_ = std::thread([this] { Loop(); });
  return {};
}

PostgresStore::~PostgresStore() {
  if (!thread_.joinable()) return;
  BeginShutdown();
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void PostgresStore::Commit(std::vector<Command> commands, CommitDone done) {
  StoreError refusal{StoreErrorCode::kUnavailable, "the database is unavailable"};
  {
    const base::MutexLock lock(mutex_);
    ++batches_;
    if (!away_) {
      pending_.push_back(
          {.batch = batches_, .commands = std::move(commands), .done = std::move(done)});
      wake_.notify_one();
      return;
    }
    if (outdated_) refusal = *outdated_;
  }
  done(std::unexpected(refusal));
}

void PostgresStore::BeginShutdown() {
  reader_.End();
  const base::MutexLock lock(mutex_);
  abandon_at_ = std::min(abandon_at_, std::chrono::steady_clock::now() + options_.shutdown_timeout);
}

void PostgresStore::Ask(std::unique_ptr<Question> question, std::stop_token stop) {
  reader_.Ask(std::move(question), std::move(stop));
}

bool PostgresStore::available() const {
  const base::MutexLock lock(mutex_);
  return !away_;
}

domain::CatalogPtr PostgresStore::catalog() const {
  const base::MutexLock lock(published_mutex_);
  return published_.catalog;
}

domain::AccessKeysPtr PostgresStore::access_keys() const {
  const base::MutexLock lock(published_mutex_);
  return published_.access_keys;
}

void PostgresStore::Loop() {
  base::NameThisThread("postgres");
  Moment last_poll = std::chrono::steady_clock::now();
  for (;;) {
    Group group = WaitForGroup();
    const bool idle = group.empty();
    bool stopping = false;
    Moment abandon_at;
    {
      const base::MutexLock lock(mutex_);
      stopping = stopping_;
      abandon_at = abandon_at_;
    }
    // Each of the following steps may take a timeout (of a connection, a lock or an answer), so the
    // time is checked before each.
    const auto in_time = [&] { return !doubt_ || std::chrono::steady_clock::now() < abandon_at; };
    if (session_ == nullptr && in_time()) (void)Connect();
    if (session_ != nullptr && doubt_ && in_time()) ResolveDoubt();
    if (session_ == nullptr || doubt_ || abandoned_) {
      Refuse(group);
      if (!in_time()) Abandon();
      if (!stopping || doubt_) continue;
      return;
    }
    const Moment now = std::chrono::steady_clock::now();
    if (!idle) {
      Process(std::move(group));
      last_poll = now;
    } else if (now - last_poll >= options_.follow_interval) {
      PollHead();
      last_poll = now;
    }
    if (stopping && idle) return;
  }
}

// Ends the wait for a commit's outcome. Only a shutdown does this.
void PostgresStore::Abandon() {
  abandoned_ = true;
  GoAway();
  for (Pending& one : doubt_->group) {
    one.done(std::unexpected(StoreError{StoreErrorCode::kAbandoned, trouble_.detail}));
  }
  doubt_.reset();
}

// Waits for batches and returns them; returns none after follow_interval or reconnect_interval.
PostgresStore::Group PostgresStore::WaitForGroup() {
  base::MutexLock lock(mutex_);
  const bool connected = session_ != nullptr && !doubt_;
  const auto interval = connected ? options_.follow_interval : options_.reconnect_interval;
  const Moment until = std::chrono::steady_clock::now() + interval;
  while (pending_.empty() && !(stopping_ && connected) && lock.WaitUntil(wake_, until)) {
  }
  Group group;
  TakePending(group);
  return group;
}

void PostgresStore::TakePending(Group& group) {
  std::size_t commands = 0;
  for (const Pending& one : group) commands += one.commands.size();
  while (!pending_.empty() && commands < kGroupMax) {
    commands += pending_.front().commands.size();
    group.push_back(std::move(pending_.front()));
    pending_.pop_front();
  }
}

bool PostgresStore::Connect() {
  {
    const base::MutexLock lock(mutex_);
    if (outdated_) return false;
  }
  auto session = PgSession::Open(connection_options_);
  if (!session) {
    trouble_ = UnavailableFor(session.error());
    GoAway();
    return false;
  }
  session_ = std::move(*session);
  // The store is available again only when the last commit's outcome is known and the database is
  // not stale.
  if (!doubt_ && !stale_since_ && !abandoned_) ComeBack();
  return true;
}

void PostgresStore::GoAway() {
  const base::MutexLock lock(mutex_);
  if (!std::exchange(away_, true)) Log("the database is unavailable: " + trouble_.detail);
}

void PostgresStore::ComeBack() {
  const base::MutexLock lock(mutex_);
  if (outdated_) return;
  if (std::exchange(away_, false)) Log("the database is available again");
}

void PostgresStore::DropSession(const PgError& error) {
  session_.reset();
  trouble_ = UnavailableFor(error);
}

// Finds out whether the commit in doubt happened: looks it up under the head's lock, because the
// transaction of that commit has ended then.
void PostgresStore::ResolveDoubt() {
  const auto failed = [this](const PgError& error) {
    DropSession(error);
    GoAway();
  };
  const auto update = session_->Lock(replica_.head().number);
  if (!update) return failed(update.error());
  // A stale primary may lack the commit in doubt although it happened.
  if (IsStalePrimary(*update)) return failed(StalePrimary());
  const auto committed = session_->WasCommitted(node_, doubt_->head);
  if (!committed) return failed(committed.error());
  Group group = std::move(doubt_->group);
  const PgHead head = doubt_->head;
  doubt_.reset();
  ComeBack();
  if (*committed) {
    replica_.MarkCommitted(head);
    Finish(group);
  } else {
    replica_.Undo();
    Process(std::move(group));
  }
}

// Follows the commits of other nodes while this node has no requests.
void PostgresStore::PollHead() {
  const auto update = session_->ReadHead(replica_.head().number);
  if (!update) {
    DropSession(update.error());
    (void)Connect();
    return;
  }
  if (CatchUp(*update)) (void)TimeOfBatch(update->clock);  // notes a clock that is behind
}

bool PostgresStore::IsStalePrimary(const HeadUpdate& update) {
  if (update.head == replica_.head() || update.head.number > replica_.head().number) {
    stale_since_.reset();
    return false;
  }
  const Moment now = std::chrono::steady_clock::now();
  if (!stale_since_) {
    stale_since_ = now;
    Log("the database is at commit " + std::to_string(update.head.number) +
        ", but this node is at commit " + std::to_string(replica_.head().number) +
        ": the server is a stale primary and not used for now");
  }
  return now - *stale_since_ < options_.stale_primary_timeout;
}

// Ends the use of tables that a newer version has changed: this version would leave out what they
// have, and misread what others write. A commit that holds the head's lock cannot be overtaken by a
// change of the tables, which needs the same lock.
bool PostgresStore::IsOutdated(const HeadUpdate& update) {
  if (update.layout <= kPgLayout) return false;
  trouble_ = NewerTables(update.layout);
  session_.reset();
  const base::MutexLock lock(mutex_);
  if (!outdated_ && options_.log_error) options_.log_error(trouble_.detail);
  outdated_ = trouble_;
  away_ = true;
  return true;
}

bool PostgresStore::CatchUp(const HeadUpdate& update) {
  if (IsOutdated(update)) return false;
  const bool was_stale = stale_since_.has_value();
  if (IsStalePrimary(update)) {
    DropSession(StalePrimary());
    GoAway();
    return false;
  }
  auto followed = replica_.ApplyReplicated(update);
  if (!followed) {
    Log("reloading all rows: " + followed.error().detail);
    // Ends an open transaction, which would read an older snapshot.
    (void)session_->Rollback();
    auto loaded = replica_.Load(session_->connection());
    if (!loaded) {
      session_.reset();
      trouble_ = loaded.error();
      return false;
    }
  }
  Publish();
  if (was_stale) ComeBack();
  return followed.has_value();
}

// The database's clock was read before this node's, so a slow answer does not look like a jump.
base::Time PostgresStore::Believed(base::Time database) {
  if (options_.time != nullptr) return options_.time->Now();
  const base::Time node = clock_.Now();
  const base::Duration ahead = database - node;
  const bool contradicted = IsContradicted(ahead);
  NoteDatabase(contradicted, ahead);
  if (contradicted) return node;
  const bool agrees = ahead >= -base::kJumpMax;
  agreed_ = agrees ? std::optional(ahead) : std::nullopt;
  return database;
}

bool PostgresStore::IsContradicted(base::Duration database_ahead) const {
  if (database_ahead > base::kJumpMax) return true;
  return agreed_ && database_ahead < -base::kJumpMax && *agreed_ - database_ahead > base::kJumpMax;
}

void PostgresStore::NoteDatabase(bool contradicted, base::Duration database_ahead) {
  if (std::exchange(database_contradicted_, contradicted) == contradicted) return;
  if (!contradicted) return Log("the database's clock agrees with this node's again");
  if (!options_.log_error) return;
  const auto seconds =
      std::chrono::ceil<std::chrono::seconds>(std::chrono::abs(database_ahead)).count();
  options_.log_error("the database's clock is " + std::to_string(seconds) + " s " +
                     (database_ahead > base::Duration{} ? "ahead of" : "behind") +
                     " this node's and not believed: the sale continues with this node's clock. "
                     "Set the one that is wrong");
}

base::Time PostgresStore::TimeOfBatch(base::Time database) {
  const base::MutexLock lock(mutex_);
  // Somebody said that the clocks are right as they are.
  if (!lead_asked_.empty()) agreed_.reset();
  const base::Time clock = Believed(database);
  for (auto& asked : std::exchange(lead_asked_, {})) {
    lead_ = std::max(replica_.now() - clock, base::Duration{});
    asked.set_value(lead_);
  }
  watch_.Note(clock + lead_, replica_.now());
  return clock + lead_;
}

std::future<base::Duration> PostgresStore::AcceptClock(const std::function<void()>& accept) {
  std::promise<base::Duration> asked;
  auto lead = asked.get_future();
  const base::MutexLock lock(mutex_);
  accept();
  // Until the thread has read the clocks anew the sale's time stands still.
  lead_ = {};
  lead_asked_.push_back(std::move(asked));
  return lead;
}

void PostgresStore::Publish() {
  known_ = replica_.head().number;
  sale_time_ = replica_.now();
  const base::MutexLock lock(published_mutex_);
  published_ = {.catalog = replica_.rows().catalog_ptr(),
                .access_keys = replica_.rows().access_keys()};
}

void PostgresStore::Process(Group group) {
  const Moment deadline = std::chrono::steady_clock::now() + options_.patience;
  bool locks = !std::ranges::all_of(
      group, [](const Pending& one) { return std::ranges::all_of(one.commands, domain::IsRead); });
  for (;;) {
    const bool locked = locks;
    const Step step = session_ == nullptr && !Connect() ? Step::kRefused : TryCommit(group, locks);
    if (step == Step::kDone || step == Step::kInDoubt) return;
    if (locks && !locked) continue;  // no failure: the next attempt locks the head
    if (step == Step::kRefused || std::chrono::steady_clock::now() >= deadline) {
      return Refuse(group);
    }
  }
}

PostgresStore::Step PostgresStore::TryCommit(Group& group, bool& locks) {
  const std::uint64_t number = replica_.head().number;
  const Moment asked = std::chrono::steady_clock::now();
  auto update = locks ? session_->Lock(number) : session_->ReadHead(number);
  if (!update) return OnFailure(update.error());
  if (locks && std::chrono::steady_clock::now() - asked >= options_.long_lock) {
    if (auto joined = AddLateArrivals(group, *update); !joined) return OnFailure(joined.error());
  }
  if (!CatchUp(*update)) return session_ == nullptr ? Step::kRefused : Step::kAgain;
  return DecideAndWrite(group, *update, locks);
}

Pg<void> PostgresStore::AddLateArrivals(Group& group, HeadUpdate& update) {
  {
    const base::MutexLock lock(mutex_);
    if (pending_.empty()) return {};
    TakePending(group);
  }
  // The database's time is read again: the time that Lock read is from before these batches
  // arrived.
  if (auto asked = session_->AskClock(); !asked) return asked;
  // Applies other nodes' commits while the answer is on its way. CatchUp handles an error.
  (void)replica_.ApplyReplicated(update);
  const auto now = session_->TakeClock();
  if (!now) return std::unexpected(now.error());
  update.clock = *now;
  return {};
}

PostgresStore::Step PostgresStore::DecideAndWrite(Group& group, const HeadUpdate& update,
                                                  bool& locks) {
  const auto loads = [](const Pending& one) { return std::ranges::any_of(one.commands, Loads); };
  // Asks for more time: loading a catalogue, or drawing a lobby of millions, may take longer than
  // silence_max.
  if (locks && (decides_slowly_ || std::ranges::any_of(group, loads))) {
    if (auto allowed = session_->TakeTime(); !allowed) return OnFailure(allowed.error());
  }
  const Moment begun = std::chrono::steady_clock::now();
  replica_.StartBatch(TimeOfBatch(update.clock));
  // Without the lock the change makes the batch be decided again, with the lock.
  if (keeps_time_) replica_.rows().PutAgain();
  std::string rows;
  const auto decided = Decide(group, locks, rows);
  times_ = {.decide = Since(begun)};
  decides_slowly_ = times_.decide > options_.silence_max / 5;
  if (!decided) {
    replica_.Undo();
    return OnFailure(decided.error());
  }
  if (!locks && !replica_.TakeChanges().empty()) {
    // The batch only reads, but something is due or a read claims a turn: decides it again, with
    // the lock.
    replica_.Undo();
    locks = true;
    return Step::kAgain;
  }
  // Without progress the rest of the group would be put back for ever.
  ONSALE_ASSERT(*decided == group.size() || !rows.empty());
  more_is_due_ = *decided < group.size();
  PutBack(group, *decided);
  if (!rows.empty()) return Write(group, rows);
  if (options_.decided != nullptr) {
    options_.decided->AppendReads(replica_.head().number, DecidedText(group));
  }
  if (locks) {
    if (auto ended = session_->Rollback(); !ended) DropSession(ended.error());
  }
  Finish(group);
  return Step::kDone;
}

Pg<std::size_t> PostgresStore::Decide(Group& group, bool locks, std::string& rows) {
  std::size_t decided = 0;
  std::size_t commands = 0;
  for (Pending& one : group) {
    auto outcomes = domain::DecideBatch(one.commands, replica_.rows(), replica_.now());
    if (!outcomes) break;
    one.outcomes = *std::move(outcomes);
    ++decided;
    commands += one.commands.size();
    if (!locks || commands < kPart) continue;
    commands = 0;
    if (auto put = PutDecided(rows); !put) return std::unexpected(put.error());
  }
  if (!locks) return decided;
  if (auto put = PutDecided(rows); !put) return std::unexpected(put.error());
  return decided;
}

void PostgresStore::PutBack(Group& group, std::size_t decided) {
  if (decided == group.size()) return;
  const auto rest = group.begin() + static_cast<std::ptrdiff_t>(decided);
  const base::MutexLock lock(mutex_);
  pending_.insert(pending_.begin(), std::move_iterator(rest), std::move_iterator(group.end()));
  group.erase(rest, group.end());
}

Pg<void> PostgresStore::PutDecided(std::string& rows) {
  const std::string part = replica_.TakeChanges();
  rows += part;
  auto put = part.empty() ? Pg<void>() : session_->PutRows(part, replica_.before());
  replica_.Continue();
  return put;
}

PostgresStore::Step PostgresStore::Write(Group& group, std::string_view rows) {
  const PgHead head{.number = replica_.head().number + 1, .id = ids_.Next(), .at = replica_.now()};
  if (options_.decided != nullptr) {
    options_.decided->AppendWrites(head.number, DecidedText(group));
  }
  const bool forgets = head.number % kForgetEvery == 0 && head.number > kBatchesKept;
  const Moment begun = std::chrono::steady_clock::now();
  auto written = session_->Write({.head = head,
                                  .node = node_,
                                  .rows = rows,
                                  .forget_before = forgets ? head.number - kBatchesKept : 0});
  if (written) {
    times_.sync = Since(begun);
    syncs_.CountAlone(times_.sync);
    keeps_time_ = false;
    replica_.MarkCommitted(head);
    Finish(group);
    return Step::kDone;
  }
  if (!written.error().lost) {
    replica_.Undo();
    return OnFailure(written.error());
  }
  Log("a commit was not answered; its outcome is being looked up: " + written.error().text);
  DropSession(written.error());
  doubt_ = {.group = std::move(group), .head = head};
  GoAway();
  return Step::kInDoubt;
}

PostgresStore::Step PostgresStore::OnFailure(const PgError& error) {
  if (!IsWorthAnotherTry(error)) {
    Log("PostgreSQL rejected a batch: " + UnavailableFor(error).detail);
  }
  if (WantsNewConnection(error)) {
    DropSession(error);
  } else if (auto ended = session_->Rollback(); !ended) {
    DropSession(ended.error());
  }
  trouble_ = UnavailableFor(error);
  return IsWorthAnotherTry(error) ? Step::kAgain : Step::kRefused;
}

std::string PostgresStore::DecidedText(const Group& group) const {
  std::string text;
  for (const Pending& one : group) {
    text += DecidedLog::BatchText(replica_.now(), one.batch, one.commands);
  }
  if (more_is_due_) text += DecidedLog::DueText(replica_.now());
  return text;
}

void PostgresStore::Finish(Group& group) {
  auto next_due = replica_.rows().NextDue();
  // Converts the due time to the engine's clock, which may differ from the clock that decides.
  if (next_due) *next_due += clock_.Now() - replica_.now();
  Publish();
  for (Pending& one : group) {
    ONSALE_ASSERT(one.outcomes.size() == one.commands.size());
    one.done(Committed{.commit_number = replica_.head().number,
                       .batch = one.batch,
                       .now = replica_.now(),
                       .outcomes = std::move(one.outcomes),
                       .next_due = next_due,
                       .times = times_});
  }
}

void PostgresStore::Refuse(Group& group) {
  for (Pending& one : group) {
    one.done(std::unexpected(trouble_));
  }
  group.clear();
}

void PostgresStore::Log(const std::string& what) const {
  if (options_.log) options_.log(what);
}

}  // namespace onsale::store
