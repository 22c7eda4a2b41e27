#include "http/json/show_json.h"

#include "base/time.h"

namespace onsale::http {

void WriteShowStart(JsonWriter& json, const domain::Concert& concert, const domain::Show& show) {
  const base::OffsetTime start{show.starts_at, std::chrono::minutes(show.utc_offset_min)};
  json.Key("date").String(show.date);
  json.Key("showId").String(show.slug);
  json.Key("startsAt").String(base::FormatRfc3339(start));
  json.Key("timeZone");
  concert.time_zone.empty() ? json.Null() : json.String(concert.time_zone);
}

void WritePresale(JsonWriter& json, const domain::Presale& presale, std::chrono::minutes offset) {
  if (presale.group.empty()) return;
  json.Key("presale").BeginObject();
  json.Key("group").String(presale.group);
  json.Key("until").String(base::FormatRfc3339(base::OffsetTime{presale.until, offset}));
  json.EndObject();
}

}  // namespace onsale::http
