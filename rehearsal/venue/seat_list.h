// Reads the available seats from the answer of `GET /v1/shows/{id}/seats`, while it arrives.
//
// Shape:    the reader searches for `"number":` and digits, and skips the rest: an arena's answer
//           has 1.3 MB and is read often. Inside a JSON string these bytes cannot occur, because
//           their quotes would be escaped.
// Errors:   whole() is false unless every number is valid, of this show and listed once, and the
//           text ends with `}`; it checks nothing else.
#pragma once

#include <string>
#include <string_view>

#include "rehearsal/venue/seat_set.h"

namespace onsale::rehearsal {

class SeatList {
 public:
  explicit SeatList(std::uint32_t number_max) : seats_(number_max) {}

  void Feed(std::string_view piece);
  // Whether the list is complete and valid. Call after the last piece.
  bool whole() const { return sound_ && last_ == '}'; }
  const SeatSet& seats() const { return seats_; }

 private:
  // Reads the seat numbers that end within `text`; returns where to continue when more bytes have
  // arrived.
  std::size_t Scan(std::string_view text);

  SeatSet seats_;
  std::string torn_;  // the last piece's end, perhaps part of a key or number
  char last_ = 0;
  bool sound_ = true;
};

}  // namespace onsale::rehearsal
