// What an event stream shows and where it begins. An endpoint returns this with the head of its
// response.
//
// Owner:    a value; the response holds it until the connection passes it to the StreamHub.
// Requires: the caller has passed the queue check.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

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

struct StreamOpening {
  domain::Credential caller;
  std::variant<SeatsOpening, TokenOpening> what;
};

}  // namespace onsale::http
