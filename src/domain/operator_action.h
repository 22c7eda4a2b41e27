// Writes the rows of what operators change.
//
// Shape:    a text is a JSON object. It names what was changed (`room`, `key`), then gives the
//           members that differ, in the same order before and after. A text has at most
//           kActionTextMax bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access_key.h"
#include "domain/row_set.h"

namespace onsale::domain {

struct ActionText {
  std::string before;
  std::string after;
};

// The members are those of room_members.h. Lengths are like `10m`, as in catalogue files.
ActionText TextOf(const Room& before, const Room& after);
// The show and the seats, which are the same before and after, and their status: HELD_BACK on one
// side, AVAILABLE on the other.
ActionText TextOfSeats(const std::string& show, const std::vector<SeatNumber>& seats,
                       bool held_back);
// The status alone.
ActionText TextOf(const Reservation& before, const Reservation& after);
// The size of a catalogue. Its text names no catalogue: a sale has one.
struct CatalogSize {
  std::int64_t concerts = 0;
  std::int64_t shows = 0;
  std::int64_t seats = 0;  // of all shows
};
// The sizes, and `changes` in words, unless they are too long.
ActionText TextOf(const CatalogSize& before, const CatalogSize& after, std::string_view changes);
// The digests of secrets are left out. A new key was one without name and scopes. `replaced`: the
// secret that a rotation has ended at once, a member of `after`.
ActionText TextOf(const AccessKeyRow& before, const AccessKeyRow& after,
                  EndedSecret replaced = EndedSecret::kNone);

// Puts the next row.
void PutAction(const Actor& actor, ActionText text, RowSet& rows, Time now);

}  // namespace onsale::domain
