#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::CancelReservation;
using domain::ExchangeSeats;
using domain::HoldSeats;
using domain::ListReservations;
using domain::PayReservation;
using domain::ReadReservation;
using domain::RefusalCode;
using domain::ReservationStatus;
using domain::ReservationView;

constexpr std::string_view kId = "11111111-1111-1111-1111-111111111111";
// What HeldReservation reserves, as reservations and payments show it.
constexpr std::string_view kReserved =
    R"("userId":"kim","concertId":"spring","title":"Spring \"Night\"","artist":"봄밤",)"
    R"("venue":"Hall","date":"2027-04-10","showId":"spring-1",)"
    R"("startsAt":"2027-04-10T19:00:00.000+09:00","timeZone":"Asia/Seoul","seats":[)"
    R"({"number":1,"label":"A-1","section":"Floor","row":"A","seat":"1","categoryId":"a",)"
    R"("categoryName":"Standard","price":50000},)"
    R"({"number":3,"label":"A-3","section":"Floor","row":"A","seat":"3","categoryId":"b",)"
    R"("categoryName":"Best","price":80000}],"amount":130000,"currency":"KRW",)";

class ReservationCallsTest : public EndpointTest {
 protected:
  std::string Json(std::string_view status, std::string_view rest = "") const {
    const std::string remaining = status == "HELD" ? "300" : "null";
    return R"({"reservationId":"11111111-1111-1111-1111-111111111111",)"
           R"("bookingNumber":"9X7H-UN3G","status":")" +
           std::string(status) + R"(",)" + std::string(kReserved) +
           R"("createdAt":"2027-04-01T09:00:00.123Z","heldUntil":"2027-04-01T09:05:00.123Z",)"
           R"("remainingSeconds":)" +
           remaining + std::string(rest) + "}";
  }
  domain::Reservation Paid() const {
    domain::Reservation reservation = HeldReservation(now_);
    reservation.status = ReservationStatus::kConfirmed;
    reservation.payment.uuid.bytes.fill(0x22);
    reservation.paid_at = now_ + std::chrono::seconds(1);
    return reservation;
  }
};

TEST_F(ReservationCallsTest, SeatNumbersAreSorted) {
  const auto command = Asked<HoldSeats>(
      kHoldSeatsEndpoint,
      {.body = R"({"seatNumbers":[30,7,8],"showId":"spring-1"})", .idempotency_key = "k"});
  EXPECT_EQ(command.seats, (std::vector<domain::SeatNumber>{{7}, {8}, {30}}));
  EXPECT_EQ(command.show, domain::ShowId{1});
  EXPECT_EQ(command.caller, credential_);
  EXPECT_FALSE(command.fresh_id.uuid.IsNil());
  EXPECT_TRUE(command.idempotency_key);
}

TEST_F(ReservationCallsTest, BadHoldsAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "malformed-json"},
      {"{}", "invalid-member /showId"},
      {R"({"showId":"spring-1"})", "invalid-member /seatNumbers"},
      {R"({"showId":1,"seatNumbers":[1]})", "invalid-member /showId"},
      {R"({"showId":"spring-1","seatNumbers":[]})", "invalid-member /seatNumbers"},
      {R"({"showId":"spring-1","seatNumbers":7})", "invalid-member /seatNumbers"},
      {R"({"showId":"spring-1","seatNumbers":[0]})", "invalid-member /seatNumbers/0"},
      {R"({"showId":"spring-1","seatNumbers":[1,-1]})", "invalid-member /seatNumbers/1"},
      {R"({"showId":"spring-1","seatNumbers":[1,2,1.5]})", "invalid-member /seatNumbers/2"},
      {R"({"showId":"spring-1","seatNumbers":["1"]})", "invalid-member /seatNumbers/0"},
      {R"({"showId":"spring-1","seatNumbers":[4294967296]})", "invalid-member /seatNumbers/0"},
      {R"({"showId":"spring-1","seatNumbers":[7,7]})", "invalid-member /seatNumbers/1"},
      {R"({"showId":"spring-1","seatNumbers":[7,8,7]})", "invalid-member /seatNumbers/2"},
      {R"({"showId":"spring-1","seatNumbers":[8,7,7]})", "invalid-member /seatNumbers/2"},
      {R"({"showId":"spring-1","seatNumbers":[1],"userId":"lee"})", "invalid-member /userId"},
      {R"({"showId":"winter-1","seatNumbers":[1]})", "show-not-found"}};
  for (const auto& [body, refused] : cases) {
    EXPECT_EQ(Refused(kHoldSeatsEndpoint, {.body = body}), refused) << body;
  }
}

