// A queue token as events for its holder, who is told what has changed.
//
// Units:    estimatedWaitSeconds in whole seconds.
// Shape:    `position` while WAITING, `admitted` while ACTIVE (again when its times change),
//           `expired` at the end; `sold-out` when that has changed. Each says everything about its
//           matter, so a client that comes back has missed nothing after the first events.
// Threads:  one.
#pragma once

#include <string>

#include "domain/views.h"
#include "http/stream_event.h"

namespace onsale::http {

class TokenFeed {
 public:
  // The events that tell of `view` after what was told before; empty if that is the same.
  std::string Advance(const domain::TokenView& view);

  // As of the last Advance.
  domain::TokenStatus status() const { return status_; }
  domain::Turn turn() const { return turn_; }

  // That the room has sold out, or no longer is: true if this listener is to be sent
  // `SoldOutEvent(sold_out)`.
  bool NoteSoldOut(bool sold_out);

 private:
  domain::TokenStatus status_ = domain::TokenStatus::kWaiting;
  domain::Turn turn_;
  bool sold_out_ = false;
  std::string told_;  // the last event that Advance made
};

// The same bytes for everybody who waits.
const SharedBytes& SoldOutEvent(bool sold_out);

void AppendExpired(std::string& out, const domain::TokenView& view);

}  // namespace onsale::http
