// Restores a sale from a copy into a new data directory.
//
// Shape:    takes the sale out under another name beside the directory, marks it there in commits
//           of its own (domain/restored.h), and renames it at the end: an interrupted restore
//           leaves no data directory. The marks have the time of the copy's last commit: no clock
//           is read, and the next start decides whether to believe one. The caller makes a new
//           token key in the folder (`finish`).
// Threads:  one.
// Errors:   kCorrupt if the copy is damaged; kUnavailable if it does not hold the moment, if the
//           directory is not new or empty or is a mount point, and for errors of the system.
#pragma once

#include "domain/access_key.h"
#include "store/embedded/backup/take_out.h"

namespace onsale::store {

struct RestoreOrder {
  std::string copy;
  CopyMoment moment;
  std::string data;  // the new data directory: missing, or empty
  // Called when all is ready, with the folder that becomes `data`; an error ends the restore.
  std::function<std::expected<void, std::string>(const std::string& folder)> finish;
};

struct Restored {
  std::string chain;  // the directory of the chain that was used
  CopyMark from;      // the last commit of the copy that the sale has
  CopyMark marked;    // the last commit of the restore itself
  std::size_t ended_tokens = 0;
  std::vector<domain::AccessKeyRow> keys;  // that are valid
};

std::expected<Restored, StoreError> RestoreSale(const RestoreOrder& order);

}  // namespace onsale::store
