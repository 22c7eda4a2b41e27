// Commands over the operator's calls: `onsale room ...`, `onsale status`, `onsale buyer show`,
// `onsale booking show`, `onsale clock accept`.
//
// Errors:   the exit status: 0 done; 1 and 2 as operator_call.h says, and 1 if the person who was
//           asked refused.
// Threads:  the main thread.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "app/operator_call.h"

namespace onsale::app {

struct RoomTask {
  OperatorTarget target;
  std::string verb;  // list, show, open, pause, close, set or schedule
  std::string room;
  std::string opens_at;  // of schedule
  // Of set: NAME=VALUE, with the names and values of the API or of catalogues.
  std::vector<std::string> members;
  bool yes = false;  // do not ask
};

int RunRoom(const RoomTask& task, const Invocation& invocation, const CommandStreams& streams);
int RunStatus(const OperatorTarget& target, bool watch, const Invocation& invocation,
              const CommandStreams& streams);
// Shows the reservation with a booking number, which may be written in several words.
int ShowBooking(const OperatorTarget& target, const std::vector<std::string>& words,
                const Invocation& invocation, const CommandStreams& streams);
int ShowBuyer(const OperatorTarget& target, const std::string& user, const Invocation& invocation,
              const CommandStreams& streams);
// The modes that `onsale limits` sets; an empty one stays.
struct LimitChange {
  std::string mode;
  std::string challenge;
};
// Shows the limits of callers; changes their modes first if one is given.
int RunLimits(const OperatorTarget& target, const LimitChange& change, const Invocation& invocation,
              const CommandStreams& streams);

// The sale of the server continues although its clock was set ahead or is behind.
// Source: docs/clocks.md.
int AcceptClock(const OperatorTarget& target, const Invocation& invocation,
                const CommandStreams& streams);

// The body of the change that `set`, `schedule`, ... make; an error is a sentence.
std::expected<std::string, std::string> RoomChangeBodyOf(const RoomTask& task);
// The screen of `onsale status`, from the response of `GET /v1/operator/status`. Throws if the text
// is not such a response.
std::string StatusScreen(const std::string& body);

}  // namespace onsale::app
