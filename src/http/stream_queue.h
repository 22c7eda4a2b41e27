// The events that one listener has not been able to take yet.
//
// Units:    bytes; those of an event count in full until its last one is sent.
// Shape:    first in, first out, bounded by number and, behind the one that is being sent, by bytes:
//           however large that is, others come while it is on its way. The bytes are shared with
//           the other listeners.
// Owner:    the connection; the UnsentPages, which count what is queued, outlive it.
// Threads:  one.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "http/open_streams.h"
#include "http/stream_event.h"
#include "http/unsent_pages.h"

namespace onsale::http {

class StreamQueue {
 public:
  static constexpr std::size_t kEventsMax = 64;
  static constexpr std::size_t kBytesMax = 256 * 1024;

  explicit StreamQueue(UnsentPages& unsent, OpenStreams::Place place = {})
      : unsent_(unsent), place_(std::move(place)) {}
  ~StreamQueue() {
    for (const SharedBytes& event : events_) unsent_.LetGo(*event);
  }
  StreamQueue(const StreamQueue&) = delete;
  StreamQueue& operator=(const StreamQueue&) = delete;

  // False if the listener is too far behind to be waited for; nothing is queued then.
  [[nodiscard]] bool Push(SharedBytes bytes) {
    const std::size_t size = bytes->size();
    if (!events_.empty()) {
      const std::size_t behind = bytes_ - events_.front()->size();
      if (events_.size() == kEventsMax || behind + size > kBytesMax) return false;
    }
    bytes_ += size;
    unsent_.Hold(*bytes);
    events_.push_back(std::move(bytes));
    return true;
  }

  bool empty() const { return events_.empty(); }
  // What is to be sent next. Requires: not empty.
  std::string_view front() const { return std::string_view(*events_.front()).substr(sent_); }
  // The first `size` bytes of front() are sent.
  void Sent(std::size_t size) {
    sent_ += size;
    ONSALE_ASSERT(sent_ <= events_.front()->size());
    if (sent_ < events_.front()->size()) return;
    bytes_ -= sent_;
    sent_ = 0;
    unsent_.LetGo(*events_.front());
    events_.erase(events_.begin());
    // An idle stream keeps no memory for what it once had to queue.
    if (events_.empty()) events_ = {};
  }

 private:
  UnsentPages& unsent_;
  const OpenStreams::Place place_;  // the stream's, for as long as it lasts
  std::vector<SharedBytes> events_;
  std::size_t bytes_ = 0;
  std::size_t sent_ = 0;  // of the first event
};

}  // namespace onsale::http
