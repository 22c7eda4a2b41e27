// A show's sale window and waiting room.
#pragma once

#include "base/assert.h"
#include "domain/row_set.h"

namespace onsale::domain {

// Whether the show is on sale at `now`: from sale_opens_at until before sale_closes_at.
inline bool IsOnSale(const Show& show, Time now) {
  return show.sale_opens_at <= now && now < show.sale_closes_at;
}

// The waiting room of a show's concert. Requires: the show is in the catalogue.
inline RoomId RoomOf(ShowId id, RowSet& rows) {
  const Show* show = rows.catalog().Find(id);
  ONSALE_ASSERT(show != nullptr);
  const Concert* concert = rows.catalog().Find(show->concert);
  ONSALE_ASSERT(concert != nullptr);
  return concert->room;
}

}  // namespace onsale::domain
