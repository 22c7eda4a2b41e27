#include "store/embedded/backup/directory_source.h"

#include <algorithm>
#include <cerrno>

#include "store/embedded/files/directory_lock.h"
#include "store/embedded/tables/log_copy.h"
#include "store/embedded/tables/sqlite.h"
#include "store/embedded/tables/sqlite_tables.h"

namespace onsale::store {

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
  if (from.segment == 0) {
    const auto numbers = SegmentsIn(journal_);
    if (!numbers) return std::unexpected(numbers.error());
    if (numbers->empty()) return std::nullopt;
    from.segment = numbers->front();
  }
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
  const std::string path = directory_ + "/sale.db";
  const auto lock = DirectoryLock::Take(directory_);
  if (lock) {
    if (auto good = LogCopy(*journal_.files, path).CheckLog(); !good) {
      return std::unexpected(good.error());
    }
  }
  const auto from = Connection::OpenReadOnly(path, vfs_);
  if (!from) return std::unexpected(StoreErrorOf(from.error()));
  if (auto begun = (*from)->Execute("BEGIN"); !begun) {
    return std::unexpected(StoreErrorOf(begun.error()));
  }
  const auto commit = ReadMeta(**from, "folded_batch");
  const auto hash = ReadMeta(**from, "folded_hash");
  const auto now = ReadMeta(**from, "folded_time_us");
  for (const auto* value : {&commit, &hash, &now}) {
    if (!*value) return std::unexpected(StoreErrorOf(value->error()));
  }
  const auto into = Connection::Open(target.path, vfs_);
  if (!into) return std::unexpected(StoreErrorOf(into.error()));
  // Without a manifest nobody takes the new file for a base, so it needs no rollback journal.
  auto done = (*into)->Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
  Result<void> meanwhile;
  if (done) {
    done = (*from)->CopyInto(**into, [&] {
      meanwhile = between();
      return meanwhile.has_value();
    });
  }
  if (!meanwhile) return std::unexpected(meanwhile.error());
  if (!done) return std::unexpected(StoreErrorOf(done.error()));
  return CopyMark{.last = {.commit_number = static_cast<std::uint64_t>(*commit),
                           .hash = static_cast<std::uint64_t>(*hash)},
                  .now = base::Time(base::Duration(*now))};
}

}  // namespace onsale::store