TEST_F(ReservationCallsTest, ABuyerMayLeaveTheChoiceOfSeatsToTheServer) {
  const auto plain =
      Asked<HoldSeats>(kHoldSeatsEndpoint, {.body = R"({"best":{"count":2},"showId":"spring-1"})"});
  EXPECT_TRUE(plain.seats.empty());
  EXPECT_EQ(plain.best, domain::BestSeats{.count = 2});
  const auto whole = Asked<HoldSeats>(
      kHoldSeatsEndpoint,
      {.body = R"({"showId":"spring-1","best":{"count":50,"category":"b","section":"Floor",)"
               R"("together":"block","accessible":true}})"});
  EXPECT_EQ(whole.best, (domain::BestSeats{.count = 50,
                                           .category = "b",
                                           .section = "Floor",
                                           .together = domain::Together::kBlock,
                                           .accessible = true}));
}

TEST_F(ReservationCallsTest, BadWishesAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({})", "invalid-member /best/count"},
      {R"({"count":0})", "invalid-member /best/count"},
      {R"({"count":51})", "invalid-member /best/count"},
      {R"({"count":"2"})", "invalid-member /best/count"},
      {R"({"count":{}})", "invalid-member /best/count"},
      {R"({"count":[1]})", "invalid-member /best/count"},
      {R"({"count":1,"count":1})", "invalid-member /best/count"},
      {R"({"count":1,"seats":[1]})", "invalid-member /best/seats"},
      {R"({"count":1,"category":"c"})", "invalid-member /best/category"},
      {R"({"count":1,"category":""})", "invalid-member /best/category"},
      {R"({"count":1,"section":"floor"})", "invalid-member /best/section"},
      {R"({"count":1,"section":null})", "invalid-member /best/section"},
      {R"({"count":1,"together":"ROW"})", "invalid-member /best/together"},
      {R"({"count":1,"together":"diagonal"})", "invalid-member /best/together"},
      {R"({"count":1,"accessible":1})", "invalid-member /best/accessible"},
      {R"([])", "invalid-member /best"},
      {R"(2)", "invalid-member /best"},
      {R"("row")", "invalid-member /best"},
      {R"(null)", "invalid-member /best"}};
  for (const auto& [best, refused] : cases) {
    const std::string body = R"({"showId":"spring-1","best":)" + std::string(best) + "}";
    EXPECT_EQ(Refused(kHoldSeatsEndpoint, {.body = body}), refused) << body;
  }
  EXPECT_EQ(Refused(kHoldSeatsEndpoint,
                    {.body = R"({"showId":"spring-1","seatNumbers":[1],"best":{"count":1}})"}),
            "invalid-member /best");
  EXPECT_TRUE(Answered(kHoldSeatsEndpoint, {.body = R"({"showId":"spring-1"})"})
                  .body.contains("leave the choice to the server with /best."));
  // Regression: of a word that is too long only its bytes were named.
  for (const char* const word : {"ROW", "side-by-side"}) {
    const std::string body =
        R"({"showId":"spring-1","best":{"count":1,"together":")" + std::string(word) + R"("}})";
    EXPECT_TRUE(Answered(kHoldSeatsEndpoint, {.body = body})
                    .body.contains(R"(must be \"row\", \"block\" or \"any\".)"))
        << word;
  }
}

TEST_F(ReservationCallsTest, AnExchangeNamesTheSeatsThatTheHoldIsToHave) {
  const auto command = Asked<ExchangeSeats>(kExchangeSeatsEndpoint,
                                            {.body = R"({"seatNumbers":[8,7]})", .parameter = kId});
  EXPECT_EQ(command.id.uuid.ToString(), kId);
  EXPECT_EQ(command.caller, credential_);
  EXPECT_EQ(command.seats, (std::vector<domain::SeatNumber>{{7}, {8}}));
  const Response response =
      Finished<ExchangeSeats>(kExchangeSeatsEndpoint, {}, ReservationView{HeldReservation(now_)});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, Json("HELD"));
}

