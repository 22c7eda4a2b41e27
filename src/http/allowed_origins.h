// The origins whose pages may call the API from a browser: CORS.
//
// Shape:    origins are compared as browsers send them, byte by byte. `*` is impossible: queue
//           tokens and keys are sent in headers, and every page that may send them is named.
//           Cookies are never allowed. A browser asks before a call (a preflight, `OPTIONS`) and
//           remembers the answer for two hours; the answer is the same for every path. Without an
//           origin nothing is added, and browsers let no foreign page read a response.
// Threads:  any; a value, constant once the server runs.
// Source:   WHATWG Fetch, section 3.3 (CORS protocol); RFC 6454, section 6 (an origin as text).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace onsale::http {

class AllowedOrigins {
 public:
  // Allows an origin: `https://shop.example` or `http://localhost:5173`. Returns false and adds
  // nothing if no browser sends this text: with a path, a slash at the end, upper case, the default
  // port of its scheme, a port 0 or with zeros before it, or `*` or `null`.
  bool Add(std::string_view origin);
  // Adds to a response what a browser must read to let the request's page have it.
  void Permit(const Request& request, Response& response) const;

  const std::vector<std::string>& list() const { return origins_; }

 private:
  std::vector<std::string> origins_;
};

}  // namespace onsale::http
