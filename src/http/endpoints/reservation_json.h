// Writes reservations as JSON for their buyers, in every status.
//
// Units:    remainingSeconds in whole seconds.
// Shape:    the catalogue provides concert and show, and section, row and category of each seat. If
//           it lacks a show, because the view is newer than the request's catalogue, or a seat,
//           which an ended reservation may outlive, their numbers are written as `showId` and
//           `label`, and the other members are null. `endedBecause` and `endedAt` are present if
//           the reservation ended without payment and no earlier version ended it by cancelling.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/call.h"
#include "http/json/json_writer.h"

namespace onsale::http {

// What is needed besides the reservation to write it.
struct ReservationContext {
  const domain::Catalog& catalog;
  std::string_view currency;
  base::Time now;  // of the answer: remainingSeconds counts from it
};

ReservationContext ContextOf(const Call& call);

void WriteReservation(JsonWriter& json, const domain::Reservation& reservation,
                      const ReservationContext& context);
std::string ReservationJson(const domain::Reservation& reservation,
                            const ReservationContext& context);

// An object with the members `reservations` and `nextCursor`, which is null if nothing follows.
std::string ReservationsJson(std::span<const domain::ReservationView> views,
                             const std::optional<std::string>& next_cursor,
                             const ReservationContext& context);

// Writes the members that payments have, too: `userId`, concert, show and `seats`.
void WriteWhatIsReserved(JsonWriter& json, const domain::Reservation& reservation,
                         const domain::Catalog& catalog);

}  // namespace onsale::http
