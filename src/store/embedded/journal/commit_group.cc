#include "store/embedded/journal/commit_group.h"

#include <algorithm>
#include <iterator>

namespace onsale::store {
namespace {

// Where the commits that fit into the next frame end in `pending`; at least the first one fits.
CommitGroup::iterator EndOfFrame(CommitGroup& pending, std::size_t frame_bytes) {
  std::size_t bytes = 0;
  for (auto at = pending.begin(); at != pending.end(); ++at) {
    bytes += at->frame.size();
    if (bytes > frame_bytes && at != pending.begin()) return at;
  }
  return pending.end();
}

}  // namespace

CommitGroup TakeGroup(CommitGroup& pending, std::size_t frame_bytes) {
  // Batches at the front that only read waited for the last frame; they need not wait for the next.
  const auto write = std::ranges::find_if_not(pending, &PendingCommit::OnlyReads);
  const bool reads_first = write != pending.begin() && write != pending.end();
  const auto end = reads_first ? write : EndOfFrame(pending, frame_bytes);
  CommitGroup group(std::move_iterator(pending.begin()), std::move_iterator(end));
  pending.erase(pending.begin(), end);
  return group;
}

Io<void> AppendGroup(JournalWriter& writer, CommitGroup& group) {
  const auto first = std::ranges::find_if_not(group, &PendingCommit::OnlyReads);
  if (first == group.end()) return {};
  std::string& frame = first->frame;
  for (auto next = std::next(first); next != group.end(); ++next) {
    if (!next->OnlyReads()) frame.append(next->frame, kFrameHeaderBytes);
  }
  return writer.Append(frame, group.back().committed.now);
}

}  // namespace onsale::store
