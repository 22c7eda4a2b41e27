#include "rehearsal/crowd/journey.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace onsale::rehearsal {
namespace {

constexpr std::string_view kReservation = "0195f1e2-7c3a-7a10-8c21-5d1f0a2b3c4d";
constexpr std::string_view kPayment = "0195f1e4-1b2c-7d3e-9f40-112233445566";

constexpr std::uint64_t kNoCommit = UINT64_MAX;

// Plays one buyer. The buyer's number is chosen so that none of the random decisions makes the
// buyer leave early.
class JourneyTest : public testing::Test {
 protected:
  Chance chance{1};
  Venue venue;
  TextPool texts;
  Tally tally;
  Journey journey{{chance, venue, texts, tally, 1}};
  Buyer buyer;
  std::uint32_t number = 0;
  std::uint64_t version = 0;

  void SetUp() override { Arrive(false); }
  // `exchanges`: whether the buyer exchanges the seats of the hold.
  void Arrive(bool exchanges) {
    venue = {};
    buyer = {};
    Show& show = venue.shows.emplace_back();
    show.id = "night-1";
    show.concert = "night";
    show.party_max = 1;
    show.chart.number_max = 50;
    venue.charts.push_back({.digest = "1f", .etag = "\"c\"", .body_bytes = 2});
    for (std::uint32_t seat = 1; seat <= 50; ++seat) {
      show.chart.numbers.push_back(seat);
      show.chart.seats.push_back({.number = seat, .right = {}, .left = {}});
      show.chart.prices[seat] = 500;
    }
    const Habits habits;
    const auto gives_up = [&](Choice choice, double share) {
      return chance.Happens({number, choice}, share);
    };
    while (gives_up(Choice::kImpatient, habits.impatient) ||
           gives_up(Choice::kGiveUpAtDates, habits.give_up_at_dates) ||
           gives_up(Choice::kGiveUpAtSeats, habits.give_up_at_seats) ||
           gives_up(Choice::kGiveUpWithHold, habits.give_up_with_hold) ||
           gives_up(Choice::kToppedUpMore, habits.topped_up_more) ||
           gives_up(Choice::kGoesQuietly, habits.goes_quietly) ||
           chance.Happens({number, Choice::kGiveUpAfterRace, 1}, habits.give_up_after_race) ||
           gives_up(Choice::kExchanges, habits.exchanges) != exchanges ||
           gives_up(Choice::kGiveUpAfterTopUp, habits.give_up_after_top_up)) {
      ++number;
    }
    journey.Begin(number, buyer);
  }

