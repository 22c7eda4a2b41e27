#include "http/testing/endpoint_testing.h"

#include <boost/json/parse.hpp>

#include "http/testing/schema_testing.h"

namespace onsale::http {

using domain::Time;

std::string VerdictOf(const Response& response) {
  constexpr std::string_view kCode = "\"code\":\"";
  std::string verdict = std::to_string(response.status);
  const std::size_t at = response.body.find(kCode);
  if (response.status < 400 || at == std::string::npos) return verdict;
  const std::size_t begin = at + kCode.size();
  return verdict + ' ' + response.body.substr(begin, response.body.find('"', begin) - begin);
}

domain::CatalogPtr ArenaCatalog(std::uint32_t seats) {
  domain::CatalogRows rows;
  rows.concerts = {{.id = {1}, .slug = "spring", .room = domain::kMainRoom}};
  rows.charts = {{.id = {1}, .slug = "arena", .name = "Arena"}};
  rows.shows = {{.id = {1}, .slug = "arena-1", .concert = {1}, .chart = {1}}};
  rows.categories = {{.chart = {1}, .slug = "a", .name = "A", .color = "#112233"}};
  rows.prices = {{.show = {1}, .category = "a", .amount = {50'000}}};
  for (std::uint32_t number = 1; number <= seats; ++number) {
    rows.seats.push_back({.chart = {1},
                          .number = {number},
                          .section = number % 2 == 0 ? "even" : "odd",
                          .category = "a"});
  }
  return std::make_shared<const domain::Catalog>(std::move(rows));
}

domain::CatalogPtr SmallCatalog() {
  const Time start = base::ParseRfc3339("2027-04-10T10:00:00Z")->time;
  domain::CatalogRows rows;
  rows.concerts = {{.id = {1},
                    .slug = "spring",
                    .title = "Spring \"Night\"",
                    .artist = "봄밤",
                    .venue = "Hall",
                    .room = domain::kMainRoom,
                    .time_zone = "Asia/Seoul"},
                   {.id = {2},
                    .slug = "autumn",
                    .title = "Autumn",
                    .artist = "A",
                    .venue = "B",
                    .room = kOtherRoom,
                    .seats_per_user_max = 2}};
  rows.charts = {{.id = {1}, .slug = "hall", .name = "The Hall"}};
  rows.shows = {{.id = {1},
                 .slug = "spring-1",
                 .concert = {1},
                 .chart = {1},
                 .starts_at = start,
                 .date = "2027-04-10",
                 .utc_offset_min = 540}};
  rows.categories = {{.chart = {1}, .slug = "a", .name = "Standard", .color = "#112233"},
                     {.chart = {1}, .slug = "b", .name = "Best", .color = "#445566", .rank = 1}};
  const auto seat = [](std::uint32_t number, std::string label, std::string category) {
    return domain::ChartSeat{.chart = {1},
                             .number = {number},
                             .section = "Floor",
                             .row = "A",
                             .label = std::move(label),
                             .category = std::move(category),
                             .x_cm = -50,
                             .y_cm = 300};
  };
  rows.seats = {seat(1, "A-1", "a"), seat(2, "A-2", "a"), seat(3, "A-3", "b")};
  rows.prices = {{.show = {1}, .category = "a", .amount = {50'000}},
                 {.show = {1}, .category = "b", .amount = {80'000}}};
  return std::make_shared<const domain::Catalog>(std::move(rows));
}

domain::Reservation HeldReservation(Time now) {
  base::Uuid id;
  id.bytes.fill(0x11);
  return {.id = {id},
          .token = {.room = domain::kMainRoom, .number = {42}},
          .user = *domain::UserId::Parse("kim"),
          .show = {1},
          .seats = {{.number = {1}, .price = {50'000}}, {.number = {3}, .price = {80'000}}},
          .amount = {130'000},
          .created_at = now,
          .held_until = now + std::chrono::minutes(5)};
}

Call EndpointTest::MakeCall(const Input& input) {
  Call call{
      .request = {}, .parameters = {}, .caller = {}, .idempotency_key = {}, .services = services_};
  call.request.body = input.body;
  call.request.query = input.query;
  call.request.if_none_match = input.if_none_match;
  call.request.accept = input.accept;
  call.request.accept_language = input.accept_language;
  call.request.accept_encoding = input.accept_encoding;
  call.request.last_event_id = input.last_event_id;
  call.request.reason = input.reason;
  if (input.scopes.bits != 0) call.caller.key = {.id = "AbCd1234", .scopes = input.scopes};
  call.parameters[0] = input.parameter;
  call.caller.token = credential_;
  call.request.queue_token = sealed_;
  if (input.idempotency_key)
    call.idempotency_key = domain::IdempotencyKey{.key = *input.idempotency_key, .fingerprint = {}};
  return call;
}

Response EndpointTest::Checked(const Endpoint& endpoint, Response response) {
  EXPECT_EQ(Mismatch(endpoint.spec, response), "") << response.content();
  return response;
}

Response EndpointTest::Answered(const Endpoint& endpoint, const Input& input) {
  Call call = MakeCall(input);
  return Checked(endpoint, std::get<Response>(endpoint.begin(endpoint.spec, call)));
}

std::string EndpointTest::Refused(const Endpoint& endpoint, const Input& input) {
  Call call = MakeCall(input);
  Step step = endpoint.begin(endpoint.spec, call);
  auto* const response = std::get_if<Response>(&step);
  if (response == nullptr || response->status < 400) return "none";
  const std::string body = Checked(endpoint, std::move(*response)).body;
  const auto document = boost::json::parse(body).as_object();
  std::string text(document.at("code").as_string());
  for (const char* const name : {"member", "parameter"}) {
    if (const auto* const place = document.if_contains(name)) {
      text.append(" ").append(place->as_string());
    }
  }
  return text;
}

AfterQuestion EndpointTest::Ask(const Endpoint& endpoint, const Input& input,
                                const Sources& sources) {
  Call call = MakeCall(input);
  AfterQuestion finished;
  std::get<Question>(endpoint.begin(endpoint.spec, call)).ask(sources, [&](Finisher finish) {
    finished = finish(call);
  });
  return finished;
}

bool EndpointTest::HasHeader(const Response& response, std::string_view line) {
  return response.headers.find(std::string(line) + "\r\n") != std::string::npos;
}

}  // namespace onsale::http
