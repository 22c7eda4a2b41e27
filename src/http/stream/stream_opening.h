// What an event stream shows and where it begins. An endpoint returns this with the head of its
// response.
//
// Owner:    a value; the response holds it until the connection passes it to the StreamHub.
// Requires: the caller has passed the queue check, or shown an access key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "domain/access_key.h"
#include "domain/catalog.h"
#include "domain/views.h"

namespace onsale::http {

// A stream of seats. Requires: the map is of a show of this catalogue, with one status for each
// seat of its chart.
struct SeatsOpening {
  domain::CatalogPtr catalog;
  domain::SeatMapPtr map;
  std::optional<std::uint64_t> last_event;  // the last event that the client received
};

struct TokenOpening {
  domain::TokenView view;
};

// A stream of the sale in numbers, for the holder of an access key.
struct SaleOpening {
  std::string key_id;
  base::Sha256Digest digest;  // of the key's text
  domain::Scope scope{};      // what the key must have while the stream is open
};

struct StreamOpening {
  domain::Credential caller;  // not of a SaleOpening
  std::variant<SeatsOpening, TokenOpening, SaleOpening> what;
};

// Whose streams are limited together: those of a queue token, or of an access key by its id.
using StreamCaller = std::variant<domain::QueueTokenKey, std::string>;

inline StreamCaller CallerOf(const StreamOpening& opening) {
  if (const auto* sale = std::get_if<SaleOpening>(&opening.what)) return sale->key_id;
  return opening.caller.key;
}

}  // namespace onsale::http
