// Retries as clients send them: the same command in another spelling is the same request.
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

class RetryCallsTest : public EndpointTest {
 protected:
  template <class C>
  domain::Fingerprint FingerprintOf(const Endpoint& endpoint, std::string_view body,
                                    std::string_view parameter = {}) {
    const Input input{.body = body, .parameter = parameter, .idempotency_key = "k"};
    return Asked<C>(endpoint, input).idempotency_key->fingerprint;
  }
};

// Regression: the fingerprint was over method, path and body, so an app that was restarted and
// wrote its request in another way got 422 for it.
TEST_F(RetryCallsTest, ATokenInAnotherSpellingIsTheSameRequest) {
  const auto of = [this](std::string_view body) {
    return FingerprintOf<domain::IssueToken>(kIssueTokenEndpoint, body);
  };
  const auto first = of(R"({"userId":"42","concertId":"spring"})");
  EXPECT_EQ(of(R"({"concertId":"spring","userId":"42"})"), first);
  EXPECT_EQ(of("{ \"userId\" :\t\"42\",\r\n\"concertId\": \"spring\" } "), first);
  EXPECT_EQ(of(R"({"userId":42,"concertId":"spring"})"), first);
  EXPECT_EQ(of(R"({"\u0075serId":"\u0034\u0032","concertId":"sprin\u0067"})"), first);
  EXPECT_NE(of(R"({"userId":"43","concertId":"spring"})"), first);
  EXPECT_NE(of(R"({"userId":"42","concertId":"autumn"})"), first);
}

TEST_F(RetryCallsTest, AHoldInAnotherSpellingIsTheSameRequest) {
  const auto of = [this](std::string_view body) {
    return FingerprintOf<domain::HoldSeats>(kHoldSeatsEndpoint, body);
  };
  const auto first = of(R"({"showId":"spring-1","seatNumbers":[1,2]})");
  EXPECT_EQ(of(R"({"seatNumbers":[1,2],"showId":"spring-1"})"), first);
  EXPECT_EQ(of(R"({ "showId": "spring-1", "seatNumbers": [ 2, 1 ] })"), first);
  EXPECT_NE(of(R"({"showId":"spring-1","seatNumbers":[1]})"), first);
}

TEST_F(RetryCallsTest, ATopUpInAnotherSpellingIsTheSameRequest) {
  const auto of = [this](std::string_view body, std::string_view user) {
    return FingerprintOf<domain::TopUpBalance>(kTopUpBalanceEndpoint, body, user);
  };
  const auto first = of(R"({"amount":10})", "kim@example.com");
  EXPECT_EQ(of(R"({ "amount" : 10 })", "kim%40example.com"), first);
  EXPECT_EQ(of(R"({"amount":1.0e1})", "kim@example.com"), first);
  EXPECT_EQ(of(R"({"amount":10})", "%6Bim@example%2ecom"), first);
  EXPECT_NE(of(R"({"amount":10})", "Kim@example.com"), first);
  EXPECT_NE(of(R"({"amount":11})", "kim@example.com"), first);
}

TEST_F(RetryCallsTest, APaymentInAnotherSpellingIsTheSameRequest) {
  const auto of = [this](std::string_view body) {
    return FingerprintOf<domain::PayReservation>(kPayReservationEndpoint, body);
  };
  const auto first = of(R"({"reservationId":"0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d"})");
  EXPECT_EQ(of(R"({"reservationId":"0195F1E2-7C3A-7A10-8C21-5D1F0A2B3C4D"})"), first);
  EXPECT_EQ(of(R"({ "reservationId" : "0195f1e2-7C3A-7a10-8c21-5d1f0a2b3c4d" })"), first);
  EXPECT_EQ(of(R"({"reservationIds":["0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d"]})"), first);
  EXPECT_NE(of(R"({"reservationId":"0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4e"})"), first);
}

TEST_F(RetryCallsTest, SeveralReservationsInAnotherOrderAreTheSameRequest) {
  const auto of = [this](std::string_view body) {
    return FingerprintOf<domain::PayReservation>(kPayReservationEndpoint, body);
  };
  const auto first = of(R"({"reservationIds":["0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d",)"
                        R"("0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4e"]})");
  EXPECT_EQ(of(R"({"reservationIds":["0195F1E2-7C3A-7A10-8C21-5D1F0A2B3C4E",)"
               R"("0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d"]})"),
            first);
  EXPECT_NE(of(R"({"reservationIds":["0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d"]})"), first);
}

}  // namespace
}  // namespace onsale::http
