// The calls that find reservations by user, by id, by booking number and by seat.
#include "http/testing/endpoint_testing.h"
#include "store/bookings_question.h"

namespace onsale::http {
namespace {

using domain::FindReservations;
using Found = std::vector<domain::ReservationView>;

constexpr std::string_view kAnId = "11111111-1111-1111-1111-111111111111";

class FindCallsTest : public EndpointTest {
 protected:
  // The command of an endpoint for a caller with an access key and these parameters.
  Step BeginAsOperator(const Endpoint& endpoint, std::string_view first,
                       std::string_view second = {}) {
    Call call = MakeCall({.parameter = first});
    call.parameters[1] = second;
    call.caller = {.token = {}, .key = KeyHolder{.id = "AbCd1234", .scopes = domain::kAllScopes}};
    return endpoint.begin(endpoint.spec, call);
  }
  template <class C>
  C AskedAsOperator(const Endpoint& endpoint, std::string_view first,
                    std::string_view second = {}) {
    return std::get<C>(std::get<domain::Command>(BeginAsOperator(endpoint, first, second)));
  }
  unsigned StatusAsOperator(const Endpoint& endpoint, std::string_view first,
                            std::string_view second = {}) {
    return std::get<Response>(BeginAsOperator(endpoint, first, second)).status;
  }
};

TEST_F(FindCallsTest, ATokenOrTheOperatorListsTheReservationsOfTheNamedUser) {
  const auto command = Asked<domain::ListReservations>(kListUserReservationsEndpoint,
                                                       {.parameter = "kim%40example.com"});
  EXPECT_EQ(command.user.text(), "kim@example.com");
  EXPECT_EQ(command.caller, credential_);
  EXPECT_EQ(
      AskedAsOperator<FindReservations>(kListUserReservationsEndpoint, "auth0%7C7").user.text(),
      "auth0|7");
}

TEST_F(FindCallsTest, AnInvalidUserIsRefused) {
  EXPECT_EQ(Refused(kListUserReservationsEndpoint, {.parameter = "%2e."}),
            "invalid-parameter userId");
}

TEST_F(FindCallsTest, AReservationIsFoundByItsId) {
  EXPECT_EQ(AskedAsOperator<FindReservations>(kFindReservationEndpoint, kAnId).id.uuid.ToString(),
            kAnId);
  const Response found = Finished<FindReservations>(
      kFindReservationEndpoint, {}, Found{domain::ReservationView{HeldReservation(now_)}});
  EXPECT_EQ(found.status, 200U);
  EXPECT_NE(found.body.find(R"("userId":"kim")"), std::string::npos);
  EXPECT_EQ(Finished<FindReservations>(kFindReservationEndpoint, {}, Found{}).status, 404U);
  for (const std::string_view id : {"x", "00000000-0000-0000-0000-000000000000"}) {
    EXPECT_EQ(StatusAsOperator(kFindReservationEndpoint, id), 404U) << id;
  }
}

TEST_F(FindCallsTest, AReservationIsFoundByItsBookingNumber) {
  const auto number = base::BookingNumberOf({*base::Uuid::Parse(kAnId)});
  for (const std::string_view text :
       {"9X7H-UN3G", "9x7hun3g", "9x7h%20un3g", "9X7H%E2%80%93UN3G"}) {
    EXPECT_EQ(AskedAsOperator<FindReservations>(kFindBookingEndpoint, text).number, number) << text;
  }
  const Response found = Finished<FindReservations>(
      kFindBookingEndpoint, {}, Found{domain::ReservationView{HeldReservation(now_)}});
  EXPECT_NE(found.body.find(R"("bookingNumber":"9X7H-UN3G")"), std::string::npos) << found.body;
}

TEST_F(FindCallsTest, AMistypedBookingNumberIsRefusedWithASentence) {
  for (const std::string_view text :
       {"9X7H-UN3H", "9X7H-NU3G", "9X7H-UN3", "9X7HUN3G2", "x", "9X7H%2-UN3G", "9X7H%E2UN3G"}) {
    EXPECT_EQ(StatusAsOperator(kFindBookingEndpoint, text), 400U) << text;
  }
  Call call = MakeCall({.parameter = "9X7H-UN3H"});
  const Step step = kFindBookingEndpoint.begin(kFindBookingEndpoint.spec, call);
  EXPECT_NE(std::get<Response>(step).body.find("This one is mistyped"), std::string::npos);
}

TEST_F(FindCallsTest, AllBookingsAreListedInPages) {
  using store::BookingsQuestion;
  const auto asked = [this](std::string_view query) {
    return AskedStore<BookingsQuestion>(kListBookingsEndpoint, {.query = query});
  };
  EXPECT_TRUE(asked("").after.IsNil());
  EXPECT_EQ(asked("").limit, 101U);
  EXPECT_EQ(asked("limit=500").limit, 501U);
  EXPECT_EQ(asked("cursor=" + std::string(kAnId)).after.ToString(), kAnId);
  for (const auto& [query, parameter] : {std::pair{"limit=0", "limit"},
                                         {"limit=501", "limit"},
                                         {"limit=x", "limit"},
                                         {"cursor=", "cursor"},
                                         {"cursor=AAAAAAAAAAk", "cursor"}}) {
    EXPECT_EQ(Refused(kListBookingsEndpoint, {.query = query}),
              std::string("invalid-parameter ") + parameter);
  }

  domain::Reservation paid = HeldReservation(now_);
  paid.status = domain::ReservationStatus::kConfirmed;
  paid.payment = {*base::Uuid::Parse(kAnId)};
  const auto page = [&](std::size_t found) {
    return Answered<BookingsQuestion>(kListBookingsEndpoint, {.query = "limit=1"},
                                      std::vector(found, paid))
        .body;
  };
  const std::string cursor = "\"nextCursor\":\"" + std::string(kAnId) + "\"}";
  EXPECT_TRUE(page(2).ends_with(cursor)) << page(2);
  EXPECT_TRUE(page(1).contains(R"("status":"CONFIRMED")"));
  EXPECT_TRUE(page(1).ends_with(R"("nextCursor":null})"));
  EXPECT_EQ(
      Answered<BookingsQuestion>(kListBookingsEndpoint, {}, std::unexpected(store::StoreError{}))
          .status,
      503U);
}

TEST_F(FindCallsTest, AReservationIsFoundByItsSeat) {
  const auto command = AskedAsOperator<FindReservations>(kFindSeatEndpoint, "spring-1", "3");
  EXPECT_EQ(command.seat, (domain::SeatKey{{1}, {3}}));
  EXPECT_EQ(Finished<FindReservations>(kFindSeatEndpoint, {}, Found{}).body,
            R"({"reservations":[],"nextCursor":null})");
}

TEST_F(FindCallsTest, AnInvalidSeatIsRefused) {
  EXPECT_EQ(StatusAsOperator(kFindSeatEndpoint, "winter-1", "1"), 404U);
  EXPECT_EQ(StatusAsOperator(kFindSeatEndpoint, "spring-1", "9999"), 422U);
  const Step step = BeginAsOperator(kFindSeatEndpoint, "spring-1", "9999");
  EXPECT_FALSE(std::get<Response>(step).body.contains("changed")) << "nothing was to be changed";
  for (const std::string_view seat : {"0", "-1", "01", "x", "4294967296", "1.0"}) {
    EXPECT_EQ(StatusAsOperator(kFindSeatEndpoint, "spring-1", seat), 400U) << seat;
  }
}

}  // namespace
}  // namespace onsale::http