  Next Answered(unsigned status, const std::string& body, std::uint64_t commit = 1,
                std::string_view etag = "") {
    ResponseHead head{.status = status, .etag = etag};
    if (commit != kNoCommit) head.commit = commit;
    const Next next = journey.After(number, buyer, {head, body, body.size()}, Milliseconds(1000));
    buyer.call = next.call;
    return next;
  }
  Next AnsweredChart(std::string_view etag = "\"c\"", const std::string& body = "{}") {
    return Answered(200, body, kNoCommit, etag);
  }
  // Answers with an availability in which only these seats are AVAILABLE.
  Next AnsweredSeats(std::initializer_list<std::uint32_t> seats) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // Each digit has three seats. 50 seats are 13 bytes: 17 digits, a last one and padding.
    std::string states;
    for (std::uint32_t byte = 0; byte < 39; byte += 3) {
      unsigned bits = 0;
      for (std::uint32_t k = 0; k < 3; ++k) bits = bits << 8 | StatesAt(byte + k, seats);
      for (const unsigned shift : {18, 12, 6, 0}) states += kAlphabet[bits >> shift & 63];
    }
    states.resize(18);
    return Answered(200, R"({"version":)" + std::to_string(++version) + R"(,"chart":"1f",)" +
                             R"("seatsAvailable":)" + std::to_string(seats.size()) +
                             R"(,"states":")" + states + "==\"}");
  }
  // The byte of four seats: SOLD, unless they are listed.
  static unsigned StatesAt(std::uint32_t byte, std::initializer_list<std::uint32_t> available) {
    unsigned bits = 0;
    for (std::uint32_t k = 0; k < 4; ++k) {
      const std::uint32_t seat = byte * 4 + k + 1;
      const bool free = std::find(available.begin(), available.end(), seat) != available.end();
      if (seat <= 50 && !free) bits |= 2U << 2 * k;
    }
    return bits;
  }
  Next Token(std::string_view status, int position = 0, std::uint64_t commit = 1) {
    return Answered(buyer.call == Call::kToken ? 201 : 200,
                    R"({"token":"t","roomId":"main","pollAfterSeconds":5,"position":)" +
                        std::to_string(position) + R"(,"status":")" + std::string(status) + "\"}",
                    commit);
  }
  std::string Reservation(std::string_view status, std::string_view more = "") const {
    return R"({"reservationId":")" + std::string(kReservation) + R"(","status":")" +
           std::string(status) + R"(","showId":"night-1","amount":500,"seats":[{"number":)" +
           std::to_string(buyer.pick.seats[0]) + "}]" + std::string(more) + "}";
  }
  // Answers the buyer's calls until `call` is the next one.
  void GoTo(Call call) {
    if (call == Call::kDates) Token("ACTIVE");
    if (call == Call::kChart) {
      GoTo(Call::kDates), Answered(200, R"({"dates":[{"showId":"night-1"}]})");
    }
    if (call == Call::kAvailability || call == Call::kBest) GoTo(Call::kChart), AnsweredChart();
    if (call == Call::kHold) {
      GoTo(Call::kAvailability), AnsweredSeats({7, 8}), AnsweredSeats({7, 8});
    }
    if (call == Call::kTopUp || call == Call::kExchange) {
      GoTo(Call::kHold), Answered(201, Reservation("HELD"));
    }
    if (call == Call::kPay) GoTo(Call::kTopUp), Answered(201, R"({"balance":500})");
    ASSERT_EQ(buyer.call, call);
  }
};

TEST_F(JourneyTest, AWaitingBuyerPollsWhenTheServerSays) {
  const Next next = Token("WAITING", 9);
  EXPECT_EQ(next.call, Call::kQueueStatus);
  EXPECT_GE(next.after, Milliseconds(5000));
  EXPECT_LE(next.after, Milliseconds(5100));
  EXPECT_EQ(tally.gauges.waiting, 1);
}

// Regression: after 256 top-ups the idempotency keys repeated, and the server was blamed.
TEST_F(JourneyTest, ThreeHundredTopUpsAreCounted) {
  GoTo(Call::kTopUp);
  buyer.amount = 1'000'000;
  for (int i = 1; i <= 300; ++i) {
    buyer.topping_up = 1;
    Answered(201, R"({"balance":)" + std::to_string(i) + "}");
  }
  EXPECT_EQ(buyer.top_ups, 300U);
}

// Regression: nobody compared what is asked for a seat with the chart.
TEST_F(JourneyTest, AHoldWithAnotherPriceThanTheChartsIsNonsense) {
  GoTo(Call::kHold);
  venue.shows[0].chart.prices[buyer.pick.seats[0]] = 499;
  Answered(201, Reservation("HELD"));
  EXPECT_EQ(buyer.ending, Ending::kServerFailed);
}

TEST_F(JourneyTest, AnActiveBuyerNoLongerWaits) {
  Token("WAITING", 9);
  EXPECT_EQ(Token("ACTIVE").call, Call::kDates);
  EXPECT_EQ(tally.gauges.waiting, 0);
  EXPECT_EQ(tally.gauges.active, 1);
}

TEST_F(JourneyTest, CommitsAreKeptForTheOrderOfAdmission) {
  Token("WAITING", 9, 10);
  Token("WAITING", 8, 20);
  Token("ACTIVE", 0, 30);
  EXPECT_EQ(buyer.issued_commit, 10U);
  EXPECT_EQ(buyer.last_waiting_commit, 20U);
  EXPECT_EQ(buyer.first_active_commit, 30U);
}

TEST_F(JourneyTest, AGrowingPositionIsRecorded) {
  Token("WAITING", 9);
  EXPECT_FALSE(buyer.position_got_worse);
  Token("WAITING", 10);
  EXPECT_TRUE(buyer.position_got_worse);
}

