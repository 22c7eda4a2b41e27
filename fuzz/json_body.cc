// Fuzz target: any bytes as the body of every API call that takes one. Text that is not JSON is
// refused; a second parser reads the same values from an accepted body; every refusal is a complete
// problem document.

#include <algorithm>
#include <boost/json/parse.hpp>
#include <set>
#include <string>

#include "domain/words.h"
#include "fuzz/expect.h"
#include "fuzz/json_grammar.h"
#include "http/access/token_seal.h"
#include "http/challenge/challenge_gate.h"
#include "http/challenge/challenge_maker.h"
#include "http/connection/request_parser.h"
#include "http/endpoints/endpoints.h"
#include "http/limit/limiter.h"
#include "http/pages/shared_pages.h"

namespace onsale::fuzz {
namespace {

using boost::json::object;
using boost::json::value;

constexpr domain::RoomId kRoomOfSolo{2};

domain::CatalogPtr OneShow() {
  domain::CatalogRows rows;
  rows.concerts = {{.id = {1}, .slug = "solo", .room = kRoomOfSolo}};
  rows.charts = {{.id = {1}, .slug = "hall"}};
  rows.shows = {{.id = {1}, .slug = "solo-1", .concert = {1}, .chart = {1}}};
  return std::make_shared<const domain::Catalog>(std::move(rows));
}

struct World {
  const domain::CatalogPtr catalog = OneShow();
  http::TokenSeal seal{{1}};
  http::SharedPages pages;
  base::CountingUuidSource ids;
  base::ManualClock clock{base::Time(std::chrono::hours(24))};
  http::Limiter limits{{}, {1, 2}, {.exceeded = {}, .mode_changed = [](auto, auto) {}}};
  http::ChallengeGate challenges{{.mode = http::ChallengeMode::kAlways}, [](auto, auto) {}};
  http::ChallengeMaker challenge_maker{{.seals = base::SecretKey({1}), .opens = {}}};
  http::Services services{.catalog = catalog,
                          .seal = &seal,
                          .pages = pages,
                          .ids = ids,
                          .clock = clock,
                          .currency = "KRW",
                          .limits = &limits,
                          .challenges = &challenges,
                          .challenge_maker = &challenge_maker};
};

std::string_view View(const boost::json::string& text) {
  return {text.data(), text.size()};
}

// A whole number, which may be written with fraction or exponent. Exact up to 2^53, and so for
// every number that a request may have besides user ids.
std::int64_t WholeIn(const value& member) {
  return member.is_double() ? static_cast<std::int64_t>(member.as_double()) : member.as_int64();
}

// Whether a JSON member means this user id: the string itself, or the digits of a whole number.
bool MeansUser(const value& member, const std::string& user) {
  if (member.is_string()) return user == View(member.as_string());
  if (member.is_double()) return std::stod(user) == member.as_double();
  return user == (member.is_uint64() ? std::to_string(member.as_uint64())
                                     : std::to_string(member.as_int64()));
}

// Compares the command that an endpoint made with the values that a full JSON parser finds in the
// body.
struct SaysTheSame {
  const object& body;

  void ExpectSeats(const std::vector<base::SeatNumber>& seats) const {
    std::vector<std::int64_t> wanted;
    for (const value& seat : body.at("seatNumbers").as_array()) wanted.push_back(WholeIn(seat));
    std::ranges::sort(wanted);
    Expect(std::ranges::equal(wanted, seats, {}, {},
                              [](base::SeatNumber seat) { return std::int64_t{seat.value}; }),
           "the command has the seats of the body");
    Expect(!wanted.empty() && wanted.size() <= domain::kSeatsPerHoldMax, "1 to 50 seats are named");
    Expect(std::set(wanted.begin(), wanted.end()).size() == wanted.size(),
           "no seat is named twice");
  }

