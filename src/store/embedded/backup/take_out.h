// Takes a sale out of a copy as it was at one moment: writes a data directory.
//
// Shape:    checks the base against its manifest and every frame against its hash and its link, and
//           writes base and frames up to the moment. The directory is then as after a crash: the
//           next start, audit or restore replays it.
// Threads:  one.
// Errors:   kCorrupt, with the file and the offset, if the copy is damaged; kUnavailable if the
//           copy does not have the moment, and for errors of the system. What was written remains.
#pragma once

#include <variant>

#include "store/embedded/backup/copy_folder.h"

namespace onsale::store {

// The moment: a commit's number, or the last commit at or before a time; neither: the last commit.
using CopyMoment = std::variant<std::monostate, std::uint64_t, base::Time>;

// The newest whole chain that begins no later than the moment.
std::expected<CopyChain, StoreError> ChainFor(const std::vector<CopyChain>& chains,
                                              const CopyMoment& moment);

// Writes into `directory`, which is empty, and makes it durable. Returns the last commit there.
std::expected<CopyMark, StoreError> TakeOut(FileSystem& files, const CopyChain& chain,
                                            const CopyMoment& moment, const std::string& directory);

}  // namespace onsale::store
