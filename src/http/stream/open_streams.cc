#include "http/stream/open_streams.h"

#include <algorithm>

namespace onsale::http {

std::optional<OpenStreams::Registration> OpenStreams::Enter(const domain::QueueTokenKey& token,
                                                            Owner& owner,
                                                            std::uint64_t connection) {
  std::optional<Stream> replaced;
  std::uint64_t number = 0;
  {
    const base::MutexLock lock(mutex_);
    if (count_ >= streams_max_) return std::nullopt;
    std::vector<Stream>& streams = by_token_[token];
    if (streams.size() == kPerTokenMax) {
      replaced = streams.front();
      streams.erase(streams.begin());
    }
    number = ++last_number_;
    streams.push_back({number, &owner, connection});
    ++count_;
  }
  if (replaced) replaced->owner->Replace(replaced->connection);
  return Registration(*this, token, number);
}

std::size_t OpenStreams::count() const {
  const base::MutexLock lock(mutex_);
  return count_;
}

// Removes a stream from the list of its token; a stream that was replaced is not in it any more.
void OpenStreams::Leave(const domain::QueueTokenKey& token, std::uint64_t number) {
  const base::MutexLock lock(mutex_);
  --count_;
  const auto found = by_token_.find(token);
  if (found == by_token_.end()) return;
  std::erase_if(found->second, [number](const Stream& stream) { return stream.number == number; });
  if (found->second.empty()) by_token_.erase(found);
}

}  // namespace onsale::http
