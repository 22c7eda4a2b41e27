// The source of a copy that reads a data directory, also while a server uses it.
//
// Shape:    reads sale.db in a transaction of its own, and the journal's files by their names. A
//           frame may be read before it is synced: if a power cut takes it back, the copier notices
//           that the source differs, and begins a new chain.
//           If no server uses the directory, it is locked until the transaction has begun, because
//           the note of a copy (log_copy.h) is read before. A server may start beside the rest.
// Errors:   see copy_source.h.
#pragma once

#include <vector>

#include "store/embedded/backup/copy_source.h"

namespace onsale::store {

class DirectorySource final : public CopySource {
 public:
  // `files` must outlive this. `vfs` as for a Connection, of the source and of the target.
  DirectorySource(FileSystem& files, std::string directory, const char* vfs = nullptr)
      : directory_(std::move(directory)),
        journal_{.files = &files, .directory = directory_ + "/journal"},
        vfs_(vfs) {}

  Result<std::optional<std::string>> Read(JournalPlace from, std::size_t bytes_max) override;
  Result<CopyMark> CopyBase(const Target& target, const Between& between) override;

 private:
  Result<std::optional<std::string>> ReadSegment(JournalPlace from, std::size_t bytes_max);

  const std::string directory_;
  const JournalDirectory journal_;
  const char* const vfs_;
};

// The numbers of the segments in a journal's directory, ascending.
std::expected<std::vector<std::uint32_t>, StoreError> SegmentsIn(const JournalDirectory& journal);

}  // namespace onsale::store