TEST_F(ReservationCallsTest, BadExchangesAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "malformed-json"},
      {"{}", "invalid-member /seatNumbers"},
      {R"({"seatNumbers":[]})", "invalid-member /seatNumbers"},
      {R"({"seatNumbers":[0]})", "invalid-member /seatNumbers/0"},
      {R"({"seatNumbers":[7,8,7]})", "invalid-member /seatNumbers/2"},
      {R"({"seatNumbers":[7],"showId":"spring-1"})", "invalid-member /showId"}};
  for (const auto& [body, refused] : cases) {
    EXPECT_EQ(Refused(kExchangeSeatsEndpoint, {.body = body, .parameter = kId}), refused) << body;
  }
  EXPECT_EQ(Refused(kExchangeSeatsEndpoint, {.body = R"({"seatNumbers":[7]})", .parameter = "x"}),
            "reservation-not-found");
}

TEST_F(ReservationCallsTest, AHoldHasAtMostFiftySeats) {
  std::string seats = "1";
  for (int i = 2; i <= 50; ++i) seats += "," + std::to_string(i);
  const std::string fifty = R"({"showId":"spring-1","seatNumbers":[)" + seats + "]}";
  EXPECT_EQ(Asked<HoldSeats>(kHoldSeatsEndpoint, {.body = fifty}).seats.size(), 50U);
  const std::string more = R"({"showId":"spring-1","seatNumbers":[)" + seats + ",51]}";
  EXPECT_EQ(Refused(kHoldSeatsEndpoint, {.body = more}), "invalid-member /seatNumbers");
}

// Regression: behind a proxy's `location /shop/` the Location named a path of another program.
TEST_F(ReservationCallsTest, ANewHoldHasALocation) {
  for (const char* const base_path : {"", "/shop"}) {
    services_.base_path = base_path;
    const Response response =
        Finished<HoldSeats>(kHoldSeatsEndpoint, {}, ReservationView{HeldReservation(now_)});
    EXPECT_EQ(response.status, 201U);
    EXPECT_EQ(response.body, Json("HELD"));
    EXPECT_TRUE(HasHeader(
        response, "Location: " + std::string(base_path) + "/v1/reservations/" + std::string(kId)));
    EXPECT_TRUE(HasHeader(response, "Cache-Control: no-store"));
  }
}

TEST_F(ReservationCallsTest, ARefusedHoldNamesSeatsAndOpenings) {
  const auto refused = [this](const domain::Refusal& refusal) {
    return Finished<HoldSeats>(kHoldSeatsEndpoint, {}, std::unexpected(refusal)).body;
  };
  EXPECT_TRUE(refused({.code = RefusalCode::kSeatUnavailable, .seats = {{1}}})
                  .contains(R"("unavailableSeats":[1])"));
  EXPECT_FALSE(
      refused({.code = RefusalCode::kSeatUnavailable, .seats = {{1}}}).contains("nearest"));
  EXPECT_TRUE(refused({.code = RefusalCode::kSeatUnavailable, .seats = {{1}}, .nearest = {{2}}})
                  .contains(R"("nearest":[2])"));
  EXPECT_TRUE(refused({.code = RefusalCode::kBestUnavailable, .largest_together = 3})
                  .contains(R"("largestTogether":3)"));
  // Regression: every one said "at most N side by side".
  const auto none_best = [&](std::int64_t largest, const domain::BestSeats& best) {
    return refused(
        {.code = RefusalCode::kBestUnavailable, .largest_together = largest, .best = best});
  };
  EXPECT_TRUE(none_best(3, {.count = 4}).contains("free together there: at most 3 side by side."));
  EXPECT_TRUE(none_best(2, {.count = 4, .together = domain::Together::kAny})
                  .contains("Fewer than 4 such seats are free there, at most 2 side by side."));
  EXPECT_TRUE(none_best(0, {.count = 4}).contains("No such seat is free there."));
  EXPECT_TRUE(none_best(0, {.count = 2, .accessible = true})
                  .contains("No wheelchair place is free there."));
  EXPECT_TRUE(none_best(1, {.count = 2, .accessible = true})
                  .contains("Only a wheelchair place without a companion seat is free there."));
  EXPECT_TRUE(none_best(2, {.count = 1, .accessible = true})
                  .contains("Only wheelchair places with a companion seat are free there."));
  EXPECT_TRUE(none_best(2, {.count = 9, .accessible = true}).contains("further seats."));
  EXPECT_TRUE(refused({.code = RefusalCode::kLeavesSingleSeat, .seats = {{1}}, .nearest = {{2}}})
                  .contains(R"("singleSeats":[1],"alternative":[2])"));
  EXPECT_TRUE(refused({.code = RefusalCode::kShowNotOnSale, .opens_at = now_})
                  .contains(R"("saleOpensAt":"2027-04-01T09:00:00.123Z")"));
}