  void operator()(const domain::IssueToken& command) const {
    Expect(MeansUser(body.at("userId"), std::string(command.user.text())),
           "the command has the user of the body");
    const value* const concert = body.if_contains("concertId");
    Expect(concert == nullptr || View(concert->as_string()) == "solo", "the concert exists");
    Expect(command.room == (concert == nullptr ? domain::kMainRoom : kRoomOfSolo),
           "the command has the room of the concert");
  }
  void operator()(const domain::HoldSeats& command) const {
    ExpectSeats(command.seats);
    Expect(View(body.at("showId").as_string()) == "solo-1", "the command has the show of the body");
  }
  void operator()(const domain::ExchangeSeats& command) const { ExpectSeats(command.seats); }
  void operator()(const domain::TopUpBalance& command) const {
    Expect(command.amount.minor == WholeIn(body.at("amount")),
           "the command has the amount of the body");
    Expect(command.amount.minor >= 1 && command.amount <= domain::kTopUpMax,
           "the amount is within its range");
  }
  void operator()(const domain::PayReservation& command) const {
    std::set<base::Uuid> wanted;
    if (const value* const one = body.if_contains("reservationId")) {
      wanted.insert(base::Uuid::Parse(View(one->as_string())).value());
    }
    if (const value* const list = body.if_contains("reservationIds")) {
      Expect(wanted.empty(), "a payment has one of the two members");
      for (const value& one : list->as_array()) {
        Expect(wanted.insert(base::Uuid::Parse(View(one.as_string())).value()).second,
               "a payment has no reservation twice");
      }
    }
    std::vector<base::Uuid> named = {command.id.uuid};
    for (const domain::PaymentOf& other : command.others) named.push_back(other.id.uuid);
    Expect(std::ranges::equal(wanted, named), "the command has the reservations of the body");
    const value* const amount = body.if_contains("expectedAmount");
    Expect(command.expected_amount.has_value() == (amount != nullptr),
           "a payment expects an amount if and only if the body does");
    Expect(amount == nullptr || command.expected_amount->minor == WholeIn(*amount),
           "the command has the amount of the body");
  }
  void operator()(const domain::ChangeRoom& command) const {
    const domain::RoomChange& change = command.change;
    std::size_t taken = 0;
    // Compares one member of the change; `same(field, member)` is whether the values are equal.
    const auto compare = [&](std::string_view name, const auto& field, auto same) {
      const value* const member = body.if_contains({name.data(), name.size()});
      Expect(field.has_value() == (member != nullptr),
             "the command has a member if and only if the body has it");
      Expect(!field || same(*field, *member), "the command has the change of the body");
      taken += field.has_value();
    };
    const auto number = [](std::int64_t field, const value& member) {
      return field == WholeIn(member);
    };
    const auto length = [](domain::Duration field, const value& member) {
      return std::chrono::seconds(WholeIn(member)) == field;
    };
    const auto word = [](auto field, const value& member) {
      return domain::WordOf(field) == View(member.as_string());
    };
    const auto time = [](base::Time field, const value& member) {
      return base::ParseRfc3339(View(member.as_string()))->time == field;
    };
    domain::ForEachPolicyField([&]<class Field>(const Field& field) {
      const auto& taken_as = change.*field.change;
      if constexpr (std::is_same_v<Field, domain::PolicyCount>) {
        compare(field.api, taken_as, number);
      } else if constexpr (std::is_same_v<Field, domain::PolicyLength>) {
        compare(field.api, taken_as, length);
      } else {
        compare(field.api, taken_as, word);
      }
    });
    compare("state", change.state, word);
    compare("opensAt", change.opens_at, time);
    Expect(taken == body.size(), "the body has no unknown members");
    Expect(command.change.opens_at.has_value() ==
               (command.change.state == domain::RoomState::kScheduled),
           "an opening time and the state SCHEDULED are given together");
  }
  template <class Other>
  void operator()(const Other&) const {
    Expect(false, "an endpoint returns its own kind of command");
  }
};

void CheckProblem(const http::Response& response, bool is_json) {
  Expect(response.status == 400 || response.status == 404,
         "a bad body is answered with 400 or 404");
  Expect(IsJson(response.content()), "a problem is JSON");
  const object problem = boost::json::parse(response.content()).as_object();
  const std::string_view code = View(problem.at("code").as_string());
  Expect(is_json || response.status == 400, "a body that is not JSON is answered with 400");
  Expect(code != "malformed-json" || problem.if_contains("member") == nullptr,
         "malformed-json names no member");
  if (code != "invalid-member") return;
  const std::string_view member = View(problem.at("member").as_string());
  Expect(member.empty() || member.starts_with('/'), "a member is named by a JSON pointer");
}

void Try(const http::Endpoint& endpoint, std::string_view body, World& world) {
  const http::Spec& spec = endpoint.spec;
  http::Call call{.request = {.method = spec.method, .body = body, .content_type = http::kJson},
                  .parameters = {spec.path.contains("{userId}") ? "kim" : "main", ""},
                  .caller = {.token = domain::Credential{.key = {{1}, {1}}, .issued_at = {}}},
                  .idempotency_key = {},
                  .services = world.services};
  http::Step step = endpoint.begin(spec, call);
  const bool is_json = IsJson(body);
  if (auto* const response = std::get_if<http::Response>(&step)) {
    return CheckProblem(*response, is_json);
  }
  Expect(is_json, "a body that is not JSON is refused");
  const value parsed = boost::json::parse({body.data(), body.size()});
  std::visit(SaysTheSame{parsed.as_object()}, std::get<domain::Command>(step));
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  static World& world = *new World;
  const std::string_view body = AsText(data, size);
  if (body.empty() || body.size() > onsale::http::RequestLimits{}.body_max) return 0;
  for (const onsale::http::Endpoint* const endpoint : onsale::http::kEndpoints) {
    if (!endpoint->spec.body.empty()) Try(*endpoint, body, world);
  }
  return 0;
}
