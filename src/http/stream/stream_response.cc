#include "http/stream/stream_response.h"

#include <utility>

#include "http/stream/stream_event.h"

namespace onsale::http {

Response StreamResponse(StreamOpening opening) {
  Response response{.content_type = kEventStream};
  // no-transform: a proxy that compresses a stream holds its events back.
  response.AddHeader("Cache-Control", "no-store, no-transform");
  // Turns off buffering in nginx, which would otherwise hold events back.
  response.AddHeader("X-Accel-Buffering", "no");
  response.stream = std::make_shared<const StreamOpening>(std::move(opening));
  return response;
}

}  // namespace onsale::http
