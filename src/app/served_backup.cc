#include "app/served_backup.h"

#include <filesystem>
#include <memory>
#include <utility>

#include "store/embedded/backup/copy_folder.h"

namespace onsale::app {
namespace {

namespace fs = std::filesystem;

// What must be free beside a base, so that a backup does not fill the disk of the sale: as much
// again, and room for the journal.
constexpr std::uint64_t kFreeBesideBase = std::uint64_t{256} << 20;

}  // namespace

ServedBackup::ServedBackup(std::string data, Log& log)
    : data_(std::move(data)),
      base_path_(data_ + "/sale.db-base"),
      log_(log),
      source_(store::PosixFileSystem(), data_) {
  RemoveBase();
}

ServedBackup::~ServedBackup() {
  stops_ = true;  // a base in progress ends, and is removed
  RemoveBase();
}

void ServedBackup::RemoveBase() {
  std::error_code ignored;
  fs::remove(base_path_, ignored);
}

std::unexpected<http::BackupTrouble> ServedBackup::Failed(const std::string& reason) {
  log_.Warn("backup", {{"trouble", reason}});
  return std::unexpected(http::BackupTrouble::kFailed);
}

template <class T, class Work>
void ServedBackup::Run(Done<T> done, Work work) {
  // `done` is shared with the task: Run destroys a task that it does not start, and `done` is
  // needed then.
  const auto answer = std::make_shared<Done<T>>(std::move(done));
  const auto started = tasks_.Run([answer, work = std::move(work)]() mutable {
    return [answer, result = work()]() mutable { (*answer)(std::move(result)); };
  });
  if (started == base::TaskThread::Start::kStarted) return;
  (*answer)(std::unexpected(http::BackupTrouble::kBusy));
}

void ServedBackup::MakeBase(Done<http::BackupBase> done) {
  Run<http::BackupBase>(std::move(done), [this] { return Make(); });
}

void ServedBackup::ReadBase(std::uint64_t offset, Done<std::string> done) {
  Run<std::string>(std::move(done), [this, offset] { return Read(offset); });
}

void ServedBackup::ReadJournal(const http::JournalPiece& piece,
                               Done<std::optional<std::string>> done) {
  Run<std::optional<std::string>>(
      std::move(done), [this, piece]() -> Result<std::optional<std::string>> {
        auto bytes =
            source_.Read({.segment = piece.segment, .offset = piece.offset}, piece.bytes_max);
        if (!bytes) return Failed(bytes.error().detail);
        return *std::move(bytes);
      });
}

bool ServedBackup::HasRoom() const {
  std::error_code error;
  std::uint64_t sale = 0;
  for (const char* const name : {"/sale.db", "/sale.db-wal"}) {
    const auto size = fs::file_size(data_ + name, error);
    if (!error) sale += size;
  }
  const auto space = fs::space(data_, error);
  return !error && space.available >= 2 * sale + kFreeBesideBase;
}

ServedBackup::Result<http::BackupBase> ServedBackup::Make() {
  RemoveBase();
  if (!HasRoom()) {
    log_.Warn("backup", {{"trouble", "the disk has no room for a base beside the sale"}});
    return std::unexpected(http::BackupTrouble::kNoSpace);
  }
  // Created with mode 0600, which SQLite keeps.
  const auto file = store::PosixFileSystem().Open(base_path_, store::OpenMode::kCreateEmpty);
  if (!file) return Failed(file.error().Text());
  const auto mark =
      source_.CopyBase({.files = store::PosixFileSystem(), .path = base_path_},
                       [this]() -> std::expected<void, store::StoreError> {
                         if (!stops_) return {};
                         return std::unexpected(store::StoreError{
                             store::StoreErrorCode::kUnavailable, "the server stops"});
                       });
  if (!mark) {
    RemoveBase();
    return Failed(mark.error().detail);
  }
  const auto digest = store::DigestOf(**file);
  if (!digest) return Failed(digest.error().Text());
  log_.Info("backup", {{"base", "commit " + std::to_string(mark->last.commit_number)},
                       {"bytes", std::to_string(digest->bytes)}});
  return http::BackupBase{.commit_number = mark->last.commit_number,
                          .hash = mark->last.hash,
                          .at = mark->now,
                          .bytes = digest->bytes,
                          .digest = digest->digest};
}

ServedBackup::Result<std::string> ServedBackup::Read(std::uint64_t offset) {
  const auto file = store::PosixFileSystem().Open(base_path_, store::OpenMode::kRead);
  if (!file) return std::string();
  std::string bytes(http::kBackupPieceMax, '\0');
  const auto got = (*file)->Read(offset, bytes);
  if (!got) return Failed(got.error().Text());
  bytes.resize(*got);
  const auto size = (*file)->Size();
  if (!size || offset + *got >= *size) RemoveBase();
  return bytes;
}

}  // namespace onsale::app
