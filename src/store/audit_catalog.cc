// The audit's checks of the catalogue and of its seats.

#include "store/audit.h"

namespace onsale::store {
namespace {

constexpr AuditSql kCatalogChecks[] = {
    {.name = "show-seats",
     .proves = "Every show has a row for each seat of its chart, and no other rows.",
     .count = "SELECT count(*) FROM seats",
     .violations = R"(
SELECT 'show ' || h.slug || ' lacks seat ' || c.number
FROM shows AS h JOIN chart_seats AS c ON c.chart_id = h.chart_id
  LEFT JOIN seats AS s ON s.show_id = h.id AND s.number = c.number
WHERE s.number IS NULL
UNION ALL
SELECT 'seat ' || s.number || ' of show ' || s.show_id || ' is not in the chart'
FROM seats AS s LEFT JOIN shows AS h ON h.id = s.show_id
  LEFT JOIN chart_seats AS c ON c.chart_id = h.chart_id AND c.number = s.number
WHERE c.number IS NULL)"},
    {.name = "seat-pairs",
     .proves = "Every companion seat and its wheelchair place name each other, in one chart, and "
               "no other seat names one.",
     .count = "SELECT count(*) FROM chart_seats",
     .violations = R"(
SELECT 'seat ' || s.number || ' of chart ' || s.chart_id || ' (' || s.access || ') has the pair ' ||
       s.pair_number || coalesce(' (' || p.access || '), which has the pair ' || p.pair_number,
                                 ', which does not exist')
FROM chart_seats AS s
  LEFT JOIN chart_seats AS p ON p.chart_id = s.chart_id AND p.number = s.pair_number
WHERE (CASE s.access
  WHEN 'WHEELCHAIR' THEN s.pair_number = 0 OR (p.access = 'COMPANION' AND p.pair_number = s.number)
  WHEN 'COMPANION' THEN p.access = 'WHEELCHAIR' AND p.pair_number = s.number
  ELSE s.pair_number = 0 AND s.access IN ('NONE', 'STEP_FREE')
  END) IS NOT TRUE)"},
    {.name = "catalogue",
     .proves = "Every concert has a room, every show a concert and a chart, every chart seat a "
               "category, and every category a price at every show.",
     .count = "SELECT (SELECT count(*) FROM concerts) + (SELECT count(*) FROM shows) + "
              "(SELECT count(*) FROM chart_seats) + (SELECT count(*) FROM prices)",
     .violations = R"(
SELECT 'concert ' || c.slug || ' has no room' FROM concerts AS c
  LEFT JOIN rooms AS r ON r.id = c.room_id WHERE r.id IS NULL
UNION ALL
SELECT 'show ' || h.slug || ' has no concert or no chart' FROM shows AS h
  LEFT JOIN concerts AS c ON c.id = h.concert_id LEFT JOIN charts AS k ON k.id = h.chart_id
WHERE c.id IS NULL OR k.id IS NULL
UNION ALL
SELECT 'seat ' || s.number || ' of chart ' || s.chart_id || ' has no category'
FROM chart_seats AS s
  LEFT JOIN categories AS c ON c.chart_id = s.chart_id AND c.slug = s.category
WHERE c.slug IS NULL
UNION ALL
SELECT 'category ' || c.slug || ' has no price at show ' || h.slug
FROM shows AS h JOIN categories AS c ON c.chart_id = h.chart_id
  LEFT JOIN prices AS p ON p.show_id = h.id AND p.category = c.slug
WHERE (p.amount >= 0) IS NOT TRUE AND EXISTS (
  SELECT 1 FROM chart_seats AS s WHERE s.chart_id = c.chart_id AND s.category = c.slug))"},
};

}  // namespace

std::span<const AuditSql> CatalogAudit() {
  return kCatalogChecks;
}

}  // namespace onsale::store
