#include "store/embedded/backup/directory_source.h"

#include <algorithm>
#include <cerrno>

#include "store/embedded/files/directory_lock.h"
#include "store/embedded/tables/log_copy.h"
#include "store/embedded/tables/sqlite.h"
#include "store/embedded/tables/sqlite_tables.h"

namespace onsale::store {
namespace {

// A read transaction on sale.db, and the commit that it reads.
struct SaleSnapshot {
  std::unique_ptr<Connection> connection;
  CopyMark mark;
};

// The directory is locked only until the transaction reads: from then on SQLite keeps what it reads
// (the log is neither emptied nor overwritten, and only pages are copied into sale.db that the
// transaction may see), so that a server may start meanwhile.
StoreResult<SaleSnapshot> BeginSnapshot(const JournalDirectory& journal,
                                        const std::string& directory, const char* vfs) {
  const std::string path = directory + "/sale.db";
  const auto lock = DirectoryLock::Take(directory);
  if (lock) {
    if (auto good = LogCopy(*journal.files, path).CheckLog(); !good) {
      return std::unexpected(good.error());
    }
  }
  auto from = Connection::OpenReadOnly(path, vfs);
  if (!from) return std::unexpected(StoreErrorOf(from.error()));
  if (auto begun = (*from)->Execute("BEGIN"); !begun) {
    return std::unexpected(StoreErrorOf(begun.error()));
  }
  // BEGIN alone reads nothing yet.
  const auto commit = ReadMeta(**from, "folded_batch");
  const auto hash = ReadMeta(**from, "folded_hash");
  const auto now = ReadMeta(**from, "folded_time_us");
  for (const auto* value : {&commit, &hash, &now}) {
    if (!*value) return std::unexpected(StoreErrorOf(value->error()));
  }
  const CopyMark mark{.last = {.commit_number = static_cast<std::uint64_t>(*commit),
                               .hash = static_cast<std::uint64_t>(*hash)},
                      .now = base::Time(base::Duration(*now))};
  return SaleSnapshot{.connection = *std::move(from), .mark = mark};
}

}  // namespace

std::expected<std::vector<std::uint32_t>, StoreError> SegmentsIn(const JournalDirectory& journal) {
  const auto names = journal.files->List(journal.directory);
  if (!names) return std::unexpected(Unavailable(names.error()));
  std::vector<std::uint32_t> numbers;
  for (const std::string& name : *names) {
    if (const auto number = SegmentNumber(name)) numbers.push_back(*number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

CopySource::Result<std::optional<std::string>> DirectorySource::Read(JournalPlace from,
                                                                     std::size_t bytes_max) {
  if (from.segment != 0) return ReadSegment(from, bytes_max);
  // The oldest segment may be removed after it was listed: then another one is the oldest.
  for (std::uint32_t gone = 0;;) {
    const auto numbers = SegmentsIn(journal_);
    if (!numbers) return std::unexpected(numbers.error());
    if (numbers->empty() || numbers->front() == gone) return std::nullopt;
    from.segment = gone = numbers->front();
    auto bytes = ReadSegment(from, bytes_max);
    if (!bytes || *bytes) return bytes;
  }
}

CopySource::Result<std::optional<std::string>> DirectorySource::ReadSegment(JournalPlace from,
                                                                            std::size_t bytes_max) {
  const auto file = journal_.files->Open(journal_.PathOf(from.segment), OpenMode::kRead);
  if (!file && file.error().error_number == ENOENT) return std::nullopt;
  if (!file) return std::unexpected(Unavailable(file.error()));
  const auto size = (*file)->Size();
  if (!size) return std::unexpected(Unavailable(size.error()));
  const std::uint64_t left = *size - std::min(from.offset, *size);
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(left, bytes_max)), '\0');
  const auto got = (*file)->Read(from.offset, bytes);
  if (!got) return std::unexpected(Unavailable(got.error()));
  bytes.resize(*got);
  return bytes;
}

CopySource::Result<CopyMark> DirectorySource::CopyBase(const Target& target,
                                                       const Between& between) {
  const auto snapshot = BeginSnapshot(journal_, directory_, vfs_);
  if (!snapshot) return std::unexpected(snapshot.error());
  const auto& [from, mark] = *snapshot;
  const auto into = Connection::Open(target.path, vfs_);
  if (!into) return std::unexpected(StoreErrorOf(into.error()));
  // Without a manifest nobody takes the new file for a base, so it needs no rollback journal.
  auto done = (*into)->Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
  Result<void> meanwhile;
  if (done) {
    done = from->CopyInto(**into, [&] {
      meanwhile = between();
      return meanwhile.has_value();
    });
  }
  if (!meanwhile) return std::unexpected(meanwhile.error());
  if (!done) return std::unexpected(StoreErrorOf(done.error()));
  return mark;
}

}  // namespace onsale::store
