// Makes the response that starts an event stream.
#pragma once

#include "http/response.h"
#include "http/stream/stream_opening.h"

namespace onsale::http {

Response StreamResponse(StreamOpening opening);

}  // namespace onsale::http
