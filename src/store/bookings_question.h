// A page of all paid reservations of a sale.
#pragma once

#include "store/question.h"

namespace onsale::store {

// Asks for the reservations of the payments with an id above `after`, in order of payment id: ids
// are given in order of time, so that payments made while pages are read come last.
struct BookingsQuestion {
  using Answer = std::vector<domain::Reservation>;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "the bookings";

  base::Uuid after;  // nil: from the first payment on
  std::size_t limit = 100;

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

}  // namespace onsale::store
