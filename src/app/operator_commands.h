// Commands over the operator's calls: `onsale room ...`, `onsale status`, `onsale buyer show`,
// `onsale booking show`.
//
// Errors:   the exit status: 0 done, 1 refused by the server or by the person who was asked,
//           2 wrong usage, or the server is not reached.
// Threads:  the main thread.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "app/command_line.h"

namespace onsale::app {

// The server that is called, and the file with its operator's key.
struct OperatorTarget {
  std::string url = "http://127.0.0.1:8080";
  std::string key_file;  // empty: the variable ONSALE_OPERATOR_KEY_FILE
};

struct RoomTask {
  OperatorTarget target;
  std::string verb;  // list, show, open, pause, close, set or schedule
  std::string room;
  std::string opens_at;              // of schedule
  std::vector<std::string> members;  // of set: NAME=VALUE, with the names of the API
  bool yes = false;                  // do not ask
};

int RunRoom(const RoomTask& task, const Invocation& invocation, const CommandStreams& streams);
int RunStatus(const OperatorTarget& target, bool watch, const Invocation& invocation,
              const CommandStreams& streams);
// Shows the reservation with this booking number.
int ShowBooking(const OperatorTarget& target, const std::string& number,
                const Invocation& invocation, const CommandStreams& streams);
int ShowBuyer(const OperatorTarget& target, const std::string& user, const Invocation& invocation,
              const CommandStreams& streams);
// Shows the limits of callers; changes their mode first unless `mode` is empty.
int RunLimits(const OperatorTarget& target, const std::string& mode, const Invocation& invocation,
              const CommandStreams& streams);

// The body of the change that `set`, `schedule`, ... make; an error is a sentence.
std::expected<std::string, std::string> RoomChangeBodyOf(const RoomTask& task);
// The screen of `onsale status`, from the response of `GET /v1/operator/status`. Throws if the text
// is not such a response.
std::string StatusScreen(const std::string& body);

}  // namespace onsale::app
