// Booking numbers: names of reservations that a person can read out, such as `M7K2-9QXP`.
//
// Shape:    seven letters and digits and a check character, without 0, 1, I, L and O. A number is
//           computed from the reservation's id, so nothing stores it; the rule that makes a
//           reservation chooses an id whose number is not taken (domain/hold_seats.cc). The check
//           character finds every wrong character and every two exchanged characters.
//           Persisted in what buyers wrote down: never change the computation or the letters.
// Threads:  any; no state.
// Requires: a booking number names a reservation and proves nothing: it is not a credential.
// Source:   a weighted sum modulo 31, a prime, as in ISBN-10 (ISO 2108) modulo 11.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace onsale::base {

// From 1 to 31^7 - 1; 0 means that there is none.
using BookingNumber = Number<struct BookingNumberTag, std::uint64_t>;

// The booking number of a reservation.
BookingNumber BookingNumberOf(ReservationId id);

// The number as people read it: two groups of four characters. Requires: not 0.
std::string BookingText(BookingNumber number);

// Reads a booking number as people write it: in either case, and with any spaces and dashes between
// its characters or none. Nothing if the text is longer than 64 bytes, if what is left has another
// length or character, or if its check character does not match.
std::optional<BookingNumber> ParseBookingNumber(std::string_view text);

}  // namespace onsale::base
