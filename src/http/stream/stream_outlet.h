// Where an I/O thread's streams get their events from.
#pragma once

#include <cstdint>

#include "http/stream/stream_event.h"

namespace onsale::http {

// Receives the events for listeners. Both methods may lead to the listener's Leave.
class StreamOutlet {
 public:
  virtual ~StreamOutlet() = default;
  virtual void Send(std::uint64_t listener, const SharedBytes& bytes) = 0;
  // Ends the listener's stream after the events already sent: no more follow.
  virtual void End(std::uint64_t listener) = 0;
};

}  // namespace onsale::http
