// The answer that begins a stream of events.
#pragma once

#include "http/response.h"
#include "http/stream_opening.h"

namespace onsale::http {

Response StreamResponse(StreamOpening opening);

}  // namespace onsale::http
