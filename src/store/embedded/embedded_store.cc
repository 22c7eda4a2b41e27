#include "store/embedded/embedded_store.h"

#include <algorithm>
#include <future>

#include "domain/decide.h"
#include "store/embedded/private_directory.h"
#include "store/embedded/tables/sqlite_tables.h"
#include "store/row_values.h"
#include "store/schema_steps.h"

namespace onsale::store {

using base::Time;

namespace {

FileSystem& FilesOf(const EmbeddedOptions& options) {
  return options.files != nullptr ? *options.files : PosixFileSystem();
}

}  // namespace

std::expected<std::unique_ptr<EmbeddedStore>, StoreError> EmbeddedStore::Open(
    EmbeddedOptions options, const base::Clock& clock) {
  std::unique_ptr<EmbeddedStore> store(new EmbeddedStore(std::move(options), clock));
  auto started = store->Start();
  if (started) return store;
  // A failed sync is a plain failure here: nothing has been acknowledged yet.
  if (started.error().code == StoreErrorCode::kUnknownOutcome) {
    started.error().code = StoreErrorCode::kUnavailable;
  }
  return std::unexpected(started.error());
}

EmbeddedStore::~EmbeddedStore() {
  static_cast<void>(Close());
}

std::expected<void, StoreError> EmbeddedStore::Close() {
  const bool intact = journal_ == nullptr || journal_->Stop();
  if (fold_ == nullptr) return {};
  long_questions_.reset();
  const auto folded = intact ? Fold::Ending::kFoldedAndClean : Fold::Ending::kFolded;
  auto done = fold_->Stop(options_.fold_on_close ? folded : Fold::Ending::kAsItIs);
  // If the directory was replaced, it may be another sale's: keeps the spare segment of the same
  // name there.
  if (fold_->Broken()) static_cast<void>(spare_->Take());
  if (!done || intact) return done;
  return std::unexpected(StoreError{StoreErrorCode::kUnknownOutcome,
                                    "sale.db alone is not a backup: a write to the "
                                    "journal failed. Copy the whole data directory"});
}

std::expected<void, StoreError> EmbeddedStore::Start() {
  if (auto done = MakeDirectories(); !done) return done;
  auto lock = DirectoryLock::Take(options_.directory);
  if (!lock) return std::unexpected(lock.error());
  lock_ = std::move(*lock);
  auto sale_db =
      SaleDb::Open(FilesOf(options_), options_.directory + "/sale.db", options_.sqlite_vfs);
  if (!sale_db) return std::unexpected(sale_db.error());
  const std::int64_t before = (*sale_db)->layout_found();
  if (before != 0 && before != kSaleDbLayout && options_.log) {
    options_.log("the tables of sale.db had layout " + std::to_string(before) + " and now have " +
                 std::to_string(kSaleDbLayout) + ": earlier versions cannot read them");
  }
  const JournalDirectory journal{.files = &FilesOf(options_),
                                 .directory = options_.directory + "/journal",
                                 .read_ahead = options_.read_ahead};
  const auto end = LoadRows(**sale_db, journal);
  if (!end) return std::unexpected(end.error());
  return StartThreads(std::move(*sale_db), journal, *end);
}

std::expected<void, StoreError> EmbeddedStore::MakeDirectories() {
  FileSystem& files = FilesOf(options_);
  auto done = files.MakeDirectory(options_.directory);
  if (!done) return std::unexpected(Unavailable(done.error()));
  // Restricts the directory to its owner before any file in it is read.
  if (auto made = MakePrivate(options_.directory, options_.log); !made) return made;
  done = files.MakeDirectory(options_.directory + "/journal");
  // Makes the directory's own name durable: without it the journal would be lost, too.
  if (done) done = files.SyncDirectory(options_.directory);
  if (done) done = files.SyncDirectory(ParentOf(options_.directory));
  if (!done) return std::unexpected(Unavailable(done.error()));
  return {};
}

std::expected<JournalEnd, StoreError> EmbeddedStore::LoadRows(SaleDb& sale_db,
                                                              const JournalDirectory& journal) {
  RowChanges stored(rows_);
  if (auto done = sale_db.Load(stored); !done) return std::unexpected(done.error());
  const FoldState& state = sale_db.state();
  auto end = ReplayJournal(
      journal,
      {.folded = state.folded, .folded_now = state.now, .journal_may_be_gone = state.clean},
      [&stored](const Frame& frame) { return DecodeRows(frame.rows, stored); });
  if (!end) return end;
  if (auto done = stored.Finish(); !done) {
    return std::unexpected(StoreError{StoreErrorCode::kCorrupt,
                                      "the stored rows contradict each other: " + done.error()});
  }
  if (!IsPossible(end->now)) {
    return std::unexpected(StoreError{StoreErrorCode::kCorrupt,
                                      "the time of the journal's last commit is impossible"});
  }
  rows_.FinishLoading(end->last.commit_number);
  last_now_ = std::max(end->now, state.now);
  sale_time_ = last_now_;
  const base::MutexLock lock(published_mutex_);
  published_ = {.catalog = rows_.catalog_ptr(), .access_keys = rows_.access_keys()};
  return end;
}

std::expected<void, StoreError> EmbeddedStore::StartThreads(std::unique_ptr<SaleDb> sale_db,
                                                            JournalDirectory journal,
                                                            JournalEnd end) {
  // Notes in sale.db that from now on the tables alone are not complete.
  FoldState state = sale_db->state();
  if (std::exchange(state.clean, false)) {
    auto done = sale_db->Fold({}, state);
    if (!done) return done;
    if (auto durable = sale_db->MakeDurable(); !durable) return std::unexpected(durable.error());
  }
  auto writer = JournalWriter::Open(journal, end, options_.segment_bytes);
  if (!writer) return std::unexpected(Unavailable(writer.error()));
  spare_ = std::make_unique<SpareSegment>(journal, options_.segment_bytes);
  (*writer)->Use(*spare_);
  fold_ = std::make_unique<Fold>(std::move(journal), std::move(sale_db), (*writer)->end(),
                                 FoldOptions{.interval = options_.fold_interval,
                                             .look_interval = options_.fold_look_interval,
                                             .bounds = options_.fold_bounds,
                                             .rows_max = options_.fold_rows_max,
                                             .closing_time = options_.closing_time,
                                             .spare = spare_.get(),
                                             .lock = lock_.get(),
                                             .log = options_.log,
                                             .log_error = options_.log_error});
  long_questions_ = std::make_unique<QuestionThread>(
      [this](std::stop_token stop) { return OpenTables(std::move(stop)); });
  journal_ = std::make_unique<CommitThread>(
      std::move(*writer),
      [this](const JournalEnd& durable, const Published& published) {
        OnDurable(durable, published);
      },
      options_.commit_bounds, options_.decided);
  return {};
}

void EmbeddedStore::OnDurable(const JournalEnd& end, const Published& published) {
  fold_->Advance(end);
  const base::MutexLock lock(published_mutex_);
  published_ = published;
}

void EmbeddedStore::PassTime() {
  const base::MutexLock lock(time_mutex_);
  const Time clock = ClockWithLead();
  watch_.Note(clock, last_now_);
  last_now_ = std::max(last_now_, clock);
  last_lead_ = lead_;
  sale_time_ = last_now_;
}

void EmbeddedStore::Commit(std::vector<domain::Command> commands, CommitDone done) {
  const auto begun = std::chrono::steady_clock::now();
  const auto decide = [&begun] {
    return std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - begun);
  };
  PassTime();
  if (const auto broken = fold_->Broken()) journal_->Break(*broken);
  ++batches_;
  const bool logs = options_.decided != nullptr;
  for (;;) {
    rows_.StartBatch(journal_->durable() + 1);
    if (keeps_time_.exchange(false)) rows_.PutAgain();
    auto outcomes = domain::DecideBatch(commands, rows_, last_now_);
    if (outcomes) {
      return Push(*std::move(outcomes), decide(), std::move(done),
                  logs ? DecidedLog::BatchText(last_now_, batches_, commands) : "");
    }
    // DecideBatch has only handled due rows: commits these changes and decides the commands again.
    Push({}, {}, [](const auto&) {}, logs ? DecidedLog::DueText(last_now_) : "");
  }
}

