// Writes reservations as JSON for their buyers, in every status.
//
// Shape:    the catalogue provides seat labels and the showId. If it lacks them, because the view
//           is newer than the request's catalogue, the numbers of seats and show are written
//           instead.
#pragma once

#include <span>
#include <string>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/json/json_writer.h"

namespace onsale::http {

// What is needed besides the reservation to write it.
struct ReservationContext {
  const domain::Catalog& catalog;
  std::string_view currency;
};

void WriteReservation(JsonWriter& json, const domain::Reservation& reservation,
                      const ReservationContext& context);
std::string ReservationJson(const domain::Reservation& reservation,
                            const ReservationContext& context);

// An object with the member `reservations`.
std::string ReservationsJson(std::span<const domain::ReservationView> views,
                             const ReservationContext& context);

// Writes the members `userId`, `showId` and `seats`, which payments have, too.
void WriteWhatIsReserved(JsonWriter& json, const domain::Reservation& reservation,
                         const domain::Catalog& catalog);

}  // namespace onsale::http
