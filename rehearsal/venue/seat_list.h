// Reads which seats can be had out of the answer of `GET /v1/shows/{id}/seats`, while it arrives.
//
// Shape:    looks for `"number":` and digits, and skips the rest: the answer of an arena has 1.3 MB, and
//           is read as often as buyers look. Inside a JSON text these bytes cannot stand, since its
//           quotes would be escaped.
// Errors:   whole() is false unless every number was one, of the show, and given once, and the text
//           ended as it should; that is all it can tell.
#pragma once

#include <string>
#include <string_view>

#include "rehearsal/venue/seat_set.h"

namespace onsale::rehearsal {

class SeatList {
 public:
  explicit SeatList(std::uint32_t number_max) : seats_(number_max) {}

  void Feed(std::string_view piece);
  // After the last piece.
  bool whole() const { return sound_ && last_ == '}'; }
  const SeatSet& seats() const { return seats_; }

 private:
  // Reads all numbers that end in `text`; gives where to go on once more bytes are there.
  std::size_t Scan(std::string_view text);

  SeatSet seats_;
  std::string torn_;  // the end of the last piece: a key or a number may go on in the next
  char last_ = 0;
  bool sound_ = true;
};

}  // namespace onsale::rehearsal
