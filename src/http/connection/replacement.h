// Which connection of an I/O thread a new one replaces at the connection limit.
//
// Shape:    the first of these that there is:
//           1. the connection that has been without a request longest, for idle_time_min;
//           2. the one whose request has been incomplete longest, for idle_time_min;
//           3. a stranger that waits for its request or the rest of it, or that has its last
//              response, for stranger_time_min; or that has not read a response for idle_time_min:
//              of the address with the most strangers, the one that has waited longest.
//           Strangers give way sooner because they cost nothing to make: a client that opens new
//           ones without end replaces its own. A request in progress and an event stream are never
//           replaced.
// Threads:  the I/O thread only.
#pragma once

#include "http/connection/thread_context.h"

namespace onsale::http {

// From when on a connection can be replaced, if nothing changes; max if none can.
SteadyTime FirstReplaceable(const ThreadContext& context);

// The connection to replace at `now`; null if none can be. Looks at a bounded number of strangers.
const Deadlines::Hook* FindReplaceable(const ThreadContext& context, SteadyTime now);

}  // namespace onsale::http
