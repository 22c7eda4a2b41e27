// Group commit without its thread: which batches share a frame, and the frame that they share.
// CommitThread and the simulator use it.
//
// Shape:    batches stay in the order in which they were decided. A frame has the rows of its
//           batches in order, and the time of the last one, from which the next start continues.
// Threads:  one at a time.
#pragma once

#include <vector>

#include "store/embedded/journal/journal_writer.h"
#include "store/store.h"

namespace onsale::store {

struct PendingCommit {
  std::string frame;    // header space and rows; empty if no row changed
  Committed committed;  // without the commit's number, which follows from the frame
  Published published;
  CommitDone done;
  std::string decided = {};  // the batch as DecidedLog has it, if there is one

  bool OnlyReads() const { return frame.empty(); }
};
using CommitGroup = std::vector<PendingCommit>;

// Removes the next group from the front of `pending`: the batches at the front that only read, if a
// change follows them; otherwise as many batches as have at most `frame_bytes` of frames together,
// and at least one. Requires: `pending` is not empty.
CommitGroup TakeGroup(CommitGroup& pending, std::size_t frame_bytes);

// Makes the group's changes durable in one frame, so that a crash can tear only the last frame.
// Appends to the first frame of the group. Writes nothing if the group only reads.
Io<void> AppendGroup(JournalWriter& writer, CommitGroup& group);

}  // namespace onsale::store
