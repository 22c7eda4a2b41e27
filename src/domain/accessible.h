// Accessible places: who may hold wheelchair places and companion seats, and how long the hold of
// a buyer lasts who needs them.
//
// Shape:    a show decides whether its accessible places are for anybody. Seats that are only
//           step-free are for everybody.
// Source:   docs/rules.md, rules 1 and 2; WCAG 2.2, success criterion 2.2.1, for the longer hold.
#pragma once

#include "domain/catalog.h"

namespace onsale::domain {

constexpr bool IsAccessiblePlace(SeatAccess access) {
  return access == SeatAccess::kWheelchair || access == SeatAccess::kCompanion;
}

inline bool MayTakeAccessiblePlaces(const Show& show, const Rights& rights) {
  return show.accessible_places == AccessiblePlaces::kAnybody || rights.access();
}

// How long a new hold lasts: twice as long for a buyer who needs accessible places.
inline Duration HoldTimeOf(const RoomPolicy& policy, const Rights& rights) {
  return rights.access() ? 2 * policy.hold_time : policy.hold_time;
}

}  // namespace onsale::domain