TEST_F(ReservationCallsTest, EveryRefusalIsDescribed) {
  using enum RefusalCode;
  ExpectRefusalsDescribed<HoldSeats>(
      kHoldSeatsEndpoint,
      {kTokenInvalid, kIdempotencyKeyReused, kTokenWaiting, kTokenExpired, kTokenWrongRoom,
       kShowNotOnSale, kPresaleGroupRequired, kTurnEnding, kSeatUnknown, kTooManySeats,
       kAccessRequired, kSeatUnavailable, kBestUnavailable, kLeavesSingleSeat});
  ExpectRefusalsDescribed<ExchangeSeats>(
      kExchangeSeatsEndpoint,
      {kTokenInvalid, kTokenWaiting, kTokenExpired, kTokenWrongRoom, kReservationUnknown,
       kReservationPaid, kReservationCancelled, kHoldExpired, kShowNotOnSale, kPresaleGroupRequired,
       kTurnEnding, kSeatUnknown, kTooManySeats, kSeatUnavailable});
  ExpectRefusalsDescribed<PayReservation>(
      kPayReservationEndpoint,
      {kTokenInvalid, kIdempotencyKeyReused, kTokenWaiting, kTokenExpired, kTokenWrongRoom,
       kReservationUnknown, kReservationPaid, kReservationCancelled, kHoldExpired, kAmountDiffers,
       kBalanceInsufficient});
}

TEST_F(ReservationCallsTest, AReservationIsReadByItsId) {
  EXPECT_EQ(Asked<ReadReservation>(kReadReservationEndpoint, {.parameter = kId}).id.uuid.ToString(),
            kId);
  EXPECT_EQ(
      Asked<CancelReservation>(kCancelReservationEndpoint, {.parameter = kId}).id.uuid.ToString(),
      kId);
}

TEST_F(ReservationCallsTest, AnInvalidReservationIdIsNotFound) {
  for (const std::string_view id :
       {"", "1", "me", "11111111-1111-1111-1111-11111111111", "11111111111111111111111111111111",
        "11111111-1111-1111-1111-11111111111g", "%31"}) {
    EXPECT_EQ(Refused(kReadReservationEndpoint, {.parameter = id}), "reservation-not-found") << id;
    EXPECT_EQ(Refused(kCancelReservationEndpoint, {.parameter = id}), "reservation-not-found");
  }
}

TEST_F(ReservationCallsTest, APaidReservationHasItsPayment) {
  EXPECT_EQ(Finished<ReadReservation>(kReadReservationEndpoint, {}, ReservationView{Paid()}).body,
            Json("CONFIRMED", R"(,"paymentId":"22222222-2222-2222-2222-222222222222",)"
                              R"("paidAt":"2027-04-01T09:00:01.123Z")"));
}

TEST_F(ReservationCallsTest, CancelledAndListedReservationsAreShown) {
  domain::Reservation cancelled = HeldReservation(now_);
  cancelled.status = ReservationStatus::kCancelled;
  const Response response =
      Finished<CancelReservation>(kCancelReservationEndpoint, {}, ReservationView{cancelled});
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, Json("CANCELLED"));
  const std::vector<ReservationView> views = {{HeldReservation(now_)}, {cancelled}};
  EXPECT_EQ(
      Finished<ListReservations>(kListReservationsEndpoint, {}, views).body,
      "{\"reservations\":[" + Json("HELD") + "," + Json("CANCELLED") + "],\"nextCursor\":null}");
}

