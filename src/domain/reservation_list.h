// Pages of a user's reservations.
#pragma once

#include <vector>

#include "domain/command.h"
#include "domain/row_set.h"

namespace onsale::domain {

// A page of the user's reservations as they are at `now`, newest first.
std::vector<ReservationView> ListReservationsOf(const UserId& user, const ReservationPage& page,
                                                RowSet& rows, Time now);

}  // namespace onsale::domain
