// The interface through which an operator's calls copy the running sale (docs/backup.md).
//
// Owner:    the source outlives the server; it calls every `done`, at the latest in its destructor.
// Threads:  any. `done` runs before the call returns, or on a thread of the source.
// Errors:   BackupTrouble. The log says more.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "base/sha256.h"
#include "base/time.h"

namespace onsale::http {

// The most bytes of a base or of the journal in one response.
inline constexpr std::size_t kBackupPieceMax = std::size_t{1} << 20;
// Begins the response with bytes of the journal; without the segment the response is empty.
inline constexpr char kBackupSegmentIsThere = '\1';

enum class BackupTrouble : std::uint8_t {
  kBusy,     // another base is being made, or too many reads wait
  kNoSpace,  // the disk has no room for a base beside the sale
  kFailed,
};

// A base that was made: sale.db as of a commit.
struct BackupBase {
  std::uint64_t commit_number = 0;
  std::uint64_t hash = 0;  // of the commit's frame
  base::Time at;           // the commit's time
  std::uint64_t bytes = 0;
  base::Sha256Digest digest;  // of the bytes
};

struct JournalPiece {
  std::uint32_t segment = 0;  // 0: the oldest one
  std::uint64_t offset = 0;
  std::size_t bytes_max = kBackupPieceMax;
};

class BackupSource {
 public:
  template <class T>
  using Done = std::move_only_function<void(std::expected<T, BackupTrouble>)>;

  virtual ~BackupSource() = default;
  // Makes a base in the place of an earlier one, and keeps it until its last byte is read, until
  // nobody has read it for a while, or until the server ends. Reads of the journal do not wait for
  // it.
  virtual void MakeBase(Done<BackupBase> done) = 0;
  // At most kBackupPieceMax bytes of the base from `offset` on; none if there is no whole base.
  virtual void ReadBase(std::uint64_t offset, Done<std::string> done) = 0;
  // Nothing if there is no such segment.
  virtual void ReadJournal(const JournalPiece& piece, Done<std::optional<std::string>> done) = 0;
};

}  // namespace onsale::http
