// Reservations as buyers see them: held, paid, over or given back.
//
// Shape:    the catalogue adds the seats' labels and the show's public name. Should it lack them (a
//           view may be younger than the catalogue of the request), numbers stand in for both.
#pragma once

#include <string>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/json_writer.h"

namespace onsale::http {

// What turns a reservation into words, besides itself.
struct ReservationContext {
  const domain::Catalog& catalog;
  std::string_view currency;
};

void WriteReservation(JsonWriter& json, const domain::Reservation& reservation,
                      const ReservationContext& context);
std::string ReservationJson(const domain::Reservation& reservation,
                            const ReservationContext& context);

// The members `userId`, `showId` and `seats`, which a payment shows too.
void WriteWhatIsReserved(JsonWriter& json, const domain::Reservation& reservation,
                         const domain::Catalog& catalog);

}  // namespace onsale::http