void EmbeddedStore::Push(std::vector<domain::Outcome> outcomes, base::Duration decide,
                         CommitDone done, std::string decided) {
  PendingCommit commit;
  commit.decided = std::move(decided);
  commit.committed.batch = batches_;
  commit.committed.outcomes = std::move(outcomes);
  commit.committed.times.decide = decide;
  commit.frame = NewFrame();
  if (!rows_.TakeChanges(commit.frame)) commit.frame.clear();
  commit.committed.now = last_now_;
  commit.committed.next_due = rows_.NextDue();
  // A time of the engine's clock, which has no lead.
  if (auto& due = commit.committed.next_due) *due -= last_lead_;
  commit.published = {.catalog = rows_.catalog_ptr(), .access_keys = rows_.access_keys()};
  commit.done = std::move(done);
  journal_->Push(std::move(commit));
}

void EmbeddedStore::Ask(std::unique_ptr<Question> question, std::stop_token stop) {
  if (question->is_long()) return long_questions_->Start(std::move(question), std::move(stop));
  fold_->Ask(std::move(question));
}

std::expected<std::unique_ptr<TableReader>, StoreError> EmbeddedStore::OpenTables(
    std::stop_token stop) {
  std::promise<std::expected<void, StoreError>> caught_up;
  fold_->CatchUp(
      [&caught_up](std::expected<void, StoreError> done) { caught_up.set_value(std::move(done)); });
  if (auto done = caught_up.get_future().get(); !done) return std::unexpected(done.error());
  return SqliteTables::Open(options_.directory + "/sale.db", std::move(stop), options_.sqlite_vfs);
}

base::Duration EmbeddedStore::clock_behind() const {
  const base::MutexLock lock(time_mutex_);
  return std::max(sale_time_.load() - ClockWithLead(), base::Duration{});
}

void EmbeddedStore::NoteClock() {
  const base::MutexLock lock(time_mutex_);
  watch_.Note(ClockWithLead(), sale_time_);
}

std::future<base::Duration> EmbeddedStore::AcceptClock(const std::function<void()>& accept) {
  std::promise<base::Duration> lead;
  const base::MutexLock lock(time_mutex_);
  accept();
  lead_ = std::max(sale_time_.load() - clock_.Now(), base::Duration{});
  watch_.Note(ClockWithLead(), sale_time_);
  lead.set_value(lead_);
  return lead.get_future();
}

domain::CatalogPtr EmbeddedStore::catalog() const {
  const base::MutexLock lock(published_mutex_);
  return published_.catalog;
}

domain::AccessKeysPtr EmbeddedStore::access_keys() const {
  const base::MutexLock lock(published_mutex_);
  return published_.access_keys;
}

}  // namespace onsale::store
