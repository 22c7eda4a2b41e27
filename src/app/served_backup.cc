#include "app/served_backup.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "store/embedded/backup/copy_folder.h"

namespace onsale::app {
namespace {

namespace fs = std::filesystem;

// What must be free beside a base, so that a backup does not fill the disk of the sale: as much
// again when it begins, and always room for the journal.
constexpr std::uint64_t kFreeBesideBase = std::uint64_t{256} << 20;
// How many reads may wait: more than a few backups of one sale at a time are a mistake.
constexpr std::size_t kReadsMax = 16;
// How often the reading thread looks for a base that nobody has read.
constexpr std::chrono::seconds kForgottenLook{30};

}  // namespace

ServedBackup::ServedBackup(std::string data, Log& log, ServedBackupOptions options)
    : data_(std::move(data)),
      base_path_(data_ + "/sale.db-base"),
      options_(std::move(options)),
      log_(log),
      source_(store::PosixFileSystem(), data_) {
  {
    const base::MutexLock lock(base_mutex_);
    RemoveBase();
  }
  read_thread_ = std::thread([this] { ServeReads(); });
}

ServedBackup::~ServedBackup() {
  stops_ = true;         // a base in progress ends
  base_thread_.reset();  // waits for it
  {
    const base::MutexLock lock(mutex_);
    wake_.notify_all();
  }
  read_thread_.join();
  const base::MutexLock lock(base_mutex_);
  RemoveBase();
}

std::unexpected<http::BackupTrouble> ServedBackup::Failed(const std::string& reason) {
  log_.Warn("backup", {{"trouble", reason}});
  return std::unexpected(http::BackupTrouble::kFailed);
}

// --- Reads ---

template <class T, class Work>
void ServedBackup::Enqueue(Done<T> done, Work work) {
  {
    const base::MutexLock lock(mutex_);
    if (reads_.size() < kReadsMax) {
      reads_.emplace_back(
          [done = std::move(done), work = std::move(work)]() mutable { done(work()); });
      wake_.notify_all();
      return;
    }
  }
  done(std::unexpected(http::BackupTrouble::kBusy));
}

void ServedBackup::ServeReads() {
  const auto look = std::min<std::chrono::steady_clock::duration>(options_.kept, kForgottenLook);
  base::MutexLock lock(mutex_);
  for (;;) {
    if (!reads_.empty()) {
      auto read = std::move(reads_.front());
      reads_.pop_front();
      lock.Unlock();
      read();
      lock.Lock();
      continue;
    }
    if (stops_) return;
    lock.WaitUntil(wake_, std::chrono::steady_clock::now() + look);
    lock.Unlock();
    RemoveForgottenBase();
    lock.Lock();
  }
}

void ServedBackup::ReadBase(std::uint64_t offset, Done<std::string> done) {
  Enqueue<std::string>(std::move(done), [this, offset] { return Read(offset); });
}

void ServedBackup::ReadJournal(const http::JournalPiece& piece,
                               Done<std::optional<std::string>> done) {
  Enqueue<std::optional<std::string>>(
      std::move(done), [this, piece]() -> Result<std::optional<std::string>> {
        auto bytes =
            source_.Read({.segment = piece.segment, .offset = piece.offset}, piece.bytes_max);
        if (!bytes) return Failed(bytes.error().detail);
        return *std::move(bytes);
      });
}

ServedBackup::Result<std::string> ServedBackup::Read(std::uint64_t offset) {
  const base::MutexLock lock(base_mutex_);
  if (is_making_) return std::string();
  const auto file = store::PosixFileSystem().Open(base_path_, store::OpenMode::kRead);
  if (!file) return std::string();
  std::string bytes(http::kBackupPieceMax, '\0');
  const auto got = (*file)->Read(offset, bytes);
  if (!got) return Failed(got.error().Text());
  bytes.resize(*got);
  const auto size = (*file)->Size();
  KeepBase();
  if (!size || offset + *got >= *size) RemoveBase();
  return bytes;
}

// --- The base ---

void ServedBackup::KeepBase() {
  kept_until_ = std::chrono::steady_clock::now() + options_.kept;
}

void ServedBackup::RemoveBase() {
  std::error_code ignored;
  fs::remove(base_path_, ignored);
  kept_until_.reset();
}

void ServedBackup::RemoveForgottenBase() {
  const base::MutexLock lock(base_mutex_);
  if (!kept_until_ || std::chrono::steady_clock::now() < *kept_until_) return;
  RemoveBase();
  log_.Warn("backup", {{"trouble", "the base was removed, because nobody has read it"}});
}

bool ServedBackup::HasRoom(std::uint64_t for_base) const {
  std::uint64_t available = 0;
  if (options_.free_bytes) {
    available = options_.free_bytes();
  } else {
    std::error_code error;
    const auto space = fs::space(data_, error);
    if (error) return false;
    available = space.available;
  }
  return available >= for_base && available - for_base >= kFreeBesideBase;
}

void ServedBackup::MakeBase(Done<http::BackupBase> done) {
  // `done` is shared with the task: Run destroys a task that it does not start, and `done` is
  // needed then.
  const auto answer = std::make_shared<Done<http::BackupBase>>(std::move(done));
  const auto started = base_thread_->Run(
      [this, answer] { return [answer, made = Make()]() mutable { (*answer)(std::move(made)); }; });
  if (started == base::TaskThread::Start::kStarted) return;
  (*answer)(std::unexpected(http::BackupTrouble::kBusy));
}

ServedBackup::Result<http::BackupBase> ServedBackup::Make() {
  {
    const base::MutexLock lock(base_mutex_);
    RemoveBase();
    is_making_ = true;
  }
  auto made = WriteBase();
  const base::MutexLock lock(base_mutex_);
  is_making_ = false;
  if (made) {
    KeepBase();
  } else {
    RemoveBase();
  }
  return made;
}

ServedBackup::Result<http::BackupBase> ServedBackup::WriteBase() {
  const auto no_space = [this] {
    log_.Warn("backup", {{"trouble", "the disk has no room for a base beside the sale"}});
    return std::unexpected(http::BackupTrouble::kNoSpace);
  };
  std::uint64_t sale = 0;
  for (const char* const name : {"/sale.db", "/sale.db-wal"}) {
    std::error_code error;
    const auto size = fs::file_size(data_ + name, error);
    if (!error) sale += size;
  }
  if (!HasRoom(2 * sale)) return no_space();
  // Created with mode 0600, which SQLite keeps.
  const auto file = store::PosixFileSystem().Open(base_path_, store::OpenMode::kCreateEmpty);
  if (!file) return Failed(file.error().Text());
  bool has_room = true;
  const auto mark =
      source_.CopyBase({.files = store::PosixFileSystem(), .path = base_path_},
                       [this, &has_room]() -> std::expected<void, store::StoreError> {
                         // The sale and others write to the disk, too.
                         has_room = HasRoom(0);
                         if (has_room && !stops_) return {};
                         return std::unexpected(store::StoreError{
                             store::StoreErrorCode::kUnavailable, "the server stops"});
                       });
  if (!has_room) return no_space();
  if (!mark) return Failed(mark.error().detail);
  const auto digest = store::DigestOf(**file, [this] { return !stops_; });
  if (!digest) return Failed(digest.error().Text());
  if (stops_) return Failed("the server stops");
  log_.Info("backup", {{"base", "commit " + std::to_string(mark->last.commit_number)},
                       {"bytes", std::to_string(digest->bytes)}});
  return http::BackupBase{.commit_number = mark->last.commit_number,
                          .hash = mark->last.hash,
                          .at = mark->now,
                          .bytes = digest->bytes,
                          .digest = digest->digest};
}

}  // namespace onsale::app
