// Writes a queue token as JSON for its holder.
//
// Units:    members named ...Seconds in whole seconds: until an end rounded down, until an opening
//           rounded up, never negative.
// Shape:    `position` is `ahead` plus one while WAITING, else 0; in the lobby of a draw
//           `position`, `ahead` and `place` are null. `place` is the admission rank, to be compared
//           with the room's `lastAdmittedRank`. `activeUntil` is null unless ACTIVE, `claimBefore`
//           unless a first call is required by then; `estimatedWaitSeconds` is null while unknown
//           and 0 while ACTIVE; `roomState` is null unless WAITING, `opensAt` unless the room's
//           opening is ahead; `notice` is present while WAITING in a room that has one;
//           `drawEntry` is present in a draw; `expiredBecause` is present when
//           EXPIRED: TIME_UP, LEFT, PAID or NO_SHOW.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/views.h"
#include "http/json/json_writer.h"

namespace onsale::http {

// The JSON of a token view; `token` is the view's sealed credential.
// The members named ...Seconds count from `now`.
std::string TokenJson(const domain::TokenView& view, std::string_view token, domain::Time now);

// Writes the member `notice`; nothing if there is no notice.
void WriteNotice(JsonWriter& json, const domain::Notice& notice);

// Writes a time as in RFC 3339, or null if there is none.
void WriteTimeOrNull(JsonWriter& json, const std::optional<domain::Time>& time);

// Writes the seconds from `now` to an end, rounded down, and to an opening, rounded up; 0 if it is
// past, null if there is none. A countdown then never promises time that is over already.
void WriteSecondsLeft(JsonWriter& json, const std::optional<domain::Time>& end, domain::Time now);
void WriteSecondsUntil(JsonWriter& json, const std::optional<domain::Time>& opening,
                       domain::Time now);

// After how many seconds the client should poll again: PauseOf (domain/pause.h) while WAITING, 1
// while a turn is unclaimed, then 10, and 30 once EXPIRED.
std::int64_t PollAfterSeconds(const domain::TokenView& view);

}  // namespace onsale::http
