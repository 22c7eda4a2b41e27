// Keeps a rehearsal from buying for a show that is really on sale.
//
// Shape:    refuses a show with sold seats unless all of them belong to users of a rehearsal, whose
//           names begin with kUserPrefix. Only an access key shows whose they are.
// Errors:   a sentence on what to do.
#pragma once

#include <expected>
#include <string>

#include "rehearsal/plan.h"
#include "rehearsal/venue/venue.h"
#include "rehearsal/wire/errands.h"

namespace onsale::rehearsal {

std::expected<void, std::string> RefuseRealSales(const Plan& plan, const Venue& venue,
                                                 Errands& errands);

// Whether every reservation in the response of `GET .../seats/{seatNumber}/reservations` belongs to
// a user of a rehearsal. False for a response of another form.
bool IsOfRehearsals(std::string_view json);

}  // namespace onsale::rehearsal
