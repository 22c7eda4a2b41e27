// The operator's status: the sale in numbers with the server's own counts, once and as a stream,
// and the series of the last 24 hours.

#include <algorithm>
#include <span>

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/status_json.h"
#include "http/stream/stream_response.h"

namespace onsale::http {
namespace {

using domain::ReadSale;

constexpr std::int64_t kMinutesMax = static_cast<std::int64_t>(Statistics::kPointsMax);
constexpr std::int64_t kSecondsUsual = 10 * 60;
constexpr std::size_t kSecondsMax = 3'600;
constexpr std::int64_t kStepMax = 3'600;
constexpr std::int64_t kUnixMax = 253'402'300'799;  // the end of the year 9999

Asked<ReadSale> AskStatus(const Call&) {
  return ReadSale{};
}

Response ReplyStatus(const Call& call, const domain::SaleView& view) {
  const Services& services = call.services;
  return PersonalReply(
      200, StatusJson({.sale = view,
                       .catalog = *services.catalog,
                       .statistics = services.statistics,
                       .health = services.store_health ? services.store_health() : StoreHealth(),
                       .now = services.clock.Now()}));
}

Step BeginStream(const Spec& spec, Call& call) {
  auto query = ReadQuery(call.request.query, spec.query);
  if (!query) return std::move(query).error();
  if (call.request.last_event_id == kReplacedId) return PersonalReply(204, {});
  const KeyHolder& key = *call.caller.key;
  return StreamResponse(
      {.caller = {},
       .what = SaleOpening{.key_id = key.id, .digest = key.digest, .scope = *spec.needs.scope}});
}

void WriteSeriesPoint(JsonWriter& json, const SeriesPoint& point) {
  json.BeginObject();
  json.Key("countedAt").String(base::FormatRfc3339(point.at));
  WriteNumbers(json, point.numbers);
  WriteCounts(json, point.answers, point.refused, point.overloaded, point.failed);
  json.Key("p99Microseconds");
  WriteOptional(json, point.p99_micros);
  json.EndObject();
}

Step BeginSeries(const Spec& spec, Call& call) {
  const auto query = ReadQuery(call.request.query, spec.query);
  if (!query) return query.error();
  const auto minutes =
      query->front() ? ReadNumberParameter(*query->front(), kMinutesMax) : kMinutesMax;
  if (!minutes || *minutes < 1) {
    return ParameterProblem({.name = "minutes", .wanted = "a whole number from 1 to 1440"});
  }
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("stepSeconds")
        .Integer(std::chrono::floor<std::chrono::seconds>(Statistics::kStep).count());
    json.Key("points").BeginArray();
    if (call.services.statistics != nullptr) {
      for (const SeriesPoint& point :
           call.services.statistics->Series(static_cast<std::size_t>(*minutes))) {
        WriteSeriesPoint(json, point);
      }
    }
    json.EndArray().EndObject();
  }
  return PersonalReply(200, std::move(out));
}

// Writes a column of the points: one number of each.
void WriteColumn(JsonWriter& json, std::string_view name, std::span<const SecondPoint> points,
                 auto SecondPoint::* member) {
  json.Key(name).BeginArray();
  for (const SecondPoint& point : points) json.Integer(static_cast<std::int64_t>(point.*member));
  json.EndArray();
}

Step BeginSeconds(const Spec& spec, Call& call) {
  const auto query = ReadQuery(call.request.query, spec.query);
  if (!query) return query.error();
  const auto now = std::chrono::floor<std::chrono::seconds>(call.services.clock.Now());
  const auto since =
      query->front() ? ReadNumberParameter(*query->front(), kUnixMax)
                     : std::max<std::int64_t>(now.time_since_epoch().count() - kSecondsUsual, 0);
  if (!since) {
    return ParameterProblem({.name = "since", .wanted = "Unix seconds, such as 1803546000"});
  }
  const auto step =
      (*query)[1] ? ReadNumberParameter(*(*query)[1], kStepMax) : std::optional<std::int64_t>(1);
  if (!step || *step < 1) {
    return ParameterProblem({.name = "step", .wanted = "a whole number from 1 to 3600"});
  }
  std::vector<SecondPoint> points;
  if (const Statistics* const statistics = call.services.statistics) {
    points = statistics->seconds().After(*since, kSecondsMax, *step);
  }
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    WriteColumn(json, "at", points, &SecondPoint::at);
    WriteColumn(json, "waiting", points, &SecondPoint::waiting);
    WriteColumn(json, "active", points, &SecondPoint::active);
    WriteColumn(json, "held", points, &SecondPoint::held);
    WriteColumn(json, "holds", points, &SecondPoint::holds);
    WriteColumn(json, "paid", points, &SecondPoint::paid);
    WriteColumn(json, "refused", points, &SecondPoint::refused);
    WriteColumn(json, "seatsPerMinute", points, &SecondPoint::seats_per_minute);
    WriteColumn(json, "p99Microseconds", points, &SecondPoint::p99_micros);
    json.Key("refusedBecause").BeginObject();
    for (std::size_t kind = 0; kind < kRefusalKinds.size(); ++kind) {
      json.Key(kRefusalKinds[kind]).BeginArray();
      for (const SecondPoint& point : points) json.Integer(point.refused_by[kind]);
      json.EndArray();
    }
    json.EndObject().EndObject();
  }
  return PersonalReply(200, std::move(out));
}

}  // namespace

constexpr Endpoint kReadStatusEndpoint =
    CommandEndpoint<AskStatus, ReplyStatus>({.method = Method::kGet,
                                             .path = "/v1/operator/status",
                                             .operation_id = "readStatus",
                                             .needs = {.scope = domain::Scope::kMetrics}});

constexpr Endpoint kStreamSaleEndpoint{.spec = {.method = Method::kGet,
                                                .path = "/v1/operator/stream",
                                                .operation_id = "streamSale",
                                                .needs = {.scope = domain::Scope::kMetrics}},
                                       .begin = BeginStream};

constexpr Endpoint kReadSecondsEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/v1/operator/series/seconds",
                                                 .operation_id = "readSeconds",
                                                 .needs = {.scope = domain::Scope::kMetrics},
                                                 .query = {"since", "step"}},
                                        .begin = BeginSeconds};

constexpr Endpoint kReadSeriesEndpoint{.spec = {.method = Method::kGet,
                                                .path = "/v1/operator/series",
                                                .operation_id = "readSeries",
                                                .needs = {.scope = domain::Scope::kMetrics},
                                                .query = {"minutes"}},
                                       .begin = BeginSeries};

}  // namespace onsale::http
