// The changes of one queue token as events for its holder.
//
// Units:    members named ...Seconds in whole seconds, as in a token (json/token_json.h).
// Shape:    the events are `position` while WAITING, `admitted` while ACTIVE (again when its times
//           change), `expired` at the end, with the id kEndedId; while WAITING `sold-out` when the
//           room sells out or has seats again, and `room` when its state, opening or notice
//           changes, and at the start unless it is OPEN with neither a notice nor anything to wait
//           for. Each event is complete in itself, so a client that reconnects misses nothing after
//           the first events.
// Threads:  one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/views.h"
#include "http/stream/stream_event.h"

namespace onsale::http {

// What a waiting buyer receives about the room.
struct RoomNews {
  domain::RoomState state = domain::RoomState::kOpen;
  std::optional<domain::Time> opens_at;  // nobody is admitted before; of an OPEN room, a sale's
  domain::Time notice_at = {};           // when the notice was set; the epoch without one
  bool operator==(const RoomNews&) const = default;
};

class TokenFeed {
 public:
  // The events for `view`; empty if nothing has changed since the last call. Countdowns of the
  // events count from `now`; that they have changed is not a change of the view.
  std::string Advance(const domain::TokenView& view, domain::Time now);

  // The token's status as of the last Advance.
  domain::TokenStatus status() const { return status_; }
  domain::AdmissionRank rank() const { return rank_; }

  // Records whether the room is sold out. True if the listener must be sent
  // `SoldOutEvent(sold_out)`.
  bool NoteSoldOut(bool sold_out);
  // The same for the room's state, opening and notice: `RoomEvent(news, notice)`. Compares notices
  // by their times, so that a listener keeps no text.
  bool NoteRoom(const RoomNews& news);

 private:
  domain::TokenStatus status_ = domain::TokenStatus::kWaiting;
  domain::AdmissionRank rank_;
  bool sold_out_ = false;
  RoomNews news_;
  std::string told_;  // the last event that Advance returned, as of the epoch
};

// The event `sold-out`; its bytes are the same for all listeners.
const SharedBytes& SoldOutEvent(bool sold_out);

// The event `room`, to be shared by all listeners. `opensInSeconds` counts from `now`; the notice
// is that of `news.notice_at`.
SharedBytes RoomEvent(const RoomNews& news, const domain::Notice& notice, domain::Time now);

// Appends the event `expired`. A stream of seats gives it no id: its ids are versions.
void AppendExpired(std::string& out, const domain::TokenView& view, std::string_view id = {});

}  // namespace onsale::http
