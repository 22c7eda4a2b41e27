// The shop's public keys at a URL, requested again when they may have changed.
//
// Shape:    requested for the first time at once, then whenever the `max-age` of the last answer is
//           over (30 s to an hour; 5 minutes without one), 30 s after an error, and for an unknown
//           key. An unchanged document costs a 304: the request has the last ETag.
// Threads:  one at a time.
// Errors:   a sentence for the operator. After an error the whole document is requested.
// Source:   RFC 9111 (Cache-Control) and RFC 9110, section 13.1.2 (If-None-Match).
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "base/time.h"
#include "http/access/buyer/key_set_source.h"
#include "outbound/https_client.h"

namespace onsale::app {

class BuyerKeyUrl final : public http::KeySetSource {
 public:
  // Requests the document, with the ETag of the one that is known; without one if it is empty.
  using Get = std::function<std::expected<outbound::HttpsAnswer, std::string>(const std::string&)>;

  // `shown` is the URL for errors. `clock` is one that nobody sets.
  BuyerKeyUrl(std::string shown, Get get, const base::Clock& clock)
      : shown_(std::move(shown)), get_(std::move(get)), clock_(clock) {}

  Result Read(Why why) override;

 private:
  Result Request(const std::string& etag);
  std::unexpected<std::string> Trouble(std::string_view sentence) const;

  const std::string shown_;
  const Get get_;
  const base::Clock& clock_;
  base::Time due_;    // the next request
  std::string etag_;  // of the last document; empty after an error
};

}  // namespace onsale::app
