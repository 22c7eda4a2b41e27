// What an endpoint gives besides the head of its answer when the answer is a stream of events.
//
// Owner:    a value; the response holds it until the connection has handed it to the StreamHub.
// Requires: the queue check has passed: whoever gets an opening may listen.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "domain/catalog.h"
#include "domain/views.h"

namespace onsale::http {

// Requires: the map is of a show of that catalogue, and as long as the show's chart.
struct SeatsOpening {
  domain::CatalogPtr catalog;
  domain::SeatMapPtr map;
  std::optional<std::uint64_t> last_event;  // the client has everything up to this one
};

struct TokenOpening {
  domain::TokenView view;
};

struct StreamOpening {
  domain::Credential caller;
  std::variant<SeatsOpening, TokenOpening> what;
};

}  // namespace onsale::http