TEST_F(ReservationCallsTest, APaymentNamesItsReservation) {
  const auto command =
      Asked<PayReservation>(kPayReservationEndpoint,
                            {.body = R"({"reservationId":"11111111-1111-1111-1111-111111111111"})",
                             .idempotency_key = "k"});
  EXPECT_EQ(command.id.uuid.ToString(), kId);
  EXPECT_FALSE(command.fresh_id.uuid.IsNil());
  EXPECT_TRUE(command.idempotency_key);
}

TEST_F(ReservationCallsTest, APaymentMayStateItsAmount) {
  const auto expected = [this](const std::string& member) {
    const std::string body = R"({"reservationId":")" + std::string(kId) + '"' + member + "}";
    return Asked<PayReservation>(kPayReservationEndpoint, {.body = body}).expected_amount;
  };
  EXPECT_EQ(expected(""), std::nullopt);
  EXPECT_EQ(expected(R"(,"expectedAmount":0)"), domain::Money{});
  EXPECT_EQ(expected(R"(,"expectedAmount":1000000000000000)"),
            domain::Money{1'000'000'000'000'000});
}

TEST_F(ReservationCallsTest, BadPaymentsAreRefused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "malformed-json"},
      {"{}", "invalid-member /reservationId"},
      {R"({"reservationId":1})", "invalid-member /reservationId"},
      {R"({"reservationId":""})", "invalid-member /reservationId"},
      {R"({"reservationId":"x"})", "invalid-member /reservationId"},
      {R"({"reservationId":"11111111-1111-1111-1111-1111111111111"})",
       "invalid-member /reservationId"},
      {R"({"reservationId":"11111111-1111-1111-1111-111111111111","amount":1})",
       "invalid-member /amount"},
      {R"({"expectedAmount":1})", "invalid-member /reservationId"},
      {R"({"reservationId":"11111111-1111-1111-1111-111111111111","expectedAmount":-1})",
       "invalid-member /expectedAmount"},
      {R"({"reservationId":"11111111-1111-1111-1111-111111111111",)"
       R"("expectedAmount":1000000000000001})",
       "invalid-member /expectedAmount"},
      {R"({"reservationIds":[]})", "invalid-member /reservationIds"},
      {R"({"reservationIds":"11111111-1111-1111-1111-111111111111"})",
       "invalid-member /reservationIds"},
      {R"({"reservationIds":["x"]})", "invalid-member /reservationIds/0"},
      {R"({"reservationIds":[1]})", "invalid-member /reservationIds/0"},
      {R"({"reservationIds":["11111111-1111-1111-1111-11111111aaaa",)"
       R"("11111111-1111-1111-1111-11111111AAAA"]})",
       "invalid-member /reservationIds/1"},
      {R"({"reservationIds":["11111111-1111-1111-1111-111111111111"],)"
       R"("reservationId":"11111111-1111-1111-1111-111111111111"})",
       "invalid-member /reservationId"}};
  for (const auto& [body, refused] : cases) {
    EXPECT_EQ(Refused(kPayReservationEndpoint, {.body = body}), refused) << body;
  }
}

TEST_F(ReservationCallsTest, APaymentIsCreated) {
  const Response response = Finished<PayReservation>(
      kPayReservationEndpoint, {}, domain::PaymentView{.reservation = Paid(), .balance = {70}});
  EXPECT_EQ(response.status, 201U);
  EXPECT_EQ(response.body, R"({"paymentId":"22222222-2222-2222-2222-222222222222",)"
                           R"("reservationId":"11111111-1111-1111-1111-111111111111",)"
                           R"("bookingNumber":"9X7H-UN3G","status":"CONFIRMED",)" +
                               std::string(kReserved) +
                               R"("balance":70,"paidAt":"2027-04-01T09:00:01.123Z"})");
}

TEST_F(ReservationCallsTest, APaymentNamesSeveralReservations) {
  const auto command =
      Asked<PayReservation>(kPayReservationEndpoint,
                            {.body = R"({"reservationIds":["33333333-3333-3333-3333-333333333333",)"
                                     R"("11111111-1111-1111-1111-111111111111",)"
                                     R"("22222222-2222-2222-2222-222222222222"]})"});
  EXPECT_EQ(command.id.uuid.ToString(), kId);
  ASSERT_EQ(command.others.size(), 2U);
  EXPECT_EQ(command.others[0].id.uuid.ToString(), "22222222-2222-2222-2222-222222222222");
  EXPECT_EQ(command.others[1].id.uuid.ToString(), "33333333-3333-3333-3333-333333333333");
  EXPECT_NE(command.others[0].fresh_id, command.fresh_id);
  EXPECT_NE(command.others[0].fresh_id, command.others[1].fresh_id);
}

