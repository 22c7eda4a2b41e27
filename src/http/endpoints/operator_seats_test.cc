// What an operator does to seats by hand: bad inputs, the commands, the answers.
#include "http/testing/endpoint_testing.h"

namespace onsale::http {
namespace {

using domain::HoldBackSeats;
using domain::PutSeatsOnSale;
using domain::ReleaseReservation;

constexpr std::string_view kReservationId = "11111111-1111-1111-1111-111111111111";

class OperatorSeatsTest : public EndpointTest {
 protected:
  static Input Seats(std::string_view body, std::string_view show = "spring-1") {
    return {.body = body, .parameter = show, .reason = "camera%20%ED%95%9C"};
  }
  std::string HeldBack(std::string_view body) {
    return Refused(kHoldBackSeatsEndpoint, Seats(body));
  }
};

TEST_F(OperatorSeatsTest, TheCommandHasTheSeatsInOrderAndTheReason) {
  const auto command =
      Asked<HoldBackSeats>(kHoldBackSeatsEndpoint, Seats(R"({"seatNumbers":[3,1,4294967295]})"));
  EXPECT_EQ(command.show, domain::ShowId{1});
  EXPECT_EQ(command.seats, (std::vector<domain::SeatNumber>{{1}, {3}, {4'294'967'295}}));
  EXPECT_EQ(command.actor.call, "holdBackSeats");
  EXPECT_EQ(command.actor.reason, "camera 한");
  const auto back = Asked<PutSeatsOnSale>(kPutSeatsOnSaleEndpoint, Seats(R"({"seatNumbers":[2]})"));
  EXPECT_EQ(back.seats, (std::vector<domain::SeatNumber>{{2}}));
  EXPECT_EQ(back.actor.call, "putSeatsOnSale");
}

TEST_F(OperatorSeatsTest, BadSeatsAreRefused) {
  EXPECT_EQ(HeldBack("{}"), "invalid-member /seatNumbers");
  EXPECT_EQ(HeldBack(R"({"seatNumbers":[]})"), "invalid-member /seatNumbers");
  EXPECT_EQ(HeldBack(R"({"seatNumbers":[0]})"), "invalid-member /seatNumbers/0");
  EXPECT_EQ(HeldBack(R"({"seatNumbers":[1,4294967296]})"), "invalid-member /seatNumbers/1");
  EXPECT_EQ(HeldBack(R"({"seatNumbers":[1,2,1]})"), "invalid-member /seatNumbers/2");
  EXPECT_EQ(HeldBack(R"({"seats":[1]})"), "invalid-member /seats");
  std::string many = R"({"seatNumbers":[1)";
  for (std::size_t i = 2; i <= domain::kSeatsByHandMax; ++i) many += "," + std::to_string(i);
  EXPECT_EQ(HeldBack(many + "]}"), "none");
  EXPECT_EQ(HeldBack(many + ",999]}"), "invalid-member /seatNumbers");
}

TEST_F(OperatorSeatsTest, AnUnknownShowIsNotFound) {
  const Input input = Seats(R"({"seatNumbers":[1]})", "winter-1");
  EXPECT_EQ(Answered(kHoldBackSeatsEndpoint, input).status, 404U);
  EXPECT_EQ(Answered(kPutSeatsOnSaleEndpoint, input).status, 404U);
}

TEST_F(OperatorSeatsTest, EachCallNeedsAReason) {
  const Input seats{.body = R"({"seatNumbers":[1]})", .parameter = "spring-1"};
  const std::string refused = "invalid-parameter Onsale-Reason";
  EXPECT_EQ(Refused(kHoldBackSeatsEndpoint, seats), refused);
  EXPECT_EQ(Refused(kPutSeatsOnSaleEndpoint, seats), refused);
  EXPECT_EQ(Refused(kReleaseReservationEndpoint, {.parameter = kReservationId}), refused);
  EXPECT_EQ(Refused(kReleaseReservationEndpoint, {.parameter = kReservationId, .reason = ""}),
            refused);
  const Input blank{.body = seats.body, .parameter = seats.parameter, .reason = "%20%20"};
  EXPECT_EQ(Refused(kHoldBackSeatsEndpoint, blank), refused);
  EXPECT_TRUE(Answered(kHoldBackSeatsEndpoint, blank).body.contains("Write the reason"));
  const std::string body = Answered(kHoldBackSeatsEndpoint, seats).body;
  EXPECT_TRUE(body.contains("Header Onsale-Reason is missing. This change must say why")) << body;
  EXPECT_TRUE(body.contains("Example: \\\"Onsale-Reason: camera in row 3\\\"")) << body;
}

TEST_F(OperatorSeatsTest, TheAnswerNamesWhatChangedAndTheCounts) {
  const domain::SeatsForSaleView view{
      .show = {1}, .changed = {{1}, {3}}, .available = 1, .held_back = 2};
  constexpr std::string_view kAnswer =
      R"({"showId":"spring-1","changedSeats":[1,3],"seatsAvailable":1,"seatsHeldBack":2})";
  EXPECT_EQ(Finished<HoldBackSeats>(kHoldBackSeatsEndpoint, {}, view).body, kAnswer);
  EXPECT_EQ(Finished<PutSeatsOnSale>(kPutSeatsOnSaleEndpoint, {}, view).body, kAnswer);
}

TEST_F(OperatorSeatsTest, AHoldIsReleasedByItsId) {
  const auto command = Asked<ReleaseReservation>(kReleaseReservationEndpoint,
                                                 {.parameter = kReservationId, .reason = "fraud"});
  EXPECT_EQ(command.id.uuid.ToString(), kReservationId);
  EXPECT_EQ(command.actor.reason, "fraud");
  domain::Reservation released = HeldReservation(now_);
  released.status = domain::ReservationStatus::kCancelled;
  released.end_reason = domain::EndReason::kCancelledByOperator;
  released.ended_at = now_;
  const Response response = Finished<ReleaseReservation>(kReleaseReservationEndpoint, {},
                                                         domain::ReservationView{released});
  EXPECT_TRUE(response.body.contains(R"("endedBecause":"CANCELLED_BY_OPERATOR")")) << response.body;
  for (const std::string_view id : {"x", "00000000-0000-0000-0000-000000000000"}) {
    const Input input{.parameter = id, .reason = "fraud"};
    EXPECT_EQ(Answered(kReleaseReservationEndpoint, input).status, 404U) << id;
  }
}

TEST_F(OperatorSeatsTest, RefusalsSpeakToTheOperator) {
  const domain::Refusal taken{.code = domain::RefusalCode::kSeatUnavailable, .seats = {{2}}};
  const std::string held =
      Finished<HoldBackSeats>(kHoldBackSeatsEndpoint, {}, std::unexpected(taken)).body;
  EXPECT_TRUE(held.contains("Seat 2 is held or sold. Nothing was changed.")) << held;
  EXPECT_FALSE(held.contains("\"mine\"")) << held;
  const std::string unknown =
      Finished<ReleaseReservation>(kReleaseReservationEndpoint, {},
                                   domain::Refuse(domain::RefusalCode::kReservationUnknown))
          .body;
  EXPECT_TRUE(unknown.contains("There is no reservation with this id, or it ended")) << unknown;
}

TEST_F(OperatorSeatsTest, EveryRefusalIsDescribed) {
  using enum domain::RefusalCode;
  ExpectRefusalsDescribed<HoldBackSeats>(kHoldBackSeatsEndpoint, {kSeatUnknown, kSeatUnavailable});
  ExpectRefusalsDescribed<PutSeatsOnSale>(kPutSeatsOnSaleEndpoint,
                                          {kSeatUnknown, kSeatUnavailable});
  ExpectRefusalsDescribed<ReleaseReservation>(
      kReleaseReservationEndpoint,
      {kReservationUnknown, kReservationPaid, kReservationCancelled, kHoldExpired});
}

}  // namespace
}  // namespace onsale::http
