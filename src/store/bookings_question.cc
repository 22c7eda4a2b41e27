#include "store/bookings_question.h"

#include "store/table_reader.h"

namespace onsale::store {

// Over the payments and not over the reservations that are CONFIRMED: a page then reads no more
// rows than it has, however many holds were never paid.
std::expected<BookingsQuestion::Answer, StoreError> BookingsQuestion::Read(
    TableReader& tables) const {
  return ReadRows<domain::Reservation>(
      tables,
      "WHERE id IN (SELECT reservation_id FROM payments WHERE id > $1 ORDER BY id LIMIT $2) "
      "ORDER BY payment_id",
      {after, static_cast<std::int64_t>(limit)});
}

}  // namespace onsale::store
