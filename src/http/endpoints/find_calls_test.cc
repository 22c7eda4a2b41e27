// The calls that find reservations by user, by id and by seat.
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::FindReservations;
using Found = std::vector<domain::ReservationView>;

constexpr std::string_view kAnId = "11111111-1111-1111-1111-111111111111";

class FindCallsTest : public EndpointTest {
 protected:
  // The command of an endpoint for a caller with the operator's key and these parameters.
  Step BeginAsOperator(const Endpoint& endpoint, std::string_view first,
                       std::string_view second = {}) {
    Call call = MakeCall({.parameter = first});
    call.parameters[1] = second;
    call.caller = {.token = {}, .is_operator = true};
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

TEST_F(FindCallsTest, AReservationIsFoundByItsSeat) {
  const auto command = AskedAsOperator<FindReservations>(kFindSeatEndpoint, "spring-1", "3");
  EXPECT_EQ(command.seat, (domain::SeatKey{{1}, {3}}));
  EXPECT_EQ(Finished<FindReservations>(kFindSeatEndpoint, {}, Found{}).body,
            R"({"reservations":[]})");
}

TEST_F(FindCallsTest, AnInvalidSeatIsRefused) {
  EXPECT_EQ(StatusAsOperator(kFindSeatEndpoint, "winter-1", "1"), 404U);
  EXPECT_EQ(StatusAsOperator(kFindSeatEndpoint, "spring-1", "9999"), 422U);
  for (const std::string_view seat : {"0", "-1", "01", "x", "4294967296", "1.0"}) {
    EXPECT_EQ(StatusAsOperator(kFindSeatEndpoint, "spring-1", seat), 400U) << seat;
  }
}

}  // namespace
}  // namespace onsale::http