TEST_F(JourneyTest, PositionsAreComparedOnceThereAreTwo) {
  Token("WAITING", 9);
  EXPECT_FALSE(buyer.position_compared);
  Token("WAITING", 9);
  EXPECT_TRUE(buyer.position_compared);
}

TEST_F(JourneyTest, InTheLobbyThereIsNoPositionToCompare) {
  Token("WAITING", 0);
  Token("WAITING", 9);
  EXPECT_FALSE(buyer.position_compared);
}

TEST_F(JourneyTest, AnAnswerWithoutACommitIsRecorded) {
  Token("WAITING", 9, 10);
  EXPECT_FALSE(buyer.commit_missing);
  Token("WAITING", 8, kNoCommit);
  EXPECT_TRUE(buyer.commit_missing);
  EXPECT_TRUE(buyer.was_waiting);
  EXPECT_EQ(buyer.last_waiting_commit, 10U);
}

TEST_F(JourneyTest, ABuyerPaysAndLeaves) {
  GoTo(Call::kPay);
  EXPECT_EQ(tally.gauges.held, 1);
  const std::string paid = R"(,"balance":0,"paymentId":")" + std::string(kPayment) + "\"";
  EXPECT_EQ(Answered(201, Reservation("CONFIRMED", paid)).call, Call::kNone);
  EXPECT_EQ(buyer.ending, Ending::kBought);
  EXPECT_EQ(tally.gauges.sold, 1);
  EXPECT_EQ(tally.gauges.held, 0);
  EXPECT_EQ(tally.gauges.active, 0);
  EXPECT_EQ(tally.nonsense_count(), 0U);
}

// The buyer, who holds seat 7 or 8, wants seat 9 instead.
class ExchangeJourneyTest : public JourneyTest {
 protected:
  void SetUp() override {
    Arrive(true);
    GoTo(Call::kExchange);
    buyer.wanted = {.seats = {9}, .count = 1};
  }
  std::string Exchanged(std::string_view status = "HELD") {
    const Pick before = std::exchange(buyer.pick, buyer.wanted);
    std::string answer = Reservation(status);
    buyer.pick = before;
    return answer;
  }
};

TEST_F(ExchangeJourneyTest, ABuyerPaysForTheSeatsOfTheExchange) {
  venue.shows[0].chart.prices[9] = 700;
  std::string answer = Exchanged();
  answer.replace(answer.find("500"), 3, "700");
  EXPECT_EQ(Answered(200, answer).call, Call::kTopUp);
  EXPECT_EQ(buyer.pick.seats[0], 9U);
  EXPECT_EQ(buyer.amount, 700);
  EXPECT_EQ(tally.gauges.held, 1);
  EXPECT_EQ(tally.nonsense_count(), 0U);
}

TEST_F(ExchangeJourneyTest, ARefusedExchangeLeavesTheHold) {
  const Pick held = buyer.pick;
  EXPECT_EQ(Answered(409, R"({"code":"seat-unavailable"})").call, Call::kTopUp);
  EXPECT_EQ(buyer.pick.seats[0], held.seats[0]);
  EXPECT_EQ(buyer.amount, 500);
  EXPECT_EQ(tally.races_lost, 1U);
}

TEST_F(ExchangeJourneyTest, AHoldThatKeepsItsSeatsIsAContradiction) {
  Answered(200, Reservation("HELD"));
  EXPECT_EQ(tally.nonsense_count(), 1U);
  EXPECT_EQ(buyer.ending, Ending::kServerFailed);
}

