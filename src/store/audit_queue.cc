// The audit's checks of rooms and queues: docs/rules.md, rule 5. kAuditTurns is the audit's only
// definition of the order of admission.

#include "store/audit.h"

namespace onsale::store {
namespace {

constexpr AuditSql kQueueChecks[] = {
    {.name = "queue-order",
     .proves = "Every WAITING token has an admission rank above the last admitted one.",
     .count = "SELECT count(*) FROM queue_tokens WHERE status = 'WAITING'",
     .violations = R"(
SELECT 'queue number ' || place || ' of room ' || slug || ' is WAITING with admission rank ' ||
       turn || ', but rank ' || last_admitted || ' was admitted'
FROM {turns} AS t WHERE status = 'WAITING' AND turn <= last_admitted)"},
    {.name = "admission-order",
     .proves = "Buyers were admitted in order of admission rank.",
     .count = "SELECT count(*) FROM queue_tokens WHERE activated_at IS NOT NULL",
     .violations = R"(
SELECT 'queue number ' || place || ' of room ' || slug || ' was admitted at ' || activated_at ||
       ', but queue number ' || place_before || ', of a lower rank, only at ' || before
FROM (SELECT slug, place, activated_at, lag(place) OVER admitted AS place_before,
             lag(activated_at) OVER admitted AS before
      FROM {turns} AS t WHERE activated_at IS NOT NULL
      WINDOW admitted AS (PARTITION BY room_id ORDER BY turn)) AS x
WHERE activated_at < before)"},
    {.name = "admitted-last",
     .proves = "No admitted token has an admission rank above the last admitted one of its room.",
     .count = "SELECT count(*) FROM queue_tokens WHERE activated_at IS NOT NULL",
     .violations = R"(
SELECT 'queue number ' || place || ' of room ' || slug || ' was admitted with admission rank ' ||
       turn || ', but the last admitted rank of the room is ' || last_admitted
FROM {turns} AS t WHERE activated_at IS NOT NULL AND turn > last_admitted)"},
    {.name = "draw-seeds",
     .proves = "The seed of every draw matches its commitment, and every drawn entry has a queue "
               "number that the room has issued.",
     .count = "SELECT count(*) FROM rooms WHERE draw_commitment IS NOT NULL",
     .violations = R"(
SELECT 'the draw of room ' || slug || ' has a wrong seed or more entries than queue numbers'
FROM rooms
WHERE draw_commitment IS NOT NULL AND
  (sha256(draw_seed) = draw_commitment AND draw_before + draw_entries <= last_place) IS NOT TRUE)"},
    {.name = "queue-places",
     .proves = "Every token has a room, and a queue number that the room has issued.",
     .count = "SELECT count(*) FROM queue_tokens",
     .violations = R"(
SELECT 'queue number ' || t.place || ' of room ' || t.room_id || ' is ' || t.status ||
       coalesce('; the last issued one is ' || r.last_place, '; the room does not exist')
FROM queue_tokens AS t LEFT JOIN rooms AS r ON r.id = t.room_id
WHERE (t.place >= 1 AND t.place <= r.last_place) IS NOT TRUE)"},
    {.name = "archived-tokens",
     .proves =
         "Every token that its room has archived is EXPIRED, and a room has archived no queue "
         "number that it has not issued.",
     .count = "SELECT count(*) FROM rooms",
     .violations = R"(
SELECT 'queue number ' || t.place || ' of room ' || r.slug || ' is ' || t.status ||
       ', but the room has archived the numbers up to ' || r.last_archived
FROM queue_tokens AS t JOIN rooms AS r ON r.id = t.room_id
WHERE t.place <= r.last_archived AND t.status <> 'EXPIRED'
UNION ALL
SELECT 'room ' || slug || ' has archived the queue numbers up to ' || last_archived ||
       ', but issued only ' || last_place
FROM rooms WHERE (last_archived BETWEEN 0 AND last_place) IS NOT TRUE)"},
    {.name = "archived-reservations",
     .proves = "Every reservation of an archived token is paid, or ended without payment.",
     .count = "SELECT count(*) FROM reservations",
     .violations = R"(
SELECT 'reservation ' || v.id || ' is ' || v.status || ' with queue number ' || v.place ||
       ' of room ' || r.slug || ', and the room has archived the numbers up to ' || r.last_archived
FROM reservations AS v JOIN rooms AS r ON r.id = v.room_id
WHERE v.place <= r.last_archived AND
      (v.status IN ('CONFIRMED', 'EXPIRED', 'CANCELLED')) IS NOT TRUE)"},
    {.name = "token-times",
     .proves = "A WAITING token has no admission time, an ACTIVE one has a time not before its "
               "issue, and an EXPIRED one has a reason.",
     .count = "SELECT count(*) FROM queue_tokens",
     .violations = R"(
SELECT 'queue number ' || place || ' of room ' || room_id || ' is ' || status || ' (' ||
       expiry_reason || '), issued at ' || coalesce(CAST(issued_at AS TEXT), 'no time') ||
       ', admitted at ' || coalesce(CAST(activated_at AS TEXT), 'no time')
FROM queue_tokens
WHERE (issued_at IS NOT NULL AND (activated_at IS NULL OR activated_at >= issued_at) AND CASE status
  WHEN 'WAITING' THEN activated_at IS NULL AND expiry_reason = 'NONE'
  WHEN 'ACTIVE' THEN activated_at IS NOT NULL AND active_until IS NOT NULL AND
                     expiry_reason = 'NONE'
  WHEN 'EXPIRED' THEN expiry_reason <> 'NONE'
  END) IS NOT TRUE)"},
    {.name = "room-counts",
     .proves = "The counts of ACTIVE and of WAITING tokens in every room are right.",
     .count = "SELECT count(*) FROM rooms",
     .violations = R"(
SELECT 'room ' || slug || ' counts ' || active || ' ACTIVE and ' || waiting ||
       ' WAITING tokens, but has ' || actives || ' and ' || waits
FROM (SELECT r.slug, r.active, r.waiting,
        (SELECT count(*) FROM queue_tokens AS t WHERE t.room_id = r.id AND t.status = 'ACTIVE')
          AS actives,
        (SELECT count(*) FROM queue_tokens AS t WHERE t.room_id = r.id AND t.status = 'WAITING')
          AS waits
      FROM rooms AS r) AS x
WHERE active <> actives OR waiting <> waits)"},
    {.name = "room-capacity",
     .proves = "No room has more ACTIVE tokens than its capacity, or than it had when the capacity "
               "was lowered.",
     .count = "SELECT count(*) FROM rooms",
     .violations = R"(
SELECT 'room ' || slug || ' has ' || active || ' ACTIVE tokens, a limit of ' || active_max ||
       ' and a capacity of ' || capacity
FROM rooms
WHERE active_max <> 0 AND
      (active > active_max OR (active_max > capacity AND active_max > active)))"},
    {.name = "one-place",
     .proves = "No buyer has two live tokens in one room.",
     .count = "SELECT count(*) FROM queue_tokens WHERE status <> 'EXPIRED'",
     .violations = R"(
SELECT user_id || ' has ' || count(*) || ' live tokens in room ' || room_id ||
       ', with the queue numbers ' || min(place) || ' to ' || max(place)
FROM queue_tokens WHERE status <> 'EXPIRED' GROUP BY room_id, user_id HAVING count(*) > 1)"},
};

}  // namespace

// `{turns}` in SQL: tokens with admission ranks. The rank is the queue number or, for entries of
// the room's draw, the rank by the digest of docs/fair-draw.md. Tokens from before the draw are
// left out: an earlier draw may have ordered them, and a room keeps only its last draw.
const char* const kAuditTurns = R"((
SELECT t.room_id, t.place, t.status, t.activated_at, r.slug, r.last_admitted, t.place AS turn
FROM queue_tokens AS t JOIN rooms AS r ON r.id = t.room_id
WHERE r.draw_commitment IS NULL OR t.place > r.draw_before + r.draw_entries OR
      (r.drawn_at IS NULL AND t.place > r.draw_before)
UNION ALL
SELECT t.room_id, t.place, t.status, t.activated_at, r.slug, r.last_admitted,
  r.draw_before + row_number() OVER (PARTITION BY t.room_id ORDER BY
    sha256(r.draw_seed || r.draw_list_hash || int8send(t.place - r.draw_before)), t.place) AS turn
FROM queue_tokens AS t JOIN rooms AS r ON r.id = t.room_id
WHERE r.drawn_at IS NOT NULL AND t.place > r.draw_before AND
      t.place <= r.draw_before + r.draw_entries
))";

std::span<const AuditSql> QueueAudit() {
  return kQueueChecks;
}

}  // namespace onsale::store
