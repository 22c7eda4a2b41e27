// The operator's status: the sale in numbers with the server's own counts, and the series of the
// last 24 hours.

#include "domain/words.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/json_writer.h"
#include "http/statistics/statistics.h"

namespace onsale::http {
namespace {

using domain::ReadSale;

constexpr std::int64_t kMinutesMax = static_cast<std::int64_t>(Statistics::kPointsMax);

void WriteOptional(JsonWriter& json, const std::optional<std::int64_t>& number) {
  number ? json.Integer(*number) : json.Null();
}

void WriteCount(JsonWriter& json, std::string_view name, std::uint64_t count) {
  json.Key(name).Integer(static_cast<std::int64_t>(count));
}

void WriteCounts(JsonWriter& json, const Counts& counts) {
  WriteCount(json, "answers", counts.answers);
  WriteCount(json, "refused", counts.refused);
  WriteCount(json, "overloaded", counts.overloaded);
  WriteCount(json, "failed", counts.failed);
}

void WriteStatusRoom(JsonWriter& json, const domain::FunnelView& view) {
  json.BeginObject();
  json.Key("roomId").String(view.room.slug);
  json.Key("state").String(WordOf(view.room.state));
  json.Key("waiting").Integer(view.room.waiting);
  json.Key("active").Integer(view.room.active);
  json.Key("capacity").Integer(view.room.policy.capacity);
  json.Key("joined").Integer(view.funnel.joined);
  json.Key("admitted").Integer(view.funnel.admitted);
  json.Key("paid").Integer(view.funnel.payments);
  json.Key("seatsPerMinute");
  WriteOptional(json, view.seats_per_minute);
  json.EndObject();
}

void WriteStatusShow(JsonWriter& json, const domain::SeatCountsView& view,
                     const domain::Catalog& catalog) {
  const domain::Show* const show = catalog.Find(view.show);
  json.BeginObject();
  json.Key("showId").String(show == nullptr ? std::to_string(view.show.value) : show->slug);
  json.Key("seatsTotal").Integer(view.seats);
  json.Key("seatsHeld").Integer(view.held);
  json.Key("seatsSold").Integer(view.sold);
  json.Key("seatsHeldBack").Integer(view.held_back);
  json.EndObject();
}

void WriteNumbers(JsonWriter& json, const SaleNumbers& numbers) {
  json.Key("waiting").Integer(numbers.waiting);
  json.Key("active").Integer(numbers.active);
  json.Key("seatsTotal").Integer(numbers.seats);
  json.Key("seatsHeld").Integer(numbers.held);
  json.Key("seatsSold").Integer(numbers.sold);
  json.Key("seatsPerMinute");
  WriteOptional(json, numbers.seats_per_minute);
}

// What this server has answered: since its start, and in the last interval.
void WriteServer(JsonWriter& json, const Statistics* statistics) {
  const auto recent = statistics == nullptr ? std::nullopt : statistics->Recent();
  json.BeginObject();
  json.Key("startedAt");
  statistics ? json.String(base::FormatRfc3339(statistics->started())) : json.Null();
  WriteCounts(json, statistics == nullptr ? Counts() : statistics->Total());
  json.Key("recent");
  if (recent) {
    json.BeginObject();
    json.Key("seconds").Integer(std::chrono::round<std::chrono::seconds>(recent->length).count());
    WriteCounts(json, recent->counts);
    json.Key("p50Microseconds");
    WriteOptional(json, recent->counts.WaitMicros(50));
    json.Key("p99Microseconds");
    WriteOptional(json, recent->counts.WaitMicros(99));
    json.EndObject();
  } else {
    json.Null();
  }
  json.EndObject();
}

Asked<ReadSale> AskStatus(const Call&) {
  return ReadSale{};
}

Response ReplyStatus(const Call& call, const domain::SaleView& view) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("countedAt").String(base::FormatRfc3339(call.services.clock.Now()));
    WriteNumbers(json, NumbersOf(view));
    json.Key("rooms").BeginArray();
    for (const domain::FunnelView& room : view.rooms) WriteStatusRoom(json, room);
    json.EndArray().Key("shows").BeginArray();
    for (const auto& show : view.shows) WriteStatusShow(json, show, *call.services.catalog);
    json.EndArray().Key("server");
    WriteServer(json, call.services.statistics);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

void WriteSeriesPoint(JsonWriter& json, const SeriesPoint& point) {
  json.BeginObject();
  json.Key("countedAt").String(base::FormatRfc3339(point.at));
  WriteNumbers(json, point.numbers);
  WriteCount(json, "answers", point.answers);
  WriteCount(json, "refused", point.refused);
  WriteCount(json, "overloaded", point.overloaded);
  WriteCount(json, "failed", point.failed);
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

}  // namespace

constexpr Endpoint kReadStatusEndpoint =
    CommandEndpoint<AskStatus, ReplyStatus>({.method = Method::kGet,
                                             .path = "/v1/operator/status",
                                             .operation_id = "readStatus",
                                             .needs = {.scope = domain::Scope::kMetrics}});

constexpr Endpoint kReadSeriesEndpoint{.spec = {.method = Method::kGet,
                                                .path = "/v1/operator/series",
                                                .operation_id = "readSeries",
                                                .needs = {.scope = domain::Scope::kMetrics},
                                                .query = {"minutes"}},
                                       .begin = BeginSeries};

}  // namespace onsale::http