TEST_F(ExchangeJourneyTest, AnotherReservationIsAContradiction) {
  std::string answer = Exchanged();
  answer.replace(answer.find(kReservation), kReservation.size(), kPayment);
  Answered(200, answer);
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

// The seats of the hold itself do not count twice.
TEST_F(ExchangeJourneyTest, TooManySeatsIsAContradiction) {
  Answered(409, R"({"code":"too-many-seats"})");
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

TEST_F(JourneyTest, ALostRaceLeadsToAnotherReadOfTheSeats) {
  GoTo(Call::kHold);
  EXPECT_EQ(Answered(409, R"({"code":"seat-unavailable"})").call, Call::kAvailability);
  EXPECT_EQ(tally.races_lost, 1U);
}

TEST_F(JourneyTest, AChartIsFetchedOnce) {
  GoTo(Call::kAvailability);
  EXPECT_EQ(AnsweredSeats({}).call, Call::kDates);
  EXPECT_EQ(Answered(200, R"({"dates":[{"showId":"night-1"}]})").call, Call::kAvailability);
}

TEST_F(JourneyTest, AnotherChartAtTheSameAddressIsAContradiction) {
  for (const auto& [etag, body] : {std::pair("\"d\"", "{}"), std::pair("\"c\"", "{} ")}) {
    buyer = {};
    GoTo(Call::kChart);
    const std::uint64_t before = tally.nonsense_count();
    AnsweredChart(etag, body);
    EXPECT_EQ(tally.nonsense_count(), before + 1) << etag;
  }
}

TEST_F(JourneyTest, SeatsThatWereTakenMeanwhileAreChosenAgain) {
  GoTo(Call::kAvailability);
  AnsweredSeats({7, 8});
  const std::uint32_t first = buyer.pick.seats[0];
  const std::uint32_t other = first == 7 ? 8 : 7;
  EXPECT_EQ(AnsweredSeats({other}).call, Call::kAvailability);
  EXPECT_EQ(buyer.pick.seats[0], other);
  EXPECT_EQ(Answered(304, "").call, Call::kHold);
  EXPECT_EQ(tally.races_lost, 0U);
}

TEST_F(JourneyTest, AnOlderAvailabilityDoesNotReplaceANewerOne) {
  GoTo(Call::kAvailability);
  version = 100;
  AnsweredSeats({7});
  version = 50;
  AnsweredSeats({9});
  EXPECT_TRUE(venue.shows[0].seen.available.Has(7));
  EXPECT_EQ(tally.nonsense_count(), 0U);
}

TEST_F(JourneyTest, ABuyerWhoFollowsTheSeatsSeesWhatEventsChange) {
  GoTo(Call::kAvailability);
  AnsweredSeats({7, 8});
  const std::uint32_t first = buyer.pick.seats[0];
  buyer.follows = std::make_unique<Availability>(venue.shows[0].seen);
  EXPECT_TRUE(journey.TakeEvent(buyer, "retry: 1000"));
  EXPECT_EQ(journey.LookAgain(number, buyer).call, Call::kHold);
  const std::string change =
      "event: seats\ndata: {\"version\":99,\"seatsAvailable\":1,\"changes\":[" +
      std::to_string(first - 1) + ",1,1]}";
  EXPECT_TRUE(journey.TakeEvent(buyer, change));
  EXPECT_EQ(journey.LookAgain(number, buyer).call, Call::kAvailability);
  EXPECT_EQ(buyer.pick.seats[0], first == 7 ? 8 : 7);
  EXPECT_FALSE(journey.TakeEvent(buyer, "event: snapshot\ndata: {}"));
}

TEST_F(JourneyTest, NotModifiedWithoutAnEarlierReadIsAContradiction) {
  GoTo(Call::kAvailability);
  Answered(304, "");
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

// A buyer for whom `Choice::kTakesOffer` of the first look is as wanted.
class OfferJourneyTest : public JourneyTest {
 protected:
  void SetUpOffer(bool takes) {
    do {
      ++number;
      Arrive(false);
    } while (chance.Happens({number, Choice::kTakesOffer, 1}, Habits{}.takes_offer) != takes);
    GoTo(Call::kHold);
  }
  Next Refused(std::string_view more) {
    return Answered(409, R"({"code":"seat-unavailable")" + std::string(more) + "}");
  }
};

TEST_F(OfferJourneyTest, OneTapTakesTheNearestSeats) {
  SetUpOffer(true);
  EXPECT_EQ(Refused(R"(,"nearest":[20])").call, Call::kHold);
  EXPECT_EQ(buyer.pick.seats[0], 20U);
  EXPECT_EQ(tally.offers_taken, 1U);
  EXPECT_EQ(Answered(201, Reservation("HELD")).call, Call::kTopUp);
}

TEST_F(OfferJourneyTest, TheAlternativeToASingleSeatIsTakenToo) {
  SetUpOffer(true);
  const std::string body = R"({"code":"leaves-single-seat","singleSeats":[1],"alternative":[21]})";
  EXPECT_EQ(Answered(409, body).call, Call::kHold);
  EXPECT_EQ(buyer.pick.seats[0], 21U);
  EXPECT_EQ(tally.races_lost, 0U);
}

TEST_F(OfferJourneyTest, AnotherBuyerLooksAgain) {
  SetUpOffer(false);
  EXPECT_EQ(Refused(R"(,"nearest":[20])").call, Call::kAvailability);
  EXPECT_EQ(tally.offers_taken, 0U);
}

TEST_F(OfferJourneyTest, AnOfferOfOtherSeatsThanSoManyOfTheShowIsAContradiction) {
  for (const std::string_view offer : {"[20,21]", "[51]", "7", "[0]"}) {
    buyer = {};
    SetUpOffer(true);
    const std::uint64_t before = tally.nonsense_count();
    EXPECT_EQ(Refused(R"(,"nearest":)" + std::string(offer)).call, Call::kAvailability) << offer;
    EXPECT_EQ(tally.nonsense_count(), before + 1) << offer;
  }
}

// A buyer who lets the server choose.
class BestJourneyTest : public JourneyTest {
 protected:
  void SetUp() override {
    Arrive(false);
    buyer.asks_best = true;
    venue.shows[0].party_max = 4;
    GoTo(Call::kBest);
    buyer.pick.count = 1;
  }
};

TEST_F(BestJourneyTest, TheSeatsThatTheServerChoseAreTaken) {
  std::string held = Reservation("HELD");
  held.replace(held.find("\"number\":0"), 10, "\"number\":42");
  EXPECT_EQ(Answered(201, held).call, Call::kTopUp);
  EXPECT_EQ(buyer.pick.seats[0], 42U);
  EXPECT_EQ(tally.gauges.held, 1);
}

TEST_F(BestJourneyTest, AnotherNumberOfSeatsIsAContradiction) {
  buyer.pick.count = 2;
  std::string held = Reservation("HELD");
  held.replace(held.find("\"number\":0"), 10, "\"number\":42");
  Answered(201, held);
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

TEST_F(BestJourneyTest, AnUnknownSeatIsAContradiction) {
  Answered(201, Reservation("HELD"));
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

TEST_F(BestJourneyTest, WithoutSoManyTogetherTheBuyerWantsFewerOrAnySeats) {
  buyer.pick.count = 4;
  EXPECT_EQ(Answered(409, R"({"code":"best-unavailable","largestTogether":2})").call, Call::kBest);
  EXPECT_TRUE(buyer.settles || buyer.pick.count == 2);
  EXPECT_EQ(buyer.looks, 2);
}

TEST_F(BestJourneyTest, WhereNothingIsLeftToChooseTheBuyerLooksAlone) {
  EXPECT_EQ(Answered(409, R"({"code":"best-unavailable","largestTogether":0})").call, Call::kDates);
  EXPECT_EQ(Answered(200, R"({"dates":[{"showId":"night-1"}]})").call, Call::kAvailability);
}

TEST_F(BestJourneyTest, RefusalsThatDoNotFitAreContradictions) {
  Answered(409, R"({"code":"best-unavailable"})");
  EXPECT_EQ(tally.nonsense_count(), 1U);
  SetUp();
  Answered(409, R"({"code":"seat-unavailable"})");
  EXPECT_EQ(tally.nonsense_count(), 2U);
}

TEST_F(JourneyTest, AShareOfTheBuyersLetsTheServerChoose) {
  Journey shared{{chance, venue, texts, tally, 1, 0.25}};
  int asking = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    Buyer one;
    shared.Begin(i, one);
    asking += one.asks_best ? 1 : 0;
  }
  EXPECT_GT(asking, 200);
  EXPECT_LT(asking, 300);
}

TEST_F(JourneyTest, ABuyerStopsAfterTooManyReads) {
  GoTo(Call::kAvailability);
  for (int look = 0; look < 100 && buyer.call == Call::kAvailability; ++look) {
    AnsweredSeats({7}), AnsweredSeats({7});
    Answered(409, R"({"code":"seat-unavailable"})");
  }
  EXPECT_TRUE(buyer.gone);
}

TEST_F(JourneyTest, WithoutSeatsTheBuyerReadsTheDatesAgain) {
  GoTo(Call::kAvailability);
  EXPECT_EQ(AnsweredSeats({}).call, Call::kDates);
  Answered(200, R"({"dates":[]})");
  EXPECT_EQ(buyer.ending, Ending::kSoldOut);
}

TEST_F(JourneyTest, ASoldOutRoomEndsTheVisit) {
  Answered(409, R"({"code":"sold-out"})");
  EXPECT_EQ(buyer.ending, Ending::kSoldOut);
}

TEST_F(JourneyTest, ABuyerStopsWaitingForASoldOutRoom) {
  const std::string sold_out = R"({"token":"t","roomId":"main","pollAfterSeconds":5,"position":3,)"
                               R"("status":"WAITING","soldOut":true})";
  for (int look = 0; look < kSoldOutLooksMax && !buyer.gone; ++look) Answered(200, sold_out);
  EXPECT_EQ(buyer.ending, Ending::kSoldOut);
}

TEST_F(JourneyTest, AnUnknownRefusalIsCountedAndIsNotAContradiction) {
  GoTo(Call::kDates);
  Answered(409, R"({"code":"brand-new"})");
  EXPECT_EQ(tally.refusals().front().code, "brand-new");
  EXPECT_EQ(tally.nonsense_count(), 0U);
  EXPECT_TRUE(buyer.gone);
}

TEST_F(JourneyTest, AClosedRoomIsTriedAgain) {
  EXPECT_EQ(Answered(409, R"({"code":"room-not-open"})").call, Call::kToken);
  EXPECT_FALSE(buyer.gone);
}

// --- Answers that no correct server gives ---
TEST_F(JourneyTest, OtherSeatsThanRequestedAreAContradiction) {
  GoTo(Call::kHold);
  buyer.pick.seats[0] = 7;
  const std::string held = Reservation("HELD");
  buyer.pick.seats[0] = 8;
  Answered(201, held);
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

TEST_F(JourneyTest, AWrongBalanceAfterATopUpIsAContradiction) {
  GoTo(Call::kTopUp);
  Answered(201, R"({"balance":499})");
  EXPECT_EQ(tally.nonsense_count(), 1U);
  EXPECT_TRUE(buyer.in_doubt);
}

TEST_F(JourneyTest, APaymentAtAnotherPriceIsAContradiction) {
  GoTo(Call::kPay);
  buyer.amount = 400;
  Answered(201, Reservation("CONFIRMED",
                            R"(,"balance":0,"paymentId":")" + std::string(kPayment) + "\""));
  EXPECT_EQ(tally.nonsense_count(), 1U);
  EXPECT_TRUE(buyer.paid);
}

TEST_F(JourneyTest, RefusalsOfValidRequestsAreContradictions) {
  GoTo(Call::kPay);
  Answered(402, R"({"code":"insufficient-balance"})");
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

// Regression: a reservation that somebody else cancelled was taken for a hold that had ended.
TEST_F(JourneyTest, AReservationCancelledByAnotherIsAContradiction) {
  GoTo(Call::kPay);
  Answered(409, R"({"code":"reservation-cancelled"})");
  EXPECT_EQ(tally.nonsense_count(), 1U);
}

TEST_F(JourneyTest, AHoldThatHasEndedIsNotAContradiction) {
  GoTo(Call::kPay);
  Answered(409, R"({"code":"hold-expired"})");
  EXPECT_EQ(tally.nonsense_count(), 0U);
  EXPECT_EQ(buyer.ending, Ending::kHoldEnded);
}

TEST_F(JourneyTest, AnEndedTurnIsNotAContradiction) {
  GoTo(Call::kPay);
  Answered(400, R"({"code":"queue-token-expired"})");
  EXPECT_EQ(tally.nonsense_count(), 0U);
  EXPECT_EQ(buyer.ending, Ending::kTurnEnded);
}

TEST_F(JourneyTest, InvalidJsonIsAContradictionInEveryAnswer) {
  for (const Call call :
       {Call::kDates, Call::kAvailability, Call::kHold, Call::kTopUp, Call::kPay}) {
    buyer = {};
    GoTo(call);
    const std::uint64_t before = tally.nonsense_count();
    Answered(201, "<html>");
    EXPECT_EQ(tally.nonsense_count(), before + 1) << NameOf(call);
  }
}

}  // namespace
}  // namespace onsale::rehearsal
