#include "http/stream/open_streams.h"

#include <algorithm>

namespace onsale::http {

std::optional<OpenStreams::Registration> OpenStreams::Enter(const StreamCaller& caller,
                                                            Owner& owner,
                                                            std::uint64_t connection) {
  const bool has_key = std::holds_alternative<std::string>(caller);
  const std::size_t most = has_key ? kPerKeyMax : kPerTokenMax;
  std::optional<Stream> replaced;
  std::uint64_t number = 0;
  {
    const base::MutexLock lock(mutex_);
    if (count_ >= streams_max_) return std::nullopt;
    std::vector<Stream>& streams = by_caller_[caller];
    if (streams.size() == most) {
      replaced = streams.front();
      streams.erase(streams.begin());
    }
    number = ++last_number_;
    streams.push_back({number, &owner, connection});
    ++count_;
  }
  if (replaced) replaced->owner->Replace(replaced->connection);
  return Registration(*this, caller, number);
}

std::size_t OpenStreams::count() const {
  const base::MutexLock lock(mutex_);
  return count_;
}

// Removes a stream from the list of its caller; a stream that was replaced is not in it any more.
void OpenStreams::Leave(const StreamCaller& caller, std::uint64_t number) {
  const base::MutexLock lock(mutex_);
  --count_;
  const auto found = by_caller_.find(caller);
  if (found == by_caller_.end()) return;
  std::erase_if(found->second, [number](const Stream& stream) { return stream.number == number; });
  if (found->second.empty()) by_caller_.erase(found);
}

}  // namespace onsale::http
