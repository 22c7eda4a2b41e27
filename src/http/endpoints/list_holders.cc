// `GET /v1/operator/shows/{showId}/seats`: who has which seat, and until when.

#include <algorithm>

#include "domain/words.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::ReadHolders;
using domain::SeatHolderView;

constexpr std::int64_t kSeatsPerPageMax = domain::kSeatHoldersMax - 1;
constexpr std::int64_t kSeatsPerPage = 500;

// Reads the page from the query: the command of it, but for the show. A cursor is the number of the
// page's last seat; clients must not parse it.
Asked<ReadHolders> ReadPage(const QueryValues& query) {
  const auto& [section, limit_text, cursor] = query;
  ReadHolders command{.show = {}, .limit = kSeatsPerPage};
  if (section) {
    auto name = DecodePercent(*section);
    if (!name || name->empty()) return std::unexpected(NoSuchSection());
    command.section = *std::move(name);
  }
  if (limit_text) {
    const auto limit = ReadNumberParameter(*limit_text, kSeatsPerPageMax);
    if (!limit || *limit < 1) {
      return std::unexpected(
          ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 1000"}));
    }
    command.limit = *limit;
  }
  if (cursor) {
    const auto after = ReadNumberParameter(*cursor, UINT32_MAX);
    if (!after || *after < 1) {
      return std::unexpected(ParameterProblem(
          {.name = "cursor", .wanted = "a nextCursor exactly as it was received"}));
    }
    command.after = {static_cast<std::uint32_t>(*after)};
  }
  return command;
}

// Asks for one seat more than the page has, to know whether more follow.
Asked<ReadHolders> AskHolders(const Call& call) {
  auto show = FindShow(*call.services.catalog, call.parameters[0]);
  if (!show) return std::unexpected(std::move(show).error());
  auto command = ReadPage(call.query);
  if (!command) return command;
  if (!command->section.empty()) {
    auto problem = SectionProblem(*call.services.catalog, **show, command->section);
    if (problem) return std::unexpected(*std::move(problem));
  }
  command->show = (*show)->id;
  ++command->limit;
  return command;
}

void WriteSeat(JsonWriter& json, const domain::ChartSeat& seat, const SeatHolderView& view) {
  const bool is_taken = !view.reservation.uuid.IsNil();
  json.BeginObject();
  json.Key("number").Integer(seat.number.value);
  json.Key("label").String(seat.label);
  json.Key("section").String(seat.section);
  json.Key("row").String(seat.row);
  json.Key("categoryId").String(seat.category);
  json.Key("status").String(WordOf(view.status));
  json.Key("userId");
  is_taken ? json.String(view.user.text()) : json.Null();
  json.Key("reservationId");
  is_taken ? json.String(view.reservation.uuid.ToString()) : json.Null();
  json.Key("bookingNumber");
  is_taken ? json.String(base::BookingText(base::BookingNumberOf(view.reservation))) : json.Null();
  json.Key("heldUntil");
  view.held_until == base::Time{} ? json.Null() : json.String(base::FormatRfc3339(view.held_until));
  json.EndObject();
}

Response ReplyHolders(const Call& call, const std::vector<SeatHolderView>& views) {
  const domain::Catalog& catalog = *call.services.catalog;
  const auto found = FindShow(catalog, call.parameters[0]);
  if (!found) return found.error();  // the database was restored meanwhile
  const domain::Show& show = **found;
  const auto limit = static_cast<std::size_t>(ReadPage(call.query)->limit);
  const std::size_t shown = std::min(views.size(), limit);
  std::string out;
  out.reserve(64 + shown * 240);
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("showId").String(show.slug);
    json.Key("seats").BeginArray();
    for (std::size_t i = 0; i < shown; ++i) {
      // The view may be newer than the request's catalogue.
      const auto* const seat = catalog.FindSeat(show.chart, views[i].number);
      if (seat != nullptr) WriteSeat(json, *seat, views[i]);
    }
    json.EndArray().Key("nextCursor");
    views.size() > limit ? json.String(std::to_string(views[limit - 1].number.value)) : json.Null();
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

}  // namespace

constexpr Endpoint kListHoldersEndpoint =
    CommandEndpoint<AskHolders, ReplyHolders>({.method = Method::kGet,
                                               .path = "/v1/operator/shows/{showId}/seats",
                                               .operation_id = "listSeatsOfShow",
                                               .needs = {.scope = domain::Scope::kReservationsRead},
                                               .query = {"section", "limit", "cursor"}});

}  // namespace onsale::http
