// The audit's checks of seats and reservations: docs/rules.md, rules 1 and 6.

#include "store/audit.h"

namespace onsale::store {
namespace {

constexpr AuditSql kSeatChecks[] = {
    {.name = "seat-owners",
     .proves = "Every HELD or SOLD seat names a reservation of its show with the matching status, "
               "and no other seat names one.",
     .count = "SELECT count(*) FROM seats",
     .violations = R"(
SELECT 'seat ' || s.number || ' of show ' || s.show_id || ' is ' || s.status || ' for ' ||
       coalesce('reservation ' || s.reservation_id, 'no reservation') ||
       coalesce(', which is ' || r.status || ' at show ' || r.show_id, '')
FROM seats AS s LEFT JOIN reservations AS r ON r.id = s.reservation_id
WHERE (CASE s.status
  WHEN 'AVAILABLE' THEN s.reservation_id IS NULL AND s.held_until IS NULL
  WHEN 'HELD_BACK' THEN s.reservation_id IS NULL AND s.held_until IS NULL
  WHEN 'HELD' THEN r.status = 'HELD' AND r.show_id = s.show_id AND r.held_until = s.held_until
  WHEN 'SOLD' THEN r.status = 'CONFIRMED' AND r.show_id = s.show_id AND s.held_until IS NULL
  END) IS NOT TRUE)"},
    {.name = "reservation-seats",
     .proves =
         "Every seat of a live hold or a paid reservation names that reservation, and no other "
         "seat does.",
     .count = "SELECT count(*) FROM {live} AS x",
     .violations = R"(
SELECT 'reservation ' || x.reservation_id || ' is ' || x.status || ' with seat ' ||
       coalesce(x.number, 0) || ' of show ' || x.show_id || ', which is ' ||
       coalesce(s.status || ' for ' || s.reservation_id, s.status, 'missing')
FROM {live} AS x LEFT JOIN seats AS s ON s.show_id = x.show_id AND s.number = x.number
WHERE (s.reservation_id = x.reservation_id AND
       s.status = CASE x.status WHEN 'HELD' THEN 'HELD' ELSE 'SOLD' END) IS NOT TRUE
UNION ALL
SELECT 'seat ' || number || ' of show ' || show_id || ' names reservation ' || reservation_id ||
       ', which does not include it'
FROM (SELECT show_id, number, reservation_id FROM seats WHERE reservation_id IS NOT NULL
      EXCEPT SELECT show_id, number, reservation_id FROM {reserved} AS x) AS unlisted)"},
    {.name = "one-owner",
     .proves = "No seat belongs to two reservations that are live holds or paid.",
     .count = "SELECT count(*) FROM {live} AS x",
     .violations = R"(
SELECT 'seat ' || number || ' of show ' || show_id || ' belongs to ' || count(*) ||
       ' reservations, ' || min(CAST(reservation_id AS TEXT)) || ' among them'
FROM {live} AS x GROUP BY show_id, number HAVING count(*) > 1)"},
    {.name = "reservation-amounts",
     .proves = "Every reservation has seats, no seat twice, and costs the sum of their prices.",
     .count = "SELECT count(*) FROM reservations",
     .violations = R"(
SELECT 'reservation ' || reservation_id || ' costs ' || amount || ', but its ' ||
       count(number) || ' seats cost ' || coalesce(sum(price), 0)
FROM {reserved} AS x GROUP BY reservation_id, amount
HAVING (sum(price) = amount AND count(DISTINCT number) = count(*)) IS NOT TRUE)"},
    // A row without a reason is an earlier version's: its reservation was made before the first end
    // that has a reason, because ends that are due come before new reservations.
    {.name = "reservation-ends",
     .proves =
         "Every reservation that ended without payment has a reason and a time (unless an earlier "
         "version ended it), and no other reservation has them.",
     .count = "SELECT count(*) FROM reservations",
     .violations = R"(
SELECT 'reservation ' || id || ' is ' || status || ', and ended because ' || end_reason ||
       coalesce(' at ' || CAST(ended_at AS TEXT), ', at no time')
FROM reservations
WHERE (CASE end_reason
  WHEN 'NONE' THEN ended_at IS NULL AND (status IN ('HELD', 'CONFIRMED') OR
    (created_at >= (SELECT min(ended_at) FROM reservations)) IS NOT TRUE)
  WHEN 'EXPIRED' THEN status = 'EXPIRED' AND ended_at = held_until
  ELSE status = 'CANCELLED' AND ended_at >= created_at AND ended_at < held_until
  END) IS NOT TRUE)"},
    {.name = "reservation-persons",
     .proves =
         "Every reservation names the person of its token, so that caps count for the person.",
     .count = "SELECT count(*) FROM reservations",
     .violations = R"(
SELECT 'reservation ' || r.id || ' has ' || coalesce('person ' || r.person, 'no person') ||
       ', and its token says: ' || coalesce(t.rights, 'missing')
FROM reservations AS r
  LEFT JOIN queue_tokens AS t ON t.room_id = r.room_id AND t.place = r.place
WHERE (coalesce('person:' || r.person, '') =
  CASE WHEN t.rights LIKE 'person:%' THEN substr(t.rights, 1, 43) ELSE '' END) IS NOT TRUE)"},
    {.name = "seat-prices",
     .proves = "Every seat that is held or paid for is a seat of the show's chart, and its price "
               "is not below zero.",
     .count = "SELECT count(*) FROM {live} AS x",
     .violations = R"(
SELECT 'reservation ' || x.reservation_id || ' has seat ' || coalesce(x.number, 0) || ' for ' ||
       coalesce(x.price, 0) || ', and the chart has ' ||
       coalesce('seat ' || c.number, 'no such seat')
FROM {live} AS x LEFT JOIN shows AS h ON h.id = x.show_id
  LEFT JOIN chart_seats AS c ON c.chart_id = h.chart_id AND c.number = x.number
WHERE (c.number = x.number AND x.price >= 0) IS NOT TRUE)"},
    {.name = "holds-have-turns",
     .proves = "Every live hold belongs to an ACTIVE turn of its buyer that ends no earlier.",
     .count = "SELECT count(*) FROM reservations WHERE status = 'HELD' AND held_until > {now}",
     .violations = R"(
SELECT 'reservation ' || r.id || ' of ' || r.user_id || ' is HELD with queue number ' ||
       r.place || ' of room ' || r.room_id || ', which is ' ||
       coalesce(t.status || ' of ' || t.user_id, 'missing')
FROM reservations AS r
  LEFT JOIN queue_tokens AS t ON t.room_id = r.room_id AND t.place = r.place
WHERE r.status = 'HELD' AND r.held_until > {now} AND
  (t.status = 'ACTIVE' AND t.user_id = r.user_id AND t.active_until >= r.held_until) IS NOT TRUE)"},
};

}  // namespace

std::span<const AuditSql> SeatAudit() {
  return kSeatChecks;
}

}  // namespace onsale::store
