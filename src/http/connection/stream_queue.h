// The events that wait to be sent to one listener.
//
// Units:    bytes; an event counts in full until its last byte is sent.
// Shape:    FIFO, bounded by the number of events and by the bytes after the first event: the first
//           may have any size, and others still queue behind it while it is being sent. Bytes are
//           shared with other listeners.
// Owner:    the connection. The UnsentPages, which count the queued bytes, outlive it.
// Threads:  one.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "http/connection/unsent_pages.h"
#include "http/stream/stream_event.h"

namespace onsale::http {

class StreamQueue {
 public:
  static constexpr std::size_t kEventsMax = 64;
  static constexpr std::size_t kBytesMax = 256 * 1024;

  explicit StreamQueue(UnsentPages& unsent) : unsent_(unsent) {}
  ~StreamQueue() { Clear(); }
  StreamQueue(const StreamQueue&) = delete;
  StreamQueue& operator=(const StreamQueue&) = delete;

  // Queues an event. False, without queueing it, if the listener is too far behind.
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
  // The bytes of the first event that are to be sent next. Requires: the queue is not empty.
  std::string_view front() const { return std::string_view(*events_.front()).substr(sent_); }
  // Reports that the first `size` bytes of front() were sent.
  void Sent(std::size_t size) {
    sent_ += size;
    ONSALE_ASSERT(sent_ <= events_.front()->size());
    if (sent_ < events_.front()->size()) return;
    bytes_ -= sent_;
    sent_ = 0;
    unsent_.LetGo(*events_.front());
    events_.erase(events_.begin());
    // Returns the queue's memory: an idle stream keeps none of an earlier queue.
    if (events_.empty()) events_ = {};
  }
  // Drops all queued events.
  void Clear() {
    for (const SharedBytes& event : events_) unsent_.LetGo(*event);
    events_ = {};
    bytes_ = sent_ = 0;
  }

 private:
  UnsentPages& unsent_;
  std::vector<SharedBytes> events_;
  std::size_t bytes_ = 0;
  std::size_t sent_ = 0;  // how much of the first event was sent
};

}  // namespace onsale::http