TEST_F(ReservationCallsTest, SeveralPaymentsAreCreated) {
  domain::Reservation other = Paid();
  other.id.uuid.bytes.fill(0x44);
  other.payment.uuid.bytes.fill(0x55);
  other.amount = {70};
  const domain::PaymentView view{.reservation = Paid(), .balance = {5}, .others = {other}};
  const std::string body = Finished<PayReservation>(kPayReservationEndpoint, {}, view).body;
  EXPECT_TRUE(body.starts_with(R"({"payments":[{"paymentId":"22222222-)")) << body;
  EXPECT_NE(body.find(R"("balance":75,)"), std::string::npos) << body;
  EXPECT_NE(body.find(R"(},{"paymentId":"55555555-)"), std::string::npos) << body;
  EXPECT_TRUE(body.ends_with(R"(],"amount":130070,"currency":"KRW","balance":5})")) << body;
}

TEST_F(ReservationCallsTest, AListOfOneReservationGetsAListOfOnePayment) {
  const std::string body =
      Finished<PayReservation>(
          kPayReservationEndpoint,
          {.body = R"({"reservationIds":["11111111-1111-1111-1111-111111111111"]})"},
          domain::PaymentView{.reservation = Paid(), .balance = {70}})
          .body;
  EXPECT_TRUE(body.starts_with(R"({"payments":[{"paymentId":"22222222-)")) << body;
  EXPECT_TRUE(body.ends_with(R"(],"amount":130000,"currency":"KRW","balance":70})")) << body;
}

TEST_F(ReservationCallsTest, OfSeveralReservationsTheRefusedOneIsNamed) {
  const domain::Refusal refusal{.code = RefusalCode::kHoldExpired,
                                .reservation = HeldReservation(now_).id};
  const std::string body =
      Finished<PayReservation>(kPayReservationEndpoint, {}, std::unexpected(refusal)).body;
  EXPECT_NE(body.find(R"("reservationId":"11111111-)"), std::string::npos) << body;
}

// A stored answer shows a hold as it was made, also to a retry after the hold has ended.
TEST_F(ReservationCallsTest, TheTimeThatRemainsIsNeverNegative) {
  clock_.Advance(std::chrono::hours(1));
  EXPECT_TRUE(Finished<HoldSeats>(kHoldSeatsEndpoint, {}, ReservationView{HeldReservation(now_)})
                  .body.contains(R"("remainingSeconds":0)"));
}

// A seat may leave its chart once no hold and no sale has it.
TEST_F(ReservationCallsTest, ASeatThatTheChartLacksIsNamedByItsNumber) {
  domain::CatalogRows rows = services_.catalog->rows();
  rows.seats.pop_back();
  services_.catalog = std::make_shared<const domain::Catalog>(std::move(rows));
  const std::string body = Finished<ReadReservation>(kReadReservationEndpoint, {},
                                                     ReservationView{HeldReservation(now_)})
                               .body;
  EXPECT_TRUE(body.contains(R"({"number":3,"label":"3","section":null,"row":null,"seat":null,)"
                            R"("categoryId":null,"categoryName":null,"price":80000})"))
      << body;
}

TEST_F(ReservationCallsTest, AShowThatTheCatalogueLacksIsNamedByItsNumber) {
  services_.catalog = std::make_shared<const domain::Catalog>();
  const std::string body = Finished<ReadReservation>(kReadReservationEndpoint, {},
                                                     ReservationView{HeldReservation(now_)})
                               .body;
  EXPECT_TRUE(body.contains(R"("userId":"kim","concertId":null,"title":null,"artist":null,)"
                            R"("venue":null,"date":null,"showId":"1","startsAt":null,)"
                            R"("timeZone":null,"seats":[{"number":1,"label":"1","section":null,)"
                            R"("row":null,"seat":null,"categoryId":null,"categoryName":null,)"))
      << body;
}

}  // namespace
}  // namespace onsale::http
