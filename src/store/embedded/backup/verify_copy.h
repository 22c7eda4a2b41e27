// Checks a copy of a sale: every chain's base and frames, and the audit of the sale in it.
//
// Shape:    takes each whole chain out into a folder below `scratch` and audits it there, so the
//           copy itself is only read. Unfinished chains are left out.
// Threads:  one.
// Errors:   kUnavailable: the check could not be made. Damage is in the report.
#pragma once

#include "store/audit_report.h"
#include "store/embedded/backup/copy_folder.h"

namespace onsale::store {

struct CheckedChain {
  std::string directory;
  CopyMark base;
  CopyMark last;
  std::string damage;                // a sentence; empty if the chain is whole
  std::optional<AuditReport> audit;  // unless it is damaged
  bool is_good() const { return damage.empty() && audit && audit->passed(); }
};

// The chains of the copy, oldest first, without unfinished ones.
std::expected<std::vector<CheckedChain>, StoreError> VerifyCopy(const std::string& copy,
                                                                const std::string& scratch);

}  // namespace onsale::store
