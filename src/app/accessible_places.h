// Reads which seats of a row are accessible places, from the member `access` of an entry of a
// section's `rows`.
//
// Shape:    the entry's rows have the same places. A wheelchair place may have a companion seat
//           in its row; the two are a pair. No seat is named twice.
// Errors:   appends mistakes to a list; if there are any, the places must not be used.
// Source:   docs/catalog.md, "Accessible places and ranks".
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/json_fields.h"
#include "domain/catalog.h"

namespace onsale::app {

inline constexpr std::array<std::string_view, 3> kAccessMembers{"seat", "kind", "companion"};

// The numbers on the tickets of a row: from `first` to `last` in steps of `step`, without the gaps.
struct TicketNumbers {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t step = 1;
  const std::set<std::int64_t>& gaps;

  // The seat's index in the order of the row's numbers, from 0; nothing if the row lacks it.
  std::optional<std::int64_t> IndexOf(std::int64_t number) const;
};

struct AccessiblePlace {
  domain::SeatAccess access = domain::SeatAccess::kNone;
  std::optional<std::int64_t> partner = {};  // of a pair: the other seat's index in the row
};
// By the number on the ticket.
using AccessiblePlaces = std::map<std::int64_t, AccessiblePlace>;

// Reads the member `access` of the entry, which may be absent.
AccessiblePlaces ReadAccessiblePlaces(Fields& entry, const TicketNumbers& numbers,
                                      std::vector<JsonMistake>& mistakes);

}  // namespace onsale::app
